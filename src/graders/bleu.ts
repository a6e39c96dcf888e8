import { z } from 'zod'
import type { Grader } from '../core/grade.ts'
import type { Shape } from '../core/shape.ts'
import type { BleuTokenizer } from '../text/bleuTokens.ts'
import { bleuTokens } from '../text/bleuTokens.ts'
import { formatScore } from '../text/format.ts'
import { NgramIndex } from '../text/ngrams.ts'
import { scored, unscored } from './grade.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'
import { answerTexts, expectedTexts } from './references.ts'

type Smoothing = 'exp' | 'floor' | 'add-k' | 'none'

export interface BleuOptions extends SharedOptions {
  /** As sacreBLEU has them: `13a` (default), `intl` (punctuation of any script), `char` (for scripts without spaces), `none`. */
  tokenize?: BleuTokenizer
  /** What stands for an order without a shared n-gram. Default `exp`. */
  smoothing?: Smoothing
  /** For `floor` (default 0.1) and `add-k` (default 1). */
  smoothValue?: number
  /** Default false. */
  ignoreCase?: boolean
}

export const bleuOptions = z.strictObject({
  ...sharedOptions,
  tokenize: z
    .enum(['13a', 'intl', 'char', 'none'])
    .default('13a')
    .describe("sacreBLEU's tokenizer; char for scripts without spaces"),
  smoothing: z
    .enum(['exp', 'floor', 'add-k', 'none'])
    .default('exp')
    .describe('what stands for an order without a shared n-gram'),
  smoothValue: z.number().min(0).exactOptional().describe('for floor (default 0.1) and add-k (default 1)'),
  ignoreCase: z.boolean().default(false),
} satisfies Shape<BleuOptions>)

const maxOrder = 4

/**
 * Sentence BLEU as sacreBLEU's `sentence_bleu` (Papineni et al. 2002; Post 2018; smoothing after Chen and Cherry 2014), by 100: the geometric
 * mean of the shares of the answer's n-grams, orders 1 to 4, that some expected answer has, times exp(1 - r / c) where the answer (c tokens)
 * is shorter than the expected answer nearest in length (r). 0..1; an answer of fewer than four tokens is judged by the orders that it
 * has; 0 where nothing is shared. Made for translations, and for corpora: a single sentence's value is noisy.
 *
 * Unscored: no expected text, or none with a token. Linear.
 * @throws AssayError on unknown or wrong options
 */
export function bleu(options: BleuOptions = {}): Grader {
  const parsed = parseOptions('bleu', bleuOptions, options)
  const { tokenize, smoothing, ignoreCase } = parsed
  const value = parsed.smoothValue ?? (smoothing === 'floor' ? 0.1 : 1)
  return {
    ...describe('bleu', 1, parsed),
    grade(request) {
      const texts = expectedTexts(request.case)
      if (typeof texts === 'string') return unscored(texts)
      const references = texts.map(tokens).filter(({ length }) => length > 0)
      if (references.length === 0) return unscored('the expected answer is empty')
      const index = new NgramIndex(maxOrder)
      for (const reference of references) index.add(reference)
      let found = { score: -1, reason: '' }
      for (const answer of answerTexts(request).map(tokens)) {
        const { shared, answer: totals } = index.compare(answer)
        const nearest = nearestLength(answer.length, references)
        const penalty = brevityPenalty(answer.length, nearest)
        const score = penalty * precision(shared, totals, smoothing, value)
        if (score <= found.score) continue
        const orders = shared.map((count, order) => `${count}/${totals[order] ?? 0}`).join(', ')
        const short = penalty < 1 ? `; short: ${answer.length} tokens for ${nearest}` : ''
        found = { score, reason: `BLEU ${formatScore(score)}: n-grams shared ${orders}${short}` }
      }
      return scored(found.score, found.reason)
    },
  }

  function tokens(text: string): string[] {
    return bleuTokens(ignoreCase ? text.toLowerCase() : text, tokenize)
  }
}

/** The geometric mean of the precisions, over the orders that the answer has. */
function precision(shared: readonly number[], totals: readonly number[], smoothing: Smoothing, value: number): number {
  if (shared.every((count) => count === 0)) return 0
  let logarithms = 0
  let orders = 0
  let halved = 1
  for (let order = 0; order < maxOrder; order += 1) {
    const extra = smoothing === 'add-k' && order > 0 ? value : 0
    const total = (totals[order] ?? 0) + extra
    if (total === 0) break
    let count = (shared[order] ?? 0) + extra
    if (count === 0 && smoothing === 'exp') {
      halved /= 2
      count = halved
    } else if (count === 0 && smoothing === 'floor') count = value
    // No smoothing: one order without a shared n-gram makes the mean 0. A floor of more than one n-gram is no precision.
    logarithms += Math.log(Math.min(1, count / total))
    orders += 1
  }
  return Math.exp(logarithms / orders)
}

/** Of two that are as near, the shorter. */
function nearestLength(length: number, references: readonly { length: number }[]): number {
  const lengths = references.map((reference) => reference.length).sort((a, b) => a - b)
  return lengths.reduce((near, other) => (Math.abs(other - length) < Math.abs(near - length) ? other : near))
}

function brevityPenalty(answer: number, reference: number): number {
  if (answer >= reference) return 1
  return answer === 0 ? 0 : Math.exp(1 - reference / answer)
}
