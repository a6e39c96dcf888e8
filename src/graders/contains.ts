import { z } from 'zod'
import type { Case } from '../core/case.ts'
import type { Evidence, Grader } from '../core/grade.ts'
import type { Shape } from '../core/shape.ts'
import { plural } from '../text/format.ts'
import { normaliseAnswer } from '../text/normalise.ts'
import { findPhrase } from '../text/phrase.ts'
import { quoted, unscored, verdict } from './grade.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'
import { expectedTexts } from './references.ts'

export interface ContainsOptions extends SharedOptions {
  /** What to look for; default: the case's expected string or strings. */
  values?: string | string[]
  /** Every one of them must be there; default false: any one. */
  all?: boolean
  /** Default true. */
  ignoreCase?: boolean
  /** Compare as exactMatch's `normalize` does. Default false. */
  normalize?: boolean
}

export const containsOptions = z.strictObject({
  ...sharedOptions,
  values: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .exactOptional()
    .describe("what to look for; default: the case's expected string or strings"),
  all: z.boolean().default(false).describe('every one of them must be there; by default any one'),
  ignoreCase: z.boolean().default(true),
  normalize: z.boolean().default(false).describe("compare as exactMatch's normalize does"),
} satisfies Shape<ContainsOptions>)

/**
 * 1 where the answer holds one of the strings (with `all`: each), else 0. Whole words and numbers only: "5 days" is not in "15 days"
 * or "1.5 days". Unscored where neither options nor case say what to look for.
 * @throws AssayError on unknown or wrong options
 */
export function contains(options: ContainsOptions = {}): Grader {
  const parsed = parseOptions('contains', containsOptions, options)
  const { ignoreCase, normalize, all } = parsed
  return {
    ...describe('contains', 3, parsed),
    grade({ case: item, output }) {
      const values = parsed.values === undefined ? expectedStrings(item) : [parsed.values].flat()
      if (typeof values === 'string') return unscored(values)
      const haystack = normalize ? normaliseAnswer(output.text) : output.text.normalize('NFC')
      const looks = values.map((value) => ({
        value,
        span: findPhrase(
          haystack,
          normalize ? normaliseAnswer(value) : value.normalize('NFC'),
          ignoreCase || normalize,
        ),
      }))
      const missing = looks.filter(({ span }) => span === undefined)
      const good = all ? missing.length === 0 : missing.length < values.length
      const placed = !normalize && haystack === output.text
      const evidence = looks.map(({ value, span }): Evidence => {
        if (span === undefined)
          return { kind: 'phrase', verdict: all ? 'bad' : 'info', message: `${quoted(value)} is missing` }
        return { kind: 'phrase', verdict: 'good', message: `${quoted(value)} is there`, ...(placed ? span : {}) }
      })
      const reason = good
        ? `holds ${quoted(looks.find(({ span }) => span !== undefined)?.value ?? '')}`
        : `lacks ${quoted(missing[0]?.value ?? '')}`
      return verdict(
        good,
        missing.length > 1 && !good ? `${reason} and ${plural(missing.length - 1, 'other')}` : reason,
        evidence,
      )
    },
  }
}

/** The strings to look for, or why there are none. */
function expectedStrings(item: Case): string[] | string {
  const texts = expectedTexts(item)
  if (typeof texts === 'string') return texts
  const strings = texts.filter((value) => value.trim() !== '')
  return strings.length === 0 ? 'the expected answer is empty' : strings
}
