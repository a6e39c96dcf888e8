import type { GradedRun, RepeatsComparison } from '../core/comparison.ts'
import type { MetricKey } from './reading.ts'

/** How much each side wavers where its cases were asked several times. */
export function compareRepeats(_: GradedRun, __: GradedRun, ___: readonly MetricKey[]): RepeatsComparison {
  return { metrics: [], flaky: [], consistency: { baseline: null, candidate: null } }
}
