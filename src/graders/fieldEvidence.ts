import type { Evidence } from '../core/grade.ts'
import type { AssessedSentence } from '../grounding/assess.ts'
import { checkHours, findHours } from '../grounding/hours.ts'
import type { Mention } from '../grounding/mentions.ts'
import { speaksOfHours } from '../grounding/spans.ts'
import { quoted } from './grade.ts'
import type { Grounds, Tally } from './groundingEvidence.ts'

/** What JSON sources say of what a claim says: yes or no, and opening hours. */
export function fieldFindings(sentence: AssessedSentence, text: string, grounds: Grounds, tally: Tally): Evidence[] {
  return [
    ...sentence.mentions.flatMap((mention) => mentionFindings(mention, text, grounds, tally)),
    ...hoursFindings(sentence, text, grounds, tally),
  ]
}

function mentionFindings(mention: Mention, text: string, grounds: Grounds, tally: Tally): Evidence[] {
  const { attribute, negated, sure, supposed, start, end } = mention
  const { path, holds } = attribute
  const said = quoted(text.slice(start, end), 40)
  const where = grounds.sources[attribute.source]?.id ?? ''
  const found = (verdict: Evidence['verdict'], message: string): Evidence[] => [
    { kind: 'field', verdict, message, start, end, ...placeOf(attribute.source, path, grounds) },
  ]
  if (holds === null) {
    return sure ? found('info', `${said}: ${path} is null in ${quoted(where)}, which leaves it open`) : []
  }
  const wrong = holds === negated
  if (supposed) return []
  if (wrong && !sure) return found('info', `${said} may be ${path}, which is ${holds} in ${quoted(where)}`)
  tally.all += 1
  if (wrong)
    return found('bad', `${said} is ${negated ? 'denied' : 'claimed'}, but ${path} is ${holds} in ${quoted(where)}`)
  tally.good += 1
  return []
}

function hoursFindings(sentence: AssessedSentence, text: string, grounds: Grounds, tally: Tally): Evidence[] {
  const { start: from, end: to } = sentence
  const hours = grounds.index.hours[0]
  if (hours === undefined) return []
  const found: Evidence[] = []
  for (const claim of findHours(text.slice(from, to))) {
    const { right, wrong } = checkHours(claim, hours)
    if (right + wrong === 0) continue
    tally.all += 1
    if (wrong === 0) {
      tally.good += 1
      continue
    }
    const [start, end] = [from + claim.start, from + claim.end]
    // That no day is named as open may only mean that it was left out.
    const verdict = claim.open === undefined || !speaksOfHours(sentence) ? 'info' : 'bad'
    const days = right + wrong
    const message = `${quoted(text.slice(start, end), 60)} is not what ${hours.path || 'the source'} says of ${wrong === days ? (days === 1 ? 'the day' : `all ${days} days`) : `${wrong} of ${days} days`}`
    found.push({ kind: 'field', verdict, message, start, end, ...placeOf(hours.source, hours.path, grounds) })
  }
  return found
}

/** Where the key of a path stands in a JSON source, with its value's beginning. */
function placeOf(source: number, path: string, { sources }: Grounds): Partial<Evidence> {
  const { id = '', text = '' } = sources[source] ?? {}
  const key = JSON.stringify(path.split('.').at(-1) ?? '')
  const start = path === '' ? -1 : text.indexOf(key)
  if (start < 0) return { sourceId: id }
  const value = /^\s*:\s*(?:\{[^{}]{0,400}\}?|"(?:[^"\\]|\\.){0,200}"?|[^,}\]]{1,60})/.exec(
    text.slice(start + key.length, start + key.length + 500),
  )
  return { sourceId: id, sourceStart: start, sourceEnd: start + key.length + (value?.[0].length ?? 0) }
}
