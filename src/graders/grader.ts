import { z } from 'zod'
import { AssayError } from '../core/errors.ts'
import { toFailure } from '../core/failure.ts'
import { fingerprint } from '../core/fingerprint.ts'
import type { Grade, GradeContext, GradeRequest, Grader } from '../core/grade.ts'
import { checkedGrade } from '../core/grade.ts'
import { nameSchema, parseOptions, passAtSchema } from './options.ts'

/** Scores an answer: a number in 0..1, true or false, or a whole grade. */
export type GradeFunction = (
  request: GradeRequest,
  context: GradeContext,
) => number | boolean | Grade | Promise<number | boolean | Grade>

export const graderOptions = z.strictObject({
  /** Raise it when what the function calls has changed: its own source is noticed, what is behind it is not. */
  version: z.string().min(1).exactOptional(),
  passAt: passAtSchema.exactOptional(),
})
export type GraderOptions = z.input<typeof graderOptions>

/**
 * A grader made of a function. Its fingerprint is of the name, the function's source and `version`. What the function throws, and what
 * it returns that is no score, is a grade `error`, never a score.
 * @throws AssayError on a bad name, something that is no function, and unknown or wrong options
 */
export function grader(name: string, fn: GradeFunction, options: GraderOptions = {}): Grader {
  const named = nameSchema.safeParse(name)
  if (!named.success) throw new AssayError(`grader: the name ${named.error.issues[0]?.message ?? 'is wrong'}`)
  if (typeof fn !== 'function') throw new AssayError(`grader "${name}": the second argument must be a function`)
  const { version, passAt = 1 } = parseOptions(`grader "${name}"`, graderOptions, options)
  return {
    name,
    passAt,
    fingerprint: fingerprint({ kind: 'function', name, source: fn.toString(), version }),
    async grade(request, context) {
      try {
        return toGrade(await fn(request, context))
      } catch (error) {
        // An aborted trial is missing, not graded.
        if (context.signal.aborted) throw error
        return { status: 'error', error: toFailure(error) }
      }
    },
  }
}

const finite = z.number()
const evidenceSchema = z.looseObject({
  kind: z.string(),
  verdict: z.enum(['good', 'bad', 'info']),
  message: z.string(),
  start: z.int().min(0).exactOptional(),
  end: z.int().min(0).exactOptional(),
  sourceId: z.string().exactOptional(),
  sourceStart: z.int().min(0).exactOptional(),
  sourceEnd: z.int().min(0).exactOptional(),
})
const gradeSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('scored'),
    score: finite,
    reason: z.string().exactOptional(),
    evidence: z.array(evidenceSchema).exactOptional(),
    parts: z.record(z.string(), z.object({ score: finite, n: z.int().min(0).exactOptional() })).exactOptional(),
  }),
  z.object({ status: z.literal('unscored'), reason: z.string() }),
  z.object({
    status: z.literal('error'),
    error: z.object({ code: z.string().min(1), message: z.string(), retryable: z.boolean() }),
  }),
])

function toGrade(value: unknown): Grade {
  if (typeof value === 'boolean') return { status: 'scored', score: value ? 1 : 0 }
  if (typeof value === 'number') return checkedGrade({ status: 'scored', score: value })
  const parsed = gradeSchema.safeParse(value)
  if (parsed.success) return checkedGrade(parsed.data)
  const issue = parsed.error.issues[0]
  const what =
    typeof value === 'object' && value !== null
      ? `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`
      : `got ${value === null ? 'null' : typeof value}`
  const message = `the function must return a number, true or false, or a grade; ${what}`
  return { status: 'error', error: { code: 'bad_grade', message, retryable: false } }
}
