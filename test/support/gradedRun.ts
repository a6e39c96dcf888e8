import type { CaseFacts, GradedRun, GradeFacts, TrialFacts } from '../../src/core/comparison.ts'
import type { GraderInfo } from '../../src/core/grade.ts'
import type { Run } from '../../src/core/run.ts'

/**
 * One trial in short: a score of the grader `quality`; grades by grader name (a number is a score); `none` (nothing to judge),
 * `broken` (the grader broke); `refused` (a target error that will not go away), `timeout` (one that may).
 */
export type TrialSketch = number | 'none' | 'broken' | 'refused' | 'timeout' | Record<string, GradeSketch> | TrialFacts
export type GradeSketch = number | 'none' | 'broken' | GradeFacts

/** A case in short: its trials by repeat, or the whole thing. */
export type CaseSketch = TrialSketch | TrialSketch[] | (Partial<CaseFacts> & { repeats: TrialSketch[] })

export interface RunSketch {
  /** By case id. */
  cases: Record<string, CaseSketch>
  graders?: (string | GraderInfo)[]
  run?: Partial<Run>
  gradingComplete?: boolean
}

/** A graded run as the store would give it. */
export function gradedRun(sketch: RunSketch): GradedRun {
  const cases = Object.entries(sketch.cases).map(([id, item]) => caseFacts(id, item))
  const repeats = Math.max(1, ...cases.map((facts) => facts.trials.length))
  const run: Run = {
    id: 'run-1',
    eval: 'support',
    target: { name: 'v1', kind: 'recorded', fingerprint: 'f'.repeat(64) },
    dataset: { files: ['cases.jsonl'], fingerprint: 'd'.repeat(64), size: cases.length },
    cases: cases.length,
    repeats,
    selection: {},
    expose: [],
    timeoutMs: 60_000,
    createdAt: '2026-01-02T03:04:05.000Z',
    assayVersion: '0.1.0',
    status: 'complete',
    finishedAt: '2026-01-02T03:05:05.000Z',
    ...sketch.run,
  }
  const graders = (sketch.graders ?? ['quality']).map((grader) =>
    typeof grader === 'string' ? { name: grader, fingerprint: `${grader}-1`, passAt: 0.5 } : grader,
  )
  const complete = sketch.gradingComplete ?? true
  return { run, grading: { id: `${run.id}-g`, runId: run.id, graders, createdAt: run.createdAt, complete }, cases }
}

/** Baseline `v1` and candidate `v2` of one eval. */
export function runPair(baseline: RunSketch, candidate: RunSketch): [GradedRun, GradedRun] {
  const target = { kind: 'recorded', fingerprint: 'e'.repeat(64) }
  return [
    gradedRun({ ...baseline, run: { id: 'base', target: { name: 'v1', ...target }, ...baseline.run } }),
    gradedRun({ ...candidate, run: { id: 'cand', target: { name: 'v2', ...target }, ...candidate.run } }),
  ]
}

/** Cases `c000`, `c001`, ... from one sketch each. */
export function numbered(sketches: readonly CaseSketch[], prefix = 'c'): Record<string, CaseSketch> {
  const width = Math.max(3, String(sketches.length - 1).length)
  return Object.fromEntries(sketches.map((item, index) => [`${prefix}${String(index).padStart(width, '0')}`, item]))
}

/** `times(3, 1)` is `[1, 1, 1]`. */
export function times<Item>(count: number, item: Item): Item[] {
  return Array.from({ length: count }, () => item)
}

function caseFacts(id: string, item: CaseSketch): CaseFacts {
  const { repeats, ...given } =
    typeof item === 'object' && 'repeats' in item && Array.isArray(item.repeats)
      ? (item as Partial<CaseFacts> & { repeats: TrialSketch[] })
      : { repeats: Array.isArray(item) ? item : [item as TrialSketch] }
  return {
    id,
    inputHash: `input of ${id}`,
    goldenHash: `golden side of ${id}`,
    trials: repeats.map((trial, repeat) => trialFacts(trial, repeat)),
    ...given,
  }
}

function trialFacts(item: TrialSketch, repeat: number): TrialFacts {
  if (item === 'refused') return { repeat, error: { code: 'content_filter', retryable: false }, grades: {} }
  if (item === 'timeout') return { repeat, error: { code: 'timeout', retryable: true }, grades: {} }
  if (typeof item !== 'object') return { repeat, grades: { quality: gradeFacts(item) } }
  if ('grades' in item) return item as TrialFacts
  const grades = Object.entries(item as Record<string, GradeSketch>)
  return { repeat, grades: Object.fromEntries(grades.map(([name, grade]) => [name, gradeFacts(grade)])) }
}

function gradeFacts(item: GradeSketch): GradeFacts {
  if (item === 'none') return { status: 'unscored' }
  if (item === 'broken') return { status: 'error' }
  return typeof item === 'number' ? { status: 'scored', score: item } : item
}
