import type { CaseFacts, MeasureComparison } from '../core/comparison.ts'
import { bootstrapQuantileRatio, logRatioCI, quantile } from '../stats/index.ts'
import type { CasePair } from './pair.ts'
import { meanOf } from './reading.ts'

type Field = 'latencyMs' | 'inputTokens' | 'outputTokens' | 'costUsd'
const confidence = 0.95

type Summary = (values: readonly number[]) => number | null

/** Latency, tokens and cost of the answers to the paired cases; a measure that neither side gives is left out. */
export function compareMeasures(pairs: readonly CasePair[]): MeasureComparison[] {
  const latency = readField(pairs, 'latencyMs')
  const input = readField(pairs, 'inputTokens')
  const output = readField(pairs, 'outputTokens')
  const cost = readField(pairs, 'costUsd')
  const measures: MeasureComparison[] = [
    { measure: 'latency p50', unit: 'ms', ...summarise(latency, percentile(0.5)), ...meanRatio(latency) },
    { measure: 'latency p95', unit: 'ms', ...summarise(latency, percentile(0.95)), ...p95Ratio(latency) },
    { measure: 'input tokens', unit: 'tokens', ...summarise(input, meanOf), ...meanRatio(input) },
    { measure: 'output tokens', unit: 'tokens', ...summarise(output, meanOf), ...meanRatio(output) },
    { measure: 'cost per 1,000', unit: 'USD', ...summarise(cost, perThousand), ...meanRatio(cost) },
  ]
  return measures.filter((measure) => measure.baseline !== null || measure.candidate !== null)
}

/** One measure as it was given: all values of either side, and the case means of the pairs with positive values on both. */
interface Values {
  baseline: number[]
  candidate: number[]
  base: number[]
  cand: number[]
  units: number[]
}

function readField(pairs: readonly CasePair[], field: Field): Values {
  const values: Values = { baseline: [], candidate: [], base: [], cand: [], units: [] }
  for (const pair of pairs) {
    const base = readCase(pair.baseline, field, values.baseline)
    const cand = readCase(pair.candidate, field, values.candidate)
    if (base === null || cand === null) continue
    values.base.push(base)
    values.cand.push(cand)
    values.units.push(pair.unit)
  }
  return values
}

function summarise(
  { baseline, candidate }: Values,
  summary: Summary,
): Pick<MeasureComparison, 'baseline' | 'candidate'> {
  return { baseline: summary(baseline), candidate: summary(candidate) }
}

function percentile(q: number): Summary {
  return (values) => (values.length === 0 ? null : quantile({ values, q, method: 'hazen' }))
}

function perThousand(values: readonly number[]): number | null {
  const mean = meanOf(values)
  return mean === null ? null : mean * 1000
}

type Ratio = Pick<MeasureComparison, 'ratio' | 'ratioInterval' | 'pairs'>

/** The geometric mean of the ratios; each unit counts once, by the geometric mean of its cases. */
function meanRatio(values: Values): Ratio {
  const base = geometricMeans(values.base, values.units)
  const cand = geometricMeans(values.cand, values.units)
  if (base.length < 2) return { ratio: null, ratioInterval: null, pairs: values.units.length }
  const { ratio, ci } = logRatioCI({ base, cand, confidence })
  return { ratio, ratioInterval: ci, pairs: values.units.length }
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

/** Redrawn cases that are affordable; large samples need fewer draws to look alike. */
const affordable = 4e6

function p95Ratio({ base, cand, units }: Values): Ratio {
  if (new Set(units).size < 2) return { ratio: null, ratioInterval: null, pairs: units.length }
  const B = Math.min(2000, Math.max(200, Math.round(affordable / units.length)))
  const { ratio, ci } = bootstrapQuantileRatio({ base, cand, clusters: units, q: 0.95, confidence, B })
  return { ratio, ratioInterval: ci, pairs: units.length }
}

/** Adds the values that a case gives of a field; its mean over those that a ratio can be made of, or null. */
function readCase(facts: CaseFacts, field: Field, values: number[]): number | null {
  let sum = 0
  let positive = 0
  for (const trial of facts.trials) {
    const value = trial.error === undefined ? trial[field] : undefined
    if (value === undefined) continue
    values.push(value)
    if (value <= 0) continue
    sum += value
    positive += 1
  }
  return positive === 0 ? null : sum / positive
}
