import { requireValues } from './check.ts'
import { meanAndError } from './pairedT.ts'

/**
 * One-way variance components of repeated scores (Shrout & Fleiss 1979, case 1): how much lies between cases and how
 * much within a case. Cases may have unequal numbers of repeats (Searle 1971 for the mean size).
 *
 * @param input one array of scores per case
 * @returns mean squares, components (a negative estimate between cases is 0), intraclass correlations of one score
 *   (icc1) and of the mean over the repeats (icc1k; NaN where all scores are equal), and the standard error of the mean
 *   of the case means
 * @throws RangeError when there are fewer than 2 cases, an empty one, or no case with 2 scores
 */
export function varianceComponents({ scores }: { scores: readonly (readonly number[])[] }): {
  msBetween: number
  msWithin: number
  sigma2Between: number
  sigma2Within: number
  icc1: number
  icc1k: number
  seMean: number
} {
  if (scores.length < 2) throw new RangeError(`scores must hold at least 2 cases, got ${scores.length}`)
  scores.forEach((row, i) => {
    requireValues(`scores[${i}]`, row)
  })
  const cases = scores.length
  const total = scores.reduce((sum, row) => sum + row.length, 0)
  if (total === cases) throw new RangeError('scores must hold a case with at least 2 repeats')
  const { mean: grand } = meanAndError(scores.flat())
  const means = scores.map((row) => meanAndError(row).mean)
  const between = scores.reduce((sum, row, i) => sum + row.length * ((means[i] ?? 0) - grand) ** 2, 0)
  const within = scores.reduce((sum, row, i) => sum + row.reduce((s, x) => s + (x - (means[i] ?? 0)) ** 2, 0), 0)
  const msBetween = between / (cases - 1)
  const msWithin = within / (total - cases)
  const size = (total - scores.reduce((sum, row) => sum + row.length ** 2, 0) / total) / (cases - 1)
  return {
    msBetween,
    msWithin,
    sigma2Between: Math.max(0, (msBetween - msWithin) / size),
    sigma2Within: msWithin,
    icc1: (msBetween - msWithin) / (msBetween + (size - 1) * msWithin),
    icc1k: (msBetween - msWithin) / msBetween,
    seMean: meanAndError(means).se,
  }
}
