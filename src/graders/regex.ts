import { z } from 'zod'
import { toFailure } from '../core/failure.ts'
import type { Grade, Grader } from '../core/grade.ts'
import type { Shape } from '../core/shape.ts'
import { quoted, verdict } from './grade.ts'
import { GuardedRegExp } from './guardedRegExp.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'

export interface RegexOptions extends SharedOptions {
  /** A JavaScript regular expression, without slashes. */
  pattern: string
  /** Any of `i`, `m`, `s`, `u`, `v`; default none. */
  flags?: string
  /** 1 where the pattern does not match. Default false. */
  negate?: boolean
}

export const regexOptions = z.strictObject({
  ...sharedOptions,
  pattern: z.string().min(1).describe('a JavaScript regular expression, without slashes'),
  flags: z
    .string()
    .regex(/^[imsuv]*$/, 'takes the flags i, m, s, u and v')
    .default('')
    .describe('any of i, m, s, u, v'),
  negate: z.boolean().default(false).describe('1 where the pattern does not match'),
} satisfies Shape<RegexOptions>)

/**
 * 1 where the pattern matches anywhere in the answer, else 0; the other way round with `negate`. Patterns that backtrack are stopped
 * after a second, and the grade is an error then.
 * @throws AssayError on an invalid pattern, and on unknown or wrong options
 */
export function regex(options: RegexOptions): Grader {
  const parsed = parseOptions('regex', regexOptions, options)
  const { pattern, flags, negate } = parsed
  const guarded = new GuardedRegExp('regex', pattern, flags)
  const shown = `/${quoted(pattern, 60).slice(1, -1)}/${flags}`
  return {
    ...describe('regex', 1, parsed),
    grade({ output }): Grade {
      let match: RegExpExecArray | null
      try {
        match = guarded.exec(output.text)
      } catch (error) {
        return { status: 'error', error: toFailure(error) }
      }
      if (match === null) return verdict(negate, `${shown} does not match`)
      const span = { start: match.index, end: match.index + match[0].length }
      const message = `${shown} matches ${quoted(match[0])}`
      return verdict(!negate, message, [{ kind: 'match', verdict: negate ? 'bad' : 'good', message, ...span }])
    },
  }
}
