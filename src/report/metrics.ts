import type { Comparison, MetricComparison, MetricSide, PairedTest } from '../core/comparison.ts'
import { consistencyMetric } from '../core/consistency.ts'
import { blocks, type GatePolicy, type Rule, significance } from '../core/rules.ts'
import type { Finding, Verdict } from '../core/verdict.ts'
import {
  formatCount,
  formatInterval,
  formatPercent,
  formatPoints,
  formatScore,
  plural,
  pointsInWords,
  probability,
  settingInPoints,
} from '../text/format.ts'
import {
  type DifferenceChart,
  type DifferenceScale,
  differenceChart,
  differenceScale,
  type MeansChart,
  meansChart,
} from './charts.ts'

export interface MetricsView {
  rows: MetricRow[]
  ticks: DifferenceScale['ticks']
}

/** One grader, or one part of a grader. */
export interface MetricRow {
  name: string
  isPart: boolean
  statistic: string
  tier: string
  gates: boolean
  owner: string | null
  baseline: string
  candidate: string
  /** What each mean is with final errors counted as 0, as the test counts them; null where that is the mean itself. */
  withErrors: string | null
  difference: string
  interval: string | null
  probability: string | null
  means: MeansChart
  chart: DifferenceChart | null
  state: MetricState
  symbol: string
  stateWord: string
  /** What this means, in plain words. */
  meaning: string
  trials: string
}

type MetricState = 'worse' | 'better' | 'proven' | 'unclear' | 'none'

const stateSymbol: Record<MetricState, string> = {
  worse: '\u25bc',
  better: '\u25b2',
  proven: '\u2713',
  unclear: '~',
  none: '\u2013',
}
const stateWords: Record<MetricState, string> = {
  worse: 'Worse',
  better: 'Better',
  proven: 'No worse',
  unclear: 'No clear change',
  none: 'Not compared',
}

export function metricsView(comparison: Comparison, policy: GatePolicy, verdict: Verdict): MetricsView {
  const scale = differenceScale(comparison.metrics, policy.rules)
  const rows = comparison.metrics.map((metric) => {
    const rule = Object.hasOwn(policy.rules, metric.metric) ? policy.rules[metric.metric] : undefined
    const findings = verdict.findings.filter((finding) => finding.rule === metric.metric)
    return metricRow(metric, rule, findings, scale)
  })
  return { rows, ticks: scale.ticks }
}

function metricRow(
  metric: MetricComparison,
  rule: Rule | undefined,
  findings: readonly Finding[],
  scale: DifferenceScale,
): MetricRow {
  const { test } = metric
  const state = stateOf(test, findings)
  return {
    name: metric.metric,
    isPart: metric.part !== undefined,
    statistic: statisticOf(metric),
    tier: rule?.tier ?? 'advisory',
    gates: rule !== undefined && blocks(rule),
    owner: rule?.owner ?? null,
    baseline: formatScore(metric.baseline.mean),
    candidate: formatScore(metric.candidate.mean),
    withErrors: withErrors(metric),
    difference: formatPoints(test?.meanDiff ?? null),
    interval: test === null ? null : formatInterval(test.interval),
    probability: test === null ? null : probability(test.pWorse),
    means: meansChart(metric),
    chart: differenceChart(metric, rule, scale),
    state,
    symbol: stateSymbol[state],
    stateWord: stateWords[state],
    meaning: meaningOf(state, metric, rule, findings),
    trials: trialsOf(metric),
  }
}

/** What the gate found is said as the gate found it; where it is silent, only what chance alone would rarely do counts. */
function stateOf(test: PairedTest | null, findings: readonly Finding[]): MetricState {
  const kinds = new Set(findings.map((finding) => finding.kind))
  if (kinds.has('regression')) return 'worse'
  if (test === null) return 'none'
  if (kinds.has('improvement')) return 'better'
  if (kinds.has('certified')) return 'proven'
  if (test.interval[1] < 0 && test.pWorse <= significance) return 'worse'
  return test.interval[0] > 0 ? 'better' : 'unclear'
}

function meaningOf(
  state: MetricState,
  metric: MetricComparison,
  rule: Rule | undefined,
  findings: readonly Finding[],
): string {
  const floor = findings.some((finding) => finding.kind === 'floor')
    ? ` The mean is below the floor of ${formatScore(rule?.min ?? null)}.`
    : ''
  return `${sentenceOf(state, metric, rule, findings)}${floor}${coverageOf(metric)}`
}

function sentenceOf(
  state: MetricState,
  { metric, test }: MetricComparison,
  rule: Rule | undefined,
  findings: readonly Finding[],
): string {
  if (test === null) return 'No case has a score on both sides, so nothing can be said.'
  const agrees = metric === consistencyMetric
  const moved = `${formatCount(test.worse)} of ${plural(test.pairs, 'case')} fell and ${formatCount(test.better)} rose`
  const regression = findings.find((finding) => finding.kind === 'regression')
  if (state === 'worse') {
    const effect = regression?.blocks ? 'This blocks.' : gateSilence(rule)
    return `${agrees ? 'Answers agree less,' : 'Answers got worse'} by ${pointsInWords(test.meanDiff)}, more than chance would do: ${moved}. ${effect}`
  }
  if (state === 'better')
    return `${agrees ? 'Answers agree more,' : 'Answers got better'} by ${pointsInWords(test.meanDiff)}, more than chance would do: ${moved}.`
  if (state === 'proven') {
    const margin = rule === undefined ? '' : `, within the margin of ${settingInPoints(rule.margin)}`
    return `Shown to be no worse: the drop, if there is one, is smaller than ${pointsInWords(Math.min(0, test.lowerBound), rule?.margin)}${margin}. ${sentenceCase(moved)}.`
  }
  return `Within what chance does: ${moved}. ${sensitivity(test)}`
}

function sensitivity({ minimumDetectableDrop: drop }: PairedTest): string {
  if (drop === null) return 'With so few cases no drop would reliably show.'
  return `A drop of ${pointsInWords(drop)} or more would very likely have shown; a smaller one may hide here.`
}

function gateSilence(rule: Rule | undefined): string {
  return rule === undefined || !blocks(rule) ? 'It is advisory and does not block.' : 'The gate does not block on it.'
}

function coverageOf({ coverage }: MetricComparison): string {
  const lost = coverage.of - coverage.comparable
  if (lost <= 0) return ''
  return ` ${plural(lost, 'case')} of the baseline's ${formatCount(coverage.of)} could not be compared (${formatPercent(lost / coverage.of)}).`
}

function statisticOf({ metric, statistic, passAt }: MetricComparison): string {
  if (metric === consistencyMetric) {
    return statistic === 'pass' ? 'share of cases whose answers all agree' : 'how far the answers to a case agree'
  }
  return statistic === 'pass' ? `share of answers that score ${formatScore(passAt)} or more` : 'mean score'
}

function withErrors({ baseline, candidate }: MetricComparison): string | null {
  if (baseline.meanWithErrors === undefined && candidate.meanWithErrors === undefined) return null
  const [before, after] = [baseline, candidate].map((side) => formatScore(side.meanWithErrors ?? side.mean))
  return `With lasting errors counted as 0, as the test does: ${before} \u2192 ${after}.`
}

function trialsOf(metric: MetricComparison): string {
  return `Baseline: ${sideTrials(metric.baseline)}. Candidate: ${sideTrials(metric.candidate)}.`
}

function sideTrials(side: MetricSide): string {
  const list = [`${formatCount(side.scored)} scored`]
  list.push(`${formatCount(side.unscored)} with nothing to judge`)
  list.push(plural(side.graderErrors, 'grader error'))
  list.push(`${formatCount(side.targetErrors)} without an answer`)
  return list.join(', ')
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
