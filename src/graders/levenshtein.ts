import { z } from 'zod'
import type { Grader } from '../core/grade.ts'
import type { Shape } from '../core/shape.ts'
import { editDistance } from '../text/editDistance.ts'
import { plural } from '../text/format.ts'
import { normaliseAnswer } from '../text/normalise.ts'
import { foldedWords } from '../text/words.ts'
import { quoted, scored, unscored } from './grade.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'
import { answerTexts, expectedTexts } from './references.ts'

export interface LevenshteinOptions extends SharedOptions {
  /** What is inserted, deleted and replaced: characters (default), or words without regard to case and punctuation. */
  by?: 'characters' | 'words'
  /** Default false. */
  ignoreCase?: boolean
  /** Compare as exactMatch's `normalize` does. Default false. */
  normalize?: boolean
}

export const levenshteinOptions = z.strictObject({
  ...sharedOptions,
  by: z
    .enum(['characters', 'words'])
    .default('characters')
    .describe('what is inserted, deleted and replaced: characters, or words without regard to case and punctuation'),
  ignoreCase: z.boolean().default(false),
  normalize: z.boolean().default(false).describe("compare as exactMatch's normalize does"),
} satisfies Shape<LevenshteinOptions>)

/**
 * 1 - d / max(|answer|, |expected|), where d is the edit distance (Levenshtein 1966): the fewest characters (code points of the NFC form,
 * white space at the ends apart) to insert, delete or replace. 0..1, symmetric; 1 where both are empty. Of several expected answers the
 * nearest counts. With `normalize` markers that cite sources of the case are left out. Exact, or unscored: no expected text, or a
 * comparison that would take too long, as of two texts of over 45,000 characters that have little in common.
 * @throws AssayError on unknown or wrong options
 */
export function levenshtein(options: LevenshteinOptions = {}): Grader {
  const parsed = parseOptions('levenshtein', levenshteinOptions, options)
  const { by, ignoreCase, normalize } = parsed
  return {
    ...describe('levenshtein', 1, parsed),
    grade(request) {
      const texts = expectedTexts(request.case)
      if (typeof texts === 'string') return unscored(texts)
      const answers = (normalize ? answerTexts(request) : [request.output.text]).map(items)
      let found: { score: number; distance: number; text: string } | undefined
      for (const text of texts) {
        const wanted = items(text)
        for (const answer of answers) {
          const distance = editDistance(wanted, answer)
          if (distance === undefined) {
            const lengths = `${plural(answer.length, by.slice(0, -1))} and ${wanted.length}`
            return unscored(`answer and expected answer are too long, and too different, to compare: ${lengths}`)
          }
          const longer = Math.max(answer.length, wanted.length)
          const score = longer === 0 ? 1 : 1 - distance / longer
          if (found === undefined || score > found.score) found = { score, distance, text }
        }
      }
      if (found === undefined) return unscored('the case has no expected answer')
      return scored(found.score, `${plural(found.distance, 'edit')} from ${quoted(found.text)}`)
    },
  }

  function items(text: string): string[] {
    const plain = normalize ? normaliseAnswer(text) : text.trim().normalize('NFC')
    const cased = ignoreCase ? plain.toLowerCase() : plain
    return by === 'words' ? foldedWords(cased) : Array.from(cased)
  }
}
