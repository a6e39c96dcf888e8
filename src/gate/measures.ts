import type { MeasureComparison } from '../core/comparison.ts'
import { casesForCertainty, type GateVerdict, MINIMUM_UNITS } from '../stats/index.ts'
import { formatFactor, formatMeasure, formatPercent, plural, probability, settingInPercent } from '../text/format.ts'
import { type Draft, firstCases } from './draft.ts'
import type { BlockingMeasure } from './entry.ts'
import type { JudgedMeasure, MeasureHypothesis } from './hypotheses.ts'

/** Slack for rounding. */
const rounding = 1e-9

/** One-sided p that the measure got worse. */
export function pWorseOf({ rule, measure }: Pick<MeasureHypothesis, 'rule' | 'measure'>): number {
  return (rule.direction === 'lower' ? measure.pHigher : measure.pLower) ?? 1
}

/** How many times as bad the candidate is: above 1 is worse; Infinity where the baseline was faultless and the candidate is not. */
function badness({ rule, measure }: Pick<MeasureHypothesis, 'rule' | 'measure'>): number {
  const { ratio, baseline, candidate } = measure
  if (ratio === null)
    return rule.direction === 'lower' && baseline === 0 && (candidate ?? 0) > 0 ? Number.POSITIVE_INFINITY : 1
  return rule.direction === 'lower' ? ratio : 1 / ratio
}

/** As `gateVerdict` for scores: fail is decided first; a pass is shown to be less than the ratio, of rates less than the margin. */
export function measureVerdict(hypothesis: MeasureHypothesis, p: number, alpha: number): GateVerdict {
  const { rule, measure } = hypothesis
  if (measure.units < MINIMUM_UNITS) return 'inconclusive'
  const least = rule.tier === 'safety' ? 1 : rule.ratio - rounding
  const factor = badness(hypothesis)
  if (p <= alpha && factor > 1 && factor >= least) return 'fail'
  return isCertified(hypothesis) ? 'pass' : 'inconclusive'
}

function isCertified(hypothesis: MeasureHypothesis): boolean {
  const { rule, measure, boundAlpha } = hypothesis
  if (measure.test !== null) {
    return measure.units >= casesForCertainty(rule.margin, boundAlpha) && mostRise(hypothesis) < rule.margin
  }
  const worst = mostRatio(hypothesis)
  return worst !== null && worst < rule.ratio
}

/** The bound of the rise of a rate, as a share of answers; more of it is never better. */
function mostRise({ measure: { test } }: Pick<MeasureHypothesis, 'measure'>): number {
  return test === null ? 1 : -test.lowerBound
}

/** The bound of how many times as bad it can be. */
function mostRatio({ rule, measure }: Pick<MeasureHypothesis, 'rule' | 'measure'>): number | null {
  if (measure.ratioBounds === null) return null
  const [lower, upper] = measure.ratioBounds
  return rule.direction === 'lower' ? upper : 1 / lower
}

/** What the test of a rule on a measure found. */
export function measureFinding(judged: JudgedMeasure): Draft {
  const { verdict, rule, measure, name, owner } = judged
  const shared = { kind: 'measure' as const, tier: rule.tier, rule: name, ...(owner !== undefined && { owner }) }
  const change = changeOf(measure)
  if (verdict === 'fail') {
    const correction = judged.tested > 1 ? ` after correcting for ${plural(judged.tested, 'rule')}` : ''
    const limit =
      rule.tier === 'safety'
        ? 'any significant change for the worse blocks'
        : `a ${rule.direction === 'lower' ? 'rise' : 'fall'} by a factor of ${formatFactor(rule.ratio)} or more blocks (ratio)`
    return {
      ...shared,
      blocks: true,
      message: `${measure.measure} got worse, ${change} over ${plural(measure.pairs, 'case')}: ${probability(judged.p)}${correction} (${measure.testMethod}); ${limit}`,
      clause: `${measure.measure} went ${change}`,
      ...firstCases(measure.worst),
    }
  }
  if (verdict === 'pass') {
    return {
      ...shared,
      kind: 'certified',
      blocks: false,
      message: `${boundWords(judged)} (${confidence(judged)} sure), ${insideWords(judged)}`,
    }
  }
  if (measure.units < MINIMUM_UNITS) {
    const message = `${measure.measure} cannot be tested on ${plural(measure.units, 'independent case')}; ${MINIMUM_UNITS} is the fewest`
    return { ...shared, kind: 'inconclusive', blocks: false, message }
  }
  return { ...shared, kind: 'inconclusive', blocks: false, message: `${doubtOf(judged)}: it went ${change}` }
}

/** What is not known of a measure, in short. */
export function doubtOf(judged: JudgedMeasure): string {
  const { measure, rule } = judged
  if (measure.units < MINIMUM_UNITS)
    return `${measure.measure} cannot be tested on ${plural(measure.units, 'independent case')}`
  if (measure.test !== null) {
    const rise = formatPercent(Math.max(rule.margin, mostRise(judged)))
    return `${measure.measure}: a change for the worse of up to ${rise} of the answers cannot be ruled out`
  }
  const worst = mostRatio(judged)
  const factor = formatFactor(Math.max(rule.ratio, worst ?? 0))
  const up = rule.direction === 'lower' ? 'a rise' : 'a fall'
  return `${up} of ${measure.measure} by a factor of up to ${factor} cannot be ruled out`
}

function confidence({ boundAlpha }: JudgedMeasure): string {
  return settingInPercent(1 - boundAlpha)
}

function boundWords(judged: JudgedMeasure): string {
  const { measure, rule } = judged
  if (measure.test !== null)
    return `${measure.measure} got worse by at most ${formatPercent(Math.max(0, mostRise(judged)))} of the answers`
  const worst = formatFactor(mostRatio(judged) ?? 1)
  return rule.direction === 'lower'
    ? `${measure.measure} ${isOrAre(measure)} at most ${worst} times the baseline's`
    : `the baseline's ${measure.measure} ${isOrAre(measure)} at most ${worst} times as much`
}

function insideWords({ measure, rule }: JudgedMeasure): string {
  return measure.test === null
    ? `less than the ${formatFactor(rule.ratio)} that is too much`
    : `inside the margin of ${settingInPercent(rule.margin)}`
}

/** `from 1.20 s to 2.41 s (×2.01)`; of those that are ratios of pairs, the factor is over pairs and need not be that of the two. */
function changeOf({ baseline, candidate, unit, ratio }: MeasureComparison): string {
  const factor = ratio === null ? '' : ` (×${formatFactor(ratio)})`
  return `from ${formatMeasure(baseline, unit)} to ${formatMeasure(candidate, unit)}${factor}`
}

/** `input tokens are`, `latency p95 is`. */
export function isOrAre({ unit }: MeasureComparison): 'is' | 'are' {
  return unit === 'tokens' ? 'are' : 'is'
}

/** A measure beyond a limit that holds whatever the baseline. */
export function brokenLimit({ name, rule, measure, owner }: BlockingMeasure): Draft[] {
  const { candidate, unit } = measure
  if (candidate === null) return []
  const isAbove = rule.max !== undefined && candidate > rule.max + rounding * Math.max(1, rule.max)
  const isBelow = rule.min !== undefined && candidate < rule.min - rounding * Math.max(1, rule.min)
  if (!isAbove && !isBelow) return []
  const limit = formatMeasure((isAbove ? rule.max : rule.min) ?? null, unit)
  const words = `${measure.measure} ${isOrAre(measure)} ${formatMeasure(candidate, unit)}, ${isAbove ? 'above' : 'below'} its limit of ${limit}`
  return [
    {
      kind: 'measure',
      tier: rule.tier,
      blocks: true,
      rule: name,
      ...(owner !== undefined && { owner }),
      message: `${words} (${isAbove ? 'max' : 'min'})`,
      clause: words,
    },
  ]
}
