import type { CaseFacts, TrialFacts } from '../core/comparison.ts'

/** One metric as it is read from trials: a grader's score or one of its parts, as it is or as pass (1) and fail (0). */
export interface MetricKey {
  metric: string
  grader: string
  part?: string
  statistic: 'score' | 'pass'
  passAt: number
}

/**
 * What one trial says of one metric: a score, or why there is none. `failed`: a target error that will not go away; `retryable`: one
 * that might; `absent`: the run was not graded by this grader.
 */
export type Reading = number | 'unscored' | 'graderError' | 'failed' | 'retryable' | 'absent'

export function readTrial(trial: TrialFacts, key: MetricKey): Reading {
  if (trial.error !== undefined) return trial.error.retryable ? 'retryable' : 'failed'
  const grade = trial.grades[key.grader]
  if (grade === undefined) return 'absent'
  if (grade.status === 'error') return 'graderError'
  if (grade.status === 'unscored') return 'unscored'
  const score = key.part === undefined ? grade.score : grade.parts?.[key.part]
  if (score === undefined) return 'unscored'
  if (key.statistic === 'score') return score
  return score >= key.passAt ? 1 : 0
}

/**
 * The readings of one case on one side. One object serves case after case, as arrays for each of 100,000 cases would cost more than the
 * statistics.
 */
export class Tally {
  /** Scores by repeat. */
  readonly scores: number[] = []
  /** What the paired test counts: scores, and 0 for a target error that will not go away. */
  readonly counted: number[] = []
  /** 1 where there was something to score, 0 where there was nothing; errors say neither. */
  readonly scorable: number[] = []
  unscored = 0
  graderErrors = 0
  targetErrors = 0
  absent = 0

  read(facts: CaseFacts, key: MetricKey): void {
    this.scores.length = 0
    this.counted.length = 0
    this.scorable.length = 0
    this.unscored = 0
    this.graderErrors = 0
    this.targetErrors = 0
    this.absent = 0
    for (const trial of facts.trials) this.#add(readTrial(trial, key))
  }

  #add(reading: Reading): void {
    if (typeof reading === 'number') {
      this.scores.push(reading)
      this.counted.push(reading)
      this.scorable.push(1)
    } else if (reading === 'unscored') {
      this.unscored += 1
      this.scorable.push(0)
    } else if (reading === 'graderError') this.graderErrors += 1
    else if (reading === 'absent') this.absent += 1
    else {
      this.targetErrors += 1
      if (reading === 'failed') this.counted.push(0)
    }
  }
}

/** What sides and coverage need to know of a case, whoever read it. */
export type Readings = Pick<Tally, 'scores' | 'counted' | 'unscored' | 'graderErrors' | 'targetErrors' | 'absent'>

export function meanOf(values: readonly number[]): number | null {
  if (values.length === 0) return null
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}
