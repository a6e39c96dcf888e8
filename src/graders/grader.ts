import { z } from 'zod'
import { AssayError } from '../core/errors.ts'
import { FailureError, toFailure } from '../core/failure.ts'
import { fingerprint } from '../core/fingerprint.ts'
import type { Grade, GradeContext, GradeRequest, Grader } from '../core/grade.ts'
import { RunStop } from '../core/network.ts'
import type { Shape } from '../core/shape.ts'
import { soundGrade } from '../core/sound.ts'
import { nameSchema, parseOptions, passAtSchema } from './options.ts'

/** Scores an answer: a number in 0..1, true or false, or a whole grade. */
export type GradeFunction = (
  request: GradeRequest,
  context: GradeContext,
) => number | boolean | Grade | Promise<number | boolean | Grade>

export interface GraderOptions {
  /** Raise it when what the function calls has changed: its own source is noticed, what is behind it is not. */
  version?: string
  /** The score from which an answer passes, 0..1; default 1. */
  passAt?: number
  /** Whether failing it means that the answer says what nothing supports: the measure `hallucinatedPer1000` counts such answers. */
  hallucination?: boolean
}

const graderOptions = z.strictObject({
  version: z.string().min(1).exactOptional(),
  passAt: passAtSchema.exactOptional(),
  hallucination: z.boolean().exactOptional(),
} satisfies Shape<GraderOptions>)

/**
 * A grader made of a function. Its fingerprint is of the name, the function's source and `version`. What the function throws, and what
 * it returns that is no score, is a grade `error`, never a score.
 * @throws AssayError on a bad name, something that is no function, and unknown or wrong options
 */
export function grader(name: string, fn: GradeFunction, options: GraderOptions = {}): Grader {
  const named = nameSchema.safeParse(name)
  if (!named.success) throw new AssayError(`grader: the name ${named.error.issues[0]?.message ?? 'is wrong'}`)
  if (typeof fn !== 'function') throw new AssayError(`grader "${name}": the second argument must be a function`)
  const { version, passAt = 1, hallucination = false } = parseOptions(`grader "${name}"`, graderOptions, options)
  return {
    name,
    passAt,
    ...(hallucination && { hallucination }),
    fingerprint: fingerprint({ kind: 'function', name, source: fn.toString(), version }),
    async grade(request, context) {
      try {
        return toGrade(await fn(request, context))
      } catch (error) {
        // A trial that is aborted, or may cost no more, is missing, not graded.
        if (context.signal.aborted || error instanceof RunStop) throw error
        return { status: 'error', error: toFailure(error) }
      }
    },
  }
}

/** @throws FailureError `bad_grade` */
function toGrade(value: unknown): Grade {
  if (typeof value === 'boolean') return { status: 'scored', score: value ? 1 : 0 }
  if (typeof value === 'number') return soundGrade({ status: 'scored', score: value })
  if (typeof value === 'object' && value !== null) return soundGrade(value)
  const message = `the function must return a number, true or false, or a grade; got ${value === null ? 'null' : typeof value}`
  throw new FailureError({ code: 'bad_grade', message, retryable: false })
}
