import { z } from 'zod'
import type { Grader } from '../core/grade.ts'
import type { Shape } from '../core/shape.ts'
import { formatScore, plural } from '../text/format.ts'
import { foldedWords, rougeWords } from '../text/words.ts'
import { scored, unscored } from './grade.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'
import { answerTexts, expectedTexts } from './references.ts'
import type { RougeCounts, RougeVariant } from './rougeCounts.ts'
import { rougeCounts, rougeUnits } from './rougeCounts.ts'

export interface RougeOptions extends SharedOptions {
  /** Words (`1`), pairs of words (`2`), the longest common subsequence (`L`, default), or that by line (`Lsum`). */
  variant?: RougeVariant
  /** Which of them is the score: the F-measure (default), precision or recall. */
  measure?: 'f1' | 'precision' | 'recall'
  /** What a word is. `rouge` (default): runs of a-z and 0-9. `words`: words of any script, of Chinese, Japanese and Thai each character. */
  tokenize?: 'rouge' | 'words'
}

export const rougeOptions = z.strictObject({
  ...sharedOptions,
  variant: z
    .enum(['1', '2', 'L', 'Lsum'])
    .default('L')
    .describe('words (1), pairs of words (2), the longest common subsequence (L), or that by line (Lsum)'),
  measure: z.enum(['f1', 'precision', 'recall']).default('f1').describe('which of them is the score'),
  tokenize: z
    .enum(['rouge', 'words'])
    .default('rouge')
    .describe('what a word is: runs of a-z and 0-9, or the words of any script (Chinese by character)'),
} satisfies Shape<RougeOptions>)

/**
 * ROUGE (Lin 2004) as google-research's rouge_score computes it, without stemming: precision is the share of the answer's words, pairs or
 * words of the longest common subsequence that are the expected answer's, recall the share of the expected answer's, F1 their harmonic
 * mean. 0..1; of several expected answers the best one counts. An answer with nothing to count scores 0.
 *
 * Unscored: no expected text; no expected text long enough to have anything to count (one word for `2`, or nothing but letters other than
 * a-z for `rouge`); for `L` and `Lsum`, texts too long to compare (over 44,000 words each). `1` and `2` are linear.
 * @throws AssayError on unknown or wrong options
 */
export function rouge(options: RougeOptions = {}): Grader {
  const parsed = parseOptions('rouge', rougeOptions, options)
  const { variant, measure } = parsed
  const words = parsed.tokenize === 'rouge' ? rougeWords : foldedWords
  return {
    ...describe('rouge', 1, parsed),
    grade(request) {
      const texts = expectedTexts(request.case)
      if (typeof texts === 'string') return unscored(texts)
      const references = texts
        .map((text) => rougeUnits(variant, text, words))
        .filter(({ length }) => length > (variant === '2' ? 1 : 0))
      if (references.length === 0) return unscored(nothingToCount(variant, parsed.tokenize))
      const answers = answerTexts(request).map((text) => rougeUnits(variant, text, words))
      let found: RougeCounts | undefined
      for (const reference of references) {
        for (const answer of answers) {
          const counts = rougeCounts(variant, answer, reference)
          if (counts === undefined) return unscored('answer and expected answer are too long to compare word by word')
          if (found === undefined || counts[measure] > found[measure]) found = counts
        }
      }
      if (found === undefined) return unscored('the case has no expected answer')
      const { precision, recall, shared, answered, expected } = found
      const unit = variant === '2' ? 'pair of words' : 'word'
      const many = variant === '2' ? 'pairs of words' : 'words'
      const reason = `ROUGE-${variant} ${formatScore(found[measure])}: ${shared} shared, of ${plural(answered, unit, many)} in the answer and ${expected} expected`
      return scored(found[measure], reason, [], {
        precision: { score: precision, n: answered },
        recall: { score: recall, n: expected },
      })
    },
  }
}

function nothingToCount(variant: RougeVariant, tokenize: 'rouge' | 'words'): string {
  const what = variant === '2' ? 'two words' : 'a word'
  const mend = tokenize === 'rouge' ? ' of a-z and 0-9; tokenize: words takes any script' : ''
  return `the expected answer has not ${what}${mend}`
}
