import type { Expectation } from '../core/comparison.ts'
import { formatInterval } from '../text/format.ts'
import type { Draft } from './draft.ts'
import { type GateEntry, ownerOf } from './entry.ts'
import { plain, signedPoints } from './words.ts'

/** What was expected of the candidate before it ran, and whether it came true. Nothing blocks because of it. */
export function expectationFindings(entry: GateEntry): Draft[] {
  return entry.comparison.expectations.map((expectation) => ({
    kind: 'expectation',
    tier: 'advisory',
    blocks: false,
    rule: expectation.metric,
    ...ownerOf(entry, entry.policy.rules[expectation.metric]),
    message: `${plain(expectation.metric)}: ${outcome(expectation)}`,
  }))
}

function outcome({ expected, actual, interval, cameTrue }: Expectation): string {
  const said = `${expected === 0 ? 'no change' : signedPoints(expected)} was expected before the run`
  if (actual === null) return `${said}, and nothing could be compared`
  const measured = `${said}, ${signedPoints(actual)} ${formatInterval(interval)} was measured`
  if (cameTrue === 'true') return `${measured}: it came true`
  if (cameTrue === 'exceeded') return `${measured}: it went better than expected`
  if (cameTrue === 'false') return `${measured}: it did not come true`
  return `${measured}: it may be true, but so may ${expected === 0 ? 'changes that matter' : 'no change at all'}`
}
