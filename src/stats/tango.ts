import { requireCount, requireLevel } from './check.ts'
import { normQuantile } from './normal.ts'
import { findRoot } from './root.ts'

/** Paired binary outcomes of two systems on the same cases, as counts of cases. */
export interface PairedTable {
  bothPass: number
  firstOnly: number
  secondOnly: number
  bothFail: number
}

/**
 * Tango's score interval for the difference of two paired proportions, first minus second (Tango 1998).
 * It stays within [-1, 1], and keeps a positive width when no pair is discordant.
 *
 * @param input counts of cases, and the two-sided confidence
 * @throws RangeError when a count is not a whole number, all are 0, or confidence is outside (0, 1)
 */
export function tangoInterval(input: PairedTable & { confidence: number }): {
  estimate: number
  ci: [number, number]
} {
  const n = pairsOf(input)
  requireLevel('confidence', input.confidence)
  const z = normQuantile({ p: 1 - (1 - input.confidence) / 2 })
  const lower = scoreLowerLimit(input.firstOnly, input.secondOnly, n, z)
  const upper = -scoreLowerLimit(input.secondOnly, input.firstOnly, n, z)
  return { estimate: (input.firstOnly - input.secondOnly) / n, ci: [lower, upper] }
}

/**
 * The one-sided lower bound of Tango's interval (Tango 1998): at confidence .95 the lower end of the two-sided .90
 * interval.
 *
 * @throws RangeError as `tangoInterval`
 */
export function tangoLowerBound(input: PairedTable & { confidence: number }): number {
  requireLevel('confidence', input.confidence)
  return scoreLowerLimit(input.firstOnly, input.secondOnly, pairsOf(input), normQuantile({ p: input.confidence }))
}

/** The number of pairs in a table, after checking its counts. */
export function pairsOf(table: PairedTable): number {
  requireCount('bothPass', table.bothPass)
  requireCount('firstOnly', table.firstOnly)
  requireCount('secondOnly', table.secondOnly)
  requireCount('bothFail', table.bothFail)
  const n = table.bothPass + table.firstOnly + table.secondOnly + table.bothFail
  requireCount('the number of pairs', n, 1)
  return n
}

/** The difference at which the score statistic equals z; the statistic falls from +Infinity to 0 on [-1, estimate]. */
function scoreLowerLimit(firstOnly: number, secondOnly: number, n: number, z: number): number {
  if (z < 0) return -scoreLowerLimit(secondOnly, firstOnly, n, -z)
  // Where all pairs agree, or all are the first's, the variance vanishes at the estimate too; the limit is closed.
  if (firstOnly + secondOnly === 0) return -(z * z) / (n + z * z)
  if (firstOnly === n) return (n - z * z) / (n + z * z)
  const excess = (difference: number): number => {
    const q = constrainedSecondOnly(firstOnly, secondOnly, n, difference)
    const variance = n * (2 * q + difference * (1 - difference))
    return firstOnly - secondOnly - n * difference - z * Math.sqrt(Math.max(0, variance))
  }
  const estimate = (firstOnly - secondOnly) / n
  // At confidence .5 the limit is the estimate, where rounding may leave the statistic a trace above 0.
  return estimate <= -1 || excess(estimate) >= 0 ? estimate : findRoot(excess, -1, estimate)
}

/** The maximum-likelihood share of pairs that only the second passes, given the difference (Tango 1998, equation 4). */
function constrainedSecondOnly(firstOnly: number, secondOnly: number, n: number, difference: number): number {
  const a = 2 * n
  const b = (2 * n - firstOnly + secondOnly) * difference - firstOnly - secondOnly
  const c = -secondOnly * difference * (1 - difference)
  const root = Math.sqrt(Math.max(0, b * b - 4 * a * c))
  if (b <= 0) return (root - b) / (2 * a)
  return (-2 * c) / (b + root)
}
