import { z } from 'zod'
import type { Shape } from './shape.ts'

/** Why a target or a grader gave no result. A value, kept with the trial; never an empty answer or a score of 0. */
export interface Failure {
  /** Short, stable, for machines: `timeout`, `exit`, `bad_reply`, `no_answer`, `content_filter`, `context_length`, `thrown`, ... */
  code: string
  message: string
  /** True where another try could succeed. What will not go away scores 0 in the paired test; what might is left out of it. */
  retryable: boolean
}

export const failureSchema = z.object({
  code: z.string().min(1),
  message: z.string(),
  retryable: z.boolean(),
} satisfies Shape<Failure>)

/** The exception that carries a Failure up to the trial it belongs to: what a target or a grader of one's own may throw. */
export class FailureError extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.name = 'FailureError'
    this.failure = failure
  }
}

/** The Failure in whatever was thrown; an unknown exception becomes `thrown`, which is not retryable. Never throws itself. */
export function toFailure(thrown: unknown): Failure {
  try {
    if (thrown instanceof FailureError) return thrown.failure
    return { code: 'thrown', message: wordsOf(thrown), retryable: false }
  } catch {
    // No prototype, or a getter or toString that throws: user code throws anything.
    return { code: 'thrown', message: `a value of type ${typeof thrown} that cannot be shown`, retryable: false }
  }
}

function wordsOf(thrown: unknown): string {
  if (thrown instanceof Error) return `${thrown.name}: ${thrown.message}`
  if (typeof thrown !== 'object' || thrown === null) return String(thrown)
  const { message } = thrown as { message?: unknown }
  // Names, no values: what HTTP clients throw holds the headers of the request, and so its key.
  return typeof message === 'string' ? message : `an object with ${Object.keys(thrown).join(', ') || 'nothing in it'}`
}
