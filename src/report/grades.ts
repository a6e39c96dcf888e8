import type { Source } from '../core/case.ts'
import type { Evidence, Grade } from '../core/grade.ts'
import { formatCount } from '../text/format.ts'
import { isClaim, type NumberedEvidence, spanWithin, spokenVerdict, symbolOf } from './answer.ts'
import { shortScore } from './format.ts'
import { bounds, type SideTrial } from './input.ts'
import { cut, excerpt } from './visible.ts'

/** One grader's grades of both answers. */
export interface GradeRow {
  grader: string
  /** fell, rose or same; null where one side has no score. */
  direction: 'fell' | 'rose' | 'same' | null
  baseline: GradeView | null
  candidate: GradeView | null
}

export interface GradeView {
  side: 'Baseline' | 'Candidate'
  status: Grade['status']
  score: string
  /** Whether the score reaches the grader's threshold; null where there is no score. */
  passed: boolean | null
  text: string | null
  parts: { name: string; score: string; of: string | null }[]
  evidence: EvidenceView[]
  more: string | null
}

interface EvidenceView {
  number: number
  verdict: Evidence['verdict']
  symbol: string
  spoken: string
  kind: string
  message: string
  /** The marked words of the answer. */
  quote: string | null
  source: SourcePassage | null
}

/** A span of a source amid what stands around it; empty where only the source is known. */
export interface SourcePassage {
  name: string
  before: string
  span: string
  after: string
}

/** Evidence of all grades of one answer, numbered in the order of the graders; the same numbers mark the answer. */
export function numberEvidence(
  trial: SideTrial | undefined,
  graders: readonly string[],
): Map<string, NumberedEvidence[]> {
  const byGrader = new Map<string, NumberedEvidence[]>()
  let number = 0
  for (const grader of graders) {
    const grade = gradeOf(trial, grader)
    if (grade?.status !== 'scored' || grade.evidence === undefined) continue
    byGrader.set(
      grader,
      grade.evidence.map((evidence) => {
        number += 1
        return { number, evidence }
      }),
    )
  }
  return byGrader
}

/** Claims are left to the list that shows each beside its passage.
 * @param sources what the evidence's source ids refer to */
export function gradeView(
  side: GradeView['side'],
  trial: SideTrial | undefined,
  grader: { name: string; passAt: number | null },
  evidence: readonly NumberedEvidence[],
  sources: readonly Source[],
): GradeView | null {
  const grade = gradeOf(trial, grader.name)
  if (grade === undefined) return null
  const view: GradeView = {
    side,
    status: grade.status,
    score: '',
    passed: null,
    text: null,
    parts: [],
    evidence: [],
    more: null,
  }
  if (grade.status === 'error') return { ...view, text: `${grade.error.code}: ${grade.error.message}` }
  if (grade.status === 'unscored') return { ...view, text: grade.reason }
  const output = trial?.outcome.status === 'ok' ? trial.outcome.output.text : ''
  const ranked = evidence
    .filter((item) => !isClaim(item.evidence))
    .sort((a, b) => rank[a.evidence.verdict] - rank[b.evidence.verdict] || a.number - b.number)
  const left = ranked.length - bounds.evidenceListed
  return {
    ...view,
    score: shortScore(grade.score),
    passed: grader.passAt === null ? null : grade.score >= grader.passAt,
    text: grade.reason ?? null,
    parts: Object.entries(grade.parts ?? {}).map(([name, part]) => ({
      name,
      score: shortScore(part.score),
      of: part.n === undefined ? null : `of ${formatCount(part.n)}`,
    })),
    evidence: ranked.slice(0, bounds.evidenceListed).map((item) => evidenceView(item, output, sources)),
    more: left > 0 ? `${formatCount(left)} more pieces of evidence are left out here.` : null,
  }
}

export function directionOf(baseline: SideTrial | undefined, candidate: SideTrial | undefined, grader: string) {
  const before = gradeOf(baseline, grader)
  const after = gradeOf(candidate, grader)
  if (before?.status !== 'scored' || after?.status !== 'scored') return null
  return after.score < before.score ? 'fell' : after.score > before.score ? 'rose' : 'same'
}

function gradeOf(trial: SideTrial | undefined, grader: string): Grade | undefined {
  return trial !== undefined && Object.hasOwn(trial.grades, grader) ? trial.grades[grader] : undefined
}

const rank: Record<Evidence['verdict'], number> = { bad: 0, info: 1, good: 2 }
/** UTF-16 units of a quotation, and of what stands around a span of a source. */
const longestQuote = 240
const surroundings = 60

function evidenceView(
  { number, evidence }: NumberedEvidence,
  output: string,
  sources: readonly Source[],
): EvidenceView {
  const span = spanWithin(output, evidence.start, evidence.end)
  return {
    number,
    verdict: evidence.verdict,
    symbol: symbolOf[evidence.verdict],
    spoken: spokenVerdict[evidence.verdict],
    kind: evidence.kind,
    message: cut(evidence.message, 2000).text,
    quote: span === undefined ? null : excerpt(output.slice(span.start, span.end), longestQuote),
    source: sourceOf(evidence, sources),
  }
}

export function sourceOf(evidence: Evidence, sources: readonly Source[], around = surroundings): SourcePassage | null {
  if (evidence.sourceId === undefined) return null
  const source = sources.find((item) => item.id === evidence.sourceId)
  const name = source?.title === undefined ? evidence.sourceId : `${evidence.sourceId}, ${source.title}`
  const span = source === undefined ? undefined : spanWithin(source.text, evidence.sourceStart, evidence.sourceEnd)
  if (source === undefined || span === undefined) return { name, before: '', span: '', after: '' }
  const from = spanWithin(source.text, Math.max(0, span.start - around), span.start)
  const to = spanWithin(source.text, span.end, Math.min(source.text.length, span.end + around))
  return {
    name,
    before: from === undefined ? '' : `${from.start > 0 ? '\u2026' : ''}${source.text.slice(from.start, from.end)}`,
    span: cut(source.text.slice(span.start, span.end), 600).text,
    after:
      to === undefined ? '' : `${source.text.slice(to.start, to.end)}${to.end < source.text.length ? '\u2026' : ''}`,
  }
}
