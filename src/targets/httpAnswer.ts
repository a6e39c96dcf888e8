import { z } from 'zod'
import { FailureError } from '../core/failure.ts'
import type { Json, JsonObject } from '../core/json.ts'
import { isJsonObject } from '../core/json.ts'
import type { Output } from '../core/output.ts'
import type { Shape } from '../core/shape.ts'
import { jsonPathSchema, queryJson, requireJsonPath, shortened } from '../models/index.ts'
import { badReply, toOutput } from './reply.ts'

/** Where in the JSON of a reply things are, as JSONPath (RFC 9535). */
export interface AnswerPaths {
  /** The answer. Default: what the target's reply says itself, `{text, ...}`, or the whole text where it is no JSON. */
  text?: string
  data?: string
  citations?: string
  /** The passages that the server used. */
  sources?: string
  /** Tokens: where both are as `{inputTokens, outputTokens}`, or each by itself. */
  usage?: string | { inputTokens?: string; outputTokens?: string }
  modelId?: string
  /** US dollars. */
  costUsd?: string
}

const path = jsonPathSchema

export const answerShape = {
  text: path.exactOptional().describe('JSONPath of the answer, e.g. $.answer'),
  data: path.exactOptional().describe('JSONPath of the answer as data'),
  citations: path.exactOptional().describe('JSONPath of ids of sources, or of objects with one'),
  sources: path.exactOptional().describe('JSONPath of the passages that the server used: { id, text }'),
  usage: z
    .union([path, z.strictObject({ inputTokens: path.exactOptional(), outputTokens: path.exactOptional() })])
    .exactOptional()
    .describe('JSONPath of { inputTokens, outputTokens }, or one for each'),
  modelId: path.exactOptional().describe('JSONPath of the name of the model that answered'),
  costUsd: path.exactOptional().describe('JSONPath of US dollars'),
} satisfies Shape<AnswerPaths>

/**
 * How to read the answer in a reply. What it gives throws a FailureError `bad_reply` where a reply does not have it.
 * @throws AssayError where a path is no JSONPath
 */
export function openAnswer(paths: AnswerPaths): (body: string, contentType: string) => Omit<Output, 'request'> {
  const { text, usage } = paths
  for (const [key, one] of written(paths)) requireJsonPath(key, one)
  return (body, contentType) => {
    if (body.trim() === '') throw nothingSaid()
    const value = parsed(body)
    if (value === undefined) {
      // What says that it is JSON, or looks like some, and is none, broke off: it is no answer in words.
      const isBroken = /^[^;]*\bjson\b/i.test(contentType) || /^\s*\{/.test(body)
      const isPage = /^text\/html\b/i.test(contentType)
      if (!isPage && !isBroken && written(paths).length === 0) return { text: body }
      const { failure } = badReply(isPage ? shortened(body) : `it is no JSON: ${shortened(body)}`)
      // A proxy says such things, or a server in trouble; text where JSON should be stays text.
      throw new FailureError({ ...failure, retryable: isPage || isBroken || /^\s*\[/.test(body) })
    }
    const own: JsonObject = text === undefined && isJsonObject(value) ? value : {}
    return withoutMeasured(
      toOutput(
        {
          ...own,
          ...found('text', value, text, textOf),
          ...found('data', value, paths.data, (data) => data),
          ...found('citations', value, paths.citations, listOf),
          ...found('sources', value, paths.sources, listOf),
          ...usageIn(value, usage),
          ...found('modelId', value, paths.modelId, textOf),
          ...found('costUsd', value, paths.costUsd, (cost) => cost),
          ...(text === undefined && !isJsonObject(value) ? { text: typeof value === 'string' ? value : body } : {}),
        },
        0,
      ),
      typeof own.latencyMs === 'number',
    )
  }
}

function nothingSaid(): FailureError {
  return new FailureError({ code: 'empty', message: 'the server answered nothing', retryable: true })
}

/** A latency that the reply tells goes before the measured one, which is not known here. */
function withoutMeasured({ latencyMs, ...output }: Output, isTold: boolean): Output {
  return isTold && latencyMs !== undefined ? { ...output, latencyMs } : output
}

/** All that is written, by key. */
function written({ usage, ...paths }: AnswerPaths): [string, string][] {
  const own = Object.entries(paths).filter(([key]) => key in answerShape)
  const ofUsage = typeof usage === 'string' ? [['usage', usage] as const] : Object.entries(usage ?? {})
  return [...own, ...ofUsage].filter((entry): entry is [string, string] => typeof entry[1] === 'string')
}

/** What stands at a path under a key of the output; nothing where it is not there, but for the text, which must be. */
function found(key: string, value: Json, expression: string | undefined, read: (found: Json) => Json) {
  if (expression === undefined) return {}
  const matches = queryJson(value, expression)
  const [first] = matches
  if (first === undefined || (first === null && key !== 'data')) {
    if (key === 'text') throw badReply(`there is nothing at ${expression}`)
    return {}
  }
  return { [key]: read(matches.length > 1 ? matches : first) }
}

function textOf(value: Json): Json {
  if (Array.isArray(value) && value.every((part) => typeof part === 'string')) return value.join('')
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}

function listOf(value: Json): Json {
  return (Array.isArray(value) ? value.flat() : [value]).map((item) => (typeof item === 'number' ? String(item) : item))
}

function usageIn(value: Json, usage: AnswerPaths['usage']): { usage?: Json } {
  if (usage === undefined) return {}
  if (typeof usage === 'string') return found('usage', value, usage, (told) => told)
  return {
    usage: {
      ...found('inputTokens', value, usage.inputTokens, (told) => told),
      ...found('outputTokens', value, usage.outputTokens, (told) => told),
    },
  }
}

function parsed(body: string): Json | undefined {
  try {
    return JSON.parse(body) as Json
  } catch {
    return undefined
  }
}
