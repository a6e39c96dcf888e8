import type { JsonObject } from './json.ts'
import type { Finish, Usage } from './output.ts'

/** One message of a conversation with a model. */
export interface Message {
  role: 'system' | 'user' | 'assistant'
  content: string
}

/** What a model was asked on behalf of a grade, and what that took. */
export interface JudgeCall {
  /** The role that was asked: `default`, ... */
  judge: string
  /** The model that answered, as it calls itself. */
  modelId: string
  usage?: Usage
  /** US dollars. */
  costUsd?: number
  /** Milliseconds. */
  latencyMs: number
}

export interface JudgeRequest {
  messages: Message[]
  /** JSON Schema that the reply must conform to; enforced by servers that can, else merely asked for. */
  schema?: JsonObject
}

export interface JudgeReply {
  text: string
  finish: Finish
  call: JudgeCall
}

/** A model that a grader asks. What it is (model, parameters) is part of the grader's effective fingerprint. */
export interface Judge {
  /** @throws FailureError where there is no reply (`timeout`, `rate_limited`, `server_error`, ...) */
  ask(request: JudgeRequest): Promise<JudgeReply>
}

/** A model of natural language inference: how far one text says what another does. */
export interface Entailer {
  /** 0..1, with every request that was made for it. @throws FailureError where there is no score */
  entails(premise: string, claim: string): Promise<{ score: number; calls: JudgeCall[] }>
}

/** A model that turns texts into vectors. */
export interface Embedder {
  /** One vector a text, in their order, all of one length. @throws FailureError where there are none */
  embed(texts: readonly string[]): Promise<{ vectors: number[][]; call: JudgeCall }>
}
