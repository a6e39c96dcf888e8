import type { ComparedRun, Comparison, GradedRun, RequiredSlice } from '../core/comparison.ts'
import { AssayError } from '../core/errors.ts'
import { isPartial } from '../core/run.ts'
import { adaptiveProgress } from './adaptive.ts'
import { compareCases } from './cases.ts'
import { compareConsistency } from './consistency.ts'
import { countAtRisk, findCriticals } from './criticals.ts'
import { compareErrors } from './errors.ts'
import { compareExpectations } from './expectations.ts'
import { compareMeasures } from './measures.ts'
import { compareMetric } from './metric.ts'
import { metricKeys, type Statistics } from './metricKeys.ts'
import { type CasePair, pairCases } from './pair.ts'
import { usualAlpha } from './pairedTest.ts'
import { plannedPairs, plannedRepeats } from './planned.ts'
import type { MetricKey } from './reading.ts'
import { compareRepeats } from './repeats.ts'
import { compareRequiredSlices, type WantedSlices } from './requiredSlices.ts'
import { compareSlices } from './slices.ts'

export interface CompareOptions {
  /** What to compare of a metric, by its name; default `score`. */
  statistics?: Statistics
  /** Metrics whose failures count for critical and strict cases; default: all. */
  blocking?: readonly string[]
  /** Slices that rules ask for: metrics by tag, with what to compare of them. */
  slices?: WantedSlices
  sliceStatistics?: Readonly<Record<string, Statistics>>
  /** Level of the one-sided bounds; default 0.05, of an adaptive run that of its look. */
  alpha?: number
  owner?: string
}

/**
 * Compares two graded runs of one eval, case by case. The result does not depend on the order of the cases.
 *
 * @throws AssayError when the runs are of different evals
 */
export function compareRuns(whole: GradedRun, candidate: GradedRun, options: CompareOptions = {}): Comparison {
  requireSameEval(whole, candidate)
  const adaptive = adaptiveProgress(candidate)
  const baseline = adaptive?.by === 'cases' && adaptive.against === whole.run.id ? askedOf(whole, candidate) : whole
  const alpha = options.alpha ?? adaptive?.alpha ?? usualAlpha
  const { pairs, ...unpaired } = pairCases(baseline.cases, candidate.cases)
  const planned = plannedPairs(pairs, { baseline, candidate })
  const keys = metricKeys(baseline, candidate, pairs, options.statistics ?? {})
  const graders = keys.map((key) => compareMetric(key, pairs, alpha))
  const consistency = compareConsistency({ baseline, candidate }, pairs, options.statistics ?? {}, alpha)
  const results = consistency === null ? graders : [...graders, consistency]
  const { blocking } = options
  const guarded = blocking ? keys.filter((key) => blocking.includes(key.metric)) : keys
  const owner = options.owner ?? candidate.run.owner ?? baseline.run.owner
  const metrics = results.map((result) => result.comparison)
  return {
    eval: candidate.run.eval,
    ...(owner !== undefined && { owner }),
    baseline: comparedRun(baseline, leavesOut(baseline)),
    candidate: comparedRun(candidate, adaptive?.against !== whole.run.id && leavesOut(candidate)),
    pairing: { paired: pairs.length, ...unpaired },
    metrics,
    changedGraders: changedGraders(baseline, candidate),
    errors: compareErrors(baseline, candidate, planned, alpha),
    measures: compareMeasures({ baseline, candidate }, planned, alpha),
    slices: compareSlices(pairs, graders),
    requiredSlices: requiredSlices(options, pairs, keys, alpha),
    repeats: compareRepeats(baseline, candidate, keys),
    expectations: compareExpectations(candidate.run.expect ?? {}, metrics),
    ...(adaptive !== undefined && { adaptive }),
    alpha,
    criticalsAtRisk: countAtRisk(pairs, guarded),
    criticals: findCriticals(pairs, candidate, guarded),
    cases: compareCases({ pairs, ...unpaired }, results, baseline.cases, candidate.cases),
  }
}

function requiredSlices(
  { slices = {}, sliceStatistics = {} }: CompareOptions,
  pairs: readonly CasePair[],
  keys: readonly MetricKey[],
  alpha: number,
): RequiredSlice[] {
  const keyOf = (tag: string, metric: string): MetricKey | undefined => {
    const key = keys.find((candidate) => candidate.metric === metric)
    return key === undefined ? undefined : { ...key, statistic: sliceStatistics[tag]?.[metric] ?? 'score' }
  }
  return compareRequiredSlices(slices, pairs, keyOf, alpha)
}

/** Cases that a run never asked, as it ended early, are not missing: when it began they were all there. */
function askedOf(whole: GradedRun, { cases }: GradedRun): GradedRun {
  const asked = new Set(cases.map(({ id }) => id))
  return { ...whole, cases: whole.cases.filter(({ id }) => asked.has(id)) }
}

/** Whether a run ended before it asked all cases: beside any run but the one that it was held against, that is a part. */
function leavesOut({ run, cases }: GradedRun): boolean {
  return run.adaptive?.by === 'cases' && cases.length < run.cases
}

function requireSameEval({ run: baseline }: GradedRun, { run: candidate }: GradedRun): void {
  if (baseline.eval === candidate.eval) return
  throw new AssayError({
    message: `run ${baseline.id} is of eval ${JSON.stringify(baseline.eval)} and run ${candidate.id} of ${JSON.stringify(candidate.eval)}`,
    mend: 'compare two runs of the same eval; `assay runs` lists them',
  })
}

function comparedRun({ run, grading, cases }: GradedRun, isPart: boolean): ComparedRun {
  // What could end early says of itself what it did, not what it might have done.
  const done = run.adaptive === undefined ? run : { repeats: plannedRepeats({ run, cases }), cases: cases.length }
  return {
    id: run.id,
    target: run.target.name,
    ...(run.target.version !== undefined && { version: run.target.version }),
    fingerprint: run.target.fingerprint,
    createdAt: run.createdAt,
    dataset: { fingerprint: run.dataset.fingerprint, size: run.dataset.size },
    repeats: done.repeats,
    cases: done.cases,
    partial: isPart || isPartial(run),
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
