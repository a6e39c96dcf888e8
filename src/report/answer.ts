import type { Evidence } from '../core/grade.ts'
import type { Span } from '../text/span.ts'
import { wholeCharacter } from './visible.ts'

/** Evidence with the number it has among all of its answer's. */
export interface NumberedEvidence {
  number: number
  evidence: Evidence
}

/** A run of text that is marked in one way, and the evidence that ends with it. */
export interface Piece {
  text: string
  /** `ins` or `del` where the other side's words differ, `mark` for evidence alone, null for plain text. */
  tag: 'ins' | 'del' | 'mark' | null
  /** CSS class, null for none. */
  verdict: Evidence['verdict'] | null
  ends: MarkEnd[]
}

export interface MarkEnd {
  number: number
  verdict: Evidence['verdict']
  symbol: string
  /** For those who hear the page. */
  spoken: string
}

export const symbolOf: Record<Evidence['verdict'], string> = { bad: '\u2717', good: '\u2713', info: 'i' }
export const spokenVerdict: Record<Evidence['verdict'], string> = {
  bad: 'speaks against the answer',
  good: 'supports the answer',
  info: 'note',
}

interface Mark extends Span {
  number: number
  verdict: Evidence['verdict']
}

/**
 * A text cut at every place where its marking changes: words that the other side lacks, and evidence at its offsets. Pieces never
 * nest, so that evidence may overlap in any way. Offsets that do not lie in the text are ignored.
 */
export function pieces(
  text: string,
  changed: { spans: readonly Span[]; tag: 'ins' | 'del' },
  evidence: readonly NumberedEvidence[],
): Piece[] {
  const marks = evidence.flatMap((item) => markOf(text, item) ?? [])
  const spans = changed.spans.filter((span) => span.start < text.length)
  const edges = new Set([0, text.length])
  for (const { start, end } of [...marks, ...spans]) edges.add(start).add(Math.min(end, text.length))
  const sorted = [...edges].sort((a, b) => a - b)
  const list: Piece[] = []
  let next = 0
  for (const [index, start] of sorted.entries()) {
    const end = sorted[index + 1]
    if (end === undefined) break
    while ((spans[next]?.end ?? Number.POSITIVE_INFINITY) <= start) next += 1
    const isChanged = (spans[next]?.start ?? Number.POSITIVE_INFINITY) <= start
    const verdict = worstOf(marks.filter((mark) => mark.start <= start && mark.end >= end))
    list.push({
      text: text.slice(start, end),
      tag: isChanged ? changed.tag : verdict === null ? null : 'mark',
      verdict,
      ends: marks.filter((mark) => mark.end === end).map(markEnd),
    })
  }
  return list
}

function markOf(text: string, { number, evidence }: NumberedEvidence): Mark | undefined {
  const { start, end, verdict } = evidence
  const span = spanWithin(text, start, end)
  return span === undefined ? undefined : { ...span, number, verdict }
}

/** The part of a text between two offsets that may not be offsets at all, whole characters only; undefined where there is none. */
export function spanWithin(text: string, start: number | undefined, end: number | undefined): Span | undefined {
  if (!isOffset(start, text) || !isOffset(end, text)) return undefined
  const from = wholeCharacter(text, start)
  const before = wholeCharacter(text, end)
  const to = before === end ? end : end + 1
  return from < to ? { start: from, end: to } : undefined
}

function isOffset(value: number | undefined, text: string): value is number {
  return value !== undefined && Number.isInteger(value) && value >= 0 && value <= text.length
}

function worstOf(marks: readonly Mark[]): Evidence['verdict'] | null {
  for (const verdict of ['bad', 'info', 'good'] as const) {
    if (marks.some((mark) => mark.verdict === verdict)) return verdict
  }
  return null
}

function markEnd(mark: Mark): MarkEnd {
  return {
    number: mark.number,
    verdict: mark.verdict,
    symbol: symbolOf[mark.verdict],
    spoken: `evidence ${mark.number}, ${spokenVerdict[mark.verdict]}`,
  }
}
