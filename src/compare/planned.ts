import type { CaseFacts, GradedRun } from '../core/comparison.ts'
import { byCodeUnits } from '../core/order.ts'

/** How often a run asks every case; of one that could end early, how often it did. */
export function plannedRepeats({ run, cases }: Pick<GradedRun, 'run' | 'cases'>): number {
  if (run.adaptive === undefined) return run.repeats
  return cases.reduce((most, { critical, trials }) => (critical ? most : Math.max(most, trials.length)), 1)
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
