import type { MetricComparison } from '../core/comparison.ts'
import { CoverageCount } from './coverage.ts'
import type { CasePair } from './pair.ts'
import { Differences } from './pairedTest.ts'
import { type MetricKey, meanOf, Tally } from './reading.ts'
import { Side } from './side.ts'

/** One metric over all pairs: its comparison, and what cases and slices are made of; arrays by index of the pair, NaN for none. */
export interface MetricResult {
  comparison: MetricComparison
  /** Means over all scored repeats. */
  baseline: Float64Array
  candidate: Float64Array
  /** Difference of the means over all repeats, target errors that will not go away as 0. */
  diff: Float64Array
  /** The two means that the paired test compares, of the first repeats. */
  testedBaseline: Float64Array
  testedCandidate: Float64Array
}

/** @param brief whether nobody reads more of the tests than whether they block */
export function compareMetric(key: MetricKey, pairs: readonly CasePair[], alpha: number, brief = false): MetricResult {
  const columns = emptyColumns(pairs.length)
  const sides = { baseline: new Side(), candidate: new Side() }
  const tested = new Differences(alpha, brief)
  const scored = new Differences(alpha, brief)
  const coverage = new CoverageCount()
  const [before, after] = [new Tally(), new Tally()]
  pairs.forEach((pair, index) => {
    before.read(pair.baseline, key)
    after.read(pair.candidate, key)
    sides.baseline.add(pair.unit, before)
    sides.candidate.add(pair.unit, after)
    coverage.add(before, after)
    const means = tested.add(pair.unit, before.counted, after.counted)
    columns.testedBaseline[index] = means?.baseline ?? Number.NaN
    columns.testedCandidate[index] = means?.candidate ?? Number.NaN
    columns.baseline[index] = meanOf(before.scores) ?? Number.NaN
    columns.candidate[index] = meanOf(after.scores) ?? Number.NaN
    columns.diff[index] = (meanOf(after.counted) ?? Number.NaN) - (meanOf(before.counted) ?? Number.NaN)
    addScorability(scored, pair.unit, before, after)
  })
  const comparison: MetricComparison = {
    ...key,
    baseline: sides.baseline.summary(),
    candidate: sides.candidate.summary(),
    test: tested.test(),
    scoredTest: scored.same ? null : scored.test(),
    coverage: coverage.summary(),
  }
  return { comparison, ...columns }
}

/** Cases with nothing to judge on either side would only dilute the test. */
function addScorability(scored: Differences, unit: number, baseline: Tally, candidate: Tally): void {
  const isJudged = baseline.scores.length > 0 || candidate.scores.length > 0
  if (isJudged) scored.add(unit, baseline.scorable, candidate.scorable)
}

export function emptyColumns(length: number): Omit<MetricResult, 'comparison'> {
  return {
    baseline: new Float64Array(length),
    candidate: new Float64Array(length),
    diff: new Float64Array(length),
    testedBaseline: new Float64Array(length),
    testedCandidate: new Float64Array(length),
  }
}
