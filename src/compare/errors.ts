import type { CaseFacts, ErrorComparison, GradedRun } from '../core/comparison.ts'
import { byCodeUnits } from '../core/order.ts'
import type { CasePair } from './pair.ts'
import { Differences } from './pairedTest.ts'
import { plannedRepeats } from './planned.ts'

/** Error outcomes of either run over its planned trials, and the paired test on "answered" over the pairs. */
export function compareErrors(
  baseline: GradedRun,
  candidate: GradedRun,
  pairs: readonly CasePair[],
  alpha: number,
  brief = false,
): ErrorComparison {
  const answered = new Differences(alpha, brief)
  for (const pair of pairs) answered.add(pair.unit, answeredOf(pair.baseline), answeredOf(pair.candidate))
  return { baseline: countErrors(baseline), candidate: countErrors(candidate), test: answered.test() }
}

function answeredOf(facts: CaseFacts): number[] {
  return facts.trials.map((trial) => (trial.error === undefined ? 1 : 0))
}

/** Repeats beyond the planned ones were given to failing critical cases alone: in a rate they would count failures over and over. */
function countErrors(graded: GradedRun): ErrorComparison['baseline'] {
  const planned = plannedRepeats(graded)
  let trials = 0
  const codes: string[] = []
  for (const facts of graded.cases) {
    for (const { repeat, error } of facts.trials) {
      if (repeat >= planned) continue
      trials += 1
      if (error !== undefined) codes.push(error.code)
    }
  }
  const byCode: Record<string, number> = {}
  for (const code of codes.sort(byCodeUnits)) byCode[code] = (byCode[code] ?? 0) + 1
  return { trials, errors: codes.length, byCode }
}

/** Error outcomes among the trials of a case. */
export function errorsOf(facts: CaseFacts): number {
  return facts.trials.filter((trial) => trial.error !== undefined).length
}
