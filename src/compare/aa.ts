import type { Wavering } from '../core/aa.ts'
import type { GradedRun, MetricComparison } from '../core/comparison.ts'
import { byCodeUnits } from '../core/order.ts'
import { varianceComponents, wilsonInterval } from '../stats/index.ts'
import { type CasePair, pairCases } from './pair.ts'
import { type MetricKey, meanOf, Tally } from './reading.ts'

const confidence = 0.95
/** Means of different repeats that agree but for rounding are the same. */
const rounding = 1e-12

/** How far two runs of the same version are from each other, by the metrics of their comparison. */
export function waveringOf(first: GradedRun, second: GradedRun, metrics: readonly MetricComparison[]): Wavering[] {
  const { pairs } = pairCases(first.cases, second.cases)
  const repeats = Math.min(first.run.repeats, second.run.repeats)
  return metrics.map((metric) => waveringOfMetric(metric, pairs, repeats))
}

/** Cases that flip on a grader as a whole: on the most graders first. */
export function flippingCases(metrics: readonly Wavering[]): { caseId: string; metrics: string[] }[] {
  const byCase = new Map<string, string[]>()
  for (const { metric, part, flips } of metrics) {
    if (part !== undefined) continue
    for (const caseId of flips.caseIds) byCase.set(caseId, [...(byCase.get(caseId) ?? []), metric])
  }
  return [...byCase]
    .map(([caseId, names]) => ({ caseId, metrics: names }))
    .sort((a, b) => b.metrics.length - a.metrics.length || byCodeUnits(a.caseId, b.caseId))
}

function waveringOfMetric(metric: MetricComparison, pairs: readonly CasePair[], repeats: number): Wavering {
  const { test } = metric
  const flipping: string[] = []
  const sizes: number[] = []
  const scores: number[][] = []
  const [before, after] = [new Tally(), new Tally()]
  for (const pair of pairs) {
    before.read(pair.baseline, metric)
    after.read(pair.candidate, metric)
    const [a, b] = [before.counted.slice(0, repeats), after.counted.slice(0, repeats)]
    if (a.length === 0 || b.length === 0) continue
    if (differs(passRate(a, metric), passRate(b, metric))) flipping.push(pair.id)
    sizes.push(Math.abs((meanOf(b) ?? 0) - (meanOf(a) ?? 0)))
    scores.push([...a, ...b])
  }
  const cases = sizes.length
  const variance = varianceOf(scores)
  return {
    metric: metric.metric,
    ...(metric.part !== undefined && { part: metric.part }),
    cases,
    flips: {
      caseIds: flipping.sort(byCodeUnits),
      interval: cases === 0 ? null : wilsonInterval({ successes: flipping.length, n: cases, confidence }),
    },
    meanAbsoluteDifference: meanOf(sizes),
    variance,
    sdOfDifference: variance === null ? null : Math.sqrt((2 * variance.within) / (repeats * cases)),
    difference:
      test === null
        ? null
        : { mean: test.meanDiff, interval: test.interval, p: Math.min(1, 2 * Math.min(test.pWorse, 1 - test.pWorse)) },
  }
}

/** Where passes are compared the readings are 1 and 0 already. */
function passRate(scores: readonly number[], { statistic, passAt }: MetricKey): number {
  const least = statistic === 'pass' ? 1 : passAt
  return scores.filter((score) => score >= least).length / scores.length
}

function differs(a: number, b: number): boolean {
  return Math.abs(a - b) > rounding
}

/** All answers to a case are of one kind, whichever run they are from. */
function varianceOf(scores: readonly number[][]): Wavering['variance'] {
  if (scores.length < 2) return null
  const { sigma2Within, sigma2Between } = varianceComponents({ scores })
  return { within: sigma2Within, between: sigma2Between }
}
