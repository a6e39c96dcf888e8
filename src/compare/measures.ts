import type { CaseFacts, GradedRun, MeasureComparison } from '../core/comparison.ts'
import type { MeasureKey } from '../core/measures.ts'
import { measureLabels } from '../core/measures.ts'
import {
  bootstrapQuantileRatio,
  logRatioCI,
  MINIMUM_UNITS,
  quantile,
  signFlipPermutation,
  swapQuantileTest,
} from '../stats/index.ts'
import { briefFlip } from './briefTest.ts'
import type { CasePair } from './pair.ts'
import { compareRates } from './rates.ts'
import { meanOf } from './reading.ts'

type Field = 'latencyMs' | 'inputTokens' | 'outputTokens' | 'costUsd'
const confidence = 0.95

type Summary = (values: readonly number[]) => number | null

/** What is read of answers: how it is summed up, and how its ratio is tested. */
interface Measured {
  key: MeasureKey
  unit: 'ms' | 'tokens' | 'USD'
  field: Field
  summary: Summary
  ratio(values: Values, alpha: number, brief: boolean): Ratio
}

const measured: readonly Measured[] = [
  { key: 'latencyP50', unit: 'ms', field: 'latencyMs', summary: percentile(0.5), ratio: meanRatio },
  { key: 'latencyP95', unit: 'ms', field: 'latencyMs', summary: percentile(0.95), ratio: p95Ratio },
  { key: 'inputTokens', unit: 'tokens', field: 'inputTokens', summary: meanOf, ratio: meanRatio },
  { key: 'outputTokens', unit: 'tokens', field: 'outputTokens', summary: meanOf, ratio: meanRatio },
  { key: 'costPer1000', unit: 'USD', field: 'costUsd', summary: perThousand, ratio: meanRatio },
]

/**
 * Latency, tokens and cost of the answers to the paired cases, and the shares of answers that are errors or hallucinated; a measure that
 * neither side gives is left out.
 *
 * @param only these, and of their tests no more than whether they block
 */
export function compareMeasures(
  runs: { baseline: GradedRun; candidate: GradedRun },
  pairs: readonly CasePair[],
  alpha: number,
  only?: readonly MeasureKey[],
): MeasureComparison[] {
  const wanted = measured.filter(({ key }) => only?.includes(key) ?? true)
  const fields = new Map(
    [...new Set(wanted.map(({ field }) => field))].map((field) => [field, readField(pairs, field)]),
  )
  const measures = wanted.flatMap(({ key, unit, field, summary, ratio }): MeasureComparison[] => {
    const values = fields.get(field)
    if (values === undefined || values.baseline.length + values.candidate.length === 0) return []
    return [{ ...named(key, unit), ...summarise(values, summary), ...ratio(values, alpha, only !== undefined) }]
  })
  return [...measures, ...compareRates(runs, pairs, alpha, only)]
}

function named<Unit extends MeasureComparison['unit']>(key: MeasureKey, unit: Unit) {
  return { key, measure: measureLabels[key], unit, graders: [], test: null, worst: [] }
}

/** One measure as it was given: all values of either side, and the case means of the pairs that have it on both, above 0. */
interface Values {
  baseline: number[]
  candidate: number[]
  base: number[]
  cand: number[]
  units: number[]
  coverage: MeasureComparison['coverage']
}

function readField(pairs: readonly CasePair[], field: Field): Values {
  const values: Values = {
    baseline: [],
    candidate: [],
    base: [],
    cand: [],
    units: [],
    coverage: { of: 0, comparable: 0 },
  }
  for (const pair of pairs) {
    const before = readCase(pair.baseline, field)
    const after = readCase(pair.candidate, field)
    for (const value of before) values.baseline.push(value)
    for (const value of after) values.candidate.push(value)
    const answers = answersOf(pair.candidate)
    if (before.length > 0 && answers > 0) {
      values.coverage.of += before.length / answersOf(pair.baseline)
      values.coverage.comparable += after.length / answers
    }
    // As many of either side, since the ratio of means of unlike many is skewed.
    const repeats = Math.min(before.length, after.length)
    if (repeats === 0) continue
    values.base.push(meanOf(before.slice(0, repeats)) ?? 0)
    values.cand.push(meanOf(after.slice(0, repeats)) ?? 0)
    values.units.push(pair.unit)
  }
  raiseZeros(values)
  return values
}

function answersOf({ trials }: CaseFacts): number {
  return trials.reduce((sum, { error }) => sum + Number(error === undefined), 0)
}

/** A ratio has no place for 0: it stands as half of the smallest value there is. Left out, it would be out of the gate's sight. */
function raiseZeros(values: Values): void {
  let smallest = Number.POSITIVE_INFINITY
  for (const side of [values.base, values.cand])
    for (const value of side) if (value > 0 && value < smallest) smallest = value
  const floor = smallest === Number.POSITIVE_INFINITY ? 1 : smallest / 2
  const raised = (side: number[]): number[] => side.map((value) => (value > 0 ? value : floor))
  values.base = raised(values.base)
  values.cand = raised(values.cand)
}

function summarise(
  { baseline, candidate, coverage }: Values,
  summary: Summary,
): Pick<MeasureComparison, 'baseline' | 'candidate' | 'coverage'> {
  return { baseline: summary(baseline), candidate: summary(candidate), coverage }
}

function percentile(q: number): Summary {
  return (values) => (values.length === 0 ? null : quantile({ values, q, method: 'hazen' }))
}

function perThousand(values: readonly number[]): number | null {
  const mean = meanOf(values)
  return mean === null ? null : mean * 1000
}

type Ratio = Pick<
  MeasureComparison,
  'ratio' | 'ratioInterval' | 'ratioBounds' | 'pairs' | 'units' | 'pHigher' | 'pLower' | 'testMethod'
>

function noRatio(values: Values, units: number): Ratio {
  const nothing = { ratio: null, ratioInterval: null, ratioBounds: null, pHigher: null, pLower: null, testMethod: null }
  return { ...nothing, pairs: values.units.length, units }
}

/** The geometric mean of the ratios; each unit counts once, by the geometric mean of its cases. */
function meanRatio(values: Values, alpha: number, brief: boolean): Ratio {
  const base = geometricMeans(values.base, values.units)
  const cand = geometricMeans(values.cand, values.units)
  if (base.length < 2) return noRatio(values, base.length)
  const { ratio, ci, lower, upper } = logRatioCI({ base, cand, confidence, boundConfidence: 1 - alpha })
  const diffs = base.map((value, index) => Math.log((cand[index] ?? value) / value))
  const { midPGreater, midPLess } = brief ? briefFlip(diffs) : signFlipPermutation({ diffs })
  return {
    ratio,
    ratioInterval: ci,
    ratioBounds: [lower, upper],
    pairs: values.units.length,
    units: base.length,
    pHigher: midPGreater,
    pLower: midPLess,
    testMethod: 'sign-flip permutation of log ratios',
  }
}

/** By unit, in the order of their numbers. */
function geometricMeans(values: readonly number[], units: readonly number[]): number[] {
  const length = units.reduce((most, unit) => Math.max(most, unit + 1), 0)
  const logs = new Float64Array(length)
  const counts = new Uint32Array(length)
  values.forEach((value, index) => {
    const unit = units[index] ?? 0
    logs[unit] = (logs[unit] ?? 0) + Math.log(value)
    counts[unit] = (counts[unit] ?? 0) + 1
  })
  const means: number[] = []
  counts.forEach((count, unit) => {
    if (count > 0) means.push(Math.exp((logs[unit] ?? 0) / count))
  })
  return means
}

/** Random exchanges of a test of which nobody reads more than whether it blocks. */
const briefDraws = 1999

/** Redrawn cases that are affordable; large samples need fewer draws to look alike. */
const affordable = 4e6

function p95Ratio(values: Values, alpha: number, brief: boolean): Ratio {
  const { base, cand, units: clusters } = values
  const units = new Set(clusters).size
  if (units < 2) return noRatio(values, units)
  const shared = { base, cand, clusters, q: 0.95 }
  const found = { pairs: clusters.length, units, ...p95Bounds(shared, alpha, brief) }
  if (units < MINIMUM_UNITS) return { ...found, pHigher: null, pLower: null, testMethod: null }
  const { pHigher, pLower, ratio } = swapQuantileTest({ ...shared, ...(brief && { draws: briefDraws }) })
  return { ...found, ratio: found.ratio ?? ratio, pHigher, pLower, testMethod: 'permutation by seeded swaps' }
}

function p95Bounds(
  shared: Parameters<typeof swapQuantileTest>[0],
  alpha: number,
  brief: boolean,
): Pick<Ratio, 'ratio' | 'ratioInterval' | 'ratioBounds'> {
  if (brief) return { ratio: null, ratioInterval: null, ratioBounds: null }
  const B = Math.min(2000, Math.max(200, Math.round(affordable / shared.base.length)))
  const { ratio, ci, lower, upper } = bootstrapQuantileRatio({ ...shared, confidence, boundConfidence: 1 - alpha, B })
  return { ratio, ratioInterval: ci, ratioBounds: [lower, upper] }
}

/** What a case gives of a field, by repeat. */
function readCase(facts: CaseFacts, field: Field): number[] {
  const values: number[] = []
  for (const trial of facts.trials) {
    const value = trial.error === undefined ? trial[field] : undefined
    if (value !== undefined) values.push(value)
  }
  return values
}
