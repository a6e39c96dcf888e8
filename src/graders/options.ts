import { z } from 'zod'
import { AssayError } from '../core/errors.ts'
import { faultsOf } from '../core/faults.ts'
import { fingerprint } from '../core/fingerprint.ts'
import type { Grader } from '../core/grade.ts'
import type { Shape } from '../core/shape.ts'

/** A grader's name; a point is left to `grader.part`. */
export const nameSchema = z
  .string()
  .regex(/^[^.\p{Cc}]+$/u, 'must be text without a point: `grader.part` names a part of a grader')

export const passAtSchema = z.number().min(0).max(1).describe('the score from which an answer passes; default 1')

/** What every built-in grader takes. */
export interface SharedOptions {
  /** Under what name the grades are kept; default: the kind. Needed where an eval has two graders of a kind. */
  name?: string
  /** The score from which an answer passes, 0..1; default 1. Changing it never runs anything again. */
  passAt?: number
}

export const sharedOptions = {
  name: nameSchema
    .exactOptional()
    .describe('under what name the grades are kept; needed where an eval has two graders of a kind'),
  passAt: passAtSchema.exactOptional(),
} satisfies Shape<SharedOptions>

/**
 * The options, checked, with defaults.
 * @throws AssayError with a line for each fault; an unknown key comes with the nearest known one
 */
export function parseOptions<S extends z.ZodObject>(kind: string, schema: S, options: unknown): z.output<S> {
  const result = schema.safeParse(options)
  if (result.success) return result.data
  const faults = faultsOf(result.error.issues, schema, options)
  throw new AssayError(faults.map(({ path: _, message, ...rest }) => ({ message: `${kind}: ${message}`, ...rest })))
}

/** Name, pass mark and fingerprint of a built-in grader; `rules` goes up whenever the same options come to grade otherwise. */
export function describe(
  kind: string,
  rules: number,
  options: { name?: string; passAt?: number },
): Pick<Grader, 'name' | 'passAt' | 'fingerprint'> {
  const { name = kind, passAt = 1, ...rest } = options
  return { name, passAt, fingerprint: fingerprint({ kind, rules, options: rest }) }
}
