import type { AssessedSentence } from './assess.ts'

/** A passage that shares less than this with a claim is no passage of it. */
export const leastShared = 0.15
/** A risk from which a missing passage or figure settles it: the model's own threshold asks for more. */
const doubtful = 0.1

/** Whether a record says otherwise: a field that is false and claimed, true and denied, or other hours. */
export function isContradicted({ features }: AssessedSentence): boolean {
  return features.falseClaimed + features.trueDenied + features.hoursWrong > 0
}

/**
 * Whether a claim counts as unsupported: by its risk alone, or, where sources are text, by less of it if no passage comes near or a figure
 * stands in no source. (Records say much in other words than an answer, and their figures in other forms.)
 */
export function isUnsupported({ risk, features, passage }: AssessedSentence, threshold: number): boolean {
  if (risk >= threshold) return true
  if (risk < doubtful || features.structured > 0) return false
  return features.figuresUnheld > 0 || passage === undefined || features.windowThree < leastShared
}
