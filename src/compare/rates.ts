import type { CaseFacts, GradedRun, MeasureComparison, TrialFacts } from '../core/comparison.ts'
import type { GraderInfo } from '../core/grade.ts'
import type { MeasureKey, RateKey } from '../core/measures.ts'
import { measureLabels } from '../core/measures.ts'
import { byCodeUnits } from '../core/order.ts'
import type { CasePair } from './pair.ts'
import { Differences } from './pairedTest.ts'

/** Cases that are named at most. */
const mostShown = 20

/** What a trial is to a rate: 1 where it is in order, 0 where it counts, null where it says neither. */
type Reader = (trial: TrialFacts) => 0 | 1 | null

/** Shares of the answers of the paired cases that count against a run: errors, and hallucinated answers where a grader tells them. */
export function compareRates(
  { baseline, candidate }: { baseline: GradedRun; candidate: GradedRun },
  pairs: readonly CasePair[],
  alpha: number,
  only?: readonly MeasureKey[],
): MeasureComparison[] {
  const isWanted = (key: RateKey) => only?.includes(key) ?? true
  const brief = only !== undefined
  const graders = [...candidate.grading.graders, ...baseline.grading.graders].filter(
    ({ name, hallucination }, index, all) =>
      hallucination !== undefined && all.findIndex((other) => other.name === name) === index,
  )
  return [
    ...(isWanted('errorRate')
      ? compareRate({ key: 'errorRate', graders: [], read: answered }, pairs, alpha, brief)
      : []),
    ...(graders.length > 0 && isWanted('hallucinatedPer1000')
      ? compareRate(hallucinated(graders), pairs, alpha, brief)
      : []),
  ]
}

/** A rate, the graders that tell it, and how it is read. */
interface Rate {
  key: RateKey
  graders: string[]
  read: Reader
}

function hallucinated(graders: readonly GraderInfo[]): Rate {
  return {
    key: 'hallucinatedPer1000',
    graders: graders.map(({ name }) => name),
    read: (trial) => supported(trial, graders),
  }
}

function answered({ error }: TrialFacts): 0 | 1 {
  return error === undefined ? 1 : 0
}

/**
 * An error is no answer. One that a grader broke on, or never saw, tells nothing unless another finds it made up: what that grader would
 * have said of it is not known. What had nothing to judge is in order.
 */
function supported({ error, grades }: TrialFacts, graders: readonly GraderInfo[]): 0 | 1 | null {
  if (error !== undefined) return null
  let isWhole = true
  for (const { name, passAt, partPassAt, hallucination } of graders) {
    const grade = grades[name]
    if (grade === undefined || grade.status === 'error') isWhole = false
    if (grade?.status !== 'scored') continue
    const invents =
      hallucination === true
        ? (grade.score ?? 1) < passAt
        : hallucination?.some((part) => (grade.parts?.[part] ?? 1) < (partPassAt?.[part] ?? 1))
    if (invents) return 0
  }
  return isWhole ? 1 : null
}

function compareRate(
  { key, graders, read }: Rate,
  pairs: readonly CasePair[],
  alpha: number,
  brief: boolean,
): MeasureComparison[] {
  const differences = new Differences(alpha, brief)
  const risen: { id: string; rise: number }[] = []
  let of = 0
  // What both answered could be looked at, but for graders that broke.
  const isOpen = ({ trials }: CaseFacts) => trials.some((trial) => key === 'errorRate' || answered(trial) === 1)
  const counts = { baseline: { bad: 0, all: 0 }, candidate: { bad: 0, all: 0 } }
  for (const pair of pairs) {
    const before = readings(pair.baseline, read, counts.baseline)
    const after = readings(pair.candidate, read, counts.candidate)
    if (isOpen(pair.baseline) && isOpen(pair.candidate)) of += 1
    const means = differences.add(pair.unit, before, after)
    if (means !== null && means.candidate < means.baseline)
      risen.push({ id: pair.id, rise: means.baseline - means.candidate })
  }
  const test = differences.test()
  const scale = key === 'hallucinatedPer1000' ? 1000 : 1
  const rateOf = ({ bad, all }: { bad: number; all: number }) => (all === 0 ? null : (bad / all) * scale)
  const [baseline, candidate] = [rateOf(counts.baseline), rateOf(counts.candidate)]
  if (baseline === null && candidate === null) return []
  return [
    {
      key,
      measure: measureLabels[key],
      unit: scale === 1 ? 'share' : 'per 1,000',
      baseline,
      candidate,
      ratio: baseline === null || candidate === null || baseline === 0 ? null : candidate / baseline,
      ratioInterval: null,
      ratioBounds: null,
      pairs: test?.pairs ?? 0,
      units: test?.units ?? 0,
      coverage: { of, comparable: test?.pairs ?? 0 },
      graders,
      pHigher: test?.pWorse ?? null,
      pLower: test === null ? null : 1 - test.pWorse,
      testMethod: test?.testMethod ?? null,
      test,
      worst: risen
        .sort((a, b) => b.rise - a.rise || byCodeUnits(a.id, b.id))
        .slice(0, mostShown)
        .map(({ id }) => id),
    },
  ]
}

function readings(facts: CaseFacts, read: Reader, count: { bad: number; all: number }): number[] {
  const values: number[] = []
  for (const trial of facts.trials) {
    const value = read(trial)
    if (value === null) continue
    values.push(value)
    count.all += 1
    if (value === 0) count.bad += 1
  }
  return values
}
