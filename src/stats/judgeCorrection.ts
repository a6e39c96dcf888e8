import { requireCount, requireLevel, requireProbability, requireSameLength, requireValues } from './check.ts'
import { normQuantile } from './normal.ts'
import { meanAndError } from './pairedT.ts'
import { wilsonInterval } from './wilson.ts'

/**
 * The true rate behind an apparent one, of a judge with known errors (Rogan & Gladen 1978), cut to [0, 1].
 *
 * @param input `apparent`: share the judge calls positive; `sensitivity` and `specificity` of the judge
 * @throws RangeError when one is outside [0, 1] or the judge is no better than chance
 */
export function roganGladen(input: { apparent: number; sensitivity: number; specificity: number }): number {
  const { apparent, sensitivity, specificity } = input
  requireProbability('apparent', apparent)
  requireJudge(sensitivity, specificity)
  return clamp((apparent + specificity - 1) / (sensitivity + specificity - 1))
}

/**
 * The interval of the true rate when the judge's errors are known exactly: Wilson's interval (1927), both of its ends
 * corrected (Rogan & Gladen 1978).
 *
 * @throws RangeError as `roganGladen` and `wilsonInterval`
 */
export function roganGladenCI(input: {
  positives: number
  n: number
  sensitivity: number
  specificity: number
  confidence: number
}): [number, number] {
  const { positives, n, sensitivity, specificity, confidence } = input
  const [lower, upper] = wilsonInterval({ successes: positives, n, confidence })
  return [
    roganGladen({ apparent: lower, sensitivity, specificity }),
    roganGladen({ apparent: upper, sensitivity, specificity }),
  ]
}

/**
 * The true pass rate when the judge's errors were estimated on labelled cases, with the delta-method standard error
 * (Lee et al. 2025). Rate and interval are cut to [0, 1].
 *
 * @param input judged cases and passes; labelled positives and negatives, and how many of each the judge got right
 * @throws RangeError when a count exceeds its total, a total is 0, or the judge is no better than chance
 */
export function roganGladenDelta(input: {
  n: number
  judgedPass: number
  calibPositives: number
  judgePassOnPositives: number
  calibNegatives: number
  judgeFailOnNegatives: number
  confidence: number
}): { theta: number; se: number; ci: [number, number] } {
  requireLevel('confidence', input.confidence)
  const apparent = shareOf('judgedPass', input.judgedPass, 'n', input.n)
  const sensitivity = shareOf(
    'judgePassOnPositives',
    input.judgePassOnPositives,
    'calibPositives',
    input.calibPositives,
  )
  const specificity = shareOf(
    'judgeFailOnNegatives',
    input.judgeFailOnNegatives,
    'calibNegatives',
    input.calibNegatives,
  )
  const theta = roganGladen({ apparent, sensitivity, specificity })
  const variance =
    (apparent * (1 - apparent)) / input.n +
    ((1 - theta) ** 2 * specificity * (1 - specificity)) / input.calibNegatives +
    (theta ** 2 * sensitivity * (1 - sensitivity)) / input.calibPositives
  const se = Math.sqrt(variance) / (sensitivity + specificity - 1)
  const half = normQuantile({ p: 1 - (1 - input.confidence) / 2 }) * se
  return { theta, se, ci: [clamp(theta - half), clamp(theta + half)] }
}

/**
 * The mean of a quality by prediction-powered inference (Angelopoulos, Duchi & Zrnic 2023, PPI++): the judge's mean on
 * many cases, corrected by its errors on the labelled ones.
 *
 * @param input `labelled`: people's scores; `judgeOnLabelled`: the judge's of the same cases; `judgeOnUnlabelled`: of
 *   others; `lambda_`: trust in the judge, 0 (labels alone) to 1; tuned for the smallest variance where absent; `alpha`:
 *   1 - confidence, default 0.05
 * @throws RangeError when there are fewer than 2 labelled or no unlabelled cases, or the lengths differ
 */
export function ppiMean(input: {
  labelled: readonly number[]
  judgeOnLabelled: readonly number[]
  judgeOnUnlabelled: readonly number[]
  lambda_?: number | null
  alpha?: number
}): { lambda_: number; estimate: number; se: number; ci: [number, number] } {
  const { labelled, judgeOnLabelled, judgeOnUnlabelled, alpha = 0.05 } = input
  requireValues('labelled', labelled, 2)
  requireValues('judgeOnLabelled', judgeOnLabelled)
  requireValues('judgeOnUnlabelled', judgeOnUnlabelled)
  requireSameLength('judgeOnLabelled', judgeOnLabelled, 'labelled', labelled)
  requireLevel('alpha', alpha)
  const lambda = input.lambda_ ?? tunedLambda(labelled, judgeOnLabelled, judgeOnUnlabelled)
  requireProbability('lambda_', lambda)
  const errors = labelled.map((label, i) => label - lambda * (judgeOnLabelled[i] ?? 0))
  const estimate = lambda * meanAndError(judgeOnUnlabelled).mean + meanAndError(errors).mean
  const variance =
    (lambda ** 2 * populationVariance(judgeOnUnlabelled)) / judgeOnUnlabelled.length +
    populationVariance(errors) / labelled.length
  const se = Math.sqrt(variance)
  const half = normQuantile({ p: 1 - alpha / 2 }) * se
  return { lambda_: lambda, estimate, se, ci: [estimate - half, estimate + half] }
}

/** The trust that minimises the variance (PPI++, section 6), with the judge's variance pooled over all cases. */
function tunedLambda(
  labelled: readonly number[],
  judgeOnLabelled: readonly number[],
  judgeOnUnlabelled: readonly number[],
): number {
  const { mean: labelMean } = meanAndError(labelled)
  const { mean: judgeMean } = meanAndError(judgeOnLabelled)
  const n = labelled.length
  const covariance =
    labelled.reduce((sum, label, i) => sum + (label - labelMean) * ((judgeOnLabelled[i] ?? 0) - judgeMean), 0) / n
  const pooled = meanAndError([...judgeOnLabelled, ...judgeOnUnlabelled]).sd ** 2
  return pooled === 0 ? 0 : clamp(covariance / ((1 + n / judgeOnUnlabelled.length) * pooled))
}

function populationVariance(values: readonly number[]): number {
  const { mean } = meanAndError(values)
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
}

function shareOf(name: string, count: number, totalName: string, total: number): number {
  requireCount(totalName, total, 1)
  requireCount(name, count)
  if (count > total) throw new RangeError(`${name} must not exceed ${totalName} (${total}), got ${count}`)
  return count / total
}

function requireJudge(sensitivity: number, specificity: number): void {
  requireProbability('sensitivity', sensitivity)
  requireProbability('specificity', specificity)
  if (sensitivity + specificity <= 1) {
    throw new RangeError(`sensitivity + specificity must exceed 1, got ${sensitivity + specificity}`)
  }
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share))
}
