import type { GradedRun, MetricSide } from '../core/comparison.ts'
import type { Statistics } from './metricKeys.ts'
import { metricKeys } from './metricKeys.ts'
import { pairCases } from './pair.ts'
import { Tally } from './reading.ts'
import { Side } from './side.ts'

/** One metric of one run by itself. */
export interface MetricSummary {
  /** `citations`, or `citations.exists` for a part. */
  metric: string
  part?: string
  side: MetricSide
}

/** Every metric of one run with its interval: graders first in their order, each followed by its parts. */
export function summariseRun(graded: GradedRun, statistics: Statistics = {}): MetricSummary[] {
  // Paired with itself, a run has the units and metrics that it has in a comparison.
  const { pairs } = pairCases(graded.cases, graded.cases)
  return metricKeys(graded, graded, pairs, statistics).map((key) => {
    const side = new Side()
    const tally = new Tally()
    for (const { unit, candidate } of pairs) {
      tally.read(candidate, key)
      side.add(unit, tally)
    }
    return { metric: key.metric, ...(key.part !== undefined && { part: key.part }), side: side.summary() }
  })
}
