import type { Case } from './case.ts'
import type { Failure } from './failure.ts'
import type { Grade } from './grade.ts'
import type { MeasureKey, measureLabels } from './measures.ts'
import type { Grading, Run } from './run.ts'

/** [lower, upper] */
export type Interval = [number, number]

/** A graded run as the comparison reads it: without texts, so that 100,000 trials fit in memory. */
export interface GradedRun {
  run: Run
  /** The newest complete grading. */
  grading: Grading
  cases: CaseFacts[]
}

/** What the comparison needs of a case in one run. */
export interface CaseFacts extends Pick<Case, 'id' | 'tags' | 'cluster' | 'variantOf' | 'critical' | 'strict'> {
  /** Hash of all that the target saw (input, sources, exposed metadata). */
  inputHash: string
  /** Hash of all that graders saw beside that (expected and the rest of the case). */
  goldenHash: string
  /** By repeat, ascending; holes where a trial is missing. */
  trials: TrialFacts[]
  /** What a grader between repeats said of pairs of answers; absent where there is none, and equal `answer`s are what agrees. */
  agreement?: Agreement[]
}

/** How far two answers to one case agree. */
export interface Agreement {
  /** The smaller one first. */
  repeats: [number, number]
  /** 0..1, the mean of both directions; or why there is none. */
  score: number | 'unscored' | 'error'
}

export interface TrialFacts {
  repeat: number
  /** Present where the outcome is an error. */
  error?: Pick<Failure, 'code' | 'retryable'>
  latencyMs?: number
  inputTokens?: number
  outputTokens?: number
  costUsd?: number
  /** Equal numbers within a case are answers that are the same after normalisation; absent where nobody asked. */
  answer?: number
  /** By grader name; absent where the outcome is an error. */
  grades: Record<string, GradeFacts>
}

export interface GradeFacts {
  status: Grade['status']
  score?: number
  /** Scores of the parts by name. */
  parts?: Record<string, number>
}

/** One side of one metric. */
export interface MetricSide {
  /** Mean over cases of the mean over scored repeats; null where nothing was scored. */
  mean: number | null
  /** Present where target errors that will not go away lower it: the mean with each of them as 0, as the test counts it. */
  meanWithErrors?: number
  /** 95% around `mean`; Wilson where every case is all pass or all fail, else (clustered) t. */
  interval: Interval | null
  /** Trials by what became of them for this metric. */
  scored: number
  unscored: number
  graderErrors: number
  /** Trials without an output. */
  targetErrors: number
}

/** A paired test of candidate minus baseline; negative is worse. All in score units (0.01 = 1 point). */
export interface PairedTest {
  /** Cases compared, and the independent units they form. */
  pairs: number
  units: number
  meanDiff: number
  /** Two-sided 95%. */
  interval: Interval
  intervalMethod: 'tango' | 't' | 'clusteredT' | 'ruleOfThree'
  /** One-sided 95% bounds. */
  lowerBound: number
  upperBound: number
  /** One-sided mid-p of "the candidate is worse". */
  pWorse: number
  /** How pWorse was computed, e.g. `exact sign-flip permutation`. */
  testMethod: string
  /** Standard deviation of the units' differences. */
  sd: number
  /** Share of cases that pass on one side only; present where every difference is of two single pass/fail results. */
  discordance?: number
  /** Smallest whole number L with every unit's difference a multiple of 1 / L; absent where there is none of use. */
  lattice?: number
  /** Variance of one repeat within a case, by side; absent where no case has two repeats on both sides. */
  repeatVariance?: { baseline: number; candidate: number }
  /** Smallest drop the test would find in 4 of 5 tries with this many units and this spread; null where it would find none. */
  minimumDetectableDrop: number | null
  /** Cases by direction. */
  worse: number
  better: number
  same: number
}

/** One quality, compared: a grader's score or a part of it. */
export interface MetricComparison {
  /** `citations`, or `citations.exists` for a part. */
  metric: string
  grader: string
  part?: string
  /** `score`: mean score; `pass`: share at or above passAt. */
  statistic: 'score' | 'pass'
  passAt: number
  baseline: MetricSide
  candidate: MetricSide
  /** Null where no pair could be compared. */
  test: PairedTest | null
  /** Paired test on "could be scored at all" (1 or 0), cases unscored on both sides apart; null where that is everywhere the same. */
  scoredTest: PairedTest | null
  coverage: Coverage
}

/** Which of the baseline's scored cases the candidate could be compared on. */
export interface Coverage {
  /** Cases with something to judge in the baseline, or lost by an error. */
  of: number
  comparable: number
  /** Lost because the candidate gave nothing to score, or failed in a way that another try could mend. */
  lostToCandidate: number
  /** Lost because a grader broke, or the baseline had no answer. */
  lostToHarness: number
  /** Not among `of`: the candidate alone gave something to judge, as where it names a figure and the baseline named none. */
  onlyCandidate: { cases: number; mean: number | null }
}

export interface MeasureComparison {
  key: MeasureKey
  /** The key as people read it. */
  measure: (typeof measureLabels)[MeasureKey]
  /** `share`: 0..1; `per 1,000`: answers of a thousand. */
  unit: 'ms' | 'tokens' | 'USD' | 'share' | 'per 1,000'
  baseline: number | null
  candidate: number | null
  /**
   * Paired geometric mean of candidate / baseline, for `latency p95` the ratio of the percentiles, for rates the ratio of the two; null
   * with fewer than 2 usable pairs, or where the baseline is 0.
   */
  ratio: number | null
  /** 95%: t on the log scale, for `latency p95` a paired bootstrap; null for rates. */
  ratioInterval: Interval | null
  /** One-sided bounds of the ratio, each at the confidence of the comparison; null for rates. */
  ratioBounds: Interval | null
  pairs: number
  units: number
  /**
   * Cases of which the baseline tells it and the candidate answered, and how many of them the candidate tells; a case that is told on some
   * of its answers counts by their share.
   */
  coverage: { of: number; comparable: number }
  /** Of hallucinated answers: the graders that tell them; else none. */
  graders: string[]
  /** One-sided mid-p that the candidate is higher; null where nothing could be tested. */
  pHigher: number | null
  /** One-sided mid-p that the candidate is lower. */
  pLower: number | null
  testMethod: string | null
  /** Of rates: the paired test on 1 for an answer in order and 0 for one that counts; null for what is no rate. */
  test: PairedTest | null
  /** Of rates: the cases that count more often than before, most first, at most 20. */
  worst: string[]
}

export interface SliceComparison {
  tag: string
  metric: string
  pairs: number
  baseline: number
  candidate: number
  meanDiff: number
  pWorse: number
  /** Benjamini-Hochberg over all slices of the comparison. */
  q: number
}

export type Change = 'regressed' | 'improved' | 'mixed' | 'same' | 'added' | 'missing' | 'changed'

/** One case on both sides; scores are means over its scored repeats. */
export interface CaseComparison {
  caseId: string
  tags: string[]
  critical: boolean
  strict: boolean
  change: Change
  /**
   * The largest fall over the graders, over their parts where no grader fell as a whole, as a negative number; 0 where none fell. Cases
   * are ordered by it.
   */
  worst: number
  metrics: Record<string, { baseline: number | null; candidate: number | null; diff: number | null }>
  /** Error outcomes among its trials. */
  errors: { baseline: number; candidate: number }
}

/** A critical or strict case that fails in the candidate on a blocking grader. */
export interface CriticalCase {
  caseId: string
  kind: 'critical' | 'strict'
  grader: string
  baseline: { passed: number; repeats: number }
  candidate: { passed: number; repeats: number }
  /** Whether the rule (3 of 3 on both sides; one for strict) is met. */
  blocks: boolean
}

/** How much each side wavers where cases were asked several times. */
export interface RepeatsComparison {
  /** Either run as a whole; null where it asked every case once. */
  wavering: { baseline: Wavering | null; candidate: Wavering | null }
  /** Graders that score cases several times on at least one side; parts are left out. */
  metrics: RepeatsOfMetric[]
  /** Cases whose pass rate lies between 10% and 90% more likely than not, the most uncertain first. Listed, never dropped. */
  flaky: FlakyCase[]
  /**
   * How far the answers to a case agree: the share of pairs of its repeats with the same answer, or the mean score of the grader between
   * repeats; mean over cases. Null where no case has two answers, or nobody looked.
   */
  consistency: { baseline: number | null; candidate: number | null }
}

/** How many cases of a run waver, under any of its graders. */
export interface Wavering {
  /** Fewest and most scored repeats of a case. */
  repeats: [number, number]
  /** Cases with two or more scored repeats, and those of them that are flaky. */
  cases: number
  flaky: number
}

export interface RepeatsOfMetric {
  metric: string
  baseline: RepeatsSide | null
  candidate: RepeatsSide | null
}

export interface RepeatsSide {
  /** Cases with two or more scored repeats (errors that will not go away score 0), and the fewest and most repeats they have. */
  cases: number
  repeats: [number, number]
  /**
   * Variance of one repeat within a case, between cases, and the intraclass correlation of a single score (null where all scores are
   * equal); null with fewer than 2 cases.
   */
  variance: { within: number; between: number; icc: number | null } | null
  /** For k = the fewest repeats of either side: chance that at least one of k passes, and that all do; mean over cases. */
  passAtK: { k: number; any: number; all: number }
  /** How many of its cases are flaky. */
  flaky: number
}

export interface FlakyCase {
  caseId: string
  metric: string
  side: 'baseline' | 'candidate'
  passed: number
  repeats: number
  /** Posterior chance that its pass rate lies within 10%..90%, from a Beta(1/2, 1/2) prior. */
  pFlaky: number
}

/** A slice that must be there, compared by the metrics that have a rule for it. */
export interface RequiredSlice {
  tag: string
  /** Pairs that carry the tag. */
  cases: number
  metrics: MetricComparison[]
}

/** What was expected of the candidate before it ran, and what came. Score units. */
export interface Expectation {
  metric: string
  expected: number
  /** Null where it could not be compared. */
  actual: number | null
  interval: Interval | null
  /**
   * `true`: inside the interval, which tells it from no change (where none was expected: the interval lies within 3 points of it); `open`:
   * inside, but other changes fit as well; `exceeded`: the whole interval lies above it; `false`: below.
   */
  cameTrue: 'true' | 'false' | 'open' | 'exceeded'
}

/** How far a run went that could end early. */
export interface AdaptiveProgress {
  by: 'repeats' | 'cases'
  /** The run that the looks held it against. */
  against: string
  /** The look after which it ended, from 1, and how many there could have been. */
  look: number
  looks: number
  /** The level of the tests at this look. */
  alpha: number
  /** Answers that were asked for, and how many there would have been. */
  asked: number
  planned: number
}

export interface ErrorComparison {
  baseline: { trials: number; errors: number; byCode: Record<string, number> }
  candidate: { trials: number; errors: number; byCode: Record<string, number> }
  /** Paired test on "answered" (1 or 0). */
  test: PairedTest | null
}

/** Baseline run and candidate run, paired case by case: every number that terminal, report and machine formats show. */
export interface Comparison {
  eval: string
  owner?: string
  baseline: ComparedRun
  candidate: ComparedRun
  pairing: {
    paired: number
    /** In the baseline only. */
    missing: string[]
    /** In the candidate only. */
    added: string[]
    /** The target saw something else under the same id. */
    changed: string[]
    /** Only the golden side differs: both runs must be graded with the same one. */
    regrade: string[]
    /** Compared, though cluster or variant differ: the groups are the candidate's. */
    regrouped: string[]
  }
  /** Graders in their order, each followed by its parts; then `consistency`, where both runs asked cases several times. */
  metrics: MetricComparison[]
  /** Graders of which the two runs used different fingerprints. */
  changedGraders: string[]
  errors: ErrorComparison
  measures: MeasureComparison[]
  slices: SliceComparison[]
  /** Slices that rules ask for, in their order. */
  requiredSlices: RequiredSlice[]
  repeats: RepeatsComparison
  expectations: Expectation[]
  /** Present where the candidate could end early. */
  adaptive?: AdaptiveProgress
  /** Critical cases that can block: those outside the tests that a wavering answer could turn. */
  criticalsAtRisk: number
  /** One-sided bounds hold at 1 minus this. */
  alpha: number
  criticals: CriticalCase[]
  /** Regressed first, then mixed, then improved, then the rest; within that by size of change and id. */
  cases: CaseComparison[]
}

export interface ComparedRun {
  id: string
  /** The baseline file it was read from. */
  file?: string
  target: string
  version?: string
  fingerprint: string
  createdAt: string
  dataset: { fingerprint: string; size: number }
  repeats: number
  cases: number
  partial: boolean
  complete: boolean
  graders: string[]
}
