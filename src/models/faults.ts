import type { Failure } from '../core/failure.ts'
import { FailureError } from '../core/failure.ts'
import { RequestError } from '../core/network.ts'

/** A refused request tells more of its body than anybody reads. */
const longestBody = 300

/** What a server said instead of an answer. */
export interface BadResponse {
  status: number
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>
  body: string
  /** What the body says of the fault, where that is known. */
  message?: string
}

/** The failure that a status other than 2xx stands for. @param now milliseconds since 1970, for dates in Retry-After */
export function responseFailure({ status, headers, body, message }: BadResponse, now: number): RequestError {
  const said = message === undefined || message === '' ? shortened(body) : shortened(message)
  const told = `the server answered ${status}${said === '' ? '' : `: ${said}`}`
  const code = codeOf(status, `${message ?? ''} ${body}`)
  const retryable = status === 408 || (status === 429 && code !== 'quota') || status >= 500
  const redirect = status >= 300 && status < 400 ? `; it sends on to ${headers.location ?? 'elsewhere'}` : ''
  return new RequestError(
    { code, message: `${told}${redirect}`, retryable },
    { throttled: status === 429 || status === 503 || status === overloaded, retryAfterMs: retryAfter(headers, now) },
  )
}

const contextWords =
  /context[ _]length|context window|maximum context|too many (?:input )?tokens|prompt is too long|input is too long|exceeds the (?:maximum|context|token)/i
const filterWords = /content[ _](?:filter|policy|management)|responsible.?ai|safety/i

/** As Anthropic says that it has too much to do. */
const overloaded = 529
/** A limit that no waiting lifts. */
const quotaWords = /insufficient_quota|exceeded your current quota|billing/i

function codeOf(status: number, text: string): string {
  if (status === 429) return quotaWords.test(text) ? 'quota' : 'rate_limited'
  if (status === 408) return 'timeout'
  if (status >= 500) return 'server_error'
  if (status === 401 || status === 403) return 'unauthorized'
  if (status === 404) return 'not_found'
  if (status >= 300 && status < 400) return 'redirect'
  if (contextWords.test(text) || status === 413) return 'context_length'
  return filterWords.test(text) ? 'content_filter' : 'bad_request'
}

/** Seconds or a date (RFC 9110, 10.2.3), or milliseconds as OpenAI and Azure tell them; undefined where nothing is said. */
function retryAfter(headers: BadResponse['headers'], now: number): number | undefined {
  const ms = Number(headers['retry-after-ms'] ?? Number.NaN)
  if (ms >= 0) return ms
  const told = headers['retry-after']
  if (told === undefined || told === '') return undefined
  const seconds = Number(told)
  if (seconds >= 0) return seconds * 1000
  const date = Date.parse(told)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

const refused = new Set(['ENOTFOUND', 'ERR_INVALID_URL', 'ERR_INVALID_HTTP_TOKEN', 'ERR_INVALID_CHAR'])
/** Certificates that nobody here vouches for, as those of a company's proxy. */
const untrusted = new Set([
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])
const slow = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT'])

/**
 * The failure behind what a request threw before there was a response, or while its body was read.
 * @param begun whether a part of the answer had come
 */
export function connectionFailure(thrown: unknown, begun: boolean): FailureError | undefined {
  const chain = causes(thrown)
  const told = chain.find((error) => error instanceof FailureError)
  if (told !== undefined) return told
  const code = chain.map((error) => (error as { code?: unknown }).code).find((found) => typeof found === 'string')
  const isNetwork = chain.some(({ message }) => brokenConnections.has(message)) || code !== undefined
  if (!isNetwork) return undefined
  const last = chain.at(-1)
  const words = `${last?.message || (typeof code === 'string' ? code : '') || 'the connection failed'}`
  const hint = untrusted.has(String(code)) ? ' (NODE_EXTRA_CA_CERTS names certificates to trust)' : ''
  const failure: Failure = slow.has(String(code))
    ? { code: 'timeout', message: words, retryable: true }
    : begun
      ? { code: 'broken_stream', message: `the answer broke off: ${words}`, retryable: true }
      : { code: 'connection', message: `no connection: ${words}${hint}`, retryable: !isFinal(String(code)) }
  return new RequestError(failure)
}

/** What clients say without a code; other TypeErrors are mistakes of a program. */
const brokenConnections = new Set(['fetch failed', 'terminated', 'the connection was closed'])

function isFinal(code: string): boolean {
  return refused.has(code) || untrusted.has(code) || code.startsWith('ERR_TLS_') || code.startsWith('ERR_SSL_')
}

function causes(thrown: unknown): Error[] {
  const found: Error[] = []
  let error = thrown
  while (error instanceof Error && !found.includes(error)) {
    found.push(error)
    // Where a name has several addresses, each failed by itself.
    error = error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error.cause
  }
  return found
}

/** What came is no answer: an error page, JSON that ends too early. A proxy or a server in trouble says such things, no model does. */
export function badReplyFailure(what: string): RequestError {
  return new RequestError({ code: 'bad_reply', message: what, retryable: true })
}

/** A stream that ended before the answer did. @param begun whether a part of it had come */
export function unfinished(begun: boolean): RequestError {
  const [code, message] = begun
    ? ['broken_stream', 'the answer broke off before its end']
    : ['empty', 'the server ended the stream without an answer']
  return new RequestError({ code, message, retryable: true })
}

/** One line, without the tags of an error page, cut. */
export function shortened(text: string): string {
  const plain = /^\s*</.test(text) ? pageWords(text) : text
  const line = plain.replace(/\s+/g, ' ').trim()
  return line.length > longestBody ? `${line.slice(0, longestBody)}…` : line
}

function pageWords(html: string): string {
  const shown = html.slice(0, 20_000).replace(/<(script|style|head)\b[\s\S]*?<\/\1\s*>/gi, ' ')
  return `(an HTML page) ${shown.replace(/<[^>]*>/g, ' ')}`
}
