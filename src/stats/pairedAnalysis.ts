import { requireLevel, requireSameLength, requireValues } from './check.ts'
import { clusteredMean } from './clusteredMean.ts'
import type { ClusterId } from './clusters.ts'
import { findLattice } from './lattice.ts'
import {
  type BoundConfidence,
  type BoundMethod,
  clusteredTBounds,
  type MeanBounds,
  tangoBounds,
  tBounds,
} from './meanBounds.ts'
import { meanAndError } from './pairedT.ts'
import type { Spread } from './planning.ts'
import { type SignFlipMethod, signFlipPermutation } from './signFlip.ts'

/** Slack for the rounding of means. */
const ROUNDING = 1e-12

/** Paired differences of one score, candidate minus baseline. */
export interface PairedAnalysisInput {
  /** One difference per case, in [-1, 1]: mean score of the candidate minus that of the baseline. */
  diffs: readonly number[]
  /** Confidence of the two-sided interval. */
  confidence: number
  /** Confidence of each one-sided bound; `confidence` where absent. */
  boundConfidence?: number
  /** A whole number such that every difference times it is whole; found when absent. */
  lattice?: number
  /** The unit of each difference; equal names are one unit. */
  clusters?: readonly ClusterId[]
  /** Whether each difference is of two single pass/fail results; where absent, yes if all are -1, 0 or 1. */
  binary?: boolean
}

export interface PairedAnalysis {
  meanDiff: number
  /** Mid-p that the candidate is worse, by the sign-flip permutation test. */
  pWorseMidP: number
  /** How pWorseMidP was found. */
  method: SignFlipMethod
  /** One-sided lower bound of the mean difference. */
  lowerBound: number
  lowerBoundMethod: BoundMethod
  /** One-sided upper bound of the mean difference. */
  upperBound: number
  /** Two-sided interval of the mean difference. */
  interval: [number, number]
  /** Cases. */
  n: number
  /** Independent units: clusters, else cases. */
  units: number
  /** What `minimumDetectableDrop` and `casesNeeded` need, per unit. */
  spread: Spread & { sd: number }
}

/**
 * Tests and bounds a mean paired difference: sign-flip mid-p (Fisher 1935, Lancaster 1961); Tango's bounds (1998) for
 * single pass/fail results, t on case means (Student 1908), clustered t (CR1, Liang & Zeger 1986) where several cases
 * share a unit, or the rule of three (Hanley & Lippman-Hand 1983) where nothing varies.
 *
 * @throws RangeError when there is no difference, one is outside [-1, 1] or off the lattice, clusters are not as long
 *   as diffs, or a confidence is outside (0, 1)
 */
export function pairedAnalysis(input: PairedAnalysisInput): PairedAnalysis {
  const { diffs, confidence, boundConfidence = confidence } = input
  requireDifferences(diffs)
  requireLevel('confidence', confidence)
  requireLevel('boundConfidence', boundConfidence)
  if (input.clusters) requireSameLength('clusters', input.clusters, 'diffs', diffs)
  const units = input.clusters ? new Set(input.clusters).size : diffs.length
  const clusters = units < diffs.length ? input.clusters : undefined
  const lattice = input.lattice ?? findLattice(diffs)
  const isBinary = input.binary ?? lattice === 1
  if (isBinary && lattice !== 1) throw new RangeError('binary differences must be -1, 0 or 1')
  const test = signFlipPermutation({ diffs, ...(lattice !== null && { lattice }), ...(clusters && { clusters }) })
  const bounds = boundsOf(diffs, clusters, isBinary, { interval: confidence, bound: boundConfidence })
  return {
    meanDiff: meanOf(diffs, lattice),
    pWorseMidP: test.midPLess,
    method: test.method,
    lowerBound: bounds.lower,
    lowerBoundMethod: bounds.method,
    upperBound: bounds.upper,
    interval: bounds.interval,
    n: diffs.length,
    units,
    spread: clusters ? clusteredSpread(diffs, clusters, units) : spreadOf(diffs, lattice, isBinary),
  }
}

function requireDifferences(diffs: readonly number[]): void {
  requireValues('diffs', diffs)
  const stray = diffs.findIndex((diff) => Math.abs(diff) > 1 + ROUNDING)
  if (stray >= 0) throw new RangeError(`diffs[${stray}] must be within [-1, 1], got ${diffs[stray]}`)
}

function boundsOf(
  diffs: readonly number[],
  clusters: readonly ClusterId[] | undefined,
  isBinary: boolean,
  confidence: BoundConfidence,
): MeanBounds {
  if (clusters) return clusteredTBounds(diffs, clusters, confidence)
  return isBinary ? tangoBounds(diffs, confidence) : tBounds(diffs, confidence)
}

/** Summed in lattice steps where there are any: exact, whatever the order of the cases. */
function meanOf(diffs: readonly number[], lattice: number | null): number {
  const steps = lattice === null ? Float64Array.from(diffs) : Float64Array.from(diffs, (d) => Math.round(d * lattice))
  return steps.sort().reduce((sum, step) => sum + step, 0) / ((lattice ?? 1) * diffs.length)
}

function spreadOf(diffs: readonly number[], lattice: number | null, isBinary: boolean): Spread & { sd: number } {
  const { sd } = diffs.length < 2 ? { sd: 0 } : meanAndError(diffs)
  const discordant = diffs.filter((diff) => diff !== 0).length
  return {
    sd,
    ...(isBinary && { discordance: discordant / diffs.length }),
    ...(lattice !== null && { lattice }),
  }
}

/** The standard deviation of units whose plain mean would be as uncertain as the clustered one. */
function clusteredSpread(
  diffs: readonly number[],
  clusters: readonly ClusterId[],
  units: number,
): Spread & { sd: number } {
  return { sd: units < 2 ? 0 : clusteredMean({ values: diffs, clusters }).seCR1 * Math.sqrt(units) }
}
