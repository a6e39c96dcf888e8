import { requireFinite, requireLevel, requireOneOf, requireValues } from './check.ts'
import { tCdf, tQuantile } from './t.ts'

/** Which direction of the mean the test looks for. */
export type Alternative = 'two-sided' | 'less' | 'greater'

/** Mean, sample standard deviation and standard error of the mean. */
export function meanAndError(values: ArrayLike<number>): { mean: number; sd: number; se: number } {
  const n = values.length
  let sum = 0
  for (let i = 0; i < n; i++) sum += values[i] ?? 0
  const mean = sum / n
  // Rounding would give equal values a spread, and a t of millions.
  if (isConstant(values)) return { mean: values[0] ?? 0, sd: 0, se: 0 }
  let squares = 0
  for (let i = 0; i < n; i++) squares += ((values[i] ?? 0) - mean) ** 2
  const sd = n < 2 ? Number.NaN : Math.sqrt(squares / (n - 1))
  return { mean, sd, se: sd / Math.sqrt(n) }
}

function isConstant(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false
  return values.length > 1
}

/** The one-sided t bounds of a mean, each at the confidence given. */
export function oneSidedBounds(
  { mean, se, df }: { mean: number; se: number; df: number },
  confidence: number,
): { lower: number; upper: number } {
  const reach = tQuantile({ p: confidence, df }) * se
  return { lower: mean - reach, upper: mean + reach }
}

/**
 * Student's paired t test on differences (Student 1908).
 *
 * @param input at least 2 differences; `alternative` chooses `p`; `confidence` holds for the two-sided `ci` and
 *   for each of the one-sided bounds `lower` and `upper`
 * @returns with differences that are all equal: t is 0 and p 1 when they are 0, else t is infinite and p 0 or 1
 * @throws RangeError when there are fewer than 2 differences or confidence is outside (0, 1)
 */
export function pairedT(input: { diffs: readonly number[]; alternative?: Alternative; confidence?: number }): {
  mean: number
  sd: number
  se: number
  t: number
  df: number
  p: number
  ci: [number, number]
  lower: number
  upper: number
} {
  const { diffs, alternative = 'two-sided', confidence = 0.95 } = input
  requireValues('diffs', diffs, 2)
  requireOneOf('alternative', alternative, ['two-sided', 'less', 'greater'])
  requireLevel('confidence', confidence)
  const { mean, sd, se } = meanAndError(diffs)
  const df = diffs.length - 1
  const t = mean === 0 ? 0 : mean / se
  const half = tQuantile({ p: 1 - (1 - confidence) / 2, df }) * se
  return {
    mean,
    sd,
    se,
    t,
    df,
    p: se === 0 && mean === 0 ? 1 : tTestP(t, df, alternative),
    ci: [mean - half, mean + half],
    ...oneSidedBounds({ mean, se, df }, confidence),
  }
}

/** The p value of a t statistic. */
function tTestP(t: number, df: number, alternative: Alternative): number {
  if (alternative === 'less') return tCdf({ x: t, df })
  if (alternative === 'greater') return tCdf({ x: -t, df })
  return 2 * tCdf({ x: -Math.abs(t), df })
}

/**
 * Non-inferiority of a mean difference: the one-sided lower t bound lies above -margin, which is one of the two one-sided
 * tests of equivalence (Schuirmann 1987).
 *
 * @param input `margin` is a positive loss in the unit of the differences
 * @throws RangeError when there are fewer than 2 differences, or margin or confidence is out of range
 */
export function nonInferiority(input: { diffs: readonly number[]; confidence: number; margin: number }): {
  lowerBound: number
  nonInferior: boolean
} {
  requireFinite('margin', input.margin)
  const { lower } = pairedT({ diffs: input.diffs, confidence: input.confidence })
  return { lowerBound: lower, nonInferior: lower > -input.margin }
}
