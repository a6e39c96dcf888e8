import { z } from 'zod'

/** Why a target or a grader gave no result. A value, kept with the trial; never an empty answer or a score of 0. */
export const failureSchema = z.object({
  /** Short, stable, for machines: `timeout`, `exit`, `bad_reply`, `no_answer`, `content_filter`, `context_length`, `thrown`, ... */
  code: z.string().min(1),
  message: z.string(),
  /** True where another try could succeed. What will not go away scores 0 in the paired test; what might is left out of it. */
  retryable: z.boolean(),
})
export type Failure = z.infer<typeof failureSchema>

/** The exception that carries a Failure up to the trial it belongs to. */
export class FailureError extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.name = 'FailureError'
    this.failure = failure
  }
}

/** The Failure in whatever was thrown; an unknown exception becomes `thrown`, which is not retryable. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof FailureError) return thrown.failure
  if (thrown instanceof Error) return { code: 'thrown', message: `${thrown.name}: ${thrown.message}`, retryable: false }
  return { code: 'thrown', message: String(thrown), retryable: false }
}
