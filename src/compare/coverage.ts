import type { Coverage } from '../core/comparison.ts'
import type { Tally } from './reading.ts'

/** What a paired case is to the coverage of a metric. */
export type Comparability = 'comparable' | 'candidate' | 'harness' | 'apart'

/**
 * Whether a case can be compared, and else who is to answer for that. A case is apart where the baseline had nothing to judge and the
 * candidate gave nothing that was judged, or the other way round: nothing comparable was there to be lost.
 */
export function comparability(baseline: Tally, candidate: Tally): Comparability {
  const [hasBaseline, hasCandidate] = [baseline.counted.length > 0, candidate.counted.length > 0]
  if (hasBaseline && hasCandidate) return 'comparable'
  if ((!hasBaseline && graderBroke(baseline)) || (!hasCandidate && graderBroke(candidate))) return 'harness'
  if (!hasBaseline && baseline.unscored > 0 && candidate.scores.length === 0) return 'apart'
  if (!hasCandidate && candidate.unscored > 0 && baseline.scores.length === 0) return 'apart'
  return hasBaseline ? 'candidate' : 'harness'
}

function graderBroke(tally: Tally): boolean {
  return tally.graderErrors > 0 || tally.absent > 0
}

export function countCoverage(states: readonly Comparability[]): Coverage {
  const counts = { comparable: 0, candidate: 0, harness: 0, apart: 0 }
  for (const state of states) counts[state] += 1
  return {
    of: states.length - counts.apart,
    comparable: counts.comparable,
    lostToCandidate: counts.candidate,
    lostToHarness: counts.harness,
  }
}
