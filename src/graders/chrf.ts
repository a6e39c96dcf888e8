import { z } from 'zod'
import type { Grader } from '../core/grade.ts'
import type { Shape } from '../core/shape.ts'
import { formatScore } from '../text/format.ts'
import type { NgramCounts } from '../text/ngrams.ts'
import { NgramIndex } from '../text/ngrams.ts'
import { splitOnSpace } from '../text/words.ts'
import { scored, unscored } from './grade.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'
import { answerTexts, best, expectedTexts } from './references.ts'

export interface ChrfOptions extends SharedOptions {
  /** The longest word n-grams: 0 (default) is chrF, 2 is chrF++. */
  wordOrder?: number
  /** The longest character n-grams. Default 6. */
  charOrder?: number
  /** How many times recall weighs precision. Default 2. */
  beta?: number
  /** Whether white space counts as characters. Default false. */
  whitespace?: boolean
  /** Default false. */
  ignoreCase?: boolean
}

export const chrfOptions = z.strictObject({
  ...sharedOptions,
  wordOrder: z.int().min(0).max(4).default(0).describe('the longest word n-grams: 0 is chrF, 2 is chrF++'),
  charOrder: z.int().min(1).max(10).default(6).describe('the longest character n-grams'),
  beta: z.number().positive().max(100).default(2).describe('how many times recall weighs precision'),
  whitespace: z.boolean().default(false).describe('whether white space counts as characters'),
  ignoreCase: z.boolean().default(false),
} satisfies Shape<ChrfOptions>)

/**
 * chrF, and chrF++ with `wordOrder: 2`, as sacreBLEU's `sentence_chrf` (Popović 2015, 2017), by 100: (1 + b²)PR / (b²P + R), where P and R are
 * the means, over the orders that answer and expected answer both have, of the shares of their character (and word) n-grams that the other
 * has. 0..1; white space is no character; of several expected answers the best one counts. Works for any script.
 *
 * Unscored: no expected text, none with a character, or one of over a million characters. Linear.
 * @throws AssayError on unknown or wrong options
 */
export function chrf(options: ChrfOptions = {}): Grader {
  const parsed = parseOptions('chrf', chrfOptions, options)
  const { wordOrder, charOrder, beta, whitespace, ignoreCase } = parsed
  return {
    ...describe('chrf', 1, parsed),
    grade(request) {
      const texts = expectedTexts(request.case)
      if (typeof texts === 'string') return unscored(texts)
      const references = texts.map(pieces).filter(({ characters }) => characters.length > 0)
      if (references.length === 0) return unscored('the expected answer is empty')
      if (references.some(({ characters }) => characters.length > 1e6))
        return unscored('the expected answer is too long: over a million characters')
      const found = best(answerTexts(request).map(pieces), references, (answer, reference) => {
        const counts = [compare(answer.characters, reference.characters, charOrder)]
        if (wordOrder > 0) counts.push(compare(answer.words, reference.words, wordOrder))
        return weighted(counts, beta)
      })
      if (found === undefined) return unscored('the expected answer is empty')
      const { score, precision, recall } = found
      const reason = `chrF${wordOrder === 0 ? '' : '+'.repeat(Math.min(2, wordOrder))} ${formatScore(score)}`
      return scored(score, reason, [], { precision: { score: precision }, recall: { score: recall } })
    },
  }

  function pieces(given: string): { characters: string[]; words: string[] } {
    const text = ignoreCase ? given.toLowerCase() : given
    const characters = Array.from(whitespace ? text : splitOnSpace(text).join(''))
    return { characters, words: wordOrder === 0 ? [] : splitOnSpace(text).flatMap(withoutMark) }
  }
}

/** A word and the punctuation mark at its end, else at its beginning: one mark only, as in chrF++. */
function withoutMark(word: string): string[] {
  const mark = /^[!-/:-@[-`{-~]$/
  const [first = '', ...rest] = word
  const last = word.at(-1) ?? ''
  if (rest.length === 0) return [word]
  if (mark.test(last)) return [word.slice(0, -1), last]
  return mark.test(first) ? [first, word.slice(1)] : [word]
}

function compare(answer: readonly string[], reference: readonly string[], order: number): NgramCounts {
  const index = new NgramIndex(order)
  index.add(reference)
  return index.compare(answer)
}

function weighted(counts: readonly NgramCounts[], beta: number): { score: number; precision: number; recall: number } {
  let precision = 0
  let recall = 0
  let orders = 0
  for (const { answer, reference, shared } of counts) {
    for (const [order, count] of shared.entries()) {
      const answered = answer[order] ?? 0
      const expected = reference[order] ?? 0
      if (answered === 0 || expected === 0) continue
      precision += count / answered
      recall += count / expected
      orders += 1
    }
  }
  if (precision + recall === 0) return { score: 0, precision: 0, recall: 0 }
  precision /= orders
  recall /= orders
  const square = beta ** 2
  return { score: ((1 + square) * precision * recall) / (square * precision + recall), precision, recall }
}
