import type { MetricSide, PairedTest } from './comparison.ts'
import type { Tier } from './tier.ts'

/** Each metric of an eval over its runs. Scores are score units (0.01 = 1 point); runs stand oldest first. */
export interface History {
  eval: string
  owner?: string
  /** The runs that are shown. */
  runs: HistoryRun[]
  /** Cases that all of them have alike, of those that the newest has. */
  cases: { common: number; newest: number }
  /** Runs that would be older ones of these, and why they are not shown. */
  leftOut: {
    /** With them, fewer than half of the newest run's cases would be the same in all runs. */
    otherCases: { runIds: string[]; regrade: boolean }
    /** No grading of them is complete. */
    ungraded: string[]
    /** Beyond the number that was asked for. */
    beyondLimit: number
  }
  metrics: MetricHistory[]
}

export interface HistoryRun {
  id: string
  target: string
  version?: string
  fingerprint: string
  createdAt: string
  cases: number
  repeats: number
  /** Oldest first. */
  approvals: { by: string; at: string; reason: string }[]
  /** Whether it is the baseline of its eval now. */
  baseline: boolean
}

/** One quality over the runs: a grader's score or a part of it. */
export interface MetricHistory {
  /** `citations`, or `citations.exists` for a part. */
  metric: string
  grader: string
  part?: string
  /** `score`: mean score; `pass`: share at or above passAt. */
  statistic: 'score' | 'pass'
  passAt: number
  /** What the gate makes of it; null where it has no rule. */
  tier: Tier | null
  /** Of the shown runs that were graded as the newest is. */
  points: HistoryPoint[]
  /** Shown runs whose newest complete grading is by another version of the grader, or without it. */
  otherwiseGraded: string[]
  /** Runs that `assay regrade` must grade for all to be graded alike. */
  regrade: string[]
  control: Control
}

export interface HistoryPoint {
  runId: string
  /** Over all cases of the run. */
  side: MetricSide
  /** Over the common cases, as the CUSUM counts it; null where nothing was scored. */
  level: number | null
  /** From the point before. */
  step: HistoryStep | null
  /** The sum of falls after this run; null where it is not part of the stretch that is judged. */
  cusum: number | null
}

/** A run against the one before, over the cases that the two share. */
export interface HistoryStep {
  /** The run before. */
  from: string
  /** Null where no pair could be compared. */
  test: PairedTest | null
  /** Whether it stands out by itself among all steps of the metric: one-sided mid-p after Holm at most .05. */
  significant: 'worse' | 'better' | null
}

/** Whether a metric decays though no step need have failed: a self-starting CUSUM of its level over the common cases. */
export interface Control {
  /** Common cases that were scored in enough runs to count. */
  cases: number
  units: number
  /** In standard deviations. */
  slack: number
  limit: number
  /** The noise of one run's level, as one standard deviation; 0 where nothing ever varies, null where nothing can be said. */
  noise: number | null
  /** The first run that is judged: the first of all, or the first after the metric rose. */
  since: string | null
  /** The sum of falls after the newest run, and how high it was since it was last 0; null with fewer than 3 runs to judge. */
  sum: number | null
  peak: number | null
  decay: Decay | null
}

/** A fall that the CUSUM found and that stands. */
export interface Decay {
  /** The last run before it. */
  start: string
  /** The run at which the sum passed the limit. */
  alarm: string
  /** Runs after the start. */
  runs: number
  /** The newest run against the one at the start, as `assay compare` has them. */
  fall: PairedTest
  /** The smallest one-sided mid-p of a single step since the start. */
  smallestP: number | null
  /** Runs that fell by a step which stands out by itself. */
  steps: string[]
  /**
   * One-sided p that the common cases are worse in the runs since than in those judged before, by clustered t. The CUSUM knows the noise of
   * these cases alone; where versions answer some better and others worse, other cases would not have fallen.
   */
  pShift: number
  /** Whether that is at most .01: what is not shown is told, but is no decay to fail on. */
  shown: boolean
}

/** Metrics that are shown to decay. */
export function decaying({ metrics }: Pick<History, 'metrics'>): MetricHistory[] {
  return metrics.filter(({ control }) => control.decay?.shown === true)
}

/** Those of them whose regression would fail the gate. */
export function blockingDecay(history: Pick<History, 'metrics'>): MetricHistory[] {
  return decaying(history).filter(({ tier }) => tier !== null && tier !== 'advisory')
}
