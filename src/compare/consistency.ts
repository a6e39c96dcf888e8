import type { CaseFacts, GradedRun, TrialFacts } from '../core/comparison.ts'
import { consistencyMetric } from '../core/consistency.ts'
import { agreementOf, countedRepeats, hasAnswers, readAgreement } from './agreement.ts'
import { CoverageCount } from './coverage.ts'
import { emptyColumns, type MetricResult } from './metric.ts'
import type { Statistics } from './metricKeys.ts'
import type { CasePair } from './pair.ts'
import { Differences } from './pairedTest.ts'
import { plannedCases, plannedRepeats, withPlanned } from './planned.ts'
import type { MetricKey } from './reading.ts'
import { meanOf } from './reading.ts'
import { Side } from './side.ts'

/**
 * How far the repeats of a case agree with each other, compared as a metric of its own; null where a run asked every case once, or
 * nobody looked at what the answers say. The test uses the first min(r_baseline, r_candidate) repeats of each case.
 */
export function compareConsistency(
  { baseline, candidate }: { baseline: GradedRun; candidate: GradedRun },
  pairs: readonly CasePair[],
  statistics: Statistics,
  alpha: number,
  brief = false,
): MetricResult | null {
  const planned = { baseline: plannedRepeats(baseline), candidate: plannedRepeats(candidate) }
  if (Math.min(planned.baseline, planned.candidate) < 2) return null
  if (!hasAnswers(baseline) && !hasAnswers(candidate)) return null
  const key = keyOf(statistics)
  const columns = emptyColumns(pairs.length)
  const sides = { baseline: new Side(), candidate: new Side() }
  const tested = new Differences(alpha, brief)
  const coverage = new CoverageCount()
  pairs.forEach((pair, index) => {
    const before = repeatsOf(pair.baseline, planned.baseline)
    const after = repeatsOf(pair.candidate, planned.candidate)
    const read = ({ facts, counted }: Repeats, repeats = counted.length) =>
      readAgreement(facts, counted.slice(0, repeats), key.statistic)
    const whole = { baseline: read(before), candidate: read(after) }
    sides.baseline.add(pair.unit, whole.baseline)
    sides.candidate.add(pair.unit, whole.candidate)
    const first = Math.min(before.counted.length, after.counted.length)
    const used = first < 2 ? whole : { baseline: read(before, first), candidate: read(after, first) }
    coverage.add(used.baseline, used.candidate)
    const means = tested.add(pair.unit, used.baseline.counted, used.candidate.counted)
    columns.testedBaseline[index] = means?.baseline ?? Number.NaN
    columns.testedCandidate[index] = means?.candidate ?? Number.NaN
    columns.baseline[index] = whole.baseline.scores[0] ?? Number.NaN
    columns.candidate[index] = whole.candidate.scores[0] ?? Number.NaN
    columns.diff[index] = (whole.candidate.counted[0] ?? Number.NaN) - (whole.baseline.counted[0] ?? Number.NaN)
  })
  const comparison = {
    ...key,
    baseline: sides.baseline.summary(),
    candidate: sides.candidate.summary(),
    test: tested.test(),
    scoredTest: null,
    coverage: coverage.summary(),
  }
  return { comparison, ...columns }
}

function keyOf(statistics: Statistics): MetricKey {
  const metric = consistencyMetric
  return { metric, grader: metric, statistic: statistics[metric] ?? 'score', passAt: 1 }
}

interface Repeats {
  facts: CaseFacts
  counted: TrialFacts[]
}

function repeatsOf(item: CaseFacts, planned: number): Repeats {
  const facts = withPlanned(item, planned)
  return { facts, counted: countedRepeats(facts) }
}

/** Mean agreement over the cases of a run with two answers or more; null where there is none. */
export function consistencyOf(run: GradedRun): number | null {
  if (plannedRepeats(run) < 2) return null
  return meanOf(
    plannedCases(run).flatMap((facts) => {
      const answers = countedRepeats(facts).filter(({ error }) => error === undefined)
      return agreementOf(facts, answers) ?? []
    }),
  )
}
