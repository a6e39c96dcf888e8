import type { ComparedRun, Comparison, GradedRun } from '../core/comparison.ts'
import { AssayError } from '../core/errors.ts'
import { isPartial } from '../core/run.ts'
import { compareCases } from './cases.ts'
import { findCriticals } from './criticals.ts'
import { compareErrors } from './errors.ts'
import { compareMeasures } from './measures.ts'
import { compareMetric } from './metric.ts'
import { metricKeys, type Statistics } from './metricKeys.ts'
import { pairCases } from './pair.ts'
import { compareSlices } from './slices.ts'

export interface CompareOptions {
  /** What to compare of a metric, by its name; default `score`. */
  statistics?: Statistics
  /** Metrics whose failures count for critical and strict cases; default: all. */
  blocking?: readonly string[]
  owner?: string
}

/**
 * Compares two graded runs of one eval, case by case. The result does not depend on the order of the cases.
 *
 * @throws AssayError when the runs are of different evals
 */
export function compareRuns(baseline: GradedRun, candidate: GradedRun, options: CompareOptions = {}): Comparison {
  requireSameEval(baseline, candidate)
  const { pairs, ...unpaired } = pairCases(baseline.cases, candidate.cases)
  const keys = metricKeys(baseline, candidate, pairs, options.statistics ?? {})
  const results = keys.map((key) => compareMetric(key, pairs))
  const { blocking } = options
  const owner = options.owner ?? candidate.run.owner ?? baseline.run.owner
  return {
    eval: candidate.run.eval,
    ...(owner !== undefined && { owner }),
    baseline: comparedRun(baseline),
    candidate: comparedRun(candidate),
    pairing: { paired: pairs.length, ...unpaired },
    metrics: results.map((result) => result.comparison),
    changedGraders: changedGraders(baseline, candidate),
    errors: compareErrors(baseline, candidate, pairs),
    measures: compareMeasures(pairs),
    slices: compareSlices(pairs, results),
    criticals: findCriticals(pairs, candidate, blocking ? keys.filter((key) => blocking.includes(key.metric)) : keys),
    cases: compareCases({ pairs, ...unpaired }, results, baseline.cases, candidate.cases),
  }
}

function requireSameEval({ run: baseline }: GradedRun, { run: candidate }: GradedRun): void {
  if (baseline.eval === candidate.eval) return
  throw new AssayError({
    message: `run ${baseline.id} is of eval ${JSON.stringify(baseline.eval)} and run ${candidate.id} of ${JSON.stringify(candidate.eval)}`,
    mend: 'compare two runs of the same eval; `assay runs` lists them',
  })
}

function comparedRun({ run, grading }: GradedRun): ComparedRun {
  return {
    id: run.id,
    target: run.target.name,
    ...(run.target.version !== undefined && { version: run.target.version }),
    fingerprint: run.target.fingerprint,
    createdAt: run.createdAt,
    dataset: { fingerprint: run.dataset.fingerprint, size: run.dataset.size },
    repeats: run.repeats,
    cases: run.cases,
    partial: isPartial(run),
    complete: run.status === 'complete' && grading.complete,
    graders: grading.graders.map((grader) => grader.name),
  }
}

function changedGraders(baseline: GradedRun, candidate: GradedRun): string[] {
  const before = new Map(baseline.grading.graders.map((grader) => [grader.name, grader.fingerprint]))
  return candidate.grading.graders
    .filter((grader) => before.has(grader.name) && before.get(grader.name) !== grader.fingerprint)
    .map((grader) => grader.name)
}
