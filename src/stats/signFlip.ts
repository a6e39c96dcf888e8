import { requireCount, requireOneOf, requireSameLength, requireValues } from './check.ts'
import { type ClusterId, clusterSums } from './clusteredMean.ts'
import { drawnTail, drawnTailCost, saddlepointTail } from './flipApproximation.ts'
import { ENUMERABLE, enumeratedTail, type FlipTail, latticeTail, latticeTailCost, sumOf } from './flipTail.ts'
import { findLattice, greatestCommonDivisor, isOnLattice } from './lattice.ts'
import { DEFAULT_SEED } from './pcg32.ts'

/** How the p values were found. */
export type SignFlipMethod = 'exact' | 'monteCarlo' | 'saddlepoint'

/** P values of the sign-flip permutation test; `greater` means the differences tend to be above 0. */
export interface SignFlipResult {
  greater: number
  less: number
  twoSided: number
  /** P(sum > observed) + P(sum = observed) / 2. */
  midPGreater: number
  /** P(sum < observed) + P(sum = observed) / 2 = 1 - midPGreater. */
  midPLess: number
  method: SignFlipMethod
  /** The number of random draws, for `monteCarlo`. */
  draws?: number
}

/** Steps of dynamic programming that `auto` spends: about half a second. */
const AFFORDABLE_STEPS = 6e8

/** Table look-ups that `auto` spends on random draws: about half a second. */
const AFFORDABLE_LOOKUPS = 3e8

/** The largest sum of lattice steps whose distribution is held in memory (80 MB). */
const LARGEST_SUM = 1e7

const DEFAULT_DRAWS = 100_000

/**
 * The sign-flip permutation test that paired differences are symmetric about 0 (Fisher 1935): the sum of the
 * differences against its distribution when every difference keeps its size and gets a random sign. Differences of 0
 * have no sign and drop out; with nothing left every p value is 1 and both mid-p values are 1/2.
 *
 * `exact` needs no seed: dynamic programming where all differences lie on a lattice, else all signs of up to 36 units.
 * `auto` (the default) is exact wherever that takes about a second, else seeded Monte Carlo with
 * p = (hits + 1) / (draws + 1), else (tens of thousands of units off any lattice) a saddle-point approximation. Order
 * of the differences does not matter.
 *
 * @param input `lattice`: a whole number L such that all diffs times L are whole (found when absent); `clusters`: as
 *   long as diffs, equal names flip together, by their sum; `draws` (default 100,000) and `seed` serve Monte Carlo
 * @throws RangeError when diffs are empty or not finite, not on the given lattice, or too many for `method: 'exact'`
 */
export function signFlipPermutation(input: {
  diffs: readonly number[]
  method?: 'auto' | SignFlipMethod
  lattice?: number
  seed?: number
  draws?: number
  clusters?: readonly ClusterId[]
}): SignFlipResult {
  const { diffs, method = 'auto', draws = DEFAULT_DRAWS, seed = DEFAULT_SEED } = input
  requireOneOf('method', method, ['auto', 'exact', 'monteCarlo', 'saddlepoint'])
  requireCount('draws', draws, 1)
  requireCount('seed', seed)
  const { sum, magnitudes, isWhole } = unitsOf(input)
  if (magnitudes.length === 0) return fromTail({ tail: 1, point: 1 }, 0, 'exact')
  const chosen = method === 'auto' ? chooseMethod(magnitudes, isWhole, draws) : method
  const size = Math.abs(sum)
  if (chosen === 'saddlepoint') return fromTail(saddlepointTail(magnitudes, size), sum, chosen)
  if (chosen === 'monteCarlo') {
    return { ...fromTail(drawnTail(magnitudes, size, draws, seed), sum, chosen), draws }
  }
  if (isWhole && sumOf(magnitudes) <= LARGEST_SUM) return fromTail(latticeTail(magnitudes, size), sum, chosen)
  if (magnitudes.length <= ENUMERABLE) return fromTail(enumeratedTail(magnitudes, size), sum, chosen)
  throw new RangeError(
    `diffs: ${diffs.length} differences off any small lattice are too many for method exact (at most ${ENUMERABLE}); use auto`,
  )
}

/** The observed sum and the non-zero magnitudes of the units, ascending, in lattice steps where there is a lattice. */
function unitsOf(input: { diffs: readonly number[]; lattice?: number; clusters?: readonly ClusterId[] }): {
  sum: number
  magnitudes: Float64Array
  isWhole: boolean
} {
  const { diffs, clusters } = input
  requireValues('diffs', diffs)
  if (clusters) requireSameLength('clusters', clusters, 'diffs', diffs)
  if (input.lattice !== undefined) requireLattice(diffs, input.lattice)
  const lattice = input.lattice ?? findLattice(diffs)
  const steps = lattice === null ? diffs : diffs.map((diff) => Math.round(diff * lattice))
  const units = clusters ? clusterSums(steps, clusters) : steps
  const largest = units.reduce((most, unit) => Math.max(most, Math.abs(unit)), 0)
  const nonZero = units.filter((unit) => Math.abs(unit) > (lattice === null ? 1e-12 * largest : 0))
  const divisor = lattice === null ? 1 : Math.abs(nonZero.reduce(greatestCommonDivisor, 0)) || 1
  // Summed in ascending order, so that the order of the cases cannot show in the last digit.
  const ascending = Float64Array.from(nonZero, (unit) => unit / divisor).sort(
    (x, y) => Math.abs(x) - Math.abs(y) || x - y,
  )
  return { sum: sumOf(ascending), magnitudes: ascending.map(Math.abs), isWhole: lattice !== null }
}

/** A lattice that is given may be known better than rounded differences show. */
function requireLattice(diffs: readonly number[], lattice: number): void {
  requireCount('lattice', lattice, 1)
  const stray = diffs.find((diff) => !isOnLattice(diff, lattice, 1e-6))
  if (stray !== undefined) throw new RangeError(`lattice ${lattice} does not hold the difference ${stray}`)
}

function chooseMethod(magnitudes: Float64Array, isWhole: boolean, draws: number): SignFlipMethod {
  const sum = sumOf(magnitudes)
  if (isWhole && sum <= LARGEST_SUM && latticeTailCost(magnitudes) <= AFFORDABLE_STEPS) return 'exact'
  if (magnitudes.length <= ENUMERABLE) return 'exact'
  return drawnTailCost(magnitudes.length, draws) <= AFFORDABLE_LOOKUPS ? 'monteCarlo' : 'saddlepoint'
}

function fromTail({ tail, point }: FlipTail, sum: number, method: SignFlipMethod): SignFlipResult {
  const near = { p: tail, midP: tail - point / 2 }
  const far = { p: Math.min(1, 1 - tail + point), midP: 1 - tail + point / 2 }
  const [above, below] = sum >= 0 ? [near, far] : [far, near]
  return {
    greater: above.p,
    less: below.p,
    twoSided: Math.min(1, 2 * tail),
    midPGreater: above.midP,
    midPLess: below.midP,
    method,
  }
}
