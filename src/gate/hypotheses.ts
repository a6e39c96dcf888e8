import type { MetricComparison, PairedTest } from '../core/comparison.ts'
import type { Rule } from '../core/rules.ts'
import { minEffectOf, ruleSchema, significance } from '../core/rules.ts'
import { adjustPValues, type GateVerdict, gateVerdict, MINIMUM_UNITS } from '../stats/index.ts'
import { type BlockingRule, blockingRules, type GateEntry, ownerOf } from './entry.ts'

/** One thing that must not have got worse: a blocking metric, the share of it that can be scored, or the share of answers. */
export interface Hypothesis {
  about: 'metric' | 'scored' | 'answered'
  /** The metric, or `errors`. */
  name: string
  rule: Rule
  owner?: string
  metric?: MetricComparison
  test: PairedTest
}

export interface Judged extends Hypothesis {
  /** Of getting worse, after Holm's correction for all hypotheses of the call; 1 where there are too few units to test. */
  p: number
  verdict: GateVerdict
  /** How many hypotheses the call corrected for. */
  tested: number
  minEffect: number
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

/** Rules that can be judged: those whose coverage grader or harness spoilt cannot. */
function judgeableRules(entry: GateEntry): BlockingRule[] {
  return blockingRules(entry).filter((rule) => coverageFault(rule.metric) !== 'harness')
}

export function hypothesesOf(entry: GateEntry): Hypothesis[] {
  const { errors } = entry.comparison
  const answered: Hypothesis[] =
    errors.test === null
      ? []
      : [{ about: 'answered', name: 'errors', rule: ruleSchema.parse({}), test: errors.test, ...ownerOf(entry) }]
  const ofRules = judgeableRules(entry).flatMap(({ name, rule, metric, owner }) => {
    const shared = { name, rule, metric, ...(owner !== undefined && { owner }) }
    const list: Hypothesis[] = []
    if (metric.test !== null) list.push({ about: 'metric', test: metric.test, ...shared })
    if (metric.scoredTest !== null) list.push({ about: 'scored', test: metric.scoredTest, ...shared })
    return list
  })
  return [...ofRules, ...answered]
}

/**
 * Whether a hypothesis is among those corrected for. Where no case errs on one side only, no choice of signs could show a rise of
 * errors, so that correcting for it would only cost power (Tarone 1990).
 */
function isTested({ about, test }: Hypothesis): boolean {
  return test.units >= MINIMUM_UNITS && (about !== 'answered' || test.worse + test.better > 0)
}

/** Judges all hypotheses of one call together, in their order. */
export function judge(hypotheses: readonly Hypothesis[]): Judged[] {
  const testable = hypotheses.filter(isTested)
  const adjusted = adjustPValues({ p: testable.map(({ test }) => test.pWorse), method: 'holm' })
  const corrected = new Map(testable.map((hypothesis, index) => [hypothesis, adjusted[index] ?? 1]))
  return hypotheses.map((hypothesis) => {
    const { rule, test } = hypothesis
    const p = corrected.get(hypothesis) ?? 1
    const minEffect = minEffectOf(rule)
    const limits = { alpha: significance, minEffect, margin: rule.margin }
    const { meanDiff, lowerBound, units } = test
    const verdict = gateVerdict({ pWorse: p, meanDiff, lowerBound, units, ...limits })
    return { ...hypothesis, p, minEffect, verdict, tested: testable.length }
  })
}
