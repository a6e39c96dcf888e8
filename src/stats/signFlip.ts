import { requireCount, requireOneOf, requireSameLength, requireValues } from './check.ts'
import { type ClusterId, clusterSums } from './clusters.ts'
import { drawnTail, saddlepointTail } from './flipApproximation.ts'
import { frequenciesOf, invertedTail } from './flipInversion.ts'
import {
  ENUMERABLE,
  enumeratedTail,
  type FlipTail,
  latticeTail,
  latticeTailCost,
  rootOfSquares,
  sumOf,
  TILT_FROM,
} from './flipTail.ts'
import { findLattice, greatestCommonDivisor, isOnLattice } from './lattice.ts'
import { DEFAULT_SEED } from './pcg32.ts'

/** How the p values were found. `rounded`: exactly, of the differences rounded to a fine lattice. */
export type SignFlipMethod = 'exact' | 'monteCarlo' | 'rounded' | 'saddlepoint'

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

/** Steps of dynamic programming that are spent where inversion would do as well, and where only they do. */
const CHEAP_STEPS = 2e6
const AFFORDABLE_STEPS = 1e8

/** Frequencies of an inversion that are spent: some hundredths of a second. */
const AFFORDABLE_FREQUENCIES = 4e4

/** The root of the sum of squares of rounded differences, in steps: inversion is affordable wherever it serves. */
const ROUNDED_ROOT = 6000

/** The largest sum of lattice steps whose distribution is held in memory (80 MB). */
const LARGEST_SUM = 1e7

const DEFAULT_DRAWS = 100_000

/**
 * The sign-flip permutation test that paired differences are symmetric about 0 (Fisher 1935): the sum of the
 * differences against its distribution when every difference keeps its size and gets a random sign. Differences of 0
 * have no sign and drop out; with nothing left every p value is 1 and both mid-p values (Lancaster 1961) are 1/2.
 *
 * `exact`: dynamic programming where all differences lie on a lattice, or inversion of the characteristic function where
 * they are many and the tail is not small; else all signs of up to 36 units. `auto` (the default) is exact wherever that is
 * quick. Elsewhere it rounds the differences, symmetrically, to a lattice of 1/6,000 of the standard deviation of their
 * signed sum (`rounded`: an exact sign-flip test in its own right, as rounding keeps symmetry); only for thousands of units
 * at p values far below 1 in 10,000 it falls back on a saddle-point approximation. Neither needs a seed; `monteCarlo` does,
 * with p = (hits + 1) / (draws + 1). Order of the differences does not matter.
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
  requireOneOf('method', method, ['auto', 'exact', 'monteCarlo', 'rounded', 'saddlepoint'])
  requireCount('draws', draws, 1)
  requireCount('seed', seed)
  const units = unitsOf(input)
  const { sum, magnitudes } = units
  if (magnitudes.length === 0) return fromTail({ tail: 1, point: 1 }, 0, 'exact')
  const size = Math.abs(sum)
  const chosen = method === 'auto' ? chooseMethod(units) : method
  if (chosen === 'saddlepoint') return fromTail(saddlepointTail(magnitudes, size), sum, chosen)
  if (chosen === 'monteCarlo') {
    return { ...fromTail(drawnTail(magnitudes, size, draws, seed), sum, chosen), draws }
  }
  const tested = chosen === 'rounded' ? roundedUnits(units) : units
  const tail = exactTail(tested)
  if (tail !== null) return fromTail(tail, tested.sum, chosen)
  throw new RangeError(
    `diffs: ${diffs.length} differences off any small lattice are too many for method exact (at most ${ENUMERABLE}); use auto`,
  )
}

/** The units that have a sign. */
interface Units {
  /** Ascending by magnitude, in lattice steps where there is a lattice. */
  signed: Float64Array
  magnitudes: Float64Array
  sum: number
  isWhole: boolean
}

function exactTail({ magnitudes, sum, isWhole }: Units): FlipTail | null {
  const size = Math.abs(sum)
  if (isWhole && isInvertible(magnitudes, size) && latticeTailCost(magnitudes) > CHEAP_STEPS) {
    return invertedTail(magnitudes, size)
  }
  if (isWhole && sumOf(magnitudes) <= LARGEST_SUM) return latticeTail(magnitudes, size)
  return magnitudes.length <= ENUMERABLE ? enumeratedTail(magnitudes, size) : null
}

/** Whether the tail is large enough for absolute accuracy to do, and the lattice not too fine. */
function isInvertible(magnitudes: Float64Array, size: number): boolean {
  return size <= TILT_FROM * rootOfSquares(magnitudes) && frequenciesOf(magnitudes, size) <= AFFORDABLE_FREQUENCIES
}

function roundedUnits({ signed, magnitudes }: Units): Units {
  const step = rootOfSquares(magnitudes) / ROUNDED_ROOT
  const steps = signed.map((unit) => Math.sign(unit) * Math.round(Math.abs(unit) / step)).filter((unit) => unit !== 0)
  return { signed: steps, magnitudes: steps.map(Math.abs), sum: sumOf(steps), isWhole: true }
}

/** What is flipped: clusters by their sums; differences of 0 drop out. */
function unitsOf(input: { diffs: readonly number[]; lattice?: number; clusters?: readonly ClusterId[] }): Units {
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
  return { signed: ascending, magnitudes: ascending.map(Math.abs), sum: sumOf(ascending), isWhole: lattice !== null }
}

/** A lattice that is given may be known better than rounded differences show. */
function requireLattice(diffs: readonly number[], lattice: number): void {
  requireCount('lattice', lattice, 1)
  const stray = diffs.find((diff) => !isOnLattice(diff, lattice, 1e-6))
  if (stray !== undefined) throw new RangeError(`lattice ${lattice} does not hold the difference ${stray}`)
}

function chooseMethod(units: Units): SignFlipMethod {
  if (isQuick(units)) return 'exact'
  return isQuick(roundedUnits(units)) ? 'rounded' : 'saddlepoint'
}

function isQuick({ magnitudes, sum, isWhole }: Units): boolean {
  if (magnitudes.length <= ENUMERABLE) return true
  if (!isWhole) return false
  if (isInvertible(magnitudes, Math.abs(sum))) return true
  return sumOf(magnitudes) <= LARGEST_SUM && latticeTailCost(magnitudes) <= AFFORDABLE_STEPS
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
