import type { LanguageModelV4CallOptions, LanguageModelV4Message } from '@ai-sdk/provider'
import type { JsonObject } from '../core/json.ts'
import type { Message } from '../core/judge.ts'
import type { ModelRequest, Tool, ToolChoice } from './model.ts'

export interface SdkRequestOptions {
  signal: AbortSignal
  /** Whether the server is held to the JSON Schema, rather than asked for it in words. */
  enforcesSchema: boolean
}

/** The request as models of the AI SDK take it. */
export function sdkRequest(
  { messages, schema, tools = [], toolChoice, parameters }: ModelRequest,
  { signal, enforcesSchema }: SdkRequestOptions,
): LanguageModelV4CallOptions {
  const { maxTokens, stop, ...others } = parameters
  const asked = schema === undefined || enforcesSchema ? messages : [inWords(schema), ...messages]
  return {
    ...(others as Partial<LanguageModelV4CallOptions>),
    prompt: asked.map(sdkMessage),
    ...(maxTokens === undefined ? {} : { maxOutputTokens: maxTokens }),
    ...(stop === undefined ? {} : { stopSequences: stop }),
    ...(schema === undefined || !enforcesSchema ? {} : { responseFormat: { type: 'json', schema, name: 'answer' } }),
    ...(tools.length === 0 ? {} : { tools: tools.map(sdkTool) }),
    ...(toolChoice === undefined ? {} : { toolChoice: sdkToolChoice(toolChoice) }),
    abortSignal: signal,
  }
}

function inWords(schema: JsonObject): Message {
  const content = `Answer with nothing but JSON that conforms to this JSON Schema:\n${JSON.stringify(schema)}`
  return { role: 'system', content }
}

function sdkMessage({ role, content }: Message): LanguageModelV4Message {
  return role === 'system' ? { role, content } : { role, content: [{ type: 'text', text: content }] }
}

function sdkTool({ name, description, parameters }: Tool) {
  return {
    type: 'function' as const,
    name,
    ...(description === undefined ? {} : { description }),
    inputSchema: parameters as object,
  }
}

function sdkToolChoice(choice: ToolChoice) {
  return typeof choice === 'string' ? { type: choice } : { type: 'tool' as const, toolName: choice.tool }
}
