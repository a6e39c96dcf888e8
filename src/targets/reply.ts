import type { Failure } from '../core/failure.ts'
import { FailureError, toFailure } from '../core/failure.ts'
import { faultsOf } from '../core/faults.ts'
import { isJsonObject } from '../core/json.ts'
import type { Output, Reply } from '../core/output.ts'
import { errorReplySchema, replySchema } from '../core/output.ts'
import { plainText } from './plainText.ts'

/** A reply read: an answer, or why there is none, or what is wrong with the reply itself. */
export type ReadReply = { reply: Reply } | { failure: Failure } | { faults: string[] }

/** Reads what a function, a program or a recording gave: text, `{text, ...}`, or `{error}`, which counts even beside a text. */
export function readReply(value: unknown): ReadReply {
  if (typeof value === 'string') return { reply: { text: value } }
  if (!isJsonObject(value)) return { faults: [`it must be text or {"text": ...}, not ${kindOf(value)}`] }
  const { error, ...answer } = value
  if (error !== undefined && error !== null) {
    const parsed = errorReplySchema.safeParse(value)
    if (parsed.success) {
      const { code = 'target_error', message, retryable = false } = parsed.data.error
      return { failure: { code, message: plainText(message), retryable } }
    }
    return { faults: faultsOf(parsed.error.issues, errorReplySchema, value).map(({ message }) => message) }
  }
  const parsed = replySchema.safeParse(answer)
  if (parsed.success) return { reply: parsed.data }
  return { faults: faultsOf(parsed.error.issues, replySchema, answer).map(({ message }) => message) }
}

/**
 * The output that a reply stands for; a latency that the reply tells goes before the measured one.
 * @throws FailureError where it tells an error, or is no reply (`bad_reply`)
 */
export function toOutput(value: unknown, measuredMs: number): Output {
  const read = readReply(value)
  if ('reply' in read) return { ...read.reply, latencyMs: read.reply.latencyMs ?? measuredMs }
  if ('failure' in read) throw new FailureError(read.failure)
  throw badReply(read.faults.slice(0, 3).join('; '))
}

export function badReply(what: string): FailureError {
  return new FailureError({
    code: 'bad_reply',
    message: `the reply cannot be used: ${plainText(what)}`,
    retryable: false,
  })
}

const passingCodes = new Set(['ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT', 'EAI_AGAIN', 'EPIPE', 'UND_ERR_SOCKET'])

/**
 * What a thrown error means: `code` and `retryable` of its own go before all else, then HTTP status (408, 429 and 5xx may pass), then
 * the network errors that pass by themselves.
 */
export function failureOf(thrown: unknown): Failure {
  const failure = toFailure(thrown)
  if (thrown instanceof FailureError || !(thrown instanceof Error)) return withPlainMessage(failure)
  // What refuses a connection tells why behind the `fetch failed` of the client.
  if (thrown.cause instanceof FailureError) return withPlainMessage(thrown.cause.failure)
  const { code, retryable, status } = thrown as { code?: unknown; retryable?: unknown; status?: unknown }
  const cause = thrown.cause instanceof Error ? (thrown.cause as { code?: unknown }).code : undefined
  const own = typeof code === 'string' && code !== '' ? code : typeof cause === 'string' ? cause : undefined
  const mayPass =
    typeof status === 'number' ? status === 408 || status === 429 || status >= 500 : passingCodes.has(own ?? '')
  return withPlainMessage({
    code: own ?? failure.code,
    message: failure.message,
    retryable: typeof retryable === 'boolean' ? retryable : mayPass,
  })
}

function withPlainMessage(failure: Failure): Failure {
  return { ...failure, message: plainText(failure.message) }
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`
}
