import { requireFinite, requireProbability } from './check.ts'
import { erfc } from './special.ts'

/**
 * P(Z <= x) of the standard normal, with full relative accuracy in the lower tail, by the complementary error function
 * (DLMF 7.6.2 and 7.9.2).
 *
 * @throws RangeError when x is NaN
 */
export function normCdf({ x }: { x: number }): number {
  if (Number.isNaN(x)) requireFinite('x', x)
  return 0.5 * erfc(-x / Math.SQRT2)
}

/** The density of the standard normal. */
export function normPdf({ x }: { x: number }): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)
}

/**
 * The x with P(Z <= x) = p, by Halley steps from Abramowitz & Stegun 26.2.23 (1964); -Infinity and Infinity for 0 and 1.
 *
 * @throws RangeError when p is outside [0, 1]
 */
export function normQuantile({ p }: { p: number }): number {
  requireProbability('p', p)
  if (p === 0) return -Infinity
  if (p === 1) return Infinity
  if (p === 0.5) return 0
  return p < 0.5 ? lowerQuantile(p) : -lowerQuantile(1 - p)
}

/** Start from Abramowitz & Stegun 26.2.23 (error below 4.5e-4), then Halley steps on the exact distribution. */
function lowerQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p))
  const numerator = 2.515517 + t * (0.802853 + t * 0.010328)
  const denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
  let x = numerator / denominator - t
  for (let i = 0; i < 4; i++) {
    const excess = (normCdf({ x }) - p) / normPdf({ x })
    const step = excess / (1 + (x * excess) / 2)
    if (!Number.isFinite(step)) break
    x -= step
    if (Math.abs(step) < 1e-16 * Math.abs(x)) break
  }
  return x
}
