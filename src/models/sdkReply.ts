import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4FinishReason,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
  SharedV4Warning,
} from '@ai-sdk/provider'
import { FailureError } from '../core/failure.ts'
import type { Json } from '../core/json.ts'
import { isJson } from '../core/json.ts'
import { RequestError } from '../core/network.ts'
import type { Finish, ToolCall } from '../core/output.ts'
import { badReplyFailure, unfinished } from './faults.ts'
import type { CachedUsage } from './model.ts'
import { streamedFailure } from './sdkFaults.ts'

/** What came of one request. */
export interface RawReply {
  text: string
  toolCalls: ToolCall[]
  finish: Finish
  modelId?: string
  usage: CachedUsage
  firstTokenMs?: number
  sent?: unknown
  /** Of settings that the provider does not take. */
  warnings: readonly SharedV4Warning[]
}

/** One request, answered in one piece. Throws what the SDK throws, and FailureErrors. */
export async function generateOnce(model: LanguageModelV4, options: LanguageModelV4CallOptions): Promise<RawReply> {
  return replyOf(await model.doGenerate(options))
}

/** What a whole result of the SDK says. @throws FailureError where that is no answer */
export function replyOf(result: LanguageModelV4GenerateResult): RawReply {
  const draft: Draft = { text: '', toolCalls: [] }
  for (const part of result.content) {
    if (part.type === 'text') draft.text += part.text
    else if (part.type === 'tool-call') draft.toolCalls.push(toolCall(part))
  }
  return reply(draft, {
    reason: result.finishReason,
    usage: result.usage,
    modelId: result.response?.modelId,
    sent: result.request?.body,
    warnings: result.warnings,
  })
}

/** The server answers in one piece though it was asked to stream. */
export class NotStreamed extends Error {}

/**
 * One request, answered piece by piece.
 * @throws NotStreamed where the server does not stream
 */
export async function streamOnce(
  model: LanguageModelV4,
  options: LanguageModelV4CallOptions,
  monotonic: () => number,
): Promise<RawReply> {
  const startedAt = monotonic()
  const { stream, request, response } = await model.doStream(options)
  const type = response?.headers?.['content-type'] ?? ''
  const draft: Draft = { text: '', toolCalls: [] }
  let end: Pick<End, 'reason' | 'usage'> | undefined
  let modelId: string | undefined
  let firstTokenMs: number | undefined
  let failure: unknown
  let warnings: readonly SharedV4Warning[] = []
  const reader = stream.getReader()
  for (;;) {
    const { done, value: part } = await read(reader, draft)
    if (done) break
    if (isContent(part)) firstTokenMs ??= monotonic() - startedAt
    if (part.type === 'text-delta') draft.text += part.delta
    else if (part.type === 'tool-call') draft.toolCalls.push(toolCall(part))
    else if (part.type === 'response-metadata') modelId ??= part.modelId
    else if (part.type === 'finish') end = { reason: part.finishReason, usage: part.usage }
    else if (part.type === 'error') failure ??= part.error
    else if (part.type === 'stream-start') warnings = part.warnings
  }
  const begun = firstTokenMs !== undefined
  if (!begun && /^application\/json\b/i.test(type)) throw new NotStreamed()
  if (!begun && /^text\/html\b/i.test(type)) throw badReplyFailure('the server answered with an HTML page')
  if (failure !== undefined) throw streamedFailure(failure, begun)
  if (end === undefined) throw unfinished(true)
  return {
    ...reply(draft, { ...end, modelId, sent: request?.body, warnings }),
    ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
  }
}

interface Draft {
  text: string
  toolCalls: ToolCall[]
}

interface End {
  reason: LanguageModelV4FinishReason
  usage: LanguageModelV4Usage
  modelId: string | undefined
  sent: unknown
  warnings: readonly SharedV4Warning[]
}

async function read(reader: ReadableStreamDefaultReader<LanguageModelV4StreamPart>, { text, toolCalls }: Draft) {
  try {
    return await reader.read()
  } catch (error) {
    throw streamedFailure(error, text !== '' || toolCalls.length > 0)
  }
}

function isContent({ type }: LanguageModelV4StreamPart): boolean {
  return type === 'text-delta' || type === 'reasoning-delta' || type === 'tool-input-start' || type === 'tool-call'
}

function reply({ text, toolCalls }: Draft, { reason, usage, modelId, sent, warnings }: End): RawReply {
  const finish = finishes[reason.unified]
  if (finish === undefined) throw unfinished(true)
  const isEmpty = text === '' && toolCalls.length === 0
  if (isEmpty && finish === 'content_filter') {
    const message = 'the server withheld the answer (content filter)'
    throw new FailureError({ code: 'content_filter', message, retryable: false })
  }
  if (isEmpty && finish === 'other') throw emptyFailure('the server answered nothing')
  return {
    text,
    toolCalls,
    finish,
    usage: usageOf(usage),
    warnings,
    ...(modelId === undefined || modelId === '' ? {} : { modelId }),
    ...(sent === undefined ? {} : { sent }),
  }
}

/** Absent are those that mean that the answer is not whole. */
const finishes: Partial<Record<LanguageModelV4FinishReason['unified'], Finish>> = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'content_filter',
  'tool-calls': 'tool_calls',
  other: 'other',
}

function emptyFailure(message: string): RequestError {
  return new RequestError({ code: 'empty', message, retryable: true })
}

function toolCall({ toolName, input }: { toolName: string; input: unknown }): ToolCall {
  return { name: toolName, arguments: argumentsOf(input) }
}

function argumentsOf(input: unknown): Json {
  if (typeof input !== 'string') return isJson(input) ? input : String(input)
  try {
    return JSON.parse(input) as Json
  } catch {
    return input
  }
}

function usageOf({ inputTokens, outputTokens }: LanguageModelV4Usage): CachedUsage {
  return {
    ...counted('inputTokens', inputTokens?.total),
    ...counted('outputTokens', outputTokens?.total),
    ...counted('cachedTokens', inputTokens?.cacheRead),
  }
}

/** Some servers count by halves, or below nothing. */
function counted(key: keyof CachedUsage, count: number | undefined): CachedUsage {
  return count !== undefined && Number.isInteger(count) && count >= 0 ? { [key]: count } : {}
}
