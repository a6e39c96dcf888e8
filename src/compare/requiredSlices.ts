import type { RequiredSlice } from '../core/comparison.ts'
import { compareMetric } from './metric.ts'
import type { CasePair } from './pair.ts'
import type { MetricKey } from './reading.ts'

/** What rules ask for of a tag: its metrics. */
export type WantedSlices = Readonly<Record<string, readonly string[]>>

/** The slices that rules ask for, each compared over the pairs that carry its tag; metrics that no run has are left out. */
export function compareRequiredSlices(
  wanted: WantedSlices,
  pairs: readonly CasePair[],
  keyOf: (tag: string, metric: string) => MetricKey | undefined,
  alpha: number,
  brief = false,
): RequiredSlice[] {
  return Object.entries(wanted).map(([tag, metrics]) => {
    const members = pairs.filter((pair) => pair.tags.includes(tag))
    const keys = metrics.flatMap((metric) => keyOf(tag, metric) ?? [])
    const compare = (key: MetricKey) => compareMetric(key, members, alpha, brief).comparison
    return { tag, cases: members.length, metrics: keys.map(compare) }
  })
}
