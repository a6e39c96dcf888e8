import { requirePositive, requireProbability } from './check.ts'
import { findRoot } from './root.ts'
import { regularizedBeta } from './special.ts'

/**
 * P(X <= x) of the beta distribution, the regularised incomplete beta function (DLMF 8.17).
 *
 * @throws RangeError when x is outside [0, 1] or a shape is not above 0
 */
export function betaCdf({ x, a, b }: { x: number; a: number; b: number }): number {
  requireProbability('x', x)
  requirePositive('a', a)
  requirePositive('b', b)
  return regularizedBeta(x, a, b).lower
}

/**
 * The x with P(X <= x) = p of the beta distribution, by Brent's method (1973) on the logit scale.
 *
 * @throws RangeError when p is outside [0, 1] or a shape is not above 0
 */
export function betaQuantile({ p, a, b }: { p: number; a: number; b: number }): number {
  requireProbability('p', p)
  requirePositive('a', a)
  requirePositive('b', b)
  const logit = betaLogitQuantile(p, 1 - p, a, b)
  return 1 / (1 + Math.exp(-logit))
}

/**
 * The quantile on the logit scale, ln(x / (1 - x)), from both tail probabilities, so that neither end of the
 * range loses digits.
 */
export function betaLogitQuantile(lower: number, upper: number, a: number, b: number): number {
  if (lower <= 0) return -Infinity
  if (upper <= 0) return Infinity
  const fromBelow = lower <= upper
  const target = Math.log(fromBelow ? lower : upper)
  const gap = (logit: number): number => {
    const x = 1 / (1 + Math.exp(-logit))
    const y = 1 / (1 + Math.exp(logit))
    const tails = regularizedBeta(x, a, b, y)
    const excess = Math.log(fromBelow ? tails.lower : tails.upper) - target
    return Number.isFinite(excess) ? excess : -1e4
  }
  const centre = Math.log(a / b)
  const sign = fromBelow ? 1 : -1
  let low = centre
  let high = centre
  for (let reach = 1; sign * gap(low) > 0; reach *= 2) {
    low -= reach
    if (low < -745) return -Infinity
  }
  for (let reach = 1; sign * gap(high) < 0; reach *= 2) {
    high += reach
    if (high > 745) return Infinity
  }
  return low === high ? low : findRoot(gap, low, high)
}
