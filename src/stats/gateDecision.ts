import { requireCount, requireLevel, requireProbability } from './check.ts'
import { type PairedAnalysis, type PairedAnalysisInput, pairedAnalysis } from './pairedAnalysis.ts'

/** The fewest units on which anything is decided. */
export const MINIMUM_UNITS = 6

/** Slack for the rounding of means, far below any margin. */
const ROUNDING = 1e-12

/** One rule of the gate on paired differences, given as `diffs` or as `diffCounts`. */
export interface GateDecisionInput extends Omit<PairedAnalysisInput, 'diffs'> {
  diffs?: readonly number[]
  /** Instead of diffs: how many cases have each difference, in steps of 1/lattice, as {"-1": 14, "0": 183, "1": 3}. */
  diffCounts?: Readonly<Record<string, number>>
  /** The number of cases, checked against the differences where given. */
  n?: number
  /** Level of the test that blocks, say 0.05. */
  alpha: number
  /** The smallest mean drop that blocks, say 0.01; 0 blocks on any significant one. */
  minEffect: number
  /** The mean drop that certification excludes, say 0.03. */
  margin: number
}

/** `fail`: significantly worse. `pass`: certified not to be worse by the margin. */
export type GateVerdict = 'fail' | 'pass' | 'inconclusive'

export interface GateDecision extends PairedAnalysis {
  /** The fewest units with which the margin can be certified, ln(alpha) / ln(1 - margin). */
  minCasesForMargin: number
  verdict: GateVerdict
}

/**
 * Decides one rule of the gate: `pairedAnalysis`, and the verdict on it (`gateVerdict`).
 *
 * @throws RangeError as `pairedAnalysis`, or when an option is out of range
 */
export function gateDecision(input: GateDecisionInput): GateDecision {
  requireRule(input)
  const diffs = input.diffs ?? expandCounts(input.diffCounts, input.lattice)
  if (input.n !== undefined && input.n !== diffs.length) {
    throw new RangeError(`n must be the number of differences (${diffs.length}), got ${input.n}`)
  }
  const analysis = pairedAnalysis({ ...input, diffs })
  return {
    ...analysis,
    minCasesForMargin: casesForCertainty(input.margin, input.alpha),
    verdict: gateVerdict({ ...input, ...analysis, pWorse: analysis.pWorseMidP }),
  }
}

/**
 * The verdict from the numbers alone, for p values that were adjusted (Holm 1979) after the analysis. `fail` is a
 * significant drop of at least `minEffect`, and is decided first; `pass` is non-inferiority by the margin (Schuirmann
 * 1987, one of his two one-sided tests); fewer than 6 units are always inconclusive.
 *
 * @throws RangeError when alpha is outside (0, 1), minEffect outside [0, 1] or margin outside (0, 1]
 */
export function gateVerdict(input: {
  pWorse: number
  meanDiff: number
  lowerBound: number
  units: number
  alpha: number
  minEffect: number
  margin: number
}): GateVerdict {
  requireRule(input)
  if (input.units < MINIMUM_UNITS) return 'inconclusive'
  if (input.pWorse <= input.alpha && input.meanDiff <= ROUNDING - input.minEffect) return 'fail'
  const enough = input.units >= casesForCertainty(input.margin, input.alpha)
  return enough && input.lowerBound > -input.margin ? 'pass' : 'inconclusive'
}

/**
 * The fewest faultless cases that exclude, at level alpha, a share of failures as large as the margin (Hanley &
 * Lippman-Hand 1983).
 */
export function casesForCertainty(margin: number, alpha: number): number {
  if (margin >= 1) return 1
  return Math.max(1, Math.ceil(Math.log(alpha) / Math.log1p(-margin) - 1e-9))
}

function requireRule({ alpha, minEffect, margin }: { alpha: number; minEffect: number; margin: number }): void {
  requireLevel('alpha', alpha)
  requireProbability('minEffect', minEffect)
  requireProbability('margin', margin)
  if (margin === 0) throw new RangeError('margin must be above 0, got 0')
}

function expandCounts(counts: Readonly<Record<string, number>> | undefined, lattice: number | undefined): number[] {
  if (counts === undefined) throw new RangeError('diffs or diffCounts must be given')
  if (lattice === undefined) throw new RangeError('diffCounts need a lattice')
  requireCount('lattice', lattice, 1)
  return Object.entries(counts).flatMap(([key, count]) => {
    const steps = Number(key)
    if (!Number.isInteger(steps)) throw new RangeError(`diffCounts must have whole numbers as keys, got ${key}`)
    requireCount(`diffCounts["${key}"]`, count)
    return new Array<number>(count).fill(steps / lattice)
  })
}
