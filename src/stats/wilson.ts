import { requireProportion } from './binomial.ts'
import { normQuantile } from './normal.ts'

/**
 * Wilson's score interval of a proportion (Wilson 1927; Newcombe 1998, method 3), without continuity correction.
 *
 * @param input successes of n trials, and the two-sided confidence, say 0.95
 * @returns [lower, upper], within [0, 1]
 * @throws RangeError when successes exceeds n, n is 0, or confidence is outside (0, 1)
 */
export function wilsonInterval(input: { successes: number; n: number; confidence: number }): [number, number] {
  requireProportion(input)
  const { successes, n, confidence } = input
  return wilsonOf(successes / n, n, confidence)
}

/** The same of a share, of as many trials as it is worth: of weighted or clustered ones that is no whole number. */
export function wilsonOf(share: number, n: number, confidence: number): [number, number] {
  const z = normQuantile({ p: 1 - (1 - confidence) / 2 })
  const centre = share * n + (z * z) / 2
  const spread = z * Math.sqrt(share * (1 - share) * n + (z * z) / 4)
  const total = n + z * z
  const lower = share === 0 ? 0 : (centre - spread) / total
  const upper = share === 1 ? 1 : (centre + spread) / total
  return [Math.max(0, lower), Math.min(1, upper)]
}
