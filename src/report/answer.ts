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
  /** All classes: the verdict, what the sources do to the claim, `invented` for what no source holds. */
  classes: string | null
  /** Of the smallest claim here whose passage is shown, null for none. */
  claim: string | null
  ends: MarkEnd[]
}

export interface MarkEnd {
  number: number
  verdict: Evidence['verdict']
  symbol: string
  /** For those who hear the page. */
  spoken: string
  support: Support | null
  /** Of a claim whose passage is shown. */
  key: string | null
}

export type Support = NonNullable<Evidence['support']>

export const supportWords: Record<Support, { symbol: string; word: string }> = {
  supported: { symbol: '\u2713', word: 'supported' },
  unsupported: { symbol: '?', word: 'unsupported' },
  contradicted: { symbol: '\u2717', word: 'contradicted' },
}

/** Whether a piece of evidence says what the sources do to a stretch of the answer. */
export function isClaim({ support, start, end }: Evidence): boolean {
  return support !== undefined && start !== undefined && end !== undefined && start < end
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
  support: Support | null
  /** Something that no source holds, not a sentence. */
  invented: boolean
}

/** Evidence against one of these is a thing made up. */
const inventions = new Set(['figure', 'name', 'date', 'time', 'money', 'unit', 'percent', 'entity'])

/** A field is one of a source; the fields that graders of JSON find at fault are the answer's own. */
function isInvention({ kind, sourceId }: Evidence): boolean {
  return inventions.has(kind) || (kind === 'field' && sourceId !== undefined)
}

/**
 * A text cut at every place where its marking changes: words that the other side lacks, and evidence at its offsets. Pieces never
 * nest, so that evidence may overlap in any way. Offsets that do not lie in the text are ignored.
 * @param keys of the claims whose passages are shown, by the number of their evidence
 */
export function pieces(
  text: string,
  changed: { spans: readonly Span[]; tag: 'ins' | 'del' },
  evidence: readonly NumberedEvidence[],
  keys: ReadonlyMap<number, string> = new Map(),
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
    const here = marks.filter((mark) => mark.start <= start && mark.end >= end)
    const verdict = worstOf(here)
    list.push({
      text: text.slice(start, end),
      tag: isChanged ? changed.tag : verdict === null ? null : 'mark',
      verdict,
      classes: verdict === null ? null : classesOf(here, verdict),
      claim: claimOf(here, keys),
      ends: marks.filter((mark) => mark.end === end).map((mark) => markEnd(mark, keys)),
    })
  }
  return list
}

function markOf(text: string, { number, evidence }: NumberedEvidence): Mark | undefined {
  const { start, end, verdict, support = null } = evidence
  const span = spanWithin(text, start, end)
  const invented = verdict === 'bad' && support === null && isInvention(evidence)
  return span === undefined ? undefined : { ...span, number, verdict, support, invented }
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

function classesOf(marks: readonly Mark[], verdict: Evidence['verdict']): string {
  const support = (['contradicted', 'unsupported', 'supported'] as const).find((name) =>
    marks.some((mark) => mark.support === name),
  )
  const invented = marks.some((mark) => mark.invented)
  return [verdict, ...(support === undefined ? [] : [support]), ...(invented ? ['invented'] : [])].join(' ')
}

function claimOf(marks: readonly Mark[], keys: ReadonlyMap<number, string>): string | null {
  const [smallest] = marks
    .filter(({ number }) => keys.has(number))
    .sort((a, b) => a.end - a.start - (b.end - b.start) || a.number - b.number)
  return smallest === undefined ? null : (keys.get(smallest.number) ?? null)
}

function markEnd({ number, verdict, support }: Mark, keys: ReadonlyMap<number, string>): MarkEnd {
  const claim = support === null ? undefined : supportWords[support]
  return {
    number,
    verdict,
    symbol: claim?.symbol ?? symbolOf[verdict],
    spoken:
      claim === undefined
        ? `evidence ${number}, ${spokenVerdict[verdict]}`
        : `claim ${number}, ${claim.word} by the sources`,
    support,
    key: keys.get(number) ?? null,
  }
}
