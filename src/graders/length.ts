import { z } from 'zod'
import type { Grader } from '../core/grade.ts'
import type { Shape } from '../core/shape.ts'
import { plural } from '../text/format.ts'
import { splitSentences } from '../text/sentences.ts'
import { foldedWords } from '../text/words.ts'
import { scored } from './grade.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'

type LengthUnit = 'words' | 'characters' | 'sentences' | 'tokens'

export interface LengthOptions extends SharedOptions {
  /** The fewest there may be. At least one of `min` and `max` is needed. */
  min?: number
  /** The most there may be. */
  max?: number
  /**
   * What is counted: words (default; of Chinese, Japanese and Thai characters), characters, sentences, or tokens as far as they can be told
   * without the model's tokenizer, one for every four characters.
   */
  unit?: LengthUnit
}

export const lengthOptions = z
  .strictObject({
    ...sharedOptions,
    min: z.int().min(0).exactOptional().describe('the fewest there may be'),
    max: z.int().min(1).exactOptional().describe('the most there may be'),
    unit: z
      .enum(['words', 'characters', 'sentences', 'tokens'])
      .default('words')
      .describe('what is counted; tokens are estimated, one for every four characters'),
  } satisfies Shape<LengthOptions>)
  .refine(({ min, max }) => min !== undefined || max !== undefined, 'give "min", "max" or both')
  .refine(({ min = 0, max = Infinity }) => min <= max, '"min" is more than "max"')

/**
 * Whether the answer is as long as it should be: 1 from `min` to `max`, both included; length / min where it is shorter, max / length where it
 * is longer, so that `passAt: 0.9` forgives a tenth. 0..1. Characters are code points of the NFC form, white space at the ends apart; words
 * are runs of letters and digits, each character of scripts without spaces; tokens are characters / 4, rounded up, which fits English only.
 * An empty answer has length 0. Never unscored. Linear.
 * @throws AssayError on unknown or wrong options, and where neither `min` nor `max` is given
 */
export function length(options: LengthOptions): Grader {
  const parsed = parseOptions('length', lengthOptions, options)
  const { min = 0, max = Number.POSITIVE_INFINITY, unit } = parsed
  return {
    ...describe('length', 1, parsed),
    grade({ output }) {
      const count = countOf(output.text, unit)
      const told = plural(count, unit.slice(0, -1))
      if (count < min) return scored(count / min, `${told}, fewer than ${min}`)
      if (count > max) return scored(max / count, `${told}, more than ${max}`)
      return scored(1, told)
    },
  }
}

function countOf(text: string, unit: LengthUnit): number {
  if (unit === 'words') return foldedWords(text).length
  if (unit === 'sentences') return splitSentences(text).length
  const characters = Array.from(text.trim().normalize('NFC')).length
  return unit === 'tokens' ? Math.ceil(characters / 4) : characters
}
