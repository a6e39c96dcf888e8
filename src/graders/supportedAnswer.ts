import type { Evidence, Part } from '../core/grade.ts'
import type { CitationMarker } from '../text/citationMarkers.ts'
import { signsOf } from '../text/citationMarkers.ts'
import type { Span } from '../text/span.ts'
import type { Statement, Support } from './alce.ts'
import { mostTried } from './alce.ts'
import type { CitedAnswer } from './citedAnswer.ts'
import type { Findings } from './grade.ts'
import { quoted, share } from './grade.ts'
import type { SourceIndex } from './sources.ts'

/** Characters of premises that are read for one answer: some seconds. Claims that cite alike have them in common. */
const mostRead = 2e7

/** A claim of an answer as a statement with its passages. */
export interface CitedStatement extends Statement, Span {
  /** The sources of the passages. */
  ids: readonly string[]
}

/**
 * The claims of an answer with what they cite, without the signs of markers. Claims whose passages are more than can be read are left
 * out.
 */
export function statementsOf(
  answer: CitedAnswer,
  markers: readonly CitationMarker[],
  index: SourceIndex,
): CitedStatement[] {
  const signs = signsOf(markers)
  const whole = answer.citesWhole ? wholeIds(answer) : undefined
  const stray = answer.citesWhole ? answer.cited.filter(({ id }) => id === undefined).length : 0
  const found: CitedStatement[] = []
  let next = 0
  let read = 0
  const lists = new Map<string, string[]>()
  for (const { start, end, at } of answer.claims) {
    while (next < signs.length && (signs[next]?.end ?? 0) <= start) next += 1
    const ids = whole ?? [...(answer.idsOf.get(at) ?? [])]
    const key = ids.join('\n')
    let passages = lists.get(key)
    if (passages === undefined) {
      passages = ids.map((id) => passageOf(id, index))
      const length = passages.reduce((sum, passage) => sum + passage.length, 0)
      const asked = passages.length > 1 && passages.length <= mostTried ? length * (passages.length + 1) : length
      if (read + asked > mostRead) continue
      read += asked
      lists.set(key, passages)
    }
    const text = withoutSigns(answer.text, { start, end }, signs, next)
    found.push({ start, end, ids, text, passages, stray: stray + (answer.strayOf.get(at) ?? 0) })
  }
  return found
}

/** The title and the text, as ALCE shows a passage. */
function passageOf(id: string, index: SourceIndex): string {
  const { title, text = '' } = index.sources[index.placeOf(id) ?? -1] ?? {}
  return title === undefined ? text : `${title}\n${text}`
}

function wholeIds({ cited }: CitedAnswer): string[] {
  return [...new Set(cited.flatMap(({ id }) => (id === undefined ? [] : [id])))]
}

function withoutSigns(text: string, { start, end }: Span, signs: readonly Span[], first: number): string {
  let plain = ''
  let at = start
  for (let next = first; next < signs.length; next += 1) {
    const sign = signs[next]
    if (sign === undefined || sign.start >= end) break
    plain += text.slice(at, Math.max(at, sign.start))
    at = Math.max(at, Math.min(sign.end, end))
  }
  return (plain + text.slice(at, end))
    .replace(/\s+(?=[.,;:!?])/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Recall over statements, and precision over citations; those of no source are not precise. */
export function supportParts(
  statements: readonly CitedStatement[],
  supports: readonly Support[],
  citesWhole: boolean,
): { recall: Part; precision?: Part } {
  let recalled = 0
  let precise = 0
  let citations = 0
  supports.forEach((support, at) => {
    if (support.recalled) recalled += 1
    if (support.precise === undefined) return
    citations += support.precise.length + (statements[at]?.stray ?? 0)
    precise += support.precise.filter(Boolean).length
  })
  const recall = { score: share(recalled, supports.length), n: supports.length }
  return citesWhole || citations === 0
    ? { recall }
    : { recall, precision: { score: precise / citations, n: citations } }
}

/** What is told of one statement. */
export function tellSupport(
  statement: CitedStatement,
  support: Support,
  citesWhole: boolean,
  findings: Findings,
): void {
  const { start, end, ids } = statement
  const place = { start, end }
  const [sourceId] = ids
  findings.add(support.recalled ? 'good' : 'bad', () => ({
    kind: 'claim',
    verdict: support.recalled ? 'good' : 'bad',
    message: told(statement, support),
    ...place,
    ...(sourceId === undefined ? {} : { sourceId }),
    support: support.recalled ? 'supported' : 'unsupported',
    ...(support.together === undefined ? {} : { score: support.together }),
  }))
  if (!support.recalled || citesWhole) return
  support.precise?.forEach((precise, at) => {
    const id = ids[at]
    if (precise || id === undefined) return
    findings.add(
      'bad',
      (): Evidence => ({
        kind: 'citation',
        verdict: 'bad',
        message: `${quoted(id)} does not bear it out by itself, and the others do without it`,
        ...place,
        sourceId: id,
      }),
    )
  })
}

function told({ ids, stray }: CitedStatement, { together, recalled }: Support): string {
  if (stray > 0) return 'cites a source that there is not'
  if (together === undefined) return 'a claim without a citation'
  const named = ids.slice(0, 3).map((id) => quoted(id, 40))
  const cited = `${named.join(', ')}${ids.length > 3 ? ', …' : ''}`
  const score = together.toFixed(2)
  if (recalled) return `borne out by ${cited} (${score})`
  return ids.length === 1
    ? `${cited} does not bear it out (${score})`
    : `${cited} do not bear it out together (${score})`
}
