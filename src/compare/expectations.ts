import type { Expectation, MetricComparison } from '../core/comparison.ts'

/** Slack for the rounding of means. */
const rounding = 1e-9

/** What was expected of metrics before the run, beside what came. */
export function compareExpectations(
  expected: Readonly<Record<string, number>>,
  metrics: readonly MetricComparison[],
): Expectation[] {
  return Object.entries(expected).map(([metric, change]) => {
    const test = metrics.find((candidate) => candidate.metric === metric)?.test ?? null
    const shared = { metric, expected: change }
    if (test === null) return { ...shared, actual: null, interval: null, cameTrue: 'open' as const }
    const { meanDiff: actual, interval } = test
    return { ...shared, actual, interval, cameTrue: outcomeOf(change, interval) }
  })
}

/** A change that is as good as none, in score units: the usual margin. */
const asGoodAsNone = 0.03

/** An interval that holds both the change that was expected and none at all tells the two not apart. */
function outcomeOf(expected: number, interval: readonly [number, number]): Expectation['cameTrue'] {
  const holds = (value: number): boolean => interval[0] - rounding <= value && value <= interval[1] + rounding
  if (!holds(expected)) return expected < interval[0] ? 'exceeded' : 'false'
  if (Math.abs(expected) > rounding) return holds(0) ? 'open' : 'true'
  // That nothing was found is not to say that nothing changed.
  return -asGoodAsNone <= interval[0] && interval[1] <= asGoodAsNone ? 'true' : 'open'
}
