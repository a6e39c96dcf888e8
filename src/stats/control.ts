import { requireFinite, requireNonNegative, requirePositive, requireSameLength, requireValues } from './check.ts'
import { quantile } from './quantile.ts'

/**
 * The tabular CUSUM (Page 1954): sums of deviations beyond k on either side of the target.
 *
 * @param input `k`: the slack per value, `h`: the limit, both in the unit of the values
 * @returns the sums after each value, and the index of the first that exceeds h, or null
 * @throws RangeError when there are no values, k is negative, or h is not above 0
 */
export function cusum(input: { values: readonly number[]; target: number; k: number; h: number }): {
  upper: number[]
  lower: number[]
  alarmIndex: number | null
} {
  const { values, target, k, h } = input
  requireValues('values', values)
  requireFinite('target', target)
  requireNonNegative('k', k)
  requirePositive('h', h)
  const upper: number[] = []
  const lower: number[] = []
  for (const value of values) {
    upper.push(Math.max(0, (upper.at(-1) ?? 0) + value - target - k))
    lower.push(Math.max(0, (lower.at(-1) ?? 0) + target - k - value))
  }
  const alarm = upper.findIndex((sum, i) => sum > h || (lower[i] ?? 0) > h)
  return { upper, lower, alarmIndex: alarm < 0 ? null : alarm }
}

/**
 * The EWMA chart (Roberts 1959): an exponentially weighted mean from the target on, with its limits for long runs.
 *
 * @param input `lambda_`: weight of the newest value, in (0, 1]; `sigma`: standard deviation of one value; `L`: width of
 *   the limits in standard errors
 * @returns the mean after each value, upper and lower limit, and the index of the first mean outside, or null
 * @throws RangeError when there are no values, or lambda_, sigma or L is out of range
 */
export function ewma(input: { values: readonly number[]; lambda_: number; target: number; sigma: number; L: number }): {
  ewma: number[]
  ucl: number
  lcl: number
  alarmIndex: number | null
} {
  const { values, lambda_, target, sigma, L } = input
  requireValues('values', values)
  requireFinite('target', target)
  requireNonNegative('sigma', sigma)
  requirePositive('L', L)
  if (!(lambda_ > 0 && lambda_ <= 1)) throw new RangeError(`lambda_ must be above 0 and at most 1, got ${lambda_}`)
  const means: number[] = []
  for (const value of values) means.push(lambda_ * value + (1 - lambda_) * (means.at(-1) ?? target))
  const half = L * sigma * Math.sqrt(lambda_ / (2 - lambda_))
  const [lcl, ucl] = [target - half, target + half]
  const alarm = means.findIndex((mean) => mean > ucl || mean < lcl)
  return { ewma: means, ucl, lcl, alarmIndex: alarm < 0 ? null : alarm }
}

/** A time in which a one-sided sum stood above 0 and at some point above the limit. Indices of values. */
export interface Excursion {
  /** The last value before it, at which the sum was 0: the estimate of when the change began (Page 1954). */
  start: number
  /** The first value at which the sum is above the limit. */
  alarm: number
  /** The value at which the sum is 0 again; null where the series ends first. */
  end: number | null
  /** The highest sum. */
  peak: number
}

/** How far a value may lie from all before it and still be told from them by rounding alone. */
const ROUNDING = 1e-12

/**
 * A CUSUM that needs no target known beforehand (Hawkins 1987; Hawkins & Olwell 1998, 7.2): every value is held to the mean of all
 * before it, in standard deviations of their difference. While nothing changes, these deviations are independent and standard
 * normal, as they would not be around a target estimated once from the first values. They are summed as Page's CUSUM does, with a
 * slack of k, on either side.
 *
 * One deviation counts for at most h (after Lucas & Crosier 1982), so that no value raises an alarm alone: one bad value is no
 * decay. In control, one side alarms after 340 values on average at k = 0.5 and h = 4, and after 900 at h = 5; in 7% of unchanged
 * series of 30 values at h = 4. A lasting shift after 10 values is found within 30 more in 70% of series where it is one standard
 * deviation, in 99% where it is two, after 8 and 3 values in the median: the mean follows a small shift before the sum has grown.
 *
 * @param input `sds`: the standard deviation of each value's noise, all above 0, or all 0 where there is none: then any change is
 *   infinitely many standard deviations, so that a fall that lasts for two values is an alarm, and a series without change none
 * @returns for each value its deviation (0 for the first) and the two sums after it, and the excursions beyond the limit
 * @throws RangeError when there are no values, sds are fewer, negative or only in part 0, k is negative, or h is not above 0
 */
export function selfStartingCusum(input: {
  values: readonly number[]
  sds: readonly number[]
  k?: number
  h?: number
}): { deviations: number[]; upper: number[]; lower: number[]; rises: Excursion[]; falls: Excursion[] } {
  const { values, sds, k = 0.5, h = 4 } = input
  requireValues('values', values)
  requireSameLength('sds', sds, 'values', values)
  sds.forEach((sd, i) => {
    requireNonNegative(`sds[${i}]`, sd)
  })
  if (sds.some((sd) => sd === 0) && sds.some((sd) => sd > 0)) throw new RangeError('sds must be all 0 or all above 0')
  requireNonNegative('k', k)
  requirePositive('h', h)
  const deviations = deviationsFromBefore(values, sds).map((deviation) => Math.max(-h, Math.min(h, deviation)))
  const upper = pageSums(deviations, k)
  const lower = pageSums(
    deviations.map((deviation) => -deviation),
    k,
  )
  return { deviations, upper, lower, rises: excursions(upper, h), falls: excursions(lower, h) }
}

/** Each value less the mean of all before it, weighted by precision, in standard deviations of that difference. */
function deviationsFromBefore(values: readonly number[], sds: readonly number[]): number[] {
  let [mean, weight] = [0, 0]
  return values.map((value, i) => {
    const sd = sds[i] ?? 0
    const own = sd === 0 ? 1 : 1 / (sd * sd)
    const difference = i === 0 ? 0 : value - mean
    const error = sd === 0 ? 0 : Math.sqrt(sd * sd + 1 / weight)
    weight += own
    mean += (value - mean) * (own / weight)
    return Math.abs(difference) <= ROUNDING ? 0 : difference / error
  })
}

function pageSums(deviations: readonly number[], k: number): number[] {
  let sum = 0
  return deviations.map((deviation) => {
    sum = Math.max(0, sum + deviation - k)
    return sum
  })
}

function excursions(sums: readonly number[], h: number): Excursion[] {
  const found: Excursion[] = []
  let start = 0
  sums.forEach((sum, i) => {
    if (sum > 0) {
      const last = found.at(-1)
      if (last?.start === start) last.peak = Math.max(last.peak, sum)
      else if (sum > h) found.push({ start, alarm: i, end: null, peak: sum })
      return
    }
    const last = found.at(-1)
    if (last?.end === null) last.end = i
    start = i
  })
  return found
}

/** A step may count for this many medians. */
const CAP = 4

/**
 * The variance that steps have in common, from an estimate of each: their mean, where none counts for more than four times their
 * median. A step at which much changed for once says little about noise; the median itself would be too low where the estimates are
 * of few events and skewed, as of the few failures of a good system. Where the median is 0, the plain mean.
 *
 * @throws RangeError when there are no variances, or one is negative
 */
export function commonVariance({ variances }: { variances: readonly number[] }): number {
  requireValues('variances', variances)
  variances.forEach((variance, i) => {
    requireNonNegative(`variances[${i}]`, variance)
  })
  const cap = CAP * quantile({ values: variances, q: 0.5 })
  const counted = variances.map((variance) => (cap > 0 ? Math.min(variance, cap) : variance))
  return counted.reduce((sum, variance) => sum + variance, 0) / counted.length
}
