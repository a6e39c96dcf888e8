import type { MetricComparison, PairedTest } from '../core/comparison.ts'
import type { GateEntry } from './entry.ts'
import { hypothesesOf, judge, metricsOf } from './hypotheses.ts'

/** A blocking rule on a metric with the limits that its test is held to; sizes in score units. */
export interface RuleLevel {
  /** As findings name it. */
  name: string
  metric: MetricComparison
  /** The tag of the slice that it is about. */
  tag?: string
  test: PairedTest
  /** Level of the test, corrected for the number of rules; certification is held to `boundAlpha`. */
  alpha: number
  boundAlpha: number
  minEffect: number
  margin: number
}

/** The levels that the verdict's own sentences on what would show are based on. */
export function ruleLevels(entry: GateEntry): RuleLevel[] {
  const { alpha: boundAlpha } = entry.comparison
  return metricsOf(judge(hypothesesOf(entry))).flatMap(
    ({ name, metric, tag, test, alpha, tested, minEffect, margin }) =>
      metric === undefined
        ? []
        : [
            {
              name,
              metric,
              ...(tag !== undefined && { tag }),
              test,
              alpha: alpha / Math.max(1, tested),
              boundAlpha,
              minEffect,
              margin,
            },
          ],
  )
}
