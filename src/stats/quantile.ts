import { binomTails } from './binomial.ts'
import { requireCount, requireLevel, requireOneOf, requireProbability, requireValues } from './check.ts'

/** How a sample quantile is read between order statistics; the names of numpy. */
export type QuantileMethod = 'linear' | 'weibull' | 'hazen' | 'median_unbiased' | 'normal_unbiased' | 'inverted_cdf'

/** The plotting position of the continuous methods (Hyndman & Fan 1996, types 7, 6, 5, 8 and 9). */
const POSITIONS: Record<Exclude<QuantileMethod, 'inverted_cdf'>, number> = {
  linear: 1,
  weibull: 0,
  hazen: 0.5,
  median_unbiased: 1 / 3,
  normal_unbiased: 3 / 8,
}

const METHODS = [...Object.keys(POSITIONS), 'inverted_cdf']

/**
 * A quantile of a sample (Hyndman & Fan 1996).
 *
 * @param input `q` in [0, 1]; `method` default linear (R's type 7)
 * @throws RangeError when there are no values, q is outside [0, 1], or the method is unknown
 */
export function quantile(input: { values: readonly number[]; q: number; method?: QuantileMethod }): number {
  const { values, q, method = 'linear' } = input
  requireValues('values', values)
  const sorted = Float64Array.from(values).sort()
  return quantileOfRanks((rank) => sorted[rank - 1] ?? Number.NaN, sorted.length, q, method)
}

/** A quantile of n values of which `at` gives the one of each rank, 1 to n. */
export function quantileOfRanks(at: (rank: number) => number, n: number, q: number, method: QuantileMethod): number {
  requireProbability('q', q)
  requireOneOf('method', method, METHODS)
  const clamp = (rank: number): number => Math.min(n, Math.max(1, rank))
  if (method === 'inverted_cdf') return at(clamp(Math.ceil(n * q - 1e-9 * Math.max(1, n * q))))
  const position = POSITIONS[method]
  const rank = clamp(position + q * (n + 1 - 2 * position))
  const whole = Math.floor(rank)
  const below = at(whole)
  return rank === whole ? below : below + (rank - whole) * (at(whole + 1) - below)
}

/**
 * The order statistics that enclose a quantile of the population, whatever its distribution (Conover 1999, 3.2): of n
 * sorted values those of ranks lowerRank and upperRank (from 1); null where that side has no bound at this n.
 *
 * @returns coverage: the actual confidence, at least the one asked for
 * @throws RangeError when n is below 1 or q or confidence is outside (0, 1)
 */
export function quantileCI(input: { n: number; q: number; confidence: number }): {
  lowerRank: number | null
  upperRank: number | null
  coverage: number
} {
  const { n, q, confidence } = input
  requireCount('n', n, 1)
  requireLevel('q', q)
  requireLevel('confidence', confidence)
  const tail = (1 - confidence) / 2
  const lowerRank = lastTrue((rank) => binomTails(rank - 1, n, q).lower <= tail, n)
  const upperRank = n + 1 - lastTrue((steps) => binomTails(n - steps, n, q).upper <= tail, n)
  const below = lowerRank === 0 ? 0 : binomTails(lowerRank - 1, n, q).lower
  const above = upperRank === n + 1 ? 0 : binomTails(upperRank - 1, n, q).upper
  return {
    lowerRank: lowerRank === 0 ? null : lowerRank,
    upperRank: upperRank === n + 1 ? null : upperRank,
    coverage: 1 - below - above,
  }
}

/** The largest whole number from 1 to n for which a condition, true at first and then false, is true; else 0. */
function lastTrue(holds: (k: number) => boolean, n: number): number {
  let [low, high] = [0, n + 1]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (holds(middle)) low = middle
    else high = middle
  }
  return low
}

/**
 * The smallest sample whose largest value bounds the q-quantile from above with the confidence wanted (Wilks 1941).
 *
 * @throws RangeError when q or confidence is outside (0, 1)
 */
export function wilksMinN({ q, confidence }: { q: number; confidence: number }): number {
  requireLevel('q', q)
  requireLevel('confidence', confidence)
  return Math.ceil(Math.log1p(-confidence) / Math.log(q) - 1e-9)
}
