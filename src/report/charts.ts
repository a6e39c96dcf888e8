import type { Interval, MetricComparison } from '../core/comparison.ts'
import { minEffectOf, type Rule } from '../core/rules.ts'
import { formatPoints, formatScore } from '../text/format.ts'
import { tickLabel } from './format.ts'

/** Positions are percentages of the width of a drawing, so that it fills whatever room the page has. */
export interface MeansChart {
  label: string
  baseline: Mark | null
  candidate: Mark | null
  /** The line between the two means, of the drawing's width. */
  between: { x1: string; x2: string } | null
}

interface Mark {
  x: string
  low: string | null
  high: string | null
}

export interface DifferenceChart {
  label: string
  zero: string
  mean: string
  low: string
  high: string
  /** Ends of the interval that lie within the scale. */
  ends: string[]
  /** worse, better or unclear, by where the interval lies. */
  direction: 'worse' | 'better' | 'unclear'
  /** The width of the zone of drops that block where they are significant; null without a blocking rule. */
  blockZone: string | null
  margin: string | null
}

/** The scale that all differences of one report share; what lies beyond it is drawn to its edge, without an end mark. */
export interface DifferenceScale {
  /** Its right end in score units; the left one is its negative. */
  end: number
  ticks: { x: string; label: string; anchor: 'start' | 'middle' | 'end' }[]
  /** Of a difference in score units. */
  at(value: number): string
}

/** Room at both ends, in percent of the width, so that marks are not cut. */
const padding = 4
const steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]

export function differenceScale(
  metrics: readonly MetricComparison[],
  rules: Readonly<Record<string, Rule>>,
): DifferenceScale {
  const leading = metrics.filter((metric) => metric.part === undefined)
  const reach = leading.flatMap((metric) => (metric.test === null ? [] : metric.test.interval.map(Math.abs)))
  const margins = Object.values(rules).map((rule) => rule.margin * 1.25)
  const wanted = Math.min(1, Math.max(0.02, ...reach, ...margins))
  const step = steps.find((candidate) => wanted / candidate <= 3) ?? 1
  const end = Math.min(1, Math.ceil(wanted / step - 1e-9) * step)
  const at = (value: number) => percentAt((Math.max(-end, Math.min(end, value)) + end) / (2 * end))
  const half = Array.from({ length: Math.round(end / step) }, (_, index) => (index + 1) * step)
  const values = [...half.map((value) => -value).reverse(), 0, ...half]
  const ticks = values.map((value, index) => ({
    x: at(value),
    label: tickLabel(value),
    anchor: index === 0 ? ('start' as const) : index === values.length - 1 ? ('end' as const) : ('middle' as const),
  }))
  return { end, ticks, at }
}

export function meansChart(metric: MetricComparison): MeansChart {
  const baseline = markOf(metric.baseline.mean, metric.baseline.interval)
  const candidate = markOf(metric.candidate.mean, metric.candidate.interval)
  return {
    label: `Baseline ${formatScore(metric.baseline.mean)}, candidate ${formatScore(metric.candidate.mean)}.`,
    baseline,
    candidate,
    between: baseline === null || candidate === null ? null : { x1: baseline.x, x2: candidate.x },
  }
}

export function differenceChart(
  metric: MetricComparison,
  rule: Rule | undefined,
  scale: DifferenceScale,
): DifferenceChart | null {
  if (metric.test === null) return null
  const { meanDiff, interval } = metric.test
  const gates = rule !== undefined && rule.tier !== 'advisory'
  return {
    label: `Difference ${formatPoints(meanDiff)} points, 95% interval ${formatPoints(interval[0])} to ${formatPoints(interval[1])}.`,
    zero: scale.at(0),
    mean: scale.at(meanDiff),
    low: scale.at(interval[0]),
    high: scale.at(interval[1]),
    ends: interval.filter((value) => Math.abs(value) <= scale.end).map(scale.at),
    direction: interval[1] < 0 ? 'worse' : interval[0] > 0 ? 'better' : 'unclear',
    blockZone: gates ? scale.at(-minEffectOf(rule)) : null,
    margin: gates ? scale.at(-rule.margin) : null,
  }
}

function markOf(mean: number | null, interval: Interval | null): Mark | null {
  if (mean === null) return null
  return {
    x: percentAt(mean),
    low: interval === null ? null : percentAt(Math.max(0, interval[0])),
    high: interval === null ? null : percentAt(Math.min(1, interval[1])),
  }
}

function percentAt(share: number): string {
  return `${(padding + share * (100 - 2 * padding)).toFixed(2)}%`
}
