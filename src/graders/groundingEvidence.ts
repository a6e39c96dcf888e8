import type { Source } from '../core/case.ts'
import type { Evidence } from '../core/grade.ts'
import type { AssessedSentence } from '../grounding/assess.ts'
import type { GroundingIndex } from '../grounding/groundingIndex.ts'
import { numberContext } from '../grounding/sentenceFeatures.ts'
import { leastShared } from '../grounding/spans.ts'
import type { Figure } from '../text/figures.ts'
import { lastStartingAt } from '../text/span.ts'
import { fieldFindings } from './fieldEvidence.ts'
import { quoted } from './grade.ts'

/** How much was looked at, and how much of it holds. */
export interface Tally {
  good: number
  all: number
}

/** What the sources do to one claim, and what it rests on. */
export interface ClaimFindings {
  support: 'supported' | 'unsupported' | 'contradicted'
  /** The claim first, then what was looked at inside it. */
  evidence: Evidence[]
  /** Of what was looked at: figures, names and fields of records that hold, and all of them. */
  tally: Record<'figures' | 'names' | 'fields', Tally>
}

/** What the sources are to a grading. */
export interface Grounds {
  sources: readonly Source[]
  index: GroundingIndex
  /** Whether the question or a title has the figure, or the word by its stem. */
  asksFigure(figure: Figure): boolean
  asksStem(stem: string): boolean
}

/** How well a claim is supported, 0..1, and whether that is enough, as the model has it or whoever was asked. */
export interface Judged {
  support: number
  /** @param unheld how many figures of the claim stand in no source */
  isSupported(unheld: number): boolean
}

/** The findings on one claim. */
export function findingsOf(
  sentence: AssessedSentence,
  { support, isSupported }: Judged,
  text: string,
  grounds: Grounds,
): ClaimFindings {
  const tally: ClaimFindings['tally'] = {
    figures: { good: 0, all: 0 },
    names: { good: 0, all: 0 },
    fields: { good: 0, all: 0 },
  }
  const inside = [
    ...figureFindings(sentence, text, grounds, tally.figures),
    ...nameFindings(sentence, text, grounds, tally.names),
    ...fieldFindings(sentence, text, grounds, tally.fields),
  ]
  const against = inside.filter(({ kind, verdict }) => kind === 'field' && verdict === 'bad')
  const state =
    against.length > 0
      ? 'contradicted'
      : isSupported(tally.figures.all - tally.figures.good)
        ? 'supported'
        : 'unsupported'
  const claim: Evidence = {
    kind: 'claim',
    verdict: state === 'supported' ? 'good' : 'bad',
    support: state,
    score: support,
    message: claimMessage(state, sentence, grounds, against[0]?.message),
    start: sentence.start,
    end: sentence.end,
    ...(against[0]?.sourceStart === undefined ? passageOf(sentence, grounds) : placeOf(against[0])),
  }
  return { support: state, evidence: [claim, ...inside, ...turnFindings(sentence)], tally }
}

function claimMessage(
  state: ClaimFindings['support'],
  sentence: AssessedSentence,
  grounds: Grounds,
  against: string | undefined,
): string {
  const where =
    sentence.passage === undefined || sentence.features.windowThree < leastShared
      ? ''
      : quoted(grounds.sources[sentence.passage.source]?.id ?? '')
  if (state === 'contradicted') return against ?? 'a source says otherwise'
  if (state === 'supported') return where === '' ? 'supported' : `supported by ${where}`
  return where === '' ? 'no source speaks of this' : `no source supports this; ${where} comes closest`
}

function placeOf({ sourceId, sourceStart, sourceEnd }: Evidence): Partial<Evidence> {
  return {
    ...(sourceId === undefined ? {} : { sourceId }),
    ...(sourceStart === undefined ? {} : { sourceStart }),
    ...(sourceEnd === undefined ? {} : { sourceEnd }),
  }
}

function passageOf({ passage, features }: AssessedSentence, { sources }: Grounds): Partial<Evidence> {
  if (passage === undefined || features.windowThree < leastShared) return {}
  return { sourceId: sources[passage.source]?.id ?? '', sourceStart: passage.start, sourceEnd: passage.end }
}

function figureFindings(sentence: AssessedSentence, text: string, grounds: Grounds, tally: Tally): Evidence[] {
  const found: Evidence[] = []
  for (const figure of sentence.figures) {
    // "one of the two": a small number in words counts nothing.
    if (figure.kind === 'number' && figure.spelled && figure.value <= 12 && figure.unit === undefined) continue
    const said = quoted(text.slice(figure.start, figure.end), 40)
    const { start, end } = figure
    tally.all += 1
    if (!grounds.index.holds(figure) && !grounds.asksFigure(figure)) {
      found.push({ kind: kindOf(figure), verdict: 'bad', message: `${said} stands in no source`, start, end })
      continue
    }
    tally.good += 1
    const at = digitsAt(sentence.words, start, end)
    if (
      at >= 0 &&
      grounds.index.has(sentence.words[at]?.stem ?? '') &&
      numberContext(sentence.words, at, grounds.index) === 0
    ) {
      found.push({
        kind: kindOf(figure),
        verdict: 'info',
        message: `${said} stands in the sources, but none of the words around it do so there`,
        start,
        end,
      })
    }
  }
  return found
}

/** The index of the first word with digits in a stretch of the text; -1 where there is none. */
function digitsAt(words: AssessedSentence['words'], start: number, end: number): number {
  for (let at = Math.max(0, lastStartingAt(words, start)); (words[at]?.start ?? end) < end; at += 1) {
    if (words[at]?.digits === true && (words[at]?.start ?? 0) >= start && (words[at]?.end ?? 0) <= end) return at
  }
  return -1
}

function kindOf({ kind }: Figure): string {
  return kind === 'date' || kind === 'time' || kind === 'money' ? kind : 'figure'
}

/** Names: words with a capital within a sentence, those side by side as one. */
function nameFindings(
  { words, start: first }: AssessedSentence,
  text: string,
  { index, asksStem }: Grounds,
  tally: Tally,
): Evidence[] {
  const found: Evidence[] = []
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]
    if (word === undefined || !isName(word)) continue
    let last = at
    while (isName(words[last + 1]) && text.slice(words[last]?.end ?? 0, words[last + 1]?.start ?? 0) === ' ') last += 1
    // The first word of a sentence has its capital from there.
    const begins = at === 0 || /[.!?:•\n*–—-]\s*$/.test(text.slice(Math.max(first, word.start - 4), word.start))
    const parts = words.slice(begins && last > at ? at : at, last + 1)
    at = last
    if (begins && parts.length === 1) continue
    tally.all += 1
    const unknown = parts.filter(({ stem, folded }) => !index.has(stem) && !index.has(folded) && !asksStem(stem))
    const strangers = begins ? unknown.filter((part) => part !== parts[0]) : unknown
    if (strangers.length === 0) {
      tally.good += 1
      continue
    }
    const start = parts[0]?.start ?? 0
    const end = parts.at(-1)?.end ?? start
    found.push({
      kind: 'name',
      verdict: 'bad',
      message: `${quoted(text.slice(start, end), 60)} stands in no source${parts.length > strangers.length ? ' as a whole' : ''}`,
      start,
      end,
    })
  }
  return found
}

function isName(word: AssessedSentence['words'][number] | undefined): boolean {
  return word?.capital === true && word.content && !word.digits && word.folded.length > 1 && !/^i'/.test(word.folded)
}

/** Warnings only: words turn a meaning in more ways than can be followed. */
function turnFindings({ features, start, end }: AssessedSentence): Evidence[] {
  const warn = (message: string): Evidence => ({ kind: 'negation', verdict: 'info', message, start, end })
  return [
    ...(features.negationAdded > 0 ? [warn('says "not" where the closest passage does not')] : []),
    ...(features.negationDropped > 0 ? [warn('the closest passage says "not", which this does not')] : []),
    ...(features.universalAdded > 0 ? [warn('speaks of all, always or only where the closest passage does not')] : []),
  ]
}
