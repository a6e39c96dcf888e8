import type { JsonObject } from '../core/json.ts'
import { isJsonObject } from '../core/json.ts'
import { jsonFault } from '../text/jsonFault.ts'

/** What a judge says of an answer: first why, then which choice. */
export interface RubricReply {
  reasoning: string
  choice: string
}

/** JSON Schema of the reply. The order of the properties is the order of writing: a model that reasons first judges better. */
export function replySchema(names: readonly string[]): JsonObject {
  return {
    type: 'object',
    properties: { reasoning: { type: 'string' }, choice: { type: 'string', enum: [...names] } },
    required: ['reasoning', 'choice'],
    additionalProperties: false,
  }
}

/** The reply as a prompt shows it. */
export function replyShape(names: readonly string[]): string {
  return `{"reasoning": "...", "choice": ${namesInWords(names)}}`
}

/** `"pass" or "fail"`. */
export function namesInWords(names: readonly string[]): string {
  const quoted = names.map((name) => JSON.stringify(name))
  return [quoted.slice(0, -1).join(', '), ...quoted.slice(-1)].filter((text) => text !== '').join(' or ')
}

/** Some sentences and a choice; what is a thousand times that is no verdict, and would only be hard to read. */
const longestReply = 200_000

const fence = /^```(?:json)?\s([\s\S]*)```$/i

/**
 * Reads a reply strictly: nothing but the JSON object, in one Markdown code fence at most. A verdict is never guessed from prose, since
 * an answer that was judged can bring any words into it.
 */
export function parseReply(text: string, names: readonly string[]): RubricReply | { fault: string } {
  if (text.length > longestReply) return { fault: 'it is far too long' }
  const trimmed = text.trim()
  if (trimmed === '') return { fault: 'it is empty' }
  const body = (fence.exec(trimmed)?.[1] ?? trimmed).trim()
  if (!body.startsWith('{')) return { fault: 'it is not a JSON object alone' }
  const value = parsed(body)
  if (!isJsonObject(value)) return { fault: `it is not a JSON object alone: ${jsonFault(body)?.message ?? 'no JSON'}` }
  return readReply(value, body, names)
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function readReply(value: JsonObject, body: string, names: readonly string[]): RubricReply | { fault: string } {
  const { reasoning, choice } = value
  const unknown = Object.keys(value).find((key) => key !== 'reasoning' && key !== 'choice')
  if (unknown !== undefined) return { fault: `it has a key ${shown(unknown)} that was not asked for` }
  if (reasoning === undefined) return { fault: 'it has no "reasoning"' }
  if (choice === undefined) return { fault: 'it has no "choice"' }
  if (typeof reasoning !== 'string') return { fault: '"reasoning" is not text' }
  if (typeof choice !== 'string') return { fault: '"choice" is not text' }
  if (repeatsKey(body)) return { fault: 'it has a key twice' }
  if (!names.includes(choice)) return { fault: `"choice" is ${shown(choice)}, not ${namesInWords(names)}` }
  return { reasoning, choice }
}

/** Of a key that stands twice JSON.parse keeps the last; valid JSON of two keys with text holds four strings, and no more. */
function repeatsKey(body: string): boolean {
  return body.match(/"(?:[^"\\]|\\.)*"/g)?.length !== 4
}

function shown(text: string): string {
  return JSON.stringify(cut(text, 80))
}

/** The beginning of a text that may be long. */
export function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length).toWellFormed()}…` : text
}
