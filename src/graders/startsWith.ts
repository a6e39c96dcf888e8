import { z } from 'zod'
import type { Grader } from '../core/grade.ts'
import type { Shape } from '../core/shape.ts'
import { plural } from '../text/format.ts'
import { normaliseAnswer } from '../text/normalise.ts'
import { quoted, unscored, verdict } from './grade.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'
import { answerTexts, expectedTexts } from './references.ts'

export interface StartsWithOptions extends SharedOptions {
  /** What the answer may start with; default: the case's expected string or strings. */
  values?: string | string[]
  /** Default true. */
  ignoreCase?: boolean
  /** Compare as exactMatch's `normalize` does. Default false. */
  normalize?: boolean
}

export const startsWithOptions = z.strictObject({
  ...sharedOptions,
  values: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .exactOptional()
    .describe("what the answer may start with; default: the case's expected string or strings"),
  ignoreCase: z.boolean().default(true),
  normalize: z.boolean().default(false).describe("compare as exactMatch's normalize does"),
} satisfies Shape<StartsWithOptions>)

const joins = /[\p{L}\p{M}\p{N}_]/u
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u

/**
 * 1 where the answer, white space before it apart, starts with one of the strings, else 0. The last word or number must be whole: "Yes" does
 * not start "Yesterday", nor "1" the number "1.5" or "1,000". Unscored where neither options nor case say what to look for. Linear.
 * @throws AssayError on unknown or wrong options
 */
export function startsWith(options: StartsWithOptions = {}): Grader {
  const parsed = parseOptions('startsWith', startsWithOptions, options)
  const { ignoreCase, normalize } = parsed
  return {
    ...describe('startsWith', 1, parsed),
    grade(request) {
      const texts = parsed.values === undefined ? expectedTexts(request.case) : [parsed.values].flat()
      if (typeof texts === 'string') return unscored(texts)
      const values = texts.filter((text) => folded(text) !== '')
      const [first] = values
      if (first === undefined) return unscored('the expected answer is empty')
      const answers = (normalize ? answerTexts(request) : [request.output.text]).map(folded)
      const found = values.find((value) => answers.some((answer) => begins(answer, folded(value))))
      if (found !== undefined) return verdict(true, `starts with ${quoted(found)}`)
      const more = values.length === 1 ? '' : ` or any of ${plural(values.length - 1, 'other')}`
      return verdict(false, `starts with ${quoted(request.output.text, 40)}, not with ${quoted(first)}${more}`)
    },
  }

  function folded(text: string): string {
    if (normalize) return normaliseAnswer(text)
    const plain = text.trim().normalize('NFC')
    return ignoreCase ? plain.toLowerCase() : plain
  }
}

function begins(answer: string, value: string): boolean {
  if (!answer.startsWith(value)) return false
  const last = Array.from(value.slice(-2)).at(-1) ?? ''
  const [next = '', after = ''] = Array.from(answer.slice(value.length, value.length + 4))
  // A mark that belongs to the character before it.
  if (/\p{M}/u.test(next)) return false
  if (/\p{Nd}/u.test(last) && /[.,]/.test(next)) return !/\p{Nd}/u.test(after)
  return !joins.test(last) || !joins.test(next) || unspaced.test(last) || unspaced.test(next)
}
