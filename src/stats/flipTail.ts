import { findRoot } from './root.ts'

/** P(S >= s) and P(S = s) for S = the sum of the magnitudes with random signs, s >= 0. */
export interface FlipTail {
  tail: number
  point: number
}

/** Half-width of the kept window in units of the root of the sum of squares: Hoeffding leaves 2 exp(-50) outside. */
const WINDOW = 5

/** Below this many standard deviations the plain distribution is exact enough, and its halves are exact in binary. */
export const TILT_FROM = 4

/** The steps that `latticeTail` takes, roughly. */
export function latticeTailCost(magnitudes: Float64Array): number {
  return magnitudes.length * Math.min(sumOf(magnitudes), 2 * WINDOW * rootOfSquares(magnitudes))
}

/**
 * The tail for whole magnitudes by dynamic programming. Far out, the signs are tilted exponentially towards s and the
 * result weighted back, so that a p value of 1e-100 has the same relative accuracy as one of 0.05.
 *
 * @param magnitudes positive whole numbers, ascending
 * @param s whole number, 0 <= s <= the sum of the magnitudes, of the sum's parity
 */
export function latticeTail(magnitudes: Float64Array, s: number): FlipTail {
  const total = sumOf(magnitudes)
  if (s === total) return { tail: 0.5 ** magnitudes.length, point: 0.5 ** magnitudes.length }
  const tilt = s > TILT_FROM * rootOfSquares(magnitudes) ? tiltTowards(magnitudes, s) : 0
  const distribution = plusSumDistribution(magnitudes, tilt)
  const from = (s + total) / 2
  const scale = tilt === 0 ? 1 : Math.exp(cumulant(magnitudes, tilt) - tilt * s)
  const point = scale * (distribution[from] ?? 0)
  if (s === 0) return { tail: 0.5 + point / 2, point }
  let sum = 0
  for (let w = distribution.length - 1; w >= from; w--) {
    const density = distribution[w] ?? 0
    if (density !== 0) sum += density * Math.exp(-2 * tilt * (w - from))
  }
  return { tail: scale * sum, point }
}

/** The distribution of the sum of the magnitudes that got a plus, with P(plus) = 1 / (1 + exp(-2 tilt magnitude)). */
function plusSumDistribution(magnitudes: Float64Array, tilt: number): Float64Array {
  const distribution = new Float64Array(sumOf(magnitudes) + 1)
  distribution[0] = 1
  let [low, high, mean, squares, reachable] = [0, 0, 0, 0, 0]
  for (const magnitude of magnitudes) {
    const plus = 1 / (1 + Math.exp(-2 * tilt * magnitude))
    const minus = 1 / (1 + Math.exp(2 * tilt * magnitude))
    mean += plus * magnitude
    squares += magnitude * magnitude
    reachable += magnitude
    const reach = WINDOW * Math.sqrt(squares)
    const nextLow = Math.max(0, Math.floor(mean - reach))
    high = Math.min(reachable, Math.ceil(mean + reach))
    addMagnitude(distribution, magnitude, plus, minus, nextLow, high)
    if (nextLow > low) distribution.fill(0, low, nextLow)
    low = nextLow
  }
  return distribution
}

/** One convolution step in place, from the top down so that each old value is read before it is overwritten. */
function addMagnitude(
  distribution: Float64Array,
  magnitude: number,
  plus: number,
  minus: number,
  low: number,
  high: number,
): void {
  // Indices as machine integers: four times as fast as the same numbers held as doubles.
  const step = magnitude | 0
  const bottom = low | 0
  const turn = Math.max(bottom, step) | 0
  for (let w = high | 0; w >= turn; w--) {
    distribution[w] = minus * (distribution[w] ?? 0) + plus * (distribution[w - step] ?? 0)
  }
  for (let w = (turn - 1) | 0; w >= bottom; w--) distribution[w] = minus * (distribution[w] ?? 0)
}

/** The most units for which `enumeratedTail` goes through every choice of signs. */
export const ENUMERABLE = 36

/** The tail for any magnitudes by going through all signs, as sums of two halves (Horowitz & Sahni 1974). */
export function enumeratedTail(magnitudes: Float64Array, s: number): FlipTail {
  const half = magnitudes.length >> 1
  const left = signedSums(magnitudes.subarray(0, half))
  const right = signedSums(magnitudes.subarray(half))
  const tolerance = tieTolerance(magnitudes)
  const pairs = left.length * right.length
  const reaching = countPairs(left, right, s - tolerance)
  const beyond = countPairs(left, right, s + tolerance)
  return { tail: reaching / pairs, point: (reaching - beyond) / pairs }
}

function signedSums(magnitudes: Float64Array): Float64Array {
  const sums = new Float64Array(2 ** magnitudes.length)
  let filled = 1
  for (const magnitude of magnitudes) {
    for (let i = 0; i < filled; i++) {
      const sum = sums[i] ?? 0
      sums[i] = sum - magnitude
      sums[filled + i] = sum + magnitude
    }
    filled *= 2
  }
  return sums.sort()
}

/** How many pairs of one value from each ascending list sum to more than the limit. */
function countPairs(left: Float64Array, right: Float64Array, limit: number): number {
  let count = 0
  let from = right.length
  for (const value of left) {
    while (from > 0 && value + (right[from - 1] ?? 0) > limit) from--
    count += right.length - from
  }
  return count
}

/** Sums that differ by less than this are the same sum, rounded differently. */
export function tieTolerance(magnitudes: Float64Array): number {
  return 1e-10 * sumOf(magnitudes)
}

/** The exponential tilt under which the mean of S is s, for 0 <= s < the sum of the magnitudes. */
export function tiltTowards(magnitudes: Float64Array, s: number): number {
  if (s <= 0) return 0
  const gap = (tilt: number): number => {
    let mean = 0
    for (const magnitude of magnitudes) mean += magnitude * Math.tanh(tilt * magnitude)
    return mean - s
  }
  let high = 1 / (magnitudes.at(-1) ?? 1)
  for (let i = 0; i < 200 && gap(high) < 0; i++) high *= 2
  return gap(high) < 0 ? high : findRoot(gap, 0, high, 1e-8 * high)
}

/** ln E exp(tilt S). */
export function cumulant(magnitudes: Float64Array, tilt: number): number {
  let sum = 0
  for (const magnitude of magnitudes) sum += lnCosh(tilt * magnitude)
  return sum
}

function lnCosh(x: number): number {
  return x < 0.01 ? Math.log1p(2 * Math.sinh(x / 2) ** 2) : x + Math.log1p(Math.exp(-2 * x)) - Math.LN2
}

export function sumOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}

export function rootOfSquares(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value * value
  return Math.sqrt(sum)
}
