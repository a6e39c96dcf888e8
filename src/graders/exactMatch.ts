import { z } from 'zod'
import type { Expected } from '../core/case.ts'
import type { Grader } from '../core/grade.ts'
import type { Json } from '../core/json.ts'
import { canonicalJson, isJsonObject } from '../core/json.ts'
import type { Shape } from '../core/shape.ts'
import { plural } from '../text/format.ts'
import { findJson } from '../text/json.ts'
import { normaliseAnswer } from '../text/normalise.ts'
import { normalJson, withoutCitations } from './answerKey.ts'
import { quoted, unscored, verdict } from './grade.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'

export interface ExactMatchOptions extends SharedOptions {
  /**
   * Compare as SQuAD does: without regard to case, white space, articles and punctuation, nor to markers that cite sources of the case;
   * numbers keep their meaning. Default false.
   */
  normalize?: boolean
}

export const exactMatchOptions = z.strictObject({
  ...sharedOptions,
  normalize: z
    .boolean()
    .default(false)
    .describe('compare as SQuAD does: without regard to case, white space, articles and punctuation'),
} satisfies Shape<ExactMatchOptions>)

/**
 * 1 where the answer is what was expected, else 0.
 *
 * `expected` a string or a list: the answer's text equals one of them, white space at the ends and Unicode composition apart. A
 * number: the text is that number and nothing else. An object: the answer's JSON (`data`, else the text) is equal, key order apart.
 * Unscored where the case has no `expected`, or null.
 * @throws AssayError on unknown or wrong options
 */
export function exactMatch(options: ExactMatchOptions = {}): Grader {
  const parsed = parseOptions('exactMatch', exactMatchOptions, options)
  const { normalize } = parsed
  return {
    ...describe('exactMatch', 5, parsed),
    grade(request) {
      const {
        case: { expected },
        output,
      } = request
      if (expected === undefined) return unscored('the case has no expected answer')
      if (expected === null) return unscored('the case expects no answer')
      if (isJsonObject(expected)) {
        const found = output.data === undefined ? findJson(output.text, isJsonObject) : { value: output.data }
        if (found === undefined) return verdict(false, 'the answer holds no JSON')
        const same = jsonKey(found.value, normalize) === jsonKey(expected, normalize)
        return verdict(same, same ? 'equal to the expected object' : 'not equal to the expected object')
      }
      const texts = normalize ? [output.text, withoutCitations(request)] : [output.text]
      const same = accepted(expected).some((item) => texts.some((text) => equal(item, text, normalize)))
      return verdict(
        same,
        same ? `equal to ${told(expected)}` : `expected ${told(expected)}, got ${quoted(output.text)}`,
      )
    },
  }
}

function accepted(expected: Exclude<Expected, null | { [key: string]: Json }>): (string | number)[] {
  return Array.isArray(expected) ? expected : [expected]
}

function equal(expected: string | number, text: string, normalize: boolean): boolean {
  if (normalize) return normaliseAnswer(text) === normaliseAnswer(String(expected))
  const trimmed = text.trim()
  if (typeof expected === 'number') return decimal.test(trimmed) && Number(trimmed) === expected
  return trimmed.normalize('NFC') === expected.trim().normalize('NFC')
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,4})?$/i

function told(expected: string | number | string[]): string {
  if (!Array.isArray(expected)) return quoted(String(expected))
  const [first = ''] = expected
  return expected.length === 1
    ? quoted(first)
    : `one of ${plural(expected.length, 'accepted answer')}, as ${quoted(first)}`
}

function jsonKey(value: Json, normalize: boolean): string {
  return normalize ? normalJson(value) : canonicalJson(value)
}
