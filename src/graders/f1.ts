import { z } from 'zod'
import type { Grader } from '../core/grade.ts'
import type { Shape } from '../core/shape.ts'
import { plural } from '../text/format.ts'
import { NgramIndex } from '../text/ngrams.ts'
import { foldedWords, squadWords } from '../text/words.ts'
import { quoted, scored, unscored } from './grade.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'
import { answerTexts, best, expectedTexts } from './references.ts'

export interface F1Options extends SharedOptions {
  /**
   * What a word is. `squad` (default): what stands between white space, in lower case, without ASCII punctuation and articles. `words`: words
   * of any script, of Chinese, Japanese and Thai each character.
   */
  tokenize?: 'squad' | 'words'
}

export const f1Options = z.strictObject({
  ...sharedOptions,
  tokenize: z
    .enum(['squad', 'words'])
    .default('squad')
    .describe('what a word is: as in the script of SQuAD, or the words of any script (Chinese by character)'),
} satisfies Shape<F1Options>)

/**
 * Token F1 as in SQuAD's script evaluate-v2.0 (Rajpurkar et al. 2018): 2PR / (P + R), where P is the share of the answer's words that are
 * the expected answer's, R the share of those that the answer has; a word counts as often as both have it. 0..1; of several expected
 * answers the best one counts; where one side has no words, 1 if neither has, else 0. Numbers lose their points as in the script: "1.5" is
 * "15". Unscored where the case has no `expected`, null or an object. Linear.
 * @throws AssayError on unknown or wrong options
 */
export function f1(options: F1Options = {}): Grader {
  const parsed = parseOptions('f1', f1Options, options)
  const words = parsed.tokenize === 'squad' ? squadWords : foldedWords
  return {
    ...describe('f1', 1, parsed),
    grade(request) {
      const texts = expectedTexts(request.case)
      if (typeof texts === 'string') return unscored(texts)
      const result = best(answerTexts(request).map(words), texts, (answer, text) => ({
        text,
        ...overlap(answer, words(text)),
      }))
      if (result === undefined) return unscored('the case has no expected answer')
      const { score, precision, recall, shared, answered, expected, text } = result
      const reason = `${shared} of ${plural(answered, 'word')} of the answer and of ${expected} expected are shared with ${quoted(text)}`
      return scored(score, reason, [], {
        precision: { score: precision, n: answered },
        recall: { score: recall, n: expected },
      })
    },
  }
}

function overlap(answer: readonly string[], reference: readonly string[]) {
  const counts = { answered: answer.length, expected: reference.length }
  if (answer.length === 0 || reference.length === 0) {
    const score = answer.length === reference.length ? 1 : 0
    return { score, precision: score, recall: score, shared: 0, ...counts }
  }
  const index = new NgramIndex(1)
  index.add(reference)
  const shared = index.compare(answer).shared[0] ?? 0
  const score = (2 * shared) / (answer.length + reference.length)
  return { score, precision: shared / answer.length, recall: shared / reference.length, shared, ...counts }
}
