import { requireCount, requireLevel, requireNonNegative, requireOneOf, requirePositive } from './check.ts'
import { noncentralTUpper } from './noncentralT.ts'
import { normQuantile } from './normal.ts'
import { findRoot } from './root.ts'
import { tQuantile } from './t.ts'

/** Whether a plan is for a test in one direction or in both. */
export type Sides = 'one-sided' | 'two-sided'

/** What a plan asks for: level, power and direction of the test. */
export interface PowerGoal {
  alpha: number
  power: number
  alternative: Sides
}

/** Variances of a comparison with repeats (Miller 2024, section 5). */
export interface EvalVariances {
  /** Variance between cases of the true paired difference. */
  omega2: number
  /** Variance within a case of one repeat of system A, and its repeats. */
  sigmaA2: number
  kA: number
  /** The same of system B. */
  sigmaB2: number
  kB: number
}

/**
 * The number of pairs (not rounded) at which the paired t test has the power wanted, by the noncentral t distribution
 * (Cohen 1988); of a two-sided test only the side of the effect counts, as in R's pwr.t.test.
 *
 * @param input `effectSize`: mean difference over its standard deviation, not 0
 * @throws RangeError when the effect is 0 or a level is outside (0, 1)
 */
export function pairedTSampleSize(input: PowerGoal & { effectSize: number }): number {
  const level = levelOf(input)
  const effect = Math.abs(input.effectSize)
  requirePositive('effectSize', effect)
  const excess = (n: number): number => {
    const critical = tQuantile({ p: 1 - level, df: n - 1 })
    return noncentralTUpper(critical, n - 1, effect * Math.sqrt(n)) - input.power
  }
  let high = 4
  while (excess(high) < 0) high *= 2
  const low = 1.5
  return excess(low) >= 0 ? low : findRoot(excess, low, high, 1e-9)
}

/**
 * The number of cases (not rounded) at which a mean difference of `delta` shows, with kA and kB repeats of each case
 * (Miller 2024): (z_alpha + z_power)^2 (omega2 + sigmaA2/kA + sigmaB2/kB) / delta^2.
 *
 * @throws RangeError when delta is not above 0, a variance is negative, or a level is outside (0, 1)
 */
export function evalSampleSize(input: PowerGoal & EvalVariances & { delta: number }): number {
  requirePositive('delta', input.delta)
  return (zSum(input) ** 2 * varianceOf(input)) / input.delta ** 2
}

/**
 * The smallest mean difference that shows with n cases: `evalSampleSize` solved for delta (Miller 2024).
 *
 * @throws RangeError when n is below 1, a variance is negative, or a level is outside (0, 1)
 */
export function evalMde(input: PowerGoal & EvalVariances & { n: number }): number {
  requireCount('n', input.n, 1)
  return zSum(input) * Math.sqrt(varianceOf(input) / input.n)
}

/**
 * The number of pairs (not rounded) for McNemar's test (Miettinen 1968; Connor 1987).
 *
 * @param input `discordance`: share of pairs that differ; `delta`: difference of the two pass rates, up to discordance
 * @throws RangeError when delta is not above 0 or exceeds the discordance, or a level is outside (0, 1)
 */
export function mcnemarSampleSize(input: PowerGoal & { discordance: number; delta: number }): number {
  const { discordance, delta } = input
  requirePositive('delta', delta)
  if (!(discordance >= delta && discordance <= 1)) {
    throw new RangeError(`discordance must be between delta (${delta}) and 1, got ${discordance}`)
  }
  const underNull = normQuantile({ p: 1 - levelOf(input) }) * Math.sqrt(discordance)
  const underEffect = normQuantile({ p: input.power }) * Math.sqrt(discordance - delta * delta)
  return ((underNull + underEffect) / delta) ** 2
}

function levelOf({ alpha, power, alternative }: PowerGoal): number {
  requireLevel('alpha', alpha)
  requireLevel('power', power)
  requireOneOf('alternative', alternative, ['one-sided', 'two-sided'])
  return alternative === 'two-sided' ? alpha / 2 : alpha
}

function zSum(goal: PowerGoal): number {
  return normQuantile({ p: 1 - levelOf(goal) }) + normQuantile({ p: goal.power })
}

function varianceOf({ omega2, sigmaA2, kA, sigmaB2, kB }: EvalVariances): number {
  requireNonNegative('omega2', omega2)
  requireNonNegative('sigmaA2', sigmaA2)
  requireNonNegative('sigmaB2', sigmaB2)
  requireCount('kA', kA, 1)
  requireCount('kB', kB, 1)
  return omega2 + sigmaA2 / kA + sigmaB2 / kB
}
