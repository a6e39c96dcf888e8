import { AssayError } from '../core/errors.ts'
import { FailureError } from '../core/failure.ts'
import { fingerprint } from '../core/fingerprint.ts'
import type { ReplyInput } from '../core/output.ts'
import type { TargetContext, TargetDefinition, TargetInput } from '../core/target.ts'
import { abortable } from './abort.ts'
import { failureOf, toOutput } from './reply.ts'

/** What a function may give: the answer's text, a whole reply, or why there is none. */
export type FunctionReply =
  | string
  | ReplyInput
  | { error: string | { code?: string; message: string; retryable?: boolean } }

/** The system under test as a function. `context.signal` is aborted when the trial's time is over. */
export type TargetFunction = (input: TargetInput, context: TargetContext) => FunctionReply | Promise<FunctionReply>

export interface FunctionOptions {
  /** Names what the source of the function does not show: model, prompt, the modules it calls. */
  version?: string
}

/**
 * A target that is a function. It is told apart from others by its own source and the declared version; what it calls is not
 * seen. A thrown error becomes a failure with the error's `code` (default `thrown`) and `retryable` (default by HTTP status).
 * @throws AssayError where it is handed no function
 */
export function functionTarget(answer: TargetFunction, { version }: FunctionOptions = {}): TargetDefinition {
  if (typeof answer !== 'function') throw new AssayError('functionTarget takes a function: (input) => answer')
  const facts = { kind: 'function', ...(version === undefined ? {} : { version }) }
  return {
    kind: facts.kind,
    cacheable: version !== undefined,
    open: async ({ name }) => ({
      ...facts,
      name,
      fingerprint: fingerprint({ ...facts, source: String(answer) }),
      run: async (input, context) => {
        context.signal.throwIfAborted()
        const startedAt = context.monotonic()
        // A function that sorts or edits what it is handed must not change the golden case.
        const work = (async () => answer(structuredClone(input), context))()
        try {
          const reply = await abortable(work, context.signal)
          return toOutput(reply, context.monotonic() - startedAt)
        } catch (error) {
          if (context.signal.aborted) throw context.signal.reason
          throw new FailureError(failureOf(error))
        }
      },
    }),
  }
}
