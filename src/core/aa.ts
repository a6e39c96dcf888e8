import type { ComparedRun, ErrorComparison, Interval, MeasureComparison } from './comparison.ts'
import type { RulePlan } from './power.ts'
import type { FindingKind } from './verdict.ts'

/** One quality of two runs of the same version: how far one generation is from the other. Sizes in score units. */
export interface Wavering {
  /** `citations`, or `citations.exists` for a part. */
  metric: string
  part?: string
  /** Cases that were scored in both runs. */
  cases: number
  /** Cases whose share of passing answers differs between the two runs, and 95% around their share of all (Wilson). */
  flips: { caseIds: string[]; interval: Interval | null }
  /** Mean over cases of the size of the difference. */
  meanAbsoluteDifference: number | null
  /** Variance of one answer's score within a case, and between cases; null where fewer than two cases tell. */
  variance: { within: number; between: number } | null
  /** Standard deviation of the mean difference of two such runs, as follows from the variance within cases. */
  sdOfDifference: number | null
  /** Second run minus first: 95% interval, and two-sided p. */
  difference: { mean: number; interval: Interval; p: number } | null
}

/** How often answers to one case were the same text in both runs, white space apart. */
export interface SameAnswers {
  answers: number
  same: number
}

/** How often a rule would have failed the gate. */
export interface RuleAlarms {
  rule: string
  kind: FindingKind
  draws: number
}

/** What the gate says of redrawn pairs in which nothing got worse. */
export interface AlarmCheck {
  draws: number
  seed: number
  /** The share that the gate allows itself. */
  allowed: number
  /** Draws in which a rule that holds one side against the other failed, and 95% around their share (Wilson). */
  blocked: number
  interval: Interval
  rules: RuleAlarms[]
  /** Draws that only failed by rules on one side alone (floors, limits, maxErrorRate, strict cases), and those rules. */
  blockedByAbsolutes: number
  absolutes: RuleAlarms[]
  /** Whether the share is significantly above what is allowed. */
  isTooOften: boolean
}

/** What `assay aa` says of two runs of the same version. */
export interface AaReport {
  schemaVersion: 1
  eval: string
  first: ComparedRun
  second: ComparedRun
  /** Cases that both runs have. */
  cases: number
  /** Graders first in their order, each followed by its parts. */
  metrics: Wavering[]
  /** Cases that flip on a grader as a whole, by the number of graders, then id. */
  flipping: { caseId: string; metrics: string[] }[]
  errors: ErrorComparison
  measures: MeasureComparison[]
  answers: SameAnswers
  /** Null where the eval has no rule that could fail. */
  alarms: AlarmCheck | null
  /** What one comparison of such runs can see. */
  outlook: RulePlan[]
}
