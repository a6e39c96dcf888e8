import type { AssessedSentence } from './assess.ts'
import type { Mention } from './mentions.ts'

/** A passage that shares less than this with a claim is no passage of it. */
export const leastShared = 0.15
/** A risk from which a missing passage settles it: the model's own threshold asks for more. */
const doubtful = 0.1

/** Whether what is said of an attribute is surely not so. */
export function contradicts({ attribute, negated, sure, supposed }: Mention): boolean {
  return sure && !supposed && attribute.holds !== null && attribute.holds === negated
}

const opening = new Set(
  'open opens opened opening hour hours operate operates operating close closes closed closing available service business'.split(
    ' ',
  ),
)

/** Whether a sentence with days and times is about when something is open: "the meeting is on Monday from 10 to 11" is not. */
export function speaksOfHours({ words }: Pick<AssessedSentence, 'words'>): boolean {
  return words.some(({ folded }) => opening.has(folded))
}

/** Whether a record says otherwise: a field that is false and claimed, true and denied, or other hours. */
export function isContradicted(sentence: AssessedSentence): boolean {
  return sentence.mentions.some(contradicts) || (sentence.features.hoursWrong > 0 && speaksOfHours(sentence))
}

/**
 * Whether a claim counts as unsupported: by its risk, and, where sources are text, if a figure of it stands in none of them, or if it is in
 * doubt and no passage comes near it. (Records say much in other words than an answer, and their figures in other forms.)
 * @param unheld how many of its figures stand in no source
 */
export function isUnsupported(
  { risk, features, passage }: AssessedSentence,
  threshold: number,
  unheld: number,
): boolean {
  if (risk >= threshold) return true
  if (features.structured > 0) return false
  return unheld > 0 || (risk >= doubtful && (passage === undefined || features.windowThree < leastShared))
}
