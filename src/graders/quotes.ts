import type { Case } from '../core/case.ts'
import type { Evidence } from '../core/grade.ts'
import { codeSpans } from '../text/markdown.ts'
import type { Budget, Edit } from '../text/nearPassage.ts'
import { findNear, hardTokens } from '../text/nearPassage.ts'
import type { Needle, Passage } from '../text/passage.ts'
import { locate, toNeedle, wordCount } from '../text/passage.ts'
import { findQuotations } from '../text/quotations.ts'
import type { Span } from '../text/span.ts'
import { lastStartingAt, outside } from '../text/span.ts'
import type { CitedAnswer } from './citedAnswer.ts'
import type { Findings } from './grade.ts'
import { quoted } from './grade.ts'
import type { Checked } from './markers.ts'
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

/** Cells of alignment for one answer: less than a second. What is then left is only looked for word by word. */
const mostCells = 2e7
/** In how many sources that are not cited a near miss is looked for. */
const mostOthers = 50

/**
 * Whether quotations stand in the sources word by word: case, white space, typography and punctuation apart; parts around an ellipsis in their
 * order. Where one does not, the place that reads most nearly so is told (`findNear`), with what differs. A quotation of the question's
 * words is left out.
 *
 * @param tolerance the share of a quotation's words that may differ
 */
export function checkQuotes(
  item: Case,
  answer: CitedAnswer,
  index: SourceIndex,
  { minQuoteWords, quoteTolerance }: { minQuoteWords: number; quoteTolerance: number },
  findings: Findings,
): Checked {
  if (index.sources.length === 0) return { good: 0, all: 0 }
  const memory = new Map<string, Found | undefined>()
  const budget = { cells: mostCells }
  let all = 0
  let good = 0
  for (const quote of [...inText(answer, minQuoteWords), ...fromTarget(answer)]) {
    const key = `${[...quote.cited].join('\n')}\n\n${quote.needle.map((part) => part.join(' ')).join('\n')}`
    if (!memory.has(key)) memory.set(key, search(quote, index, quoteTolerance, budget))
    const found = memory.get(key)
    if (found?.good !== true && quote.span !== undefined && locate(inputPassage(item), quote.needle) !== undefined)
      continue
    all += 1
    const verdict = found?.good === true ? 'good' : 'bad'
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
  const quotes: Quote[] = []
  for (const { quote, id } of cited) {
    if (quote === undefined) continue
    const needle = toNeedle(quote)
    if (needle.length > 0) quotes.push({ text: quote, needle, cited: id === undefined ? none : new Set([id]) })
  }
  return quotes
}

interface Found {
  place: number
  /** Into the source's text; absent where it is the source's title. */
  span?: Span
  /** What differs; none where it stands there word by word. */
  edits: readonly Edit[]
  /** Whether it is a source that was cited, or none was. */
  cited: boolean
  /** Whether the quotation holds: it stands in a cited source. */
  good: boolean
}

function search({ needle, cited }: Quote, index: SourceIndex, tolerance: number, budget: Budget): Found | undefined {
  const places = index.sources.map((_, place) => place)
  const first = places.filter((place) => cited.has(index.sources[place]?.id ?? ''))
  const others = places.filter((place) => !first.includes(place))
  const exact = searchIn(first, needle, index, true)
  if (exact !== undefined) return exact
  const near = nearIn(first, needle, index, true, tolerance, budget)
  if (near?.good === true) return near
  const free = cited.size === 0
  return (
    searchIn(others, needle, index, free) ??
    near ??
    nearIn(others.slice(0, mostOthers), needle, index, free, tolerance, budget)
  )
}

function searchIn(places: readonly number[], needle: Needle, index: SourceIndex, cited: boolean): Found | undefined {
  for (const place of places) {
    const span = locate(index.passage(place), needle)
    if (span !== undefined) return { place, span, edits: [], cited, good: cited }
    if (isIn(index.title(place), needle)) return { place, edits: [], cited, good: cited }
  }
  return undefined
}

function isIn(passage: Passage, needle: Needle): boolean {
  return passage.folded.length > 0 && locate(passage, needle) !== undefined
}

/** The place with the fewest differences. */
function nearIn(
  places: readonly number[],
  needle: Needle,
  index: SourceIndex,
  cited: boolean,
  tolerance: number,
  budget: Budget,
): Found | undefined {
  const parts = needle.map(hardTokens)
  const allowed = Math.floor(tolerance * parts.reduce((sum, part) => sum + part.length, 0))
  let best: (Found & { distance: number }) | undefined
  for (const place of places) {
    const near = nearInOne(index.passage(place), parts, budget)
    if (near === undefined || near.distance >= (best?.distance ?? Number.POSITIVE_INFINITY)) continue
    const { span, edits, distance } = near
    best = { place, span, edits, cited, good: cited && distance <= allowed, distance }
  }
  return best
}

/** The parts around ellipses, one behind the other. */
function nearInOne(
  passage: Passage,
  parts: readonly (readonly string[])[],
  budget: Budget,
): { span: Span; edits: Edit[]; distance: number } | undefined {
  const edits: Edit[] = []
  let distance = 0
  let span: Span | undefined
  for (const part of parts) {
    const exact = part.length < 3 ? locate(passage, [part]) : undefined
    const near = part.length < 3 ? exact && { ...exact, distance: 0, edits: [] } : findNear(passage, part, budget)
    if (near === undefined || (span !== undefined && near.start < span.end)) return undefined
    edits.push(...near.edits)
    distance += near.distance
    span = { start: span?.start ?? near.start, end: near.end }
  }
  return span === undefined ? undefined : { span, edits, distance }
}

function toEvidence({ text, span, cited }: Quote, found: Found | undefined, index: SourceIndex): Evidence {
  const sourceId = index.sources[found?.place ?? -1]?.id
  if (found === undefined || sourceId === undefined) {
    return { kind: 'quote', verdict: 'bad', message: `${quoted(text)} stands in no source`, ...span }
  }
  const source = quoted(sourceId)
  const only = found.cited ? '' : `, not in the cited ${[...cited].map((id) => quoted(id)).join(', ')}`
  const where =
    found.edits.length === 0
      ? `stands in ${source}${only}`
      : found.good
        ? `stands in ${source}, but for ${differences(found.edits)}`
        : `stands in no source word for word; ${source} has ${differences(found.edits)}`
  return {
    kind: 'quote',
    verdict: found.good ? 'good' : 'bad',
    message: `${quoted(text)} ${where}`,
    ...span,
    sourceId,
    ...(found.span === undefined ? {} : { sourceStart: found.span.start, sourceEnd: found.span.end }),
  }
}

/** The first three differences: `"5", not "3"`. */
function differences(edits: readonly Edit[]): string {
  const told = edits.slice(0, 3).map(({ said, stands }) => {
    if (said === '') return `${quoted(stands, 40)}, which is left out`
    return stands === '' ? `no ${quoted(said, 40)}` : `${quoted(stands, 40)}, not ${quoted(said, 40)}`
  })
  return `${told.join('; ')}${edits.length > 3 ? '; …' : ''}`
}
