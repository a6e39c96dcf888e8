import type { CaseFacts, GradedRun } from '../core/comparison.ts'
import { byCodeUnits } from '../core/order.ts'
import type { CasePair } from './pair.ts'

/** How often a run asks every case; of one that could end early, how often it did. */
export function plannedRepeats({ run, cases }: Pick<GradedRun, 'run' | 'cases'>): number {
  if (run.adaptive?.by !== 'repeats') return run.repeats
  const counts = cases.filter(({ critical }) => critical !== true).map(({ trials }) => trials.length)
  if (counts.length > 0) return counts.reduce((most, count) => Math.max(most, count), 1)
  // Where every case is critical, those that were not asked once more tell.
  return cases.reduce((fewest, { trials }) => Math.min(fewest, trials.length), run.repeats)
}

/** Pairs without repeats beyond the planned ones, for what counts answers. */
export function plannedPairs(
  pairs: readonly CasePair[],
  { baseline, candidate }: { baseline: GradedRun; candidate: GradedRun },
): readonly CasePair[] {
  const [before, after] = [plannedRepeats(baseline), plannedRepeats(candidate)]
  const hasMore = pairs.some((pair) => pair.baseline.trials.length > before || pair.candidate.trials.length > after)
  if (!hasMore) return pairs
  return pairs.map((pair) => ({
    ...pair,
    baseline: withPlanned(pair.baseline, before),
    candidate: withPlanned(pair.candidate, after),
  }))
}

/**
 * The cases of a run by id, so that sums come out the same in whatever order they were read; without repeats beyond the planned ones:
 * those were given to failing critical cases alone, and would make them weigh more than they do.
 */
export function plannedCases(run: GradedRun): CaseFacts[] {
  const planned = plannedRepeats(run)
  return run.cases.map((facts) => withPlanned(facts, planned)).sort((a, b) => byCodeUnits(a.id, b.id))
}

export function withPlanned(facts: CaseFacts, planned: number): CaseFacts {
  const trials = facts.trials.filter(({ repeat }) => repeat < planned)
  return trials.length === facts.trials.length ? facts : { ...facts, trials }
}
