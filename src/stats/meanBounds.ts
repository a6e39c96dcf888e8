import { type ClusterId, clusteredMean } from './clusteredMean.ts'
import { pairedT } from './pairedT.ts'
import { tQuantile } from './t.ts'
import { type PairedTable, tangoInterval, tangoLowerBound } from './tango.ts'

/** How the bounds of a mean difference were found. */
export type BoundMethod = 'tango' | 't' | 'clusteredT' | 'ruleOfThree'

/** Bounds of a mean difference of scores; `lower` and `upper` are one-sided, `interval` is two-sided. */
export interface MeanBounds {
  method: BoundMethod
  lower: number
  upper: number
  interval: [number, number]
}

/** Tango's bounds for differences that are -1, 0 or 1, where the candidate is first and the baseline second. */
export function tangoBounds(diffs: readonly number[], confidence: number): MeanBounds {
  const table: PairedTable = { bothPass: 0, firstOnly: 0, secondOnly: 0, bothFail: 0 }
  for (const diff of diffs) {
    if (diff > 0.5) table.firstOnly++
    else if (diff < -0.5) table.secondOnly++
    else table.bothPass++
  }
  const swapped = { ...table, firstOnly: table.secondOnly, secondOnly: table.firstOnly }
  const lower = tangoLowerBound({ ...table, confidence })
  const upper = -tangoLowerBound({ ...swapped, confidence })
  return { method: 'tango', lower, upper, interval: tangoInterval({ ...table, confidence }).ci }
}

/** Student's t on the differences, or the rule of three where they are all equal. */
export function tBounds(diffs: readonly number[], confidence: number): MeanBounds {
  if (diffs.every((diff) => diff === diffs[0])) return ruleOfThreeBounds(diffs[0] ?? 0, diffs.length, confidence)
  const { lower, upper, ci } = pairedT({ diffs, confidence })
  return { method: 't', lower, upper, interval: ci }
}

/** Cluster-robust t (CR1), or the rule of three where every cluster has the same mean. */
export function clusteredTBounds(
  diffs: readonly number[],
  clusters: readonly ClusterId[],
  confidence: number,
): MeanBounds {
  const units = new Set(clusters).size
  const mean = diffs.reduce((sum, diff) => sum + diff, 0) / diffs.length
  if (units < 2) return ruleOfThreeBounds(mean, units, confidence)
  const { seCR1, df, ciT } = clusteredMean({ values: diffs, clusters, confidence })
  if (seCR1 <= 1e-12) return ruleOfThreeBounds(mean, units, confidence)
  const half = tQuantile({ p: confidence, df }) * seCR1
  return { method: 'clusteredT', lower: mean - half, upper: mean + half, interval: ciT }
}

/**
 * Bounds where nothing varies, so that no standard error exists. With confidence 1 - alpha at most a share
 * q = 1 - alpha^(1/units) of all units differs from what was seen (3/units, about); at worst those score -1 or 1.
 */
function ruleOfThreeBounds(mean: number, units: number, confidence: number): MeanBounds {
  const worst = (alpha: number): number => -Math.expm1(Math.log(alpha) / units)
  const down = (alpha: number): number => mean - worst(alpha) * (1 + mean)
  const up = (alpha: number): number => mean + worst(alpha) * (1 - mean)
  const alpha = 1 - confidence
  return { method: 'ruleOfThree', lower: down(alpha), upper: up(alpha), interval: [down(alpha / 2), up(alpha / 2)] }
}
