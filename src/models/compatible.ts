import type { OpenAICompatibleChatLanguageModel } from '@ai-sdk/openai-compatible'
import type { LanguageModelV4CallOptions } from '@ai-sdk/provider'
import { RequestError } from '../core/network.ts'
import { ChatChunks } from './chatChunks.ts'
import { EventStream } from './eventStream.ts'
import { badReplyFailure, connectionFailure, responseFailure, shortened } from './faults.ts'
import type { RawReply } from './sdkReply.ts'
import { replyOf } from './sdkReply.ts'

/** What the AI SDK's model of an OpenAI-compatible server does without a request. */
export type Shaper = Pick<OpenAICompatibleChatLanguageModel, 'prepareRequest' | 'convertResponse'>

/** Where a server is, and how it is spoken to. */
export interface ServerAddress {
  url: string
  headers: Record<string, string>
  fetch: typeof globalThis.fetch
  /** Milliseconds since 1970. */
  now(): number
}

/** An answer beyond this is a server that has gone wild. */
const longestAnswer = 20 * 1024 * 1024

/**
 * One streamed request to an OpenAI-compatible server. The AI SDK writes the request and reads the answer; what lies between is done here,
 * as its chain of streams takes as long again as the request itself. A server that answers in one piece is taken at its word.
 */
export async function streamCompatible(
  shaper: Shaper,
  { url, headers, fetch, now }: ServerAddress,
  options: LanguageModelV4CallOptions,
  monotonic: () => number,
): Promise<RawReply> {
  const startedAt = monotonic()
  const { body: prepared, warnings } = await shaper.prepareRequest(options)
  const body = { ...prepared, stream: true, stream_options: { include_usage: true } }
  const init = { method: 'POST', headers, body: JSON.stringify(body), signal: options.abortSignal ?? null }
  const response = await reached(fetch(url, init), false)
  if (!response.ok) throw await refusalOf(response, now())
  const type = response.headers.get('content-type') ?? ''
  const chunks = new ChatChunks()
  let firstTokenMs: number | undefined
  const events = new EventStream((data) => {
    chunks.add(data)
    if (chunks.begun) firstTokenMs ??= monotonic() - startedAt
  })
  if (/^(?:application\/json|text\/html)\b/i.test(type)) {
    const whole = wholeReply(await textOf(response), type)
    return { ...replyOf(await shaper.convertResponse({ body: whole })), sent: body, warnings }
  }
  await readAll(response, (chunk) => events.push(chunk), chunks)
  events.end()
  if (!chunks.finished) throw unfinished(chunks.begun)
  const reply = replyOf(await shaper.convertResponse({ body: chunks.whole() }))
  return { ...reply, ...(firstTokenMs === undefined ? {} : { firstTokenMs }), sent: body, warnings }
}

async function readAll(
  response: Response,
  take: (chunk: Uint8Array) => void,
  chunks: { begun: boolean },
): Promise<void> {
  const reader = response.body?.getReader()
  let bytes = 0
  for (;;) {
    const part = await reached(
      reader?.read() ?? Promise.resolve({ done: true as const, value: undefined }),
      true,
      chunks,
    )
    if (part.done) return
    bytes += part.value.length
    if (bytes > longestAnswer) throw tooLong()
    take(part.value)
  }
}

async function textOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = []
  await readAll(response, (chunk) => parts.push(chunk), { begun: true })
  return Buffer.concat(parts).toString('utf8')
}

/** What is awaited of a request; what it throws becomes a failure. */
async function reached<T>(work: Promise<T>, begun: boolean, chunks = { begun }): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw connectionFailure(error, begun && chunks.begun) ?? error
  }
}

async function refusalOf(response: Response, now: number): Promise<RequestError> {
  const body = await textOf(response)
  return responseFailure(
    { status: response.status, headers: Object.fromEntries(response.headers), body, ...messageIn(body) },
    now,
  )
}

/** Of `{error: {message}}`, `{error: "..."}` or `{message}`, as servers write it. */
function messageIn(body: string): { message?: string } {
  try {
    const { error, message, detail } = JSON.parse(body) as Record<string, unknown>
    const told = [(error as { message?: unknown } | undefined)?.message, error, message, detail]
    const words = told.find((one) => typeof one === 'string')
    return words === undefined ? {} : { message: words as string }
  } catch {
    return {}
  }
}

function wholeReply(text: string, type: string): unknown {
  if (/^text\/html\b/i.test(type))
    throw badReplyFailure(`the server answered with ${shortened(text) || 'an HTML page'}`)
  try {
    return JSON.parse(text)
  } catch {
    throw badReplyFailure(`the answer is no whole JSON: ${shortened(text)}`)
  }
}

function unfinished(begun: boolean): RequestError {
  const [code, message] = begun
    ? ['broken_stream', 'the answer broke off before its end']
    : ['empty', 'the server ended the stream without an answer']
  return new RequestError({ code, message, retryable: true })
}

function tooLong(): RequestError {
  return new RequestError({
    code: 'output_limit',
    message: 'the server answered with more than 20 MB',
    retryable: false,
  })
}
