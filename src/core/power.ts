import type { ComparedRun } from './comparison.ts'

/**
 * Where it is known from how much differences spread: two runs of one version, made for it; two versions; the repeats of one run; or
 * nothing but its pass rate, which gives an upper bound.
 */
export type SpreadSource = 'aa' | 'versions' | 'repeats' | 'worstCase'

/** So many cases, each asked so often on both sides. */
export interface Effort {
  cases: number
  repeats: number
}

/** What it takes to see a drop, or to exclude one. */
export interface Need {
  /** Its size in score units. */
  size: number
  /** Whether the effort that is planned does. */
  isMet: boolean
  /** Cases at the planned repeats; null where no number of them would do. */
  cases: number | null
  /** Repeats at the planned cases; `useless` where no number of them would do, `unknown` where nothing tells how answers waver. */
  repeats: number | 'useless' | 'unknown'
}

/** One blocking rule on a metric: what it can see. Sizes in score units. */
export interface RulePlan {
  /** As findings name it. */
  rule: string
  /** Level of its test, corrected for the number of rules. */
  alpha: number
  minEffect: number
  /** Cases that it can judge, and independent units that they form, of those that were asked. */
  pairs: number
  units: number
  /** Standard deviation of the difference of a unit at the measured repeats. */
  sd: number
  /** The smallest drop that would be found with the planned effort; null where none would. */
  detectable: number | null
  forDrop: Need
  forMargin: Need
  table: (Effort & { drop: number | null })[]
}

/** What one answer costs and takes, over the stored trials that tell it; null where none does. */
export interface AnswerCost {
  usd: number | null
  latencyMs: number | null
  inputTokens: number | null
  outputTokens: number | null
}

/** An effort with what it comes to for one version; both sides of a comparison take twice as much. */
export interface PricedEffort extends Effort {
  calls: number
  usd: number | null
  ms: number | null
}

/** What `assay power` says of an eval. */
export interface PowerPlan {
  schemaVersion: 1
  eval: string
  source: SpreadSource
  runs: ComparedRun[]
  /** Share of tries in which a drop is to be found. */
  power: number
  /** What was measured, and what is planned. */
  measured: Effort
  planned: Effort
  concurrency: number
  rules: RulePlan[]
  /** Blocking rules of which the runs say nothing: no score that could be compared. */
  unknown: string[]
  /** Blocking rules on measures, for which nothing is planned. */
  unplanned: string[]
  perAnswer: AnswerCost
  /** The planned effort, the cases that the wanted drops take, and the repeats; null where that would not do, or is not known. */
  cost: {
    planned: PricedEffort
    moreCases: PricedEffort | null
    moreRepeats: PricedEffort | null
  }
}
