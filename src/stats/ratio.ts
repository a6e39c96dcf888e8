import { percentileLevels } from './bootstrap.ts'
import { requireCount, requireLevel, requirePositivePairs, requireSameLength } from './check.ts'
import { type ClusterId, numberClusters } from './clusters.ts'
import { oneSidedBounds, pairedT } from './pairedT.ts'
import { DEFAULT_SEED } from './pcg32.ts'
import { quantile, quantileOfRanks } from './quantile.ts'
import { resampler } from './resample.ts'

/** A ratio of paired positive measures, candidate over base: 1.1 is a tenth more. */
export interface RatioBounds {
  ratio: number
  /** Two-sided interval. */
  ci: [number, number]
  /** One-sided lower bound. */
  lower: number
  /** One-sided upper bound. */
  upper: number
}

/**
 * The ratio of paired positive measures (latency, cost), candidate over base: the geometric mean of the ratios, with
 * the paired t interval on the log scale (Student 1908; Keene 1995 for the logarithms).
 *
 * @param input `confidence` of the two-sided `ci`; `boundConfidence`, by default the same, of each of the one-sided
 *   bounds `lower` and `upper`
 * @returns p: two-sided, of the ratio being 1
 * @throws RangeError when there are fewer than 2 pairs, the lengths differ, a value is not above 0, or a confidence is
 *   outside (0, 1)
 */
export function logRatioCI(input: {
  base: readonly number[]
  cand: readonly number[]
  confidence: number
  boundConfidence?: number
}): RatioBounds & { p: number } {
  const { base, cand, confidence, boundConfidence = confidence } = input
  requirePositivePairs(base, cand, 2)
  requireLevel('confidence', confidence)
  requireLevel('boundConfidence', boundConfidence)
  const { ci, p, ...mean } = pairedT({ diffs: base.map((value, i) => Math.log((cand[i] ?? 0) / value)), confidence })
  const { lower, upper } = oneSidedBounds(mean, boundConfidence)
  return {
    ratio: Math.exp(mean.mean),
    ci: [Math.exp(ci[0]), Math.exp(ci[1])],
    lower: Math.exp(lower),
    upper: Math.exp(upper),
    p,
  }
}

/**
 * The ratio of a quantile (p95, say) of two paired positive measures, candidate over base, with its percentile
 * bootstrap interval (Efron 1979): pairs are drawn together, whole clusters where given (Field & Welsh 2007).
 *
 * @param input `q` in (0, 1), read by Hazen's method; `confidence` (default 0.95) of the two-sided `ci`;
 *   `boundConfidence`, by default the same, of each of the one-sided bounds, from the same draws; `B` default 2,000
 * @throws RangeError when there are fewer than 2 pairs or clusters, lengths differ, a value is not above 0, or an option
 *   is out of range
 */
export function bootstrapQuantileRatio(input: {
  base: readonly number[]
  cand: readonly number[]
  q: number
  confidence?: number
  boundConfidence?: number
  clusters?: readonly ClusterId[]
  B?: number
  seed?: number
}): RatioBounds {
  const { base, cand, q, confidence = 0.95, boundConfidence = confidence, B = 2000, seed = DEFAULT_SEED } = input
  requirePositivePairs(base, cand, 2)
  requireLevel('q', q)
  requireLevel('confidence', confidence)
  requireLevel('boundConfidence', boundConfidence)
  requireCount('B', B, 1)
  const clusters = input.clusters ?? base.map((_, i) => i)
  requireSameLength('clusters', clusters, 'base', base)
  const { clusterOf, count } = numberClusters(clusters)
  if (count < 2) throw new RangeError(`clusters must name at least 2 different clusters, got ${count}`)
  const baseQuantile = weightedQuantile(base, q)
  const candQuantile = weightedQuantile(cand, q)
  const draw = resampler(count, seed)
  const drawn = new Float64Array(count)
  const times = new Float64Array(base.length)
  const ratios = Float64Array.from({ length: B }, () => {
    drawn.fill(0)
    for (const cluster of draw()) drawn[cluster] = (drawn[cluster] ?? 0) + 1
    for (let i = 0; i < times.length; i++) times[i] = drawn[clusterOf[i] ?? 0] ?? 0
    return candQuantile(times) / baseQuantile(times)
  }).sort()
  const at = (level: number): number => quantileOfRanks((rank) => ratios[rank - 1] ?? Number.NaN, B, level, 'linear')
  const [low, high] = percentileLevels(confidence)
  return {
    ratio: quantile({ values: cand, q, method: 'hazen' }) / quantile({ values: base, q, method: 'hazen' }),
    ci: [at(low), at(high)],
    lower: at(1 - boundConfidence),
    upper: at(boundConfidence),
  }
}

/** Reads a quantile of the values when each is taken so many times; they are sorted once. */
function weightedQuantile(values: readonly number[], q: number): (times: Float64Array) => number {
  const order = Uint32Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  return (times) => {
    let total = 0
    for (const count of times) total += count
    let position = -1
    let reached = 0
    const at = (rank: number): number => {
      while (reached < rank && position < order.length - 1) reached += times[order[++position] ?? 0] ?? 0
      return values[order[position] ?? 0] ?? Number.NaN
    }
    return quantileOfRanks(at, total, q, 'hazen')
  }
}
