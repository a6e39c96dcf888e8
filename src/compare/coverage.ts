import type { Coverage } from '../core/comparison.ts'
import { meanOf, type Readings } from './reading.ts'

/** What a paired case is to the coverage of a metric. */
type Comparability = 'comparable' | 'candidate' | 'harness' | 'apart' | 'onlyCandidate'

/**
 * Whether a case can be compared, and else who is to answer for that. A case is apart where the baseline had nothing to judge and the
 * candidate gave nothing that was judged, or the other way round: nothing comparable was there to be lost. Where the candidate alone
 * gave something to judge nothing was lost either, but it must be seen.
 */
function comparability(baseline: Readings, candidate: Readings): Comparability {
  const [hasBaseline, hasCandidate] = [baseline.counted.length > 0, candidate.counted.length > 0]
  if (hasBaseline && hasCandidate) return 'comparable'
  if ((!hasBaseline && graderBroke(baseline)) || (!hasCandidate && graderBroke(candidate))) return 'harness'
  if (!hasBaseline && baseline.unscored > 0) return candidate.scores.length === 0 ? 'apart' : 'onlyCandidate'
  if (!hasCandidate && candidate.unscored > 0 && baseline.scores.length === 0) return 'apart'
  return hasBaseline ? 'candidate' : 'harness'
}

function graderBroke(tally: Readings): boolean {
  return tally.graderErrors > 0 || tally.absent > 0
}

/** Adds up the cases of one metric. */
export class CoverageCount {
  readonly #counts = { comparable: 0, candidate: 0, harness: 0, apart: 0, onlyCandidate: 0 }
  readonly #added: number[] = []

  add(baseline: Readings, candidate: Readings): void {
    const state = comparability(baseline, candidate)
    this.#counts[state] += 1
    const mean = state === 'onlyCandidate' ? meanOf(candidate.scores) : null
    if (mean !== null) this.#added.push(mean)
  }

  summary(): Coverage {
    const { comparable, candidate, harness, onlyCandidate } = this.#counts
    return {
      of: comparable + candidate + harness,
      comparable,
      lostToCandidate: candidate,
      lostToHarness: harness,
      onlyCandidate: { cases: onlyCandidate, mean: meanOf(this.#added) },
    }
  }
}
