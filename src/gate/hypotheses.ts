import type { MeasureComparison, MetricComparison, PairedTest } from '../core/comparison.ts'
import type { MeasureRule } from '../core/measures.ts'
import type { Rule, Tier } from '../core/rules.ts'
import { minEffectOf, ruleSchema, significance, significanceBesideCriticals } from '../core/rules.ts'
import { adjustPValues, type GateVerdict, gateVerdict, MINIMUM_UNITS } from '../stats/index.ts'
import { type BlockingRule, blockingMeasures, blockingRules, type GateEntry, ownerOf } from './entry.ts'
import { measureVerdict, pWorseOf } from './measures.ts'

/** One thing that must not have got worse. */
export type Hypothesis = ScoreHypothesis | MeasureHypothesis

interface Shared {
  /** The rule as findings name it: a metric (on a slice), a measure, or `errors`. */
  name: string
  tier: Tier
  owner?: string
  /** What the tests of its eval may spend of the usual 5%. */
  level: number
}

/** About a blocking metric, the share of it that can be scored, or the share of answers. */
export interface ScoreHypothesis extends Shared {
  about: 'metric' | 'scored' | 'answered'
  rule: Rule
  metric?: MetricComparison
  /** The tag of the slice that it is about. */
  tag?: string
  test: PairedTest
  /** The level of the bounds of the test. */
  boundAlpha: number
}

/** About latency, cost, tokens, errors or hallucinated answers. */
export interface MeasureHypothesis extends Shared {
  about: 'measure'
  rule: MeasureRule
  measure: MeasureComparison
  /** The level of the bounds of its ratio. */
  boundAlpha: number
}

interface Judgement {
  /** Of getting worse, after Holm's correction for all hypotheses of the call; 1 where there are too few units to test. */
  p: number
  verdict: GateVerdict
  /** How many hypotheses the call corrected for. */
  tested: number
  /** The level that p was held to: that of its eval. */
  alpha: number
}

export type JudgedScore = ScoreHypothesis &
  Judgement & {
    /** The smallest drop that blocks, and the one that certification excludes: those of the rule, or less where the baseline is low. */
    minEffect: number
    margin: number
  }
export type JudgedMeasure = MeasureHypothesis & Judgement
export type Judged = JudgedScore | JudgedMeasure

export function isScore(judged: Judged): judged is JudgedScore {
  return judged.about !== 'measure'
}

/** Those about metrics, which most sentences are about. */
export function metricsOf(judged: readonly Judged[]): JudgedScore[] {
  return judged.filter(isScore).filter(({ about }) => about === 'metric')
}

/** Under this share of comparable cases a metric says nothing of the whole. */
export const enoughCoverage = 0.95

/** Who is to answer for it that too few cases could be compared; null where enough could. */
export function coverageFault({ coverage }: MetricComparison): 'candidate' | 'harness' | null {
  const { of, comparable, lostToCandidate, lostToHarness } = coverage
  const isEnough = (share: number): boolean => share >= enoughCoverage * of - 1e-9
  if (isEnough(comparable)) return null
  if (!isEnough(of - lostToCandidate)) return 'candidate'
  return !isEnough(of - lostToHarness) || lostToHarness > lostToCandidate ? 'harness' : 'candidate'
}

/** The same of a measure: what a target does not tell is its own doing, what graders should tell is not. */
export function measureFault({ coverage, graders, candidate }: MeasureComparison): 'candidate' | 'harness' | null {
  if (candidate === null && graders.length === 0) return null
  if (coverage.comparable >= enoughCoverage * coverage.of - 1e-9) return null
  return graders.length > 0 ? 'harness' : 'candidate'
}

/** Rules that can be judged: those whose coverage grader or harness spoilt cannot. */
function judgeableRules(entry: GateEntry): BlockingRule[] {
  return blockingRules(entry).filter((rule) => coverageFault(rule.metric) !== 'harness')
}

/** @param call all that is judged with it, whose chance of a false alarm it shares */
export function hypothesesOf(entry: GateEntry, call: readonly GateEntry[] = [entry]): Hypothesis[] {
  const level = levelOf(entry, call)
  const ofRules = judgeableRules(entry).flatMap(({ name, rule, metric, tag, owner }) => {
    const shared = {
      name,
      rule,
      level,
      tier: rule.tier,
      boundAlpha: entry.comparison.alpha,
      metric,
      ...(tag !== undefined && { tag }),
      ...(owner !== undefined && { owner }),
    }
    const list: ScoreHypothesis[] = []
    if (metric.test !== null) list.push({ about: 'metric', test: metric.test, ...shared })
    if (metric.scoredTest !== null) list.push({ about: 'scored', test: metric.scoredTest, ...shared })
    return list
  })
  const ofMeasures = blockingMeasures(entry)
    .filter(({ measure }) => measureFault(measure) !== 'harness')
    .map(
      (measure): MeasureHypothesis => ({
        about: 'measure',
        level,
        tier: measure.rule.tier,
        boundAlpha: entry.comparison.alpha,
        ...measure,
      }),
    )
  return [...ofRules, ...ofMeasures, ...answeredHypothesis(entry, level)]
}

/** The built-in rule on errors; a blocking rule on `errorRate` stands in its place, since the same test twice would only cost power. */
function answeredHypothesis(entry: GateEntry, level: number): ScoreHypothesis[] {
  const { test } = entry.comparison.errors
  const own = entry.policy.measures?.errorRate
  if (test === null || (own !== undefined && own.tier !== 'advisory')) return []
  return [
    {
      about: 'answered',
      name: 'errors',
      level,
      tier: 'blocking',
      rule: ruleSchema.parse({}),
      test,
      boundAlpha: entry.comparison.alpha,
      ...ownerOf(entry),
    },
  ]
}

/**
 * The level of the tests of one eval. Where critical cases can block in any eval of the call, half of it is kept for them: each is a
 * chance of a false alarm of its own. Of runs that could end early the level is that of the look at which they did.
 */
export function levelOf({ comparison: { alpha } }: GateEntry, call: readonly GateEntry[]): number {
  const isAtRisk = call.some(({ comparison }) => comparison.criticalsAtRisk > 0)
  return Math.min(significance, isAtRisk ? (alpha * significanceBesideCriticals) / significance : alpha)
}

/** Whether there is enough of a measure for a test. */
export function isTestable({ measure }: MeasureHypothesis): boolean {
  return measure.units >= MINIMUM_UNITS && measure.pHigher !== null
}

/**
 * Whether a hypothesis is among those corrected for. Where no case errs on one side only, no choice of signs could show a rise of
 * errors, so that correcting for it would only cost power (Tarone 1990); likewise of other rates.
 */
function isTested(hypothesis: Hypothesis): boolean {
  if (hypothesis.about === 'measure') {
    const { measure } = hypothesis
    const isMoved = measure.test === null || measure.test.worse + measure.test.better > 0
    return isTestable(hypothesis) && isMoved
  }
  const { about, test } = hypothesis
  return test.units >= MINIMUM_UNITS && (about !== 'answered' || test.worse + test.better > 0)
}

/**
 * Judges all hypotheses of one call together, in their order. Each is held to the level of its own eval: a run that ended at an early look
 * must not disarm the rules of the others. Holm's correction then is over p values in units of those levels.
 */
export function judge(hypotheses: readonly Hypothesis[]): Judged[] {
  const testable = hypotheses.filter(isTested)
  const most = Math.max(0, ...testable.map(({ level }) => level))
  const weighed = testable.map((hypothesis) => Math.min(1, (pOf(hypothesis) * most) / hypothesis.level))
  const adjusted = adjustPValues({ p: weighed, method: 'holm' })
  const corrected = new Map(
    testable.map((hypothesis, index) => {
      const p = ((adjusted[index] ?? 1) * hypothesis.level) / most
      return [hypothesis, Math.max(p, pOf(hypothesis))]
    }),
  )
  return hypotheses.map((hypothesis) => {
    const judgement = { p: corrected.get(hypothesis) ?? 1, tested: testable.length, alpha: hypothesis.level }
    if (hypothesis.about === 'measure') {
      return { ...hypothesis, ...judgement, verdict: measureVerdict(hypothesis, judgement.p, judgement.alpha) }
    }
    return judgeScore(hypothesis, judgement)
  })
}

function pOf(hypothesis: Hypothesis): number {
  return hypothesis.about === 'measure' ? pWorseOf(hypothesis) : hypothesis.test.pWorse
}

function judgeScore(hypothesis: ScoreHypothesis, judgement: Omit<Judgement, 'verdict'>): JudgedScore {
  const { rule, test } = hypothesis
  const most = relativeLimit(hypothesis)
  const limits = { minEffect: Math.min(minEffectOf(rule), most), margin: Math.min(rule.margin, most) }
  const { meanDiff, lowerBound, units } = test
  const { p, alpha } = judgement
  const found = gateVerdict({ pWorse: p, meanDiff, lowerBound, units, alpha, ...limits })
  // What critical cases take from the tests they do not take from certification.
  const bound = { pWorse: 1, meanDiff, lowerBound, units, alpha: hypothesis.boundAlpha, ...limits }
  return { ...hypothesis, ...judgement, ...limits, verdict: found === 'fail' ? found : gateVerdict(bound) }
}

/** The guard for low baselines: where a metric scores 2%, a point is half of it. A baseline of 0 has nothing to lose. */
function relativeLimit({ about, rule, metric }: ScoreHypothesis): number {
  const mean = metric?.baseline.meanWithErrors ?? metric?.baseline.mean ?? 0
  return about === 'metric' && mean > 0 && rule.maxRelativeDrop < 1 ? rule.maxRelativeDrop * mean : 1
}
