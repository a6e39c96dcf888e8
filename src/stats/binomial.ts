import { betaQuantile } from './beta.ts'
import { requireCount, requireFinite, requireLevel, requireProbability } from './check.ts'
import { binomialTerm, regularizedBeta } from './special.ts'

/**
 * P(X = k) for X ~ Binomial(n, p), by Loader's saddle-point expansion (2000).
 *
 * @throws RangeError when k or n is not a whole number or p is outside [0, 1]
 */
export function binomPmf({ k, n, p }: { k: number; n: number; p: number }): number {
  requireFinite('k', k)
  requireCount('n', n)
  requireProbability('p', p)
  if (k < 0 || k > n || !Number.isInteger(k)) return 0
  if (k === 0) return n === 0 ? 1 : Math.exp(n * Math.log1p(-p))
  if (k === n) return p ** n
  return binomialTerm(k, n - k, p, 1 - p)
}

/**
 * P(X <= k) for X ~ Binomial(n, p), with full relative accuracy in the lower tail, by the incomplete beta function
 * (DLMF 8.17.5).
 *
 * @throws RangeError when n is not a whole number or p is outside [0, 1]
 */
export function binomCdf({ k, n, p }: { k: number; n: number; p: number }): number {
  return binomTails(k, n, p).lower
}

/** P(X <= k) and P(X > k), each with full relative accuracy. */
export function binomTails(k: number, n: number, p: number): { lower: number; upper: number } {
  requireFinite('k', k)
  requireCount('n', n)
  requireProbability('p', p)
  const whole = Math.floor(k)
  if (whole < 0) return { lower: 0, upper: 1 }
  if (whole >= n) return { lower: 1, upper: 0 }
  return regularizedBeta(1 - p, n - whole, whole + 1, p)
}

/**
 * The Clopper-Pearson ("exact") interval of a proportion (Clopper & Pearson 1934).
 *
 * @throws RangeError when successes exceeds n, n is 0, or confidence is outside (0, 1)
 */
export function clopperPearson(input: { successes: number; n: number; confidence: number }): [number, number] {
  requireProportion(input)
  const tail = (1 - input.confidence) / 2
  return [lowerLimit(input.successes, input.n, tail), upperLimit(input.successes, input.n, tail)]
}

/**
 * The one-sided Clopper-Pearson upper bound of a proportion (Clopper & Pearson 1934); at 0 successes it is
 * 1 - (1 - confidence)^(1/n), about 3 / n at .95 (the rule of three, Hanley & Lippman-Hand 1983).
 *
 * @throws RangeError as `clopperPearson`
 */
export function clopperPearsonUpper(input: { successes: number; n: number; confidence: number }): number {
  requireProportion(input)
  return upperLimit(input.successes, input.n, 1 - input.confidence)
}

function lowerLimit(successes: number, n: number, tail: number): number {
  return successes === 0 ? 0 : betaQuantile({ p: tail, a: successes, b: n - successes + 1 })
}

function upperLimit(successes: number, n: number, tail: number): number {
  return successes === n ? 1 : 1 - betaQuantile({ p: tail, a: n - successes, b: successes + 1 })
}

/** Checks the arguments of every interval of a proportion. */
export function requireProportion(input: { successes: number; n: number; confidence: number }): void {
  requireCount('n', input.n, 1)
  requireCount('successes', input.successes)
  if (input.successes > input.n) {
    throw new RangeError(`successes must not exceed n (${input.n}), got ${input.successes}`)
  }
  requireLevel('confidence', input.confidence)
}
