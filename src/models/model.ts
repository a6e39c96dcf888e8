import type { Json, JsonObject } from '../core/json.ts'
import type { Message } from '../core/judge.ts'
import type { Endpoint } from '../core/network.ts'
import type { Finish, SentRequest, ToolCall, Usage } from '../core/output.ts'
import type { CallEstimate } from '../core/target.ts'
import type { Parameters } from './spec.ts'

/** A tool as it is described to the model. */
export interface Tool {
  name: string
  description?: string
  /** JSON Schema of its arguments. */
  parameters: JsonObject
}

/** Whether tools may, must or must not be called, or which one must. */
export type ToolChoice = 'auto' | 'required' | 'none' | { tool: string }

export interface ModelRequest {
  messages: readonly Message[]
  /** The answer is to be JSON that conforms to this JSON Schema. */
  schema?: JsonObject
  tools?: readonly Tool[]
  toolChoice?: ToolChoice
  parameters: Parameters
}

export interface CachedUsage extends Usage {
  /** Of the input tokens those that the server had in its cache. */
  cachedTokens?: number
}

export interface ModelReply {
  text: string
  /** The answer as JSON where it was asked for and is some. */
  data?: Json
  toolCalls: ToolCall[]
  finish: Finish
  /** What answered, as the server names it; else what was asked. */
  modelId: string
  usage: Usage
  costUsd?: number
  latencyMs: number
  /** Absent where the answer did not come in pieces. */
  firstTokenMs?: number
  request: SentRequest
}

/** What holds for one call: how it ends, and by which clock it is timed. */
export interface CallContext {
  signal: AbortSignal
  monotonic(): number
  offClock<T>(wait: Promise<T>): Promise<T>
}

/** A language model behind one interface, whoever serves it; queued, tried again and counted. */
export interface Model {
  /** As it is asked for. */
  readonly id: string
  readonly endpoint: Endpoint
  /** @throws FailureError where there is no answer; RunStop when the budget is spent */
  generate(request: ModelRequest, context: CallContext): Promise<ModelReply>
  estimate(request: ModelRequest): CallEstimate
}
