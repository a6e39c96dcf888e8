import { requireCount, requireOneOf, requireSameLength, requireValues } from './check.ts'
import { binomialCoefficient } from './combinatorics.ts'
import { normCdf } from './normal.ts'
import type { Alternative } from './pairedT.ts'
import { signFlipPermutation } from './signFlip.ts'

/** How a rank test finds its p value; `auto` is exact while that is quick. */
export type RankMethod = 'auto' | 'exact' | 'normal'

const ALTERNATIVES = ['two-sided', 'less', 'greater']
const METHODS = ['auto', 'exact', 'normal']

/** Values closer than this, relative to the largest, are ties that rounding parted. */
const TIE = 1e-12

/**
 * Wilcoxon's signed-rank test (1945) of paired differences, from `diffs` or as x - y. Ties get mean ranks, and the exact
 * distribution is the one given the ties.
 *
 * @param input `zeros`: 'drop' (Wilcoxon) or 'pratt' (Pratt 1959: rank them, then drop their ranks); `correction`:
 *   continuity correction of the normal method, default true
 * @returns wPlus: the sum of the ranks of the positive differences
 * @throws RangeError when there are no pairs, the lengths differ, or a word is unknown
 */
export function wilcoxonSignedRank(input: {
  diffs?: readonly number[]
  x?: readonly number[]
  y?: readonly number[]
  alternative?: Alternative
  method?: RankMethod
  correction?: boolean
  zeros?: 'drop' | 'pratt'
}): { wPlus: number; p: number } {
  const { alternative = 'two-sided', method = 'auto', correction = true, zeros = 'drop' } = input
  requireOneOf('alternative', alternative, ALTERNATIVES)
  requireOneOf('method', method, METHODS)
  requireOneOf('zeros', zeros, ['drop', 'pratt'])
  const diffs = differencesOf(input)
  const threshold = TIE * largestOf(diffs)
  const isZero = (diff: number): boolean => Math.abs(diff) <= threshold
  const ranked = zeros === 'drop' ? diffs.filter((diff) => !isZero(diff)) : diffs
  const ranks = midRanks(ranked.map(Math.abs))
  const signed = ranks.map((rank, i) => (isZero(ranked[i] ?? 0) ? 0 : rank * Math.sign(ranked[i] ?? 0)))
  const used = signed.filter((rank) => rank !== 0)
  const wPlus = used.reduce((sum, rank) => sum + Math.max(0, rank), 0)
  if (used.length === 0) return { wPlus, p: 1 }
  if (method === 'exact' || (method === 'auto' && used.length <= 500)) {
    const flips = signFlipPermutation({ diffs: used, lattice: 2, method: 'exact' })
    return { wPlus, p: alternative === 'two-sided' ? flips.twoSided : flips[alternative] }
  }
  const mean = used.reduce((sum, rank) => sum + Math.abs(rank), 0) / 2
  const sd = Math.sqrt(used.reduce((sum, rank) => sum + rank * rank, 0)) / 2
  return { wPlus, p: normalP(wPlus - mean, sd, alternative, correction) }
}

/**
 * The rank-sum test of two independent samples (Wilcoxon 1945; Mann & Whitney 1947); `greater` means x tends to be above
 * y. The exact distribution is the one given the ties.
 *
 * @returns u: the number of pairs in which x is above y, ties counting a half
 * @throws RangeError when a sample is empty or a word is unknown
 */
export function mannWhitney(input: {
  x: readonly number[]
  y: readonly number[]
  alternative?: Alternative
  method?: RankMethod
  correction?: boolean
}): { u: number; p: number } {
  const { x, y, alternative = 'two-sided', method = 'auto', correction = true } = input
  requireOneOf('alternative', alternative, ALTERNATIVES)
  requireOneOf('method', method, METHODS)
  requireValues('x', x)
  requireValues('y', y)
  const ranks = midRanks([...x, ...y])
  const rankSum = ranks.slice(0, x.length).reduce((sum, rank) => sum + rank, 0)
  const u = rankSum - (x.length * (x.length + 1)) / 2
  const total = ranks.length
  if (method === 'exact' || (method === 'auto' && total <= 60)) {
    if (x.length * y.length * total > 4e6) throw new RangeError(`${total} values are too many for method exact`)
    return { u, p: exactRankSumP(ranks, x.length, rankSum, alternative) }
  }
  const mean = (x.length * y.length) / 2
  const meanRank = (total + 1) / 2
  const squares = ranks.reduce((sum, rank) => sum + (rank - meanRank) ** 2, 0)
  const sd = total < 2 ? 0 : Math.sqrt((x.length * y.length * squares) / (total * (total - 1)))
  return { u, p: normalP(u - mean, sd, alternative, correction) }
}

/**
 * The smallest two-sided p that the exact test of Mann & Whitney (1947) can give, 2 / C(n1 + n2, n1): above alpha, no
 * data of that size can be significant.
 *
 * @throws RangeError when a size is not a whole number of at least 1
 */
export function mannWhitneyMinP({ n1, n2 }: { n1: number; n2: number }): number {
  requireCount('n1', n1, 1)
  requireCount('n2', n2, 1)
  return Math.min(1, 2 / binomialCoefficient(n1 + n2, n1))
}

/** Ranks from 1, ties sharing the mean of theirs. */
function midRanks(values: readonly number[]): number[] {
  const threshold = TIE * largestOf(values)
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value)
  const ranks = new Array<number>(values.length).fill(0)
  for (let start = 0; start < order.length; ) {
    let end = start + 1
    while (end < order.length && (order[end]?.value ?? 0) - (order[end - 1]?.value ?? 0) <= threshold) end++
    for (const { index } of order.slice(start, end)) ranks[index] = (start + 1 + end) / 2
    start = end
  }
  return ranks
}

function differencesOf({ diffs, x, y }: { diffs?: readonly number[]; x?: readonly number[]; y?: readonly number[] }) {
  if (diffs) {
    requireValues('diffs', diffs)
    return diffs
  }
  if (!x || !y) throw new RangeError('diffs, or x and y, must be given')
  requireValues('x', x)
  requireValues('y', y)
  requireSameLength('y', y, 'x', x)
  return x.map((value, i) => value - (y[i] ?? 0))
}

function largestOf(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
}

function normalP(excess: number, sd: number, alternative: Alternative, correction: boolean): number {
  if (sd === 0) return 1
  const shift = correction ? 0.5 : 0
  if (alternative === 'greater') return normCdf({ x: -(excess - shift) / sd })
  if (alternative === 'less') return normCdf({ x: (excess + shift) / sd })
  return Math.min(1, 2 * normCdf({ x: -Math.max(0, Math.abs(excess) - shift) / sd }))
}

/** Over all choices of `size` of the ranks, counted by dynamic programming on their doubled sums. */
function exactRankSumP(ranks: readonly number[], size: number, observed: number, alternative: Alternative): number {
  const doubled = ranks.map((rank) => Math.round(2 * rank)).sort((a, b) => a - b)
  const most = doubled.slice(-size).reduce((sum, rank) => sum + rank, 0)
  const shares = Array.from({ length: size + 1 }, () => new Float64Array(most + 1))
  shares[0]?.fill(1, 0, 1)
  doubled.forEach((rank, seen) => {
    for (let chosen = Math.min(size, seen + 1); chosen >= 1; chosen--) {
      addChosen(shares[chosen], shares[chosen - 1], rank)
    }
  })
  const counts = shares[size] ?? new Float64Array(0)
  const all = counts.reduce((sum, count) => sum + count, 0)
  const at = Math.round(2 * observed)
  const less = counts.subarray(0, at + 1).reduce((sum, count) => sum + count, 0) / all
  const greater = counts.subarray(at).reduce((sum, count) => sum + count, 0) / all
  if (alternative === 'less') return less
  return alternative === 'greater' ? greater : Math.min(1, 2 * Math.min(less, greater))
}

function addChosen(target: Float64Array | undefined, source: Float64Array | undefined, rank: number): void {
  if (!target || !source) return
  for (let sum = target.length - 1; sum >= rank; sum--) target[sum] = (target[sum] ?? 0) + (source[sum - rank] ?? 0)
}
