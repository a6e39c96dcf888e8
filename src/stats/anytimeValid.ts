import { requireCount, requireFinite, requireNonNegative, requireOneOf, requirePositive } from './check.ts'
import { lnBeta, regularizedBeta } from './special.ts'

/**
 * Evidence against "no difference" from paired pass/fail results that stays valid however often one looks: a mixture
 * martingale (Robbins 1970) over a uniform prior; reject when it reaches 1 / alpha (Ville 1939).
 *
 * @returns `twoSided`; `worse`, with a prior on losses being the more likely only; `alwaysValidP` of the latter
 * @throws RangeError when a count is not whole or the prior is unknown
 */
export function mcnemarEValue(input: { baseOnly: number; candOnly: number; prior?: 'uniform' }): {
  twoSided: number
  worse: number
  alwaysValidP: number
} {
  const { baseOnly, candOnly, prior = 'uniform' } = input
  requireCount('baseOnly', baseOnly)
  requireCount('candOnly', candOnly)
  requireOneOf('prior', prior, ['uniform'])
  const lnTwoSided = (baseOnly + candOnly) * Math.LN2 + lnBeta(baseOnly + 1, candOnly + 1)
  const share = regularizedBeta(0.5, baseOnly + 1, candOnly + 1).upper
  const lnWorse = lnTwoSided + Math.LN2 + Math.log(share)
  return {
    twoSided: Math.exp(lnTwoSided),
    worse: Math.exp(lnWorse),
    alwaysValidP: Math.min(1, Math.exp(-lnWorse)),
  }
}

/**
 * The mixture sequential probability ratio of a mean with normal mixing (Johari, Pekelis & Walsh 2015), and its always
 * valid p value.
 *
 * @param input `variance` of one value; `tau2`: variance of the mixing distribution; `theta0`: mean under the null
 * @throws RangeError when n is below 1, variance or tau2 is out of range
 */
export function msprt(input: { n: number; meanDiff: number; variance: number; tau2: number; theta0?: number }): {
  lambda_: number
  alwaysValidP: number
} {
  const { n, meanDiff, variance, tau2, theta0 = 0 } = input
  requireCount('n', n, 1)
  requireFinite('meanDiff', meanDiff)
  requireFinite('theta0', theta0)
  requirePositive('variance', variance)
  requireNonNegative('tau2', tau2)
  const spread = variance + n * tau2
  const exponent = (n * n * tau2 * (meanDiff - theta0) ** 2) / (2 * variance * spread)
  const lnRatio = 0.5 * Math.log(variance / spread) + exponent
  return { lambda_: Math.exp(lnRatio), alwaysValidP: Math.min(1, Math.exp(-lnRatio)) }
}
