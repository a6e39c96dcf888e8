import { z } from 'zod'
import { toFailure } from '../core/failure.ts'
import type { Grade, Grader } from '../core/grade.ts'
import { quoted, verdict } from './grade.ts'
import { GuardedRegExp } from './guardedRegExp.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'

export const regexOptions = z.strictObject({
  ...sharedOptions,
  /** A JavaScript regular expression, without slashes. */
  pattern: z.string().min(1),
  /** Any of `i`, `m`, `s`, `u`, `v`. */
  flags: z
    .string()
    .regex(/^[imsuv]*$/, 'takes the flags i, m, s, u and v')
    .default(''),
  /** 1 where the pattern does not match. */
  negate: z.boolean().default(false),
})
export type RegexOptions = z.input<typeof regexOptions>

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
