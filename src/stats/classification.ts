import type { LabelledScore } from './auroc.ts'
import { requireFinite, requireLevel, requireNonNegative } from './check.ts'
import { type Share, shareInterval } from './shareInterval.ts'

/** How well scores above a cutoff find what is positive. Each share is null where it is a share of nothing. */
export interface Classification {
  /** Sums of weights: found, falsely found, missed, rightly left. */
  tp: number
  fp: number
  fn: number
  tn: number
  /** Of what is found, how much is positive: tp / (tp + fp). */
  precision: Share | null
  /** Of what is positive, how much is found: tp / (tp + fn). */
  recall: Share | null
  /** Of what is negative, how much is left: tn / (tn + fp). */
  specificity: Share | null
  /** 2 tp / (2 tp + fp + fn), the harmonic mean of precision and recall (van Rijsbergen 1979). */
  f1: Share | null
  /** The mean of recall and specificity: 0.5 for whatever does not look (Brodersen et al. 2010). */
  balancedAccuracy: number | null
}

/**
 * What comes of finding all that scores above the cutoff. Intervals are Wilson's, wider for rows of one cluster; that of F1 goes by its
 * linearised variance (Takahashi et al. 2022).
 *
 * @param input `cutoff`: found is what scores above it, or, one for each score, above its own; `confidence` (default 0.95) is two-sided
 * @throws RangeError when a score is not finite or a weight is below 0
 */
export function classification(input: {
  scores: readonly LabelledScore[]
  cutoff: number | readonly number[]
  confidence?: number
}): Classification {
  const { scores, cutoff, confidence = 0.95 } = input
  requireLevel('confidence', confidence)
  const rows = scores.map(({ score, positive, weight = 1, cluster }, i) => {
    requireFinite(`scores[${i}].score`, score)
    requireNonNegative(`scores[${i}].weight`, weight)
    const found = score > (typeof cutoff === 'number' ? cutoff : (cutoff[i] ?? Number.NaN))
    return { found, positive, weight, cluster: cluster ?? `\0${i}` }
  })
  type Row = (typeof rows)[number]
  const share = (of: (row: Row) => number, hit: (row: Row) => boolean) =>
    shareInterval(
      rows.map((row) => {
        const weight = of(row) * row.weight
        return { of: weight, hit: hit(row) ? weight : 0, cluster: row.cluster }
      }),
      confidence,
    )
  const sum = (found: boolean, positive: boolean) =>
    rows.reduce((total, row) => total + (row.found === found && row.positive === positive ? row.weight : 0), 0)
  const recall = share(
    (row) => Number(row.positive),
    (row) => row.found,
  )
  const specificity = share(
    (row) => Number(!row.positive),
    (row) => !row.found,
  )
  return {
    tp: sum(true, true),
    fp: sum(true, false),
    fn: sum(false, true),
    tn: sum(false, false),
    precision: share(
      (row) => Number(row.found),
      (row) => row.positive,
    ),
    recall,
    specificity,
    // F1 is the share of tp among tp + fp / 2 + fn / 2.
    f1: share(
      (row) => (Number(row.found) + Number(row.positive)) / 2,
      (row) => row.found && row.positive,
    ),
    balancedAccuracy: recall === null || specificity === null ? null : (recall.value + specificity.value) / 2,
  }
}
