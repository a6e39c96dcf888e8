import { betaQuantile } from './beta.ts'
import {
  requireCount,
  requireFinite,
  requireLevel,
  requireNonNegative,
  requirePositive,
  requireProbability,
} from './check.ts'
import { casesForCertainty } from './gateDecision.ts'
import { mcnemarPower } from './mcnemar.ts'
import { mcnemarSampleSize } from './power.ts'
import { findRoot, firstInteger } from './root.ts'
import { tQuantile } from './t.ts'

/** No plan asks for more cases than this. */
const MOST_CASES = 1e8

/** Beyond this many cases the normal formula for pass/fail results is as good as the exact sum, and instant. */
const EXACT_UP_TO = 1e5

/**
 * How much the paired differences vary. Give `discordance` for single pass/fail results, else `sd`.
 */
export interface Spread {
  /** Standard deviation of the difference of a unit (its mean over repeats), in score units. */
  sd?: number
  /** Share of cases that pass on one side only. */
  discordance?: number
  /** A whole number such that all differences times it are whole, where there is one. */
  lattice?: number
}

/** Level of the one-sided test (default 0.05) and the wanted chance to see the drop (default 0.8). */
export interface DetectionGoal {
  alpha?: number
  power?: number
}

/**
 * The smallest drop of the mean score that the one-sided test at `alpha` would report with the given power, with n
 * units (the minimum detectable effect, Bloom 1995); null when no drop would be, as there are too few units. Never below
 * the least mean drop that can reach alpha.
 *
 * - `discordance`: exact power of McNemar's mid-p test, where a drop adds losses and removes gains at that discordance.
 * - `sd`: Student's t, (t_alpha + t_power) sd / sqrt(n); with `lattice` at least what it takes for enough units (4 at
 *   alpha .05) to lose one lattice step, as fewer non-zero differences cannot reach alpha whatever their size.
 * - a spread of 0 says nothing about how a drop would look; the drop is then taken to be made of whole losses, the
 *   fewest cases for its size, which is the hardest to see.
 *
 * @returns a positive number in score units, at most 1, or null
 * @throws RangeError when neither sd nor discordance is given, or an argument is out of range
 */
export function minimumDetectableDrop(input: Spread & DetectionGoal & { n: number }): number | null {
  const { n, alpha = 0.05, power = 0.8 } = input
  requireCount('n', n, 1)
  requireGoal(alpha, power)
  requireSpread(input)
  const fewest = fewestUnits(alpha)
  if (n < fewest) return null
  if (input.discordance !== undefined || !input.sd) {
    const discordance = input.discordance ?? 0
    const excess = (drop: number): number => dropPower(n, drop, discordance, alpha) - power
    return excess(1) < 0 ? null : Math.max(fewest / n, findRoot(excess, 0, 1, 1e-9))
  }
  const losses = Math.max(fewest / n, betaQuantile({ p: power, a: fewest, b: n - fewest + 1 }))
  const floor = input.lattice ? losses / input.lattice : 0
  const drop = Math.max(floor, (tSum(alpha, power, n - 1) * input.sd) / Math.sqrt(n))
  return drop <= 1 ? drop : null
}

/**
 * The fewest units with which a drop of the mean score would be reported with the given power: the n from which
 * `minimumDetectableDrop` is at most `drop` (Duffy 1984 for counts, Miettinen 1968 beyond 100,000 of them); null beyond
 * 100 million.
 *
 * @throws RangeError when drop is outside (0, 1], neither sd nor discordance is given, or an argument is out of range
 */
export function casesNeeded(input: Spread & DetectionGoal & { drop: number }): number | null {
  const { drop, alpha = 0.05, power = 0.8 } = input
  requirePositive('drop', drop)
  requireProbability('drop', drop)
  requireGoal(alpha, power)
  requireSpread(input)
  const byCounts = input.discordance !== undefined || !input.sd
  const discordance = Math.max(input.discordance ?? 0, drop)
  const rough = mcnemarSampleSize({ discordance, delta: drop, alpha, power, alternative: 'one-sided' })
  if (byCounts && rough > EXACT_UP_TO) return rough <= MOST_CASES ? Math.ceil(rough) : null
  const shows = (n: number): boolean =>
    byCounts
      ? dropPower(n, drop, discordance, alpha) >= power
      : (minimumDetectableDrop({ ...input, n }) ?? Infinity) <= drop
  return firstInteger(shows, fewestUnits(alpha), MOST_CASES)
}

/**
 * The fewest units with which the one-sided lower bound at 1 - alpha would lie above -margin with the given power
 * (Julious 2004), and with which the margin can be certified at all (ln(alpha) / ln(1 - margin)); null when the mean
 * difference to be expected is itself at or below -margin.
 *
 * @param input `meanDiff`: the mean difference to be expected, default 0; `sd`, or `discordance` for pass/fail results
 * @throws RangeError when margin is outside (0, 1], neither sd nor discordance is given, or an argument is out of range
 */
export function casesForMargin(input: Spread & DetectionGoal & { margin: number; meanDiff?: number }): number | null {
  const { margin, meanDiff = 0, alpha = 0.05, power = 0.8 } = input
  requirePositive('margin', margin)
  requireProbability('margin', margin)
  requireFinite('meanDiff', meanDiff)
  requireGoal(alpha, power)
  requireSpread(input)
  const room = margin + meanDiff
  if (room <= 0) return null
  const sd = input.sd ?? Math.sqrt(Math.max(0, (input.discordance ?? 0) - meanDiff * meanDiff))
  const clears = (n: number): boolean => (tSum(alpha, power, n - 1) * sd) / Math.sqrt(n) <= room
  return firstInteger(clears, Math.max(2, casesForCertainty(margin, alpha)), MOST_CASES)
}

/**
 * The fewest repeats of each case, on both sides, with which a drop would be reported with the given power at n cases
 * (Miller 2024); null when even endless repeats would not do, so that only more cases help.
 *
 * @param input `omega2`: variance between cases of the true difference; `sigmaA2`, `sigmaB2`: variance of one repeat
 *   within a case, on either side
 * @throws RangeError when a variance is negative, n below 2, or another argument out of range
 */
export function repeatsNeeded(
  input: DetectionGoal & { n: number; drop: number; omega2: number; sigmaA2: number; sigmaB2: number },
): number | null {
  const { n, drop, omega2, sigmaA2, sigmaB2, alpha = 0.05, power = 0.8 } = input
  requireCount('n', n, 2)
  requirePositive('drop', drop)
  requireNonNegative('omega2', omega2)
  requireNonNegative('sigmaA2', sigmaA2)
  requireNonNegative('sigmaB2', sigmaB2)
  requireGoal(alpha, power)
  const affordable = n * (drop / tSum(alpha, power, n - 1)) ** 2 - omega2
  const within = sigmaA2 + sigmaB2
  if (within === 0) return affordable >= 0 ? 1 : null
  return affordable > 0 ? Math.max(1, Math.ceil(within / affordable - 1e-9)) : null
}

/** The fewest units whose sign-flip mid-p can be alpha at all: 2^-(k + 1) <= alpha. */
function fewestUnits(alpha: number): number {
  return Math.max(1, Math.ceil(-Math.log2(alpha) - 1 - 1e-12))
}

/** The power of McNemar's mid-p test when the pass rate drops by `drop`. */
function dropPower(n: number, drop: number, discordance: number, alpha: number): number {
  const spread = Math.max(discordance, drop)
  const pBaseOnly = (spread + drop) / 2
  const pCandOnly = spread - pBaseOnly
  return mcnemarPower({ n, pBaseOnly, pCandOnly, alpha, test: 'midP', alternative: 'worse' })
}

function tSum(alpha: number, power: number, df: number): number {
  return tQuantile({ p: 1 - alpha, df }) + tQuantile({ p: power, df })
}

function requireGoal(alpha: number, power: number): void {
  requireLevel('alpha', alpha)
  requireLevel('power', power)
  if (power <= alpha) throw new RangeError(`power must be above alpha (${alpha}), got ${power}`)
}

function requireSpread({ sd, discordance, lattice }: Spread): void {
  if (sd === undefined && discordance === undefined) throw new RangeError('sd or discordance must be given')
  if (sd !== undefined) requireNonNegative('sd', sd)
  if (discordance !== undefined) requireProbability('discordance', discordance)
  if (lattice !== undefined) requireCount('lattice', lattice, 1)
}
