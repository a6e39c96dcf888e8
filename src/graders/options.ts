import { z } from 'zod'
import type { Problem } from '../core/errors.ts'
import { AssayError } from '../core/errors.ts'
import { fingerprint } from '../core/fingerprint.ts'
import type { Grader } from '../core/grade.ts'
import { nearest } from '../core/suggest.ts'

/** A grader's name; a point is left to `grader.part`. */
export const nameSchema = z
  .string()
  .regex(/^[^.\p{Cc}]+$/u, 'must be text without a point: `grader.part` names a part of a grader')

export const passAtSchema = z.number().min(0).max(1)

/** What every grader takes. */
export const sharedOptions = {
  /** Under what name the grades are kept; needed where an eval has two graders of a kind. */
  name: nameSchema.exactOptional(),
  /** The score from which an answer passes, 0..1. */
  passAt: passAtSchema.exactOptional(),
}

/**
 * The options, checked, with defaults.
 * @throws AssayError with a line for each fault; an unknown key comes with the nearest known one
 */
export function parseOptions<S extends z.ZodObject>(kind: string, schema: S, options: unknown): z.output<S> {
  const result = schema.safeParse(options)
  if (result.success) return result.data
  throw new AssayError(result.error.issues.flatMap((issue) => toProblems(kind, schema, issue)))
}

function toProblems(kind: string, schema: z.ZodObject, issue: z.core.$ZodIssue): Problem[] {
  const known = Object.keys(schema.shape)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const near = nearest(key, known)
      const mend = near === undefined ? `its options are ${known.join(', ')}` : `did you mean "${near}"?`
      return { message: `${kind}: unknown option "${key}"`, mend }
    })
  }
  const path = issue.path.map(String).join('.')
  return [{ message: `${kind}: ${path === '' ? 'options' : `option "${path}"`}: ${issue.message}` }]
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
