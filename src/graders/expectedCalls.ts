import type { Case } from '../core/case.ts'
import type { Json } from '../core/json.ts'
import { isJsonObject } from '../core/json.ts'
import { findJson } from '../text/json.ts'

export interface ExpectedCall {
  name: string
  /** Undefined where any will do. */
  arguments: Json | undefined
}

/**
 * The tool calls that a case expects, or why there are none to judge by. They are `toolCalls` in `expected` or else in `metadata`: a
 * list of `{name, arguments}`, of the shape that OpenAI's API gives (`{function: {name, arguments}}`), or of bare names. `expected` may
 * also be one such call, or JSON text of any of these. A call without `arguments` is judged by its name; an empty list says that no tool
 * may be called.
 */
export function expectedCalls({ expected, metadata }: Case): ExpectedCall[] | string {
  const value =
    typeof expected === 'string' && /^\s*[[{]/.test(expected) ? (findJson(expected)?.value ?? null) : expected
  const told =
    value !== undefined && isJsonObject(value) && value.toolCalls !== undefined
      ? value.toolCalls
      : (metadata?.toolCalls ?? (isJsonObject(value) ? [value] : Array.isArray(value) ? value : undefined))
  if (told === undefined) return 'the case tells no expected tool calls'
  if (!Array.isArray(told)) return 'the expected tool calls are not a list'
  const calls: ExpectedCall[] = []
  for (const item of told) {
    const call = toCall(item)
    if (call === undefined) return 'an expected tool call has no name'
    calls.push(call)
  }
  return calls
}

function toCall(item: Json): ExpectedCall | undefined {
  if (typeof item === 'string') return item === '' ? undefined : { name: item, arguments: undefined }
  if (!isJsonObject(item)) return undefined
  const body = item.function !== undefined && isJsonObject(item.function) ? item.function : item
  if (typeof body.name !== 'string' || body.name === '') return undefined
  return { name: body.name, arguments: body.arguments === undefined ? undefined : parsedArguments(body.arguments) }
}

/** Arguments that are JSON in a string, as the wire carries them, are what they say. */
export function parsedArguments(given: Json): Json {
  if (typeof given !== 'string') return given
  if (given.trim() === '') return {}
  return /^\s*[[{]/.test(given) && /[\]}]\s*$/.test(given.slice(-100)) ? (findJson(given)?.value ?? given) : given
}
