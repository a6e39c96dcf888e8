import type { LabelledScore } from './auroc.ts'
import { requireCount } from './check.ts'
import { type ClusterId, numberClusters } from './clusters.ts'
import { DEFAULT_SEED } from './pcg32.ts'
import { resampler } from './resample.ts'

/** What a cutoff is to be best at. */
export type CutoffAim =
  | { for: 'f1' }
  | { for: 'balanced' }
  /** The highest recall with at least this precision. */
  | { for: 'precision'; least: number }
  /** The highest precision with at least this recall. */
  | { for: 'recall'; least: number }

/** All cutoffs from `low` to below `high` find the same: what scores above. */
export interface Cutoff {
  low: number
  high: number
  /** Whether it has the precision or recall that was asked for. */
  isMet: boolean
}

interface Counts {
  found: number
  tp: number
  positives: number
  negatives: number
}

/**
 * The cutoff that is best on these scores, among all that part them, by one pass over the sorted scores. Where several are equally good,
 * the one that finds the least. A precision or recall that none has gives the nearest to it.
 *
 * @param input `range`: cutoffs that may be set, both ends allowed; default: any
 * @throws RangeError where no score is positive or none is negative
 */
export function bestCutoff(input: {
  scores: readonly LabelledScore[]
  aim: CutoffAim
  range?: [number, number]
}): Cutoff {
  const { scores, aim, range: [least, most] = [-Infinity, Infinity] } = input
  const sorted = scores.toSorted((a, b) => b.score - a.score)
  const sumOf = (positive: boolean) =>
    scores.reduce((sum, item) => sum + (item.positive === positive ? (item.weight ?? 1) : 0), 0)
  const counts: Counts = { found: 0, tp: 0, positives: sumOf(true), negatives: sumOf(false) }
  if (!(counts.positives > 0 && counts.negatives > 0)) throw new RangeError('scores must hold both classes')
  let best: { cutoff: Cutoff; value: [number, number] } | undefined
  // Between two neighbours lies a cutoff: first above all, at last below all.
  for (let next = 0; ; ) {
    const high = sorted[next - 1]?.score ?? Infinity
    const low = sorted[next]?.score ?? -Infinity
    if (low <= most && high > least) {
      const { value, isMet } = worth(counts, aim)
      const isBetter =
        best === undefined || value[0] > best.value[0] || (value[0] === best.value[0] && value[1] > best.value[1])
      if (isBetter) best = { cutoff: { low: Math.max(low, least), high: Math.min(high, most), isMet }, value }
    }
    if (next >= sorted.length) break
    for (; next < sorted.length && sorted[next]?.score === low; next++) {
      const { weight = 1, positive = false } = sorted[next] ?? {}
      counts.found += weight
      if (positive) counts.tp += weight
    }
  }
  if (best === undefined) throw new RangeError('range must hold a cutoff')
  return best.cutoff
}

/** What is compared first, and what among equals. */
function worth(
  { found, tp, positives, negatives }: Counts,
  aim: CutoffAim,
): { value: [number, number]; isMet: boolean } {
  const recall = tp / positives
  const precision = found > 0 ? tp / found : 0
  if (aim.for === 'f1') return { value: [(2 * tp) / (found + positives), 0], isMet: true }
  if (aim.for === 'balanced') return { value: [recall + 1 - (found - tp) / negatives, 0], isMet: true }
  const [held, other] = aim.for === 'precision' ? [precision, recall] : [recall, precision]
  // Sums of weights are not exact.
  const isMet = held >= aim.least - 1e-12
  return { value: isMet ? [1, other] : [held - 1, other], isMet }
}

/** The middle of the cutoffs that find the same; the end that there is, where they have only one. */
export function middleOf({ low, high }: Pick<Cutoff, 'low' | 'high'>): number {
  if (low === -Infinity) return Number.isFinite(high) ? high - 1 : 0
  if (high === Infinity) return low
  const middle = low + (high - low) / 2
  return middle < high ? middle : low
}

/**
 * For each score a cutoff that was chosen without it and without its cluster: grouped cross-validation, so that a figure at the cutoff is
 * not flattered by labels that chose it. Clusters are dealt to the folds in a seeded order, those with a positive first.
 *
 * @param input `folds`: default 10, or as many as there are clusters
 * @returns null where the scores outside of some fold would lack a class
 */
export function heldOutCutoffs(input: {
  scores: readonly LabelledScore[]
  aim: CutoffAim
  range?: [number, number]
  folds?: number
  seed?: number
}): number[] | null {
  const { scores, folds = 10, seed = DEFAULT_SEED } = input
  requireCount('folds', folds, 2)
  const clusters: ClusterId[] = scores.map(({ cluster }, i) => cluster ?? `\0${i}`)
  const foldOf = dealt(scores, clusters, folds, seed)
  const cutoffs = new Array<number>(scores.length).fill(0)
  for (let fold = 0; fold < folds; fold++) {
    const others = scores.filter((_, i) => foldOf[i] !== fold)
    if (others.length === scores.length) continue
    const kinds = new Set(others.filter(({ weight = 1 }) => weight > 0).map(({ positive }) => positive))
    if (kinds.size < 2) return null
    const cutoff = middleOf(bestCutoff({ ...input, scores: others }))
    foldOf.forEach((of, i) => {
      if (of === fold) cutoffs[i] = cutoff
    })
  }
  return cutoffs
}

/** The fold of each score. */
function dealt(
  scores: readonly LabelledScore[],
  clusters: readonly ClusterId[],
  folds: number,
  seed: number,
): number[] {
  const { clusterOf, count } = numberClusters(clusters)
  const withPositive = new Set(scores.flatMap(({ positive }, i) => (positive ? [clusterOf[i] ?? 0] : [])))
  const order = shuffled(count, seed)
  const inTurn = [...order.filter((c) => withPositive.has(c)), ...order.filter((c) => !withPositive.has(c))]
  const foldOf = new Map(inTurn.map((cluster, turn) => [cluster, turn % folds]))
  return scores.map((_, i) => foldOf.get(clusterOf[i] ?? 0) ?? 0)
}

/** Fisher & Yates, with numbers below 2^31 in the place of fractions. */
function shuffled(count: number, seed: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i)
  const draw = resampler(2 ** 15, seed)
  let numbers = draw()
  let used = 0
  for (let i = count - 1; i > 0; i--) {
    if (used + 2 > numbers.length) {
      numbers = draw()
      used = 0
    }
    const number = (numbers[used++] ?? 0) * 2 ** 15 + (numbers[used++] ?? 0)
    const j = number % (i + 1)
    ;[order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0]
  }
  return order
}
