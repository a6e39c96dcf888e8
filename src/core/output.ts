import { z } from 'zod'
import type { Source } from './case.ts'
import { sourceSchema } from './case.ts'
import { failureSchema } from './failure.ts'
import type { Json } from './json.ts'
import { isJson } from './json.ts'
import type { Shape } from './shape.ts'

/** A citation that the target gave beside its text. Offsets are UTF-16 code units into the answer's text. */
export interface Citation {
  /** The id of the source that is cited. */
  id: string
  /** What the target quotes of that source, word for word. */
  quote?: string
  start?: number
  /** Exclusive. */
  end?: number
}

export const citationSchema = z.object({
  id: z.string().min(1),
  quote: z.string().exactOptional(),
  start: z.int().min(0).exactOptional(),
  end: z.int().min(0).exactOptional(),
} satisfies Shape<Citation>)

/** Tokens of one trial, as the target counted them. */
export interface Usage {
  inputTokens?: number
  outputTokens?: number
}

const usageSchema = z.object({
  inputTokens: z.int().min(0).exactOptional(),
  outputTokens: z.int().min(0).exactOptional(),
} satisfies Shape<Usage>)

/** A tool that the model wants called. */
export interface ToolCall {
  name: string
  /** As the model wrote them: JSON, or the text where it is none. */
  arguments: Json
}

const toolCallSchema = z.object({
  name: z.string(),
  arguments: z.custom<Json>(isJson, 'must be what JSON can hold'),
} satisfies Shape<ToolCall>)

/** The request as it was sent, but for secrets. */
export interface SentRequest {
  method?: string
  url?: string
  body?: Json
}

const sentRequestSchema = z.object({
  method: z.string().exactOptional(),
  url: z.string().exactOptional(),
  body: z.custom<Json>(isJson, 'must be what JSON can hold').exactOptional(),
} satisfies Shape<SentRequest>)

/** Why the model stopped writing. */
export type Finish = 'stop' | 'length' | 'content_filter' | 'tool_calls' | 'other'
const finishSchema = z.enum(['stop', 'length', 'content_filter', 'tool_calls', 'other'])

/** What a target returned for one trial. */
export interface Output {
  text: string
  /** The answer as data, where the target gives it beside (or parsed from) the text. */
  data?: Json
  citations?: Citation[]
  /** The passages the target itself retrieved; graders judge against these where the case has none. */
  sources?: Source[]
  finish?: Finish
  modelId?: string
  usage?: Usage
  /** Tools that the model wants called, in its order. */
  toolCalls?: ToolCall[]
  request?: SentRequest
  /** US dollars for this trial. */
  costUsd?: number
  /** Milliseconds; absent where nobody measured it, as in a recording without times. */
  latencyMs?: number
  /** Milliseconds until the first token came. */
  firstTokenMs?: number
}

/**
 * An answer as programs, functions and recorded files give it: a plain `{text, ...}`. Citations may be ids alone. Fields that Assay
 * does not know are ignored: a log of answers often carries more.
 */
export interface ReplyInput extends Omit<Output, 'citations'> {
  citations?: (string | Citation)[]
}

export const replySchema = z.object({
  text: z.string(),
  data: z.custom<Json>(isJson, 'must be what JSON can hold').exactOptional(),
  citations: z
    .array(
      z.union([
        z
          .string()
          .min(1)
          .transform((id) => ({ id })),
        citationSchema,
      ]),
    )
    .exactOptional(),
  sources: z.array(sourceSchema).exactOptional(),
  finish: finishSchema.exactOptional(),
  modelId: z.string().exactOptional(),
  usage: usageSchema.exactOptional(),
  toolCalls: z.array(toolCallSchema).exactOptional(),
  request: sentRequestSchema.exactOptional(),
  costUsd: z.number().min(0).exactOptional(),
  latencyMs: z.number().min(0).exactOptional(),
  firstTokenMs: z.number().min(0).exactOptional(),
} satisfies Shape<ReplyInput>)
/** As a reply is read. */
export type Reply = z.output<typeof replySchema>

/** A reply that says that there is no answer: `{error: "..."}` or a whole Failure. A bare message counts as not retryable. */
export const errorReplySchema = z.object({
  error: z.union([
    z.string().transform((message) => ({ code: 'target_error', message, retryable: false })),
    failureSchema
      .partial({ code: true, retryable: true })
      .transform((failure) => ({ code: 'target_error', retryable: false, ...failure })),
  ]),
})
