import type { Source } from '../core/case.ts'
import type { Evidence } from '../core/grade.ts'
import { formatCount } from '../text/format.ts'
import { isClaim, type NumberedEvidence, type Piece, pieces, type Support, spanWithin, supportWords } from './answer.ts'
import { shortScore } from './format.ts'
import { type SourcePassage, sourceOf } from './grades.ts'
import { bounds, type SideTrial } from './input.ts'
import type { Passages } from './passages.ts'

/** The claims of one answer, each beside the passage that speaks to it. */
export interface ClaimsView {
  side: 'Baseline' | 'Candidate'
  /** How many there are of each kind; shows what the marks mean as well. */
  counts: { support: Support; symbol: string; word: string; count: string }[]
  rows: ClaimRow[]
  more: string | null
}

interface ClaimRow {
  /** Links the row and the marks in the answer. */
  key: string
  number: number
  support: Support
  symbol: string
  word: string
  score: string | null
  pieces: Piece[]
  message: string
  notes: { verdict: Evidence['verdict']; kind: string; message: string }[]
  source: SourcePassage | null
  href: string | null
  /** Whether the answer, as far as it is shown, has the mark to go back to. */
  marked: boolean
}

const order: readonly Support[] = ['contradicted', 'unsupported', 'supported']
const longestClaim = 600
const surroundings = 180
const mostNotes = 8

/**
 * The claims that are shown, by the number of their evidence: the worst first where there are too many, and a key for each that no other
 * place of the page has.
 */
export function claimKeys(numbered: readonly NumberedEvidence[], place: string): Map<number, string> {
  const ranked = numbered
    .filter(({ evidence }) => isClaim(evidence))
    .map(({ number, evidence }) => ({ number, rank: order.indexOf(evidence.support ?? 'supported') }))
    .sort((a, b) => a.rank - b.rank || a.number - b.number)
  return new Map(ranked.slice(0, bounds.claimsListed).map(({ number }) => [number, `${number}-${place}`]))
}

/** @returns null where no grader looked for claims */
export function claimsView(
  side: ClaimsView['side'],
  trial: SideTrial | undefined,
  numbered: readonly NumberedEvidence[],
  keys: ReadonlyMap<number, string>,
  sources: readonly Source[],
  passages: Passages,
): ClaimsView | null {
  if (trial?.outcome.status !== 'ok' || keys.size === 0) return null
  const { text } = trial.outcome.output
  const claims = numbered.filter(({ evidence }) => isClaim(evidence))
  const finer = numbered.filter(({ evidence }) => evidence.support === undefined)
  const marked = new Set(markedEvidence(numbered).map(({ number }) => number))
  const rows = claims
    .flatMap((item): ClaimRow[] => {
      const key = keys.get(item.number)
      const shown = marked.has(item.number) && (item.evidence.end ?? 0) <= bounds.text
      return key === undefined ? [] : [claimRow(item, { key, marked: shown, text, finer, sources, passages })]
    })
    .sort((a, b) => a.number - b.number)
  const left = claims.length - rows.length
  return {
    side,
    counts: order.toReversed().flatMap((support) => {
      const count = claims.filter(({ evidence }) => evidence.support === support).length
      return count === 0 ? [] : [{ support, ...supportWords[support], count: formatCount(count) }]
    }),
    rows,
    more: left > 0 ? `${formatCount(left)} more claims are left out here; the worst are shown.` : null,
  }
}

/** The evidence that marks an answer: what speaks against it first, where there is too much. */
export function markedEvidence(numbered: readonly NumberedEvidence[]): readonly NumberedEvidence[] {
  if (numbered.length <= bounds.evidenceMarked) return numbered
  const against = numbered.filter(({ evidence }) => evidence.verdict === 'bad')
  const others = numbered.filter(({ evidence }) => evidence.verdict !== 'bad')
  return [...against, ...others].slice(0, bounds.evidenceMarked)
}

interface ClaimPlace {
  key: string
  marked: boolean
  text: string
  finer: readonly NumberedEvidence[]
  sources: readonly Source[]
  passages: Passages
}

function claimRow({ number, evidence }: NumberedEvidence, place: ClaimPlace): ClaimRow {
  const { support = 'supported', start, end } = evidence
  const span = spanWithin(place.text, start, end) ?? { start: 0, end: 0 }
  const inside = place.finer.filter(
    (item) => (item.evidence.start ?? -1) >= span.start && (item.evidence.end ?? Number.POSITIVE_INFINITY) <= span.end,
  )
  const to = Math.min(span.end, span.start + longestClaim)
  const shifted = inside.slice(0, 50).map((item) => ({
    number: item.number,
    evidence: {
      ...item.evidence,
      start: (item.evidence.start ?? 0) - span.start,
      end: (item.evidence.end ?? 0) - span.start,
    },
  }))
  const whole = place.text.slice(span.start, spanWithin(place.text, span.start, to)?.end ?? to)
  const told = inside.filter((item) => item.evidence.verdict !== 'good')
  const source = place.sources.find((item) => item.id === evidence.sourceId)
  return {
    key: place.key,
    number,
    support,
    symbol: supportWords[support].symbol,
    word: supportWords[support].word,
    score: evidence.score === undefined ? null : shortScore(evidence.score),
    pieces: pieces(to < span.end ? `${whole}\u2026` : whole, { spans: [], tag: 'ins' }, shifted),
    message: evidence.message.slice(0, 600).toWellFormed(),
    notes: told.slice(0, mostNotes).map((item) => ({
      verdict: item.evidence.verdict,
      kind: item.evidence.kind,
      message: item.evidence.message.slice(0, 300).toWellFormed(),
    })),
    source: sourceOf(evidence, place.sources, surroundings),
    href: source === undefined ? null : place.passages.view(source).href,
    marked: place.marked,
  }
}
