import type { Comparison, GradedRun, MetricComparison } from '../core/comparison.ts'
import { consistencyMetric } from '../core/consistency.ts'
import type { MeasureKey } from '../core/measures.ts'
import { pcg32 } from '../stats/index.ts'
import { compareConsistency } from './consistency.ts'
import { countAtRisk, findCriticals } from './criticals.ts'
import { compareErrors } from './errors.ts'
import { compareMeasures } from './measures.ts'
import { compareMetric } from './metric.ts'
import type { Statistics } from './metricKeys.ts'
import { type CasePair, pairCases } from './pair.ts'
import { plannedPairs } from './planned.ts'
import type { MetricKey } from './reading.ts'
import { compareRequiredSlices } from './requiredSlices.ts'

export interface RedrawRequest {
  first: GradedRun
  second: GradedRun
  /** The comparison of the two as they are: everything else is taken from it. */
  comparison: Comparison
  /** Metrics and measures that can fail the gate. */
  metrics: readonly string[]
  measures: readonly MeasureKey[]
  seed: number
}

/**
 * Where nothing changed, the two answers to a case might as well have come the other way round: each call gives the comparison of the
 * two runs with the sides of some cases swapped at random, clusters as one. It holds no more than the gate needs to see what blocks.
 */
export function redrawer({ first, second, comparison, seed, ...wanted }: RedrawRequest): (draw: number) => Comparison {
  const { pairs } = pairCases(first.cases, second.cases)
  const units = pairs.reduce((most, { unit }) => Math.max(most, unit + 1), 0)
  const keys = comparison.metrics.filter(({ metric }) => wanted.metrics.includes(metric))
  const graders = keys.filter(({ metric }) => metric !== consistencyMetric)
  const consistency = keys.find(({ metric }) => metric === consistencyMetric)
  const slices = comparison.requiredSlices.map(
    ({ tag, metrics }) => [tag, metrics.map(({ metric }) => metric)] as const,
  )
  const sliceKey = (tag: string, metric: string) =>
    comparison.requiredSlices
      .find((slice) => slice.tag === tag)
      ?.metrics.filter((item) => item.metric === metric)
      .map(keyOf)[0]
  const { alpha } = comparison
  return (draw) => {
    const drawn = swapped(pairs, pcg32({ seed, stream: draw, count: Math.ceil(units / 32) }))
    const baseline = { ...first, cases: drawn.map((pair) => pair.baseline) }
    const candidate = { ...second, cases: drawn.map((pair) => pair.candidate) }
    const runs = { baseline, candidate }
    const planned = plannedPairs(drawn, runs)
    const ofGraders = graders.map((key) => compareMetric(keyOf(key), drawn, alpha, true).comparison)
    const repeated = consistency && compareConsistency(runs, drawn, statisticsOf(consistency), alpha, true)
    return {
      ...comparison,
      metrics: repeated ? [...ofGraders, repeated.comparison] : ofGraders,
      errors: compareErrors(baseline, candidate, planned, alpha, true),
      measures: compareMeasures(runs, planned, alpha, wanted.measures),
      slices: [],
      requiredSlices: compareRequiredSlices(Object.fromEntries(slices), drawn, sliceKey, alpha, true),
      criticalsAtRisk: countAtRisk(drawn, graders),
      criticals: findCriticals(drawn, candidate, graders),
      cases: [],
    }
  }
}

function keyOf({ metric, grader, part, statistic, passAt }: MetricComparison): MetricKey {
  return { metric, grader, ...(part !== undefined && { part }), statistic, passAt }
}

function statisticsOf({ metric, statistic }: MetricComparison): Statistics {
  return { [metric]: statistic }
}

/** A bit for each unit, as they are numbered. */
function swapped(pairs: readonly CasePair[], bits: readonly number[]): CasePair[] {
  return pairs.map((pair) => {
    const isSwapped = (((bits[pair.unit >>> 5] ?? 0) >>> (pair.unit & 31)) & 1) === 1
    return isSwapped ? { ...pair, baseline: pair.candidate, candidate: pair.baseline } : pair
  })
}
