import { clusteredMean } from './clusteredMean.ts'
import type { ClusterId } from './clusters.ts'
import { oneSidedBounds, pairedT } from './pairedT.ts'
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

/** Confidence of the two-sided interval, and of each of the one-sided bounds. */
export interface BoundConfidence {
  interval: number
  bound: number
}

/** Tango's bounds for differences that are -1, 0 or 1, where the candidate is first and the baseline second. */
export function tangoBounds(diffs: readonly number[], confidence: BoundConfidence): MeanBounds {
  const table: PairedTable = { bothPass: 0, firstOnly: 0, secondOnly: 0, bothFail: 0 }
  for (const diff of diffs) {
    if (diff > 0.5) table.firstOnly++
    else if (diff < -0.5) table.secondOnly++
    else table.bothPass++
  }
  const swapped = { ...table, firstOnly: table.secondOnly, secondOnly: table.firstOnly }
  const lower = tangoLowerBound({ ...table, confidence: confidence.bound })
  const upper = -tangoLowerBound({ ...swapped, confidence: confidence.bound })
  return { method: 'tango', lower, upper, interval: tangoInterval({ ...table, confidence: confidence.interval }).ci }
}

/** Student's t on the differences, or the rule of three where they are all equal. */
export function tBounds(diffs: readonly number[], confidence: BoundConfidence): MeanBounds {
  if (diffs.every((diff) => diff === diffs[0])) return ruleOfThreeBounds(diffs[0] ?? 0, diffs.length, confidence)
  const { ci, ...mean } = pairedT({ diffs, confidence: confidence.interval })
  return { method: 't', ...oneSidedBounds(mean, confidence.bound), interval: ci }
}

/** Cluster-robust t (CR1), or the rule of three where every cluster has the same mean. */
export function clusteredTBounds(
  diffs: readonly number[],
  clusters: readonly ClusterId[],
  confidence: BoundConfidence,
): MeanBounds {
  const units = new Set(clusters).size
  const mean = diffs.reduce((sum, diff) => sum + diff, 0) / diffs.length
  if (units < 2) return ruleOfThreeBounds(mean, units, confidence)
  const { seCR1: se, df, ciT } = clusteredMean({ values: diffs, clusters, confidence: confidence.interval })
  if (se <= 1e-12) return ruleOfThreeBounds(mean, units, confidence)
  return { method: 'clusteredT', ...oneSidedBounds({ mean, se, df }, confidence.bound), interval: ciT }
}

/**
 * Bounds where nothing varies, so that no standard error exists. With confidence 1 - alpha at most a share
 * q = 1 - alpha^(1/units) of all units differs from what was seen (3/units, about: Hanley & Lippman-Hand 1983); at worst
 * those score -1 or 1.
 */
function ruleOfThreeBounds(mean: number, units: number, confidence: BoundConfidence): MeanBounds {
  const worst = (alpha: number): number => -Math.expm1(Math.log(alpha) / units)
  const down = (alpha: number): number => mean - worst(alpha) * (1 + mean)
  const up = (alpha: number): number => mean + worst(alpha) * (1 - mean)
  const [alpha, tail] = [1 - confidence.bound, (1 - confidence.interval) / 2]
  return { method: 'ruleOfThree', lower: down(alpha), upper: up(alpha), interval: [down(tail), up(tail)] }
}
