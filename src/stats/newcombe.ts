import { requireLevel } from './check.ts'
import { type PairedTable, pairsOf } from './tango.ts'
import { wilsonInterval } from './wilson.ts'

/**
 * Newcombe's interval for the difference of two paired proportions, first minus second, from the Wilson intervals of
 * both and their correlation (Newcombe 1998b, method 10, with the continuity-corrected phi).
 *
 * @throws RangeError when a count is not a whole number, all are 0, or confidence is outside (0, 1)
 */
export function newcombePairedInterval(input: PairedTable & { confidence: number }): {
  estimate: number
  ci: [number, number]
} {
  const n = pairsOf(input)
  requireLevel('confidence', input.confidence)
  const first = shareOf(input.bothPass + input.firstOnly, n, input.confidence)
  const second = shareOf(input.bothPass + input.secondOnly, n, input.confidence)
  const phi = correctedPhi(input, n)
  const estimate = (input.firstOnly - input.secondOnly) / n
  const down = combine(first.below, second.above, phi)
  const up = combine(first.above, second.below, phi)
  return { estimate, ci: [estimate - down, estimate + up] }
}

function shareOf(successes: number, n: number, confidence: number): { below: number; above: number } {
  const [lower, upper] = wilsonInterval({ successes, n, confidence })
  return { below: successes / n - lower, above: upper - successes / n }
}

function combine(a: number, b: number, phi: number): number {
  return Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b))
}

function correctedPhi({ bothPass, firstOnly, secondOnly, bothFail }: PairedTable, n: number): number {
  const margins = (bothPass + firstOnly) * (secondOnly + bothFail) * (bothPass + secondOnly) * (firstOnly + bothFail)
  if (margins === 0) return 0
  const product = bothPass * bothFail - firstOnly * secondOnly
  const corrected = product > 0 ? Math.max(product - n / 2, 0) : product
  return corrected / Math.sqrt(margins)
}
