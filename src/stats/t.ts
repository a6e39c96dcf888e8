import { betaLogitQuantile } from './beta.ts'
import { requireFinite, requirePositive, requireProbability } from './check.ts'
import { normCdf, normQuantile } from './normal.ts'
import { regularizedBeta } from './special.ts'

/** From here on Student's t is the normal to within 1e-10; the continued fraction would take long. */
const NORMAL_FROM_DF = 1e10

/**
 * P(T <= x) of Student's t (1908), with full relative accuracy in the lower tail, by the incomplete beta function
 * (Abramowitz & Stegun 26.7.1).
 *
 * @param df degrees of freedom, above 0, not necessarily whole
 * @throws RangeError when x is NaN or df is not above 0
 */
export function tCdf({ x, df }: { x: number; df: number }): number {
  if (Number.isNaN(x)) requireFinite('x', x)
  requirePositive('df', df)
  if (x === -Infinity) return 0
  if (x === Infinity) return 1
  if (df >= NORMAL_FROM_DF) return normCdf({ x })
  const scale = df + x * x
  const inside = regularizedBeta((x * x) / scale, 0.5, df / 2, df / scale)
  return x < 0 ? inside.upper / 2 : 0.5 + inside.lower / 2
}

/**
 * The x with P(T <= x) = p of Student's t, by the quantile of the beta distribution (Abramowitz
 * & Stegun 26.7.1); -Infinity and Infinity for 0 and 1.
 *
 * @throws RangeError when p is outside [0, 1] or df is not above 0
 */
export function tQuantile({ p, df }: { p: number; df: number }): number {
  requireProbability('p', p)
  requirePositive('df', df)
  if (df >= NORMAL_FROM_DF) return normQuantile({ p })
  if (p === 0.5) return 0
  const outside = 2 * Math.min(p, 1 - p)
  const logit = betaLogitQuantile(Math.abs(2 * p - 1), outside, 0.5, df / 2)
  const size = Math.sqrt(df * Math.exp(logit))
  return p < 0.5 ? -size : size
}
