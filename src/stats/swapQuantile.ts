import { requireCount, requireLevel, requirePositivePairs, requireSameLength } from './check.ts'
import { type ClusterId, numberClusters } from './clusters.ts'
import { DEFAULT_SEED, pcg32Stream } from './pcg32.ts'

/** Pairs times draws that are spent by default: some tenths of a second. */
const AFFORDABLE = 2e7
const FEWEST_DRAWS = 1000
const MOST_DRAWS = 9999

/** Log ratios closer than this are one and the same, rounded differently. */
const TIE = 1e-12

/**
 * The permutation test that a quantile (p95, say) of a paired positive measure is the same on both sides (Fisher 1935,
 * Pitman 1937): where nothing changed, the two values of a pair might as well have come the other way round, so every
 * pair, or all pairs of a cluster together, may change sides. The log ratio of the two quantiles is set against those
 * of random exchanges; the observed arrangement counts as one of the draws (Phipson & Smyth 2010), equal ratios as half
 * (mid-p, Lancaster 1961).
 *
 * It tests that nothing changed: sides with the same quantile but another spread are not exchangeable, and there it need
 * not keep its level (Romano 1990). Where few pairs lie beyond the quantile its p values come in lumps, as the mid-p of
 * any discrete test does.
 *
 * @param input `q` in (0, 1), read by Hazen's method; `clusters`: as long as base, equal names change sides together;
 *   `draws`: by default 9,999, fewer from 2,000 pairs on so that pairs times draws stay at 20 million, but never below
 *   1,000; `seed` of PCG32
 * @returns `ratio`: candidate over base; `pHigher`: small where the candidate's quantile is higher, `pLower` = 1 -
 *   pHigher: small where it is lower; neither is ever below 1 / (2 (draws + 1)); `draws`: as many as were made
 * @throws RangeError when there is no pair, lengths differ, a value is not above 0, or an option is out of range
 */
export function swapQuantileTest(input: {
  base: readonly number[]
  cand: readonly number[]
  q: number
  clusters?: readonly ClusterId[]
  draws?: number
  seed?: number
}): { ratio: number; pHigher: number; pLower: number; draws: number } {
  const { base, cand, q, seed = DEFAULT_SEED } = input
  requirePositivePairs(base, cand, 1)
  requireLevel('q', q)
  const draws = input.draws ?? Math.min(MOST_DRAWS, Math.max(FEWEST_DRAWS, Math.floor(AFFORDABLE / base.length)))
  requireCount('draws', draws, 1)
  const clusters = input.clusters ?? base.map((_, i) => i)
  requireSameLength('clusters', clusters, 'base', base)
  const { clusterOf, count } = numberClusters(clusters)
  const quantilesOf = swappedQuantiles(base, cand, clusterOf, q)
  const swaps = new Uint32Array(Math.ceil(count / 32))
  const [baseQuantile, candQuantile] = quantilesOf(swaps)
  const observed = Math.log(candQuantile) - Math.log(baseQuantile)
  const stream = pcg32Stream(seed)
  let [above, equal] = [0, 1]
  for (let draw = 0; draw < draws; draw++) {
    stream.fill(swaps)
    const [drawnBase, drawnCand] = quantilesOf(swaps)
    const excess = Math.log(drawnCand) - Math.log(drawnBase) - observed
    if (Math.abs(excess) <= TIE) equal++
    else if (excess > 0) above++
  }
  return {
    ratio: candQuantile / baseQuantile,
    pHigher: (above + equal / 2) / (draws + 1),
    pLower: (draws + 1 - above - equal / 2) / (draws + 1),
    draws,
  }
}

/**
 * Reads the quantile of both sides, base first, when the clusters whose bits are set have changed sides. All values are
 * sorted once; a reading walks from the nearer end until both sides have shown the values about their quantile.
 */
function swappedQuantiles(
  base: readonly number[],
  cand: readonly number[],
  clusterOf: Uint32Array,
  q: number,
): (swaps: Uint32Array) => readonly [number, number] {
  const n = base.length
  const rank = Math.min(n, Math.max(1, 0.5 + q * n))
  const lowerRank = Math.floor(rank)
  const isDown = rank > n / 2
  const { values, sides } = inOrder(base, cand, clusterOf, isDown)
  // Counted from the end where the walk begins; of the rank above the largest there is nothing to see, nor to take.
  const first = isDown ? n - lowerRank : lowerRank
  const towardsSecond = isDown ? 1 - (rank - lowerRank) : rank - lowerRank
  const seen = new Uint32Array(2)
  const quantiles: [number, number] = [0, 0]
  return (swaps) => {
    seen.fill(0)
    quantiles.fill(0)
    for (let i = 0, missing = 2; missing > 0 && i < values.length; i++) {
      const entry = sides[i] ?? 0
      const side = (entry & 1) ^ (((swaps[entry >>> 6] ?? 0) >>> ((entry >>> 1) & 31)) & 1)
      const count = (seen[side] ?? 0) + 1
      seen[side] = count
      if (count === first) quantiles[side] = (1 - towardsSecond) * (values[i] ?? 0)
      else if (count === first + 1) {
        quantiles[side] = (quantiles[side] ?? 0) + towardsSecond * (values[i] ?? 0)
        missing--
      }
    }
    return quantiles
  }
}

/** All values, descending or ascending, and for each its cluster times 2, plus 1 where it is the candidate's. */
function inOrder(
  base: readonly number[],
  cand: readonly number[],
  clusterOf: Uint32Array,
  isDown: boolean,
): { values: Float64Array; sides: Uint32Array } {
  const n = base.length
  const all = new Float64Array(2 * n)
  all.set(base)
  all.set(cand, n)
  const order = Uint32Array.from(all.keys()).sort((a, b) => (all[a] ?? 0) - (all[b] ?? 0))
  if (isDown) order.reverse()
  return {
    values: Float64Array.from(order, (i) => all[i] ?? 0),
    sides: order.map((i) => 2 * (clusterOf[i % n] ?? 0) + (i < n ? 0 : 1)),
  }
}
