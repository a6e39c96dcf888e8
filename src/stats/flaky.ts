import { requireCount, requirePositive, requireProbability } from './check.ts'
import { regularizedBeta } from './special.ts'

/**
 * The chance that a case is flaky, that is that its pass rate lies between lo and hi, after its passes and fails, from a
 * Beta(a, b) prior (by default 1/2, 1/2: Jeffreys 1946).
 *
 * @throws RangeError when a count is not whole, a or b is not above 0, or not 0 <= lo <= hi <= 1
 */
export function flakyPosterior(input: {
  passes: number
  fails: number
  a?: number
  b?: number
  lo?: number
  hi?: number
}): { pFlaky: number; posteriorMean: number } {
  const { passes, fails, a = 0.5, b = 0.5, lo = 0.1, hi = 0.9 } = input
  requireCount('passes', passes)
  requireCount('fails', fails)
  requirePositive('a', a)
  requirePositive('b', b)
  requireProbability('lo', lo)
  requireProbability('hi', hi)
  if (lo > hi) throw new RangeError(`lo must not exceed hi (${hi}), got ${lo}`)
  const alpha = a + passes
  const beta = b + fails
  const low = regularizedBeta(lo, alpha, beta)
  const high = regularizedBeta(hi, alpha, beta)
  const pFlaky = low.lower > 0.5 ? low.upper - high.upper : high.lower - low.lower
  return { pFlaky, posteriorMean: alpha / (alpha + beta) }
}
