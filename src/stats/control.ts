import { requireFinite, requireNonNegative, requirePositive, requireValues } from './check.ts'

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
