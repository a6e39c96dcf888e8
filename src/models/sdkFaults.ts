import { FailureError } from '../core/failure.ts'
import { RequestError } from '../core/network.ts'
import { badReplyFailure, connectionFailure, responseFailure, shortened, unfinished } from './faults.ts'

/** What errors of the AI SDK have; recognised by name, since a project may have another copy of its packages than ours. */
interface SdkError {
  name: string
  message: string
  statusCode?: number
  responseHeaders?: Record<string, string>
  responseBody?: string
  cause?: unknown
}

/** The failure in what a model of the AI SDK threw. @param now milliseconds since 1970 */
export function sdkFailure(thrown: unknown, now: number): unknown {
  if (thrown instanceof FailureError || !(thrown instanceof Error)) return thrown
  const error = thrown as SdkError
  switch (error.name) {
    case 'AI_APICallError':
      return apiFailure(error, now)
    case 'AI_LoadAPIKeyError':
    case 'AI_LoadSettingError':
      return new FailureError({ code: 'no_key', message: shortened(error.message), retryable: false })
    case 'AI_UnsupportedFunctionalityError':
    case 'AI_InvalidPromptError':
    case 'AI_InvalidArgumentError':
      return new FailureError({ code: 'unsupported', message: shortened(error.message), retryable: false })
    case 'AI_InvalidResponseDataError':
    case 'AI_EmptyResponseBodyError':
    case 'AI_NoContentGeneratedError':
    case 'AI_JSONParseError':
    case 'AI_TypeValidationError':
      return replyFailure(error)
    default:
      return connectionFailure(thrown, false) ?? thrown
  }
}

function apiFailure(error: SdkError, now: number): unknown {
  const { statusCode: status, responseHeaders = {}, responseBody = '', message } = error
  if (status === undefined) {
    return (
      connectionFailure(error.cause ?? error, false) ??
      new RequestError({ code: 'connection', message: shortened(message), retryable: true })
    )
  }
  if (status >= 200 && status < 300) {
    const cause = connectionFailure(error.cause, true)
    const isPage = /^text\/html\b/i.test(responseHeaders['content-type'] ?? '')
    const told = faultIn(responseBody)
    if (told !== undefined) return toldFailure(told)
    if (isPage) return badReplyFailure(`the server answered with ${shortened(responseBody) || 'an HTML page'}`)
    return cause ?? replyFailure(error.cause instanceof Error ? (error.cause as SdkError) : error)
  }
  return responseFailure({ status, headers: responseHeaders, body: responseBody, message }, now)
}

/** What some servers tell under status 200. */
function faultIn(body: string): unknown {
  try {
    return (JSON.parse(body) as { error?: unknown } | null)?.error ?? undefined
  } catch {
    return undefined
  }
}

/** What came whole and is no answer. */
function replyFailure({ name, message }: SdkError): RequestError {
  if (/choices/.test(message) && name === 'AI_InvalidResponseDataError' && !/finish/.test(message))
    return new RequestError({ code: 'empty', message: 'the answer has no choices', retryable: true })
  if (name === 'AI_JSONParseError') return badReplyFailure(`the answer is no whole JSON: ${shortened(message)}`)
  if (name === 'AI_TypeValidationError') return badReplyFailure(`the answer has another shape: ${shortened(message)}`)
  return new RequestError({ code: 'empty', message: shortened(message), retryable: true })
}

/** The failure that came in, or broke, a stream. @param begun whether a part of the answer had come */
export function streamedFailure(thrown: unknown, begun: boolean): unknown {
  if (thrown instanceof FailureError) return thrown
  if (thrown instanceof Error) {
    if (/without a finish reason/.test(thrown.message)) return unfinished(begun)
    if (thrown.name.startsWith('AI_')) return sdkFailure(thrown, 0)
    if (thrown.name === 'AbortError') return thrown
    return connectionFailure(thrown, true) ?? thrown
  }
  return toldFailure(thrown)
}

/** An error that the server put into the stream: `{message, code, type}`, or text. */
export function toldFailure(told: unknown): RequestError {
  const { message, code, status, type } = (typeof told === 'object' && told !== null ? told : {}) as Record<
    string,
    unknown
  >
  const words = typeof message === 'string' ? message : typeof told === 'string' ? told : JSON.stringify(told)
  const number = [status, code].map(Number).find((value) => value >= 400 && value < 600)
  const body = JSON.stringify(told) ?? ''
  return responseFailure({ status: number ?? statusNamed(`${code} ${type}`), headers: {}, body, message: words }, 0)
}

/** The status that a server would have told, had it not begun to stream. */
function statusNamed(kind: string): number {
  if (/rate.?limit/i.test(kind)) return 429
  return /invalid.?request|context.?length|content.?(?:filter|policy)/i.test(kind) ? 400 : 500
}
