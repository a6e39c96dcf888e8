import { requireFinite, requireLevel, requireNonNegative } from './check.ts'
import { type ClusterId, numberClusters } from './clusters.ts'
import { normQuantile } from './normal.ts'

/** A score beside what is true of the thing that was scored. */
export interface LabelledScore {
  /** The higher, the likelier it is positive. */
  score: number
  positive: boolean
  /** How much it counts; default 1. */
  weight?: number
  /** Things of one cluster are not independent; default: each is its own. */
  cluster?: ClusterId
}

export interface Auroc {
  /** The chance that a positive scores above a negative, ties counting a half: 0..1, 0.5 for a coin. */
  auroc: number
  /** Null where one class has fewer than 2 clusters, which leaves the error unknown. */
  se: number | null
  ci: [number, number] | null
  /** How the interval was found; `pairs` where the classes are parted without fault. */
  method: 'normal' | 'logit' | 'pairs' | null
  positives: number
  negatives: number
  /** Independent units. */
  clusters: number
}

/**
 * The area under the ROC curve, as Mann & Whitney's statistic, with the interval of DeLong, DeLong & Clarke-Pearson (1988), found in
 * O(n log n) by one pass over the sorted scores (Sun & Xu 2014). Clusters: the variance of Obuchowski (1997), which is DeLong's where
 * each cluster holds one. Weights weigh both the area and its variance (1 each gives DeLong's); a weight of 0 leaves a score out.
 *
 * Where the normal interval would leave 0..1 it is taken on the logit scale (Pepe 2003, 5.2.5). An area of exactly 0 or 1 has no
 * variance to go by: as many positives as can be paired with a negative of their own are independent pairs, all in the same order, and
 * Clopper & Pearson's bound (1934) of them holds. A score that is equal for all gives 0.5 and an interval without width.
 *
 * @param options two-sided confidence, default 0.95
 * @throws RangeError when a class is empty, a score is not finite, or a weight is below 0
 */
export function auroc(scores: readonly LabelledScore[], options: { confidence?: number } = {}): Auroc {
  const { confidence = 0.95 } = options
  requireLevel('confidence', confidence)
  const kept = checkedScores(scores)
  const sums = { positive: weightOf(kept, true), negative: weightOf(kept, false) }
  if (!(sums.positive > 0 && sums.negative > 0)) {
    throw new RangeError('scores must hold at least 1 positive and 1 negative')
  }
  const placements = placementsOf(kept, sums)
  let area = 0
  kept.forEach(({ positive, weight = 1 }, i) => {
    if (positive) area += weight * (placements[i] ?? 0)
  })
  area /= sums.positive
  const spread = spreadOf(kept, placements, area, sums)
  const positives = kept.filter(({ positive }) => positive).length
  return {
    auroc: Math.min(1, Math.max(0, area)),
    se: spread.se,
    ...intervalOf(area, spread, confidence),
    positives,
    negatives: kept.length - positives,
    clusters: spread.clusters,
  }
}

function checkedScores(scores: readonly LabelledScore[]): LabelledScore[] {
  scores.forEach(({ score, weight = 1 }, i) => {
    requireFinite(`scores[${i}].score`, score)
    requireNonNegative(`scores[${i}].weight`, weight)
  })
  return scores.filter(({ weight = 1 }) => weight > 0)
}

function weightOf(scores: readonly LabelledScore[], positive: boolean): number {
  return scores.reduce((sum, item) => sum + (item.positive === positive ? (item.weight ?? 1) : 0), 0)
}

/** Of each positive the share of negatives below it, of each negative the share of positives above it; ties count a half. */
function placementsOf(
  scores: readonly LabelledScore[],
  { positive: allPositive, negative: allNegative }: { positive: number; negative: number },
): Float64Array {
  const order = Uint32Array.from(scores.keys()).sort((a, b) => (scores[a]?.score ?? 0) - (scores[b]?.score ?? 0))
  const placements = new Float64Array(scores.length)
  let [positiveBelow, negativeBelow] = [0, 0]
  for (let start = 0; start < order.length; ) {
    const at = (place: number) => scores[order[place] ?? 0]
    let end = start
    let [positive, negative] = [0, 0]
    for (; end < order.length && at(end)?.score === at(start)?.score; end++) {
      const item = at(end)
      if (item?.positive === true) positive += item.weight ?? 1
      else negative += item?.weight ?? 1
    }
    const above = allPositive - positiveBelow - positive
    for (let place = start; place < end; place++) {
      const share = at(place)?.positive
        ? (negativeBelow + negative / 2) / allNegative
        : (above + positive / 2) / allPositive
      placements[order[place] ?? 0] = Math.min(1, Math.max(0, share))
    }
    positiveBelow += positive
    negativeBelow += negative
    start = end
  }
  return placements
}

interface Spread {
  se: number | null
  clusters: number
  /** How many independent pairs of a positive and a negative the clusters hold. */
  pairs: number
}

/** What each cluster adds to the area by its positives and by its negatives; their spread is that of the area. */
function spreadOf(
  scores: readonly LabelledScore[],
  placements: Float64Array,
  area: number,
  sums: { positive: number; negative: number },
): Spread {
  const { clusterOf, count } = numberClusters(scores.map(({ cluster }, i) => cluster ?? `\0${i}`))
  const [byPositive, byNegative] = [new Float64Array(count), new Float64Array(count)]
  const [ofPositive, ofNegative] = [new Float64Array(count), new Float64Array(count)]
  scores.forEach(({ positive, weight = 1 }, i) => {
    const cluster = clusterOf[i] ?? 0
    const share = weight / (positive ? sums.positive : sums.negative)
    const [adds, weighs] = positive ? [byPositive, ofPositive] : [byNegative, ofNegative]
    adds[cluster] = (adds[cluster] ?? 0) + share * ((placements[i] ?? 0) - area)
    weighs[cluster] = (weighs[cluster] ?? 0) + weight
  })
  const [withPositive, withNegative] = [ofPositive, ofNegative].map((weights) => weights.filter((w) => w > 0).length)
  const pairs = Math.floor(Math.min(effective(ofPositive), effective(ofNegative), count / 2) + 1e-9)
  if (withPositive === undefined || withNegative === undefined || withPositive < 2 || withNegative < 2) {
    return { se: null, clusters: count, pairs }
  }
  const unbiased = (groups: number) => groups / (groups - 1)
  const variance =
    unbiased(withPositive) * product(byPositive, byPositive) +
    unbiased(withNegative) * product(byNegative, byNegative) +
    2 * unbiased(count) * product(byPositive, byNegative)
  return { se: Math.sqrt(Math.max(0, variance)), clusters: count, pairs }
}

/** Kish's effective number (1965): as many clusters of equal weight would tell as much. */
function effective(weights: Float64Array): number {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return (sum * sum) / product(weights, weights)
}

function product(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)
}

/** Rounding must not make a perfect area look as if it had a variance. */
const PERFECT = 1e-12

function intervalOf(area: number, { se, pairs }: Spread, confidence: number): Pick<Auroc, 'ci' | 'method'> {
  if (area < PERFECT || area > 1 - PERFECT) {
    const bound = ((1 - confidence) / 2) ** (1 / Math.max(1, pairs))
    return { ci: area < 0.5 ? [0, 1 - bound] : [bound, 1], method: 'pairs' }
  }
  if (se === null) return { ci: null, method: null }
  const z = normQuantile({ p: (1 + confidence) / 2 })
  const [low, high] = [area - z * se, area + z * se]
  if (low >= 0 && high <= 1) return { ci: [low, high], method: 'normal' }
  const half = (z * se) / (area * (1 - area))
  const logit = Math.log(area / (1 - area))
  const back = (x: number): number => 1 / (1 + Math.exp(-x))
  return { ci: [back(logit - half), back(logit + half)], method: 'logit' }
}
