import type { OpenAICompatibleChatLanguageModel } from '@ai-sdk/openai-compatible'
import type { LanguageModelV4CallOptions } from '@ai-sdk/provider'
import { isJsonObject } from '../core/json.ts'
import type { HttpReply, Network, RequestError } from '../core/network.ts'
import { bodyText, reached, readBody } from './body.ts'
import { ChatChunks } from './chatChunks.ts'
import { EventStream } from './eventStream.ts'
import { badReplyFailure, responseFailure, shortened, unfinished } from './faults.ts'
import { toldFailure } from './sdkFaults.ts'
import type { RawReply } from './sdkReply.ts'
import { replyOf } from './sdkReply.ts'

/** What the AI SDK's model of an OpenAI-compatible server does without a request. */
export type Shaper = Pick<OpenAICompatibleChatLanguageModel, 'prepareRequest' | 'convertResponse'>

/** Where a server is, and how it is spoken to. */
export interface ServerAddress {
  url: string
  headers: Record<string, string>
  request: Network['request']
  /** Milliseconds since 1970. */
  now(): number
}

/**
 * One streamed request to an OpenAI-compatible server. The AI SDK writes the request and reads the answer; what lies between is done here,
 * as its chain of streams takes as long again as the request itself. A server that answers in one piece is taken at its word.
 */
export async function streamCompatible(
  shaper: Shaper,
  { url, headers, request, now }: ServerAddress,
  options: LanguageModelV4CallOptions,
  monotonic: () => number,
): Promise<RawReply> {
  const startedAt = monotonic()
  const { body: prepared, warnings } = await shaper.prepareRequest(options)
  const body = { ...prepared, stream: true, stream_options: { include_usage: true } }
  const text = JSON.stringify(body)
  const { abortSignal: signal = new AbortController().signal } = options
  const response = await reached(request({ url, method: 'POST', headers, body: text, signal }))
  if (response.status < 200 || response.status >= 300) throw await refusalOf(response, now())
  const type = response.headers['content-type'] ?? ''
  const chunks = new ChatChunks()
  let firstTokenMs: number | undefined
  const events = new EventStream((data) => {
    chunks.add(data)
    if (chunks.begun) firstTokenMs ??= monotonic() - startedAt
  })
  if (/^(?:application\/json|text\/html)\b/i.test(type)) {
    const whole = wholeReply(await bodyText(response), type)
    return { ...replyOf(await shaper.convertResponse({ body: whole })), sent: text, warnings }
  }
  await readBody(
    response,
    (chunk) => events.push(chunk),
    () => chunks.begun,
  )
  events.end()
  if (!chunks.finished) throw unfinished(chunks.begun)
  const reply = replyOf(await shaper.convertResponse({ body: chunks.whole() }))
  return { ...reply, ...(firstTokenMs === undefined ? {} : { firstTokenMs }), sent: text, warnings }
}

async function refusalOf(reply: HttpReply, now: number): Promise<RequestError> {
  const body = await bodyText(reply)
  return responseFailure({ status: reply.status, headers: reply.headers, body, ...messageIn(body) }, now)
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

/** The JSON of a reply that came in one piece; some servers tell their faults under status 200. */
function wholeReply(text: string, type: string): unknown {
  if (/^text\/html\b/i.test(type))
    throw badReplyFailure(`the server answered with ${shortened(text) || 'an HTML page'}`)
  const value = parsedJson(text)
  if (!isJsonObject(value)) throw badReplyFailure(`the answer is no chat completion: ${shortened(text)}`)
  if (value.error !== undefined && value.error !== null) throw toldFailure(value.error)
  if (!Array.isArray(value.choices)) throw badReplyFailure(`the answer has no choices: ${shortened(text)}`)
  return value
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badReplyFailure(`the answer is no whole JSON: ${shortened(text)}`)
  }
}
