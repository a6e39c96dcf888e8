import type { Case } from '../core/case.ts'
import type { Evidence } from '../core/grade.ts'
import { codeSpans } from '../text/markdown.ts'
import type { Needle, Passage } from '../text/passage.ts'
import { locate, toNeedle, wordCount } from '../text/passage.ts'
import { findQuotations } from '../text/quotations.ts'
import type { Span } from '../text/span.ts'
import { lastStartingAt, outside } from '../text/span.ts'
import type { Checked } from './citations.ts'
import type { CitedAnswer } from './citedAnswer.ts'
import type { Findings } from './grade.ts'
import { quoted } from './grade.ts'
import type { SourceIndex } from './sources.ts'
import { inputPassage } from './sources.ts'

interface Quote {
  text: string
  needle: Needle
  span?: Span
  /** The sources that it is said to be from; none where nothing is cited. */
  cited: ReadonlySet<string>
}

const none: ReadonlySet<string> = new Set()
const markerInQuote = /\[(?:\^?[\d\s,;–-]+|[\p{L}]+[-_ ]?\d+)\]/gu

/**
 * Whether quotations stand in the sources word by word, case, white space and typography apart; parts around an ellipsis in their
 * order. A quotation of the question's words is left out.
 */
export function checkQuotes(
  item: Case,
  answer: CitedAnswer,
  index: SourceIndex,
  minWords: number,
  findings: Findings,
): Checked {
  if (index.sources.length === 0) return { good: 0, all: 0 }
  const memory = new Map<string, Found | undefined>()
  let all = 0
  let good = 0
  for (const quote of [...inText(answer, minWords), ...fromTarget(answer)]) {
    const key = `${[...quote.cited].join('\n')}\n\n${quote.needle.map((part) => part.join(' ')).join('\n')}`
    if (!memory.has(key)) memory.set(key, search(quote, index))
    const found = memory.get(key)
    if (found === undefined && quote.span !== undefined && locate(inputPassage(item), quote.needle) !== undefined)
      continue
    all += 1
    const verdict = found?.cited === true ? 'good' : 'bad'
    if (verdict === 'good') good += 1
    findings.add(verdict, () => toEvidence(quote, found, index))
  }
  return { good, all }
}

function inText(answer: CitedAnswer, minWords: number): Quote[] {
  return outside(findQuotations(answer.text), codeSpans(answer.text)).flatMap((span) => {
    const needle = toNeedle(span.text.replace(markerInQuote, ' '))
    if (wordCount(needle) < minWords) return []
    const sentence = lastStartingAt(answer.sentences, span.start)
    const last = lastStartingAt(answer.sentences, span.end - 1)
    // A quotation of several sentences is cited behind the last of them.
    const cited = answer.idsOf.get(last) ?? answer.idsOf.get(sentence) ?? none
    return [{ text: span.text, needle, span: { start: span.start, end: span.end }, cited }]
  })
}

function fromTarget({ cited }: CitedAnswer): Quote[] {
  return cited.flatMap(({ quote, id }) => {
    const needle = toNeedle(quote ?? '')
    return quote === undefined || needle.length === 0
      ? []
      : [{ text: quote, needle, cited: id === undefined ? none : new Set([id]) }]
  })
}

interface Found {
  place: number
  /** Into the source's text; absent where it is the source's title. */
  span?: Span
  /** Whether it is a source that was cited, or none was. */
  cited: boolean
}

function search({ needle, cited }: Quote, index: SourceIndex): Found | undefined {
  const places = index.sources.map((_, place) => place)
  const first = places.filter((place) => cited.has(index.sources[place]?.id ?? ''))
  return (
    searchIn(first, needle, index, true) ??
    searchIn(
      places.filter((place) => !first.includes(place)),
      needle,
      index,
      cited.size === 0,
    )
  )
}

function searchIn(places: readonly number[], needle: Needle, index: SourceIndex, cited: boolean): Found | undefined {
  for (const place of places) {
    const span = locate(index.passage(place), needle)
    if (span !== undefined) return { place, span, cited }
    if (isIn(index.title(place), needle)) return { place, cited }
  }
  return undefined
}

function isIn(passage: Passage, needle: Needle): boolean {
  return passage.folded.length > 0 && locate(passage, needle) !== undefined
}

function toEvidence({ text, span, cited }: Quote, found: Found | undefined, index: SourceIndex): Evidence {
  const sourceId = index.sources[found?.place ?? -1]?.id
  if (found === undefined || sourceId === undefined) {
    return { kind: 'quote', verdict: 'bad', message: `${quoted(text)} stands in no source`, ...span }
  }
  const only = found.cited ? '' : `, not in the cited ${[...cited].map((id) => quoted(id)).join(', ')}`
  return {
    kind: 'quote',
    verdict: found.cited ? 'good' : 'bad',
    message: `${quoted(text)} stands in ${quoted(sourceId)}${only}`,
    ...span,
    sourceId,
    ...(found.span === undefined ? {} : { sourceStart: found.span.start, sourceEnd: found.span.end }),
  }
}
