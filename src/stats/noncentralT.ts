import { normCdf } from './normal.ts'
import { lnGamma } from './special.ts'

/**
 * P(T > t) of the noncentral t distribution: the mean of Phi(delta - t s) over s = sqrt(chi-squared / df), integrated
 * over ln s, where the trapezoidal rule converges geometrically.
 *
 * @param df above 0
 * @param delta noncentrality
 */
export function noncentralTUpper(t: number, df: number, delta: number): number {
  const width = 1 / Math.sqrt(2 * df)
  const low = -Math.max(12 * width, 40 / df)
  const high = Math.log1p(12 * width)
  const steps = Math.ceil((high - low) / Math.min(width / 6, 0.05))
  const step = (high - low) / steps
  const lnNormaliser = Math.LN2 + (df / 2) * Math.log(df / 2) - lnGamma(df / 2)
  let sum = 0
  for (let i = 0; i <= steps; i++) {
    const u = low + i * step
    const s = Math.exp(u)
    sum += Math.exp(lnNormaliser + df * (u - (s * s) / 2)) * normCdf({ x: delta - t * s })
  }
  return Math.min(1, sum * step)
}
