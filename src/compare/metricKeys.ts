import type { GradedRun } from '../core/comparison.ts'
import type { GraderInfo } from '../core/grade.ts'
import { passAtOf } from '../core/grade.ts'
import { byCodeUnits } from '../core/order.ts'
import type { CasePair } from './pair.ts'
import type { MetricKey } from './reading.ts'

export type Statistics = Readonly<Record<string, 'score' | 'pass'>>

/** The metrics of two runs: graders in the candidate's order, then those that only the baseline has, each followed by its parts. */
export function metricKeys(
  baseline: GradedRun,
  candidate: GradedRun,
  pairs: readonly CasePair[],
  statistics: Statistics,
): MetricKey[] {
  const graders = new Map<string, GraderInfo>()
  for (const grader of [...candidate.grading.graders, ...baseline.grading.graders]) {
    if (!graders.has(grader.name)) graders.set(grader.name, grader)
  }
  const parts = partNames([...graders.keys()], pairs)
  return [...graders.values()].flatMap((grader) => [
    keyOf(grader, undefined, statistics),
    ...[...(parts.get(grader.name) ?? [])].sort(byCodeUnits).map((part) => keyOf(grader, part, statistics)),
  ])
}

export function keyOf(grader: GraderInfo, part: string | undefined, statistics: Statistics): MetricKey {
  const metric = part === undefined ? grader.name : `${grader.name}.${part}`
  return {
    metric,
    grader: grader.name,
    ...(part !== undefined && { part }),
    statistic: statistics[metric] ?? 'score',
    passAt: part === undefined ? grader.passAt : passAtOf(grader, part),
  }
}

function partNames(graders: readonly string[], pairs: readonly CasePair[]): Map<string, Set<string>> {
  const names = new Map(graders.map((grader) => [grader, new Set<string>()]))
  for (const { baseline, candidate } of pairs) {
    for (const trial of [...baseline.trials, ...candidate.trials]) {
      for (const [grader, known] of names) {
        const parts = trial.grades[grader]?.parts
        if (parts !== undefined) for (const part of Object.keys(parts)) known.add(part)
      }
    }
  }
  return names
}
