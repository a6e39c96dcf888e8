import { requireCount, requireLevel, requireOneOf, requireValues } from './check.ts'
import { binomialCoefficient } from './combinatorics.ts'
import { normCdf, normQuantile } from './normal.ts'
import { meanAndError } from './pairedT.ts'
import { DEFAULT_SEED } from './pcg32.ts'
import { type QuantileMethod, quantileOfRanks } from './quantile.ts'
import { resampler } from './resample.ts'

/** The most values whose resamples are all gone through (92,378 different ones at 10). */
const EXHAUSTIVE = 10

/**
 * The bootstrap distribution of the mean from all n^n resamples (Fisher & Hall 1991).
 *
 * @param input at most 10 values; which quantiles of the distribution, each in [0, 1], and how they are read
 * @returns the quantiles, and the standard deviation of the means
 * @throws RangeError when there are no values or more than 10
 */
export function exhaustiveBootstrap(input: {
  values: readonly number[]
  quantiles: readonly number[]
  quantileMethod?: QuantileMethod
}): { quantiles: number[]; sd: number } {
  const { values, quantileMethod = 'inverted_cdf' } = input
  requireValues('values', values)
  if (values.length > EXHAUSTIVE) {
    throw new RangeError(`values must be at most ${EXHAUSTIVE} for all resamples, got ${values.length}`)
  }
  const outcomes = resampledMeans(values)
  const all = values.length ** values.length
  const grand = outcomes.reduce((sum, { mean, weight }) => sum + mean * weight, 0) / all
  const variance = outcomes.reduce((sum, { mean, weight }) => sum + weight * (mean - grand) ** 2, 0) / all
  const at = (rank: number): number => {
    let reached = 0
    for (const { mean, weight } of outcomes) {
      reached += weight
      if (reached >= rank) return mean
    }
    return Number.NaN
  }
  const quantiles = input.quantiles.map((q) => quantileOfRanks(at, all, q, quantileMethod))
  return { quantiles, sd: Math.sqrt(variance) }
}

/** The mean of each multiset of n of the values, ascending, with the number of resamples that give it. */
function resampledMeans(values: readonly number[]): { mean: number; weight: number }[] {
  const n = values.length
  const outcomes: { mean: number; weight: number }[] = []
  const choose = (index: number, left: number, sum: number, weight: number): void => {
    const value = values[index] ?? 0
    if (index === n - 1) {
      outcomes.push({ mean: (sum + left * value) / n, weight })
      return
    }
    for (let times = 0; times <= left; times++) {
      choose(index + 1, left - times, sum + times * value, weight * binomialCoefficient(left, times))
    }
  }
  choose(0, n, 0, 1)
  return outcomes.sort((a, b) => a.mean - b.mean)
}

/**
 * The bootstrap interval of a mean (Efron 1979), seeded: equal inputs give equal intervals.
 *
 * @param input `method`: percentile (Efron 1981), or bca (bias-corrected and accelerated, Efron 1987); `confidence`
 *   (default 0.95) is two-sided; `B`: number of resamples, default 10,000; `seed`: of PCG32
 * @throws RangeError when there are fewer than 2 values, or an option is out of range
 */
export function bootstrapMean(input: {
  values: readonly number[]
  method?: 'percentile' | 'bca'
  confidence?: number
  B?: number
  seed?: number
}): [number, number] {
  const { values, method = 'percentile', confidence = 0.95, B = 10_000, seed = DEFAULT_SEED } = input
  requireValues('values', values, 2)
  requireOneOf('method', method, ['percentile', 'bca'])
  requireLevel('confidence', confidence)
  requireCount('B', B, 1)
  const means = drawMeans(Float64Array.from(values), B, seed).sort()
  const [low, high] = method === 'bca' ? bcaLevels(values, means, confidence) : percentileLevels(confidence)
  const at = (rank: number): number => means[rank - 1] ?? Number.NaN
  return [quantileOfRanks(at, B, low, 'linear'), quantileOfRanks(at, B, high, 'linear')]
}

function drawMeans(values: Float64Array, B: number, seed: number): Float64Array {
  const draw = resampler(values.length, seed)
  const means = new Float64Array(B)
  for (let b = 0; b < B; b++) {
    const indices = draw()
    let sum = 0
    for (let i = 0; i < indices.length; i++) sum += values[indices[i] ?? 0] ?? 0
    means[b] = sum / indices.length
  }
  return means
}

/** The levels at which an equal-tailed percentile interval reads the bootstrap distribution. */
export function percentileLevels(confidence: number): [number, number] {
  return [(1 - confidence) / 2, (1 + confidence) / 2]
}

function bcaLevels(values: readonly number[], means: Float64Array, confidence: number): [number, number] {
  const { mean } = meanAndError(values)
  const slack = 1e-12 * values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  let below = 0
  for (const drawn of means) below += drawn < mean - slack ? 1 : Math.abs(drawn - mean) <= slack ? 0.5 : 0
  if (below === 0 || below === means.length) return percentileLevels(confidence)
  const z0 = normQuantile({ p: below / means.length })
  return bcaPercentiles({ z0, acceleration: bcaAcceleration({ values }), confidence })
}

/**
 * The acceleration of the BCa interval of a mean, by the jackknife (Efron 1987); 0 where all values are equal.
 *
 * @throws RangeError when there are fewer than 2 values
 */
export function bcaAcceleration({ values }: { values: readonly number[] }): number {
  requireValues('values', values, 2)
  const { mean, sd } = meanAndError(values)
  if (sd === 0) return 0
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const cubes = values.reduce((sum, value) => sum + (value - mean) ** 3, 0)
  return cubes / (6 * squares ** 1.5)
}

/**
 * The levels at which the BCa interval reads the bootstrap distribution (Efron 1987).
 *
 * @param input `z0`: bias correction; `acceleration`; two-sided confidence
 * @throws RangeError when confidence is outside (0, 1)
 */
export function bcaPercentiles(input: { z0: number; acceleration: number; confidence: number }): [number, number] {
  const { z0, acceleration, confidence } = input
  requireValues('[z0, acceleration]', [z0, acceleration])
  requireLevel('confidence', confidence)
  const level = (p: number): number => {
    const z = z0 + normQuantile({ p })
    return normCdf({ x: z0 + z / (1 - acceleration * z) })
  }
  const [low, high] = percentileLevels(confidence)
  return [level(low), level(high)]
}
