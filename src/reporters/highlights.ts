import type {
  CaseComparison,
  Comparison,
  MeasureComparison,
  MetricComparison,
  MetricSide,
  SliceComparison,
} from '../core/comparison.ts'
import { consistencyMetric } from '../core/consistency.ts'
import { byCodeUnits } from '../core/order.ts'
import { falseDiscoveryRate, significance } from '../core/rules.ts'
import type { Finding, Verdict } from '../core/verdict.ts'
import { formatCount, formatInterval, formatPoints, formatScore, plural, probability } from '../text/format.ts'

export type Direction = 'worse' | 'better' | 'none'

/** Whether a metric changed by more than chance explains, by itself: rules, smallest effects and Holm are the gate's matter. */
export function directionOf({ test }: Pick<MetricComparison, 'test'>): Direction {
  if (test === null) return 'none'
  if (test.meanDiff < 0 && test.pWorse <= significance) return 'worse'
  return test.interval[0] > 0 ? 'better' : 'none'
}

/** Slices that got worse and stand out among all slices, the surest first. */
export function worseSlices(comparison: Comparison): SliceComparison[] {
  return comparison.slices
    .filter((slice) => slice.meanDiff < 0 && slice.q <= falseDiscoveryRate)
    .sort((a, b) => a.q - b.q || a.meanDiff - b.meanDiff || byCodeUnits(a.tag, b.tag))
}

/** Cases that fell on some metric, the deepest fall first. */
export function regressedCases(comparison: Comparison): CaseComparison[] {
  return comparison.cases
    .filter((item) => item.change === 'regressed' || item.change === 'mixed')
    .sort((a, b) => a.worst - b.worst || byCodeUnits(a.caseId, b.caseId))
}

/** The graders on which a case fell, the deepest fall first; parts only where no grader as a whole fell. */
export function fallsOf(item: CaseComparison, comparison: Comparison): { metric: string; diff: number }[] {
  const falls = comparison.metrics
    .map(({ metric, part }) => ({ metric, part, diff: item.metrics[metric]?.diff ?? 0 }))
    .filter(({ metric, diff }) => diff < 0 && metric !== consistencyMetric)
    .sort((a, b) => a.diff - b.diff)
  const graders = falls.filter(({ part }) => part === undefined)
  return (graders.length > 0 ? graders : falls).map(({ metric, diff }) => ({ metric, diff }))
}

export type Severity = 'error' | 'warning' | 'good' | 'note'

/** How loud a finding is: `error` is what keeps this gate from passing. */
export function severityOf(finding: Finding, verdict: Verdict): Severity {
  if (finding.blocks) return 'error'
  switch (finding.kind) {
    case 'inconclusive':
      return verdict.certify && finding.tier !== 'advisory' ? 'error' : 'note'
    case 'certified':
    case 'improvement':
      return 'good'
    case 'caveat':
    case 'expectation':
      return 'note'
    default:
      return 'warning'
  }
}

/** Whom a finding concerns, where not all findings concern the same. */
export function ownerOf({ owner }: Finding, { findings }: Verdict): string | undefined {
  return findings.some((other) => other.owner !== undefined && other.owner !== owner) ? owner : undefined
}

/** `citations`, or `tone (pass)` where the share of passing answers is compared. */
export function metricLabel(metric: MetricComparison): string {
  return metric.statistic === 'pass' ? `${metric.metric} (pass)` : metric.metric
}

/** The mean of one side as the test counts it: an error that another try would not mend is 0, so that differences add up. */
export function shownMean(side: MetricSide): number | null {
  return side.meanWithErrors ?? side.mean
}

/** Measures for a table; the share of errors has its own place. */
export function shownMeasures({ measures }: Pick<Comparison, 'measures'>): MeasureComparison[] {
  return measures.filter(({ key, baseline, candidate }) => key !== 'errorRate' && (baseline ?? candidate) !== null)
}

/** Graders in whose means errors count as 0. */
export function countingErrors(metrics: readonly MetricComparison[]): string[] {
  return metrics
    .filter(
      ({ part, baseline, candidate }) =>
        part === undefined && [baseline, candidate].some((side) => side.meanWithErrors !== undefined),
    )
    .map(({ metric }) => metric)
}

/** One metric's numbers in one line. */
export function metricLine(metric: MetricComparison): string {
  const sides = `baseline ${formatScore(shownMean(metric.baseline))}, candidate ${formatScore(shownMean(metric.candidate))}`
  const { test } = metric
  if (test === null) return `${sides}; no case could be compared`
  const difference = `difference ${formatPoints(test.meanDiff)} points ${formatInterval(test.interval)}, ${probability(test.pWorse)}`
  return `${sides}; ${difference}; ${changeCounts(test)} of ${plural(test.pairs, 'case')}`
}

function changeCounts(test: { worse: number; better: number; same: number }): string {
  return `${formatCount(test.worse)} worse, ${formatCount(test.better)} better, ${formatCount(test.same)} same`
}
