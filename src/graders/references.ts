import type { Case } from '../core/case.ts'
import type { GradeRequest } from '../core/grade.ts'
import { isJsonObject } from '../core/json.ts'
import { withoutCitations } from './answerKey.ts'

/** The texts that the case accepts, or why there are none to compare with. */
export function expectedTexts({ expected }: Case): string[] | string {
  if (expected === undefined) return 'the case has no expected answer'
  if (expected === null) return 'the case expects no answer'
  if (isJsonObject(expected)) return 'the expected answer is an object; jsonMatch compares those'
  return Array.isArray(expected) ? expected : [String(expected)]
}

/** The answer as it was given, and without the markers that cite sources of the case, where it has any: the better one counts. */
export function answerTexts(request: GradeRequest): string[] {
  const plain = withoutCitations(request)
  return plain === request.output.text ? [plain] : [request.output.text, plain]
}

/** The best of what every answer text gives beside every reference; the first of equals. */
export function best<A, R, T extends { score: number }>(
  answers: readonly A[],
  references: readonly R[],
  compare: (answer: A, reference: R) => T,
): T | undefined {
  let found: T | undefined
  for (const reference of references) {
    for (const answer of answers) {
      const result = compare(answer, reference)
      if (found === undefined || result.score > found.score) found = result
    }
  }
  return found
}
