import { z } from 'zod'
import { fingerprint } from '../core/fingerprint.ts'
import type { Json } from '../core/json.ts'
import type { Shape } from '../core/shape.ts'
import { jsonPathSchema } from './jsonPath.ts'
import { httpUrl } from './spec.ts'

/** A model of natural language inference (NLI) behind HTTP: it is sent premise and claim, and says how far the one entails the other. */
export interface EntailerSpec {
  url: string
  /** The model that answers there: another name is another grader. */
  name?: string
  /** Which request the server takes: that of Text Embeddings Inference (`/predict`), default, or of Hugging Face's text classification. */
  api?: 'tei' | 'huggingface'
  /** Instead of `api`: JSON whose texts are templates over `premise` and `claim`. */
  body?: Json
  /** JSONPath of the score, or of the labels with theirs; default: labels with scores, in any of the usual shapes. */
  score?: string
  /** The label whose score counts, whatever its case; default: the one that has "entail" in it and does not deny it. */
  label?: string
  /** Premises of more characters are asked about window by window, each half over the one before; the largest score counts. */
  maxPremise?: number
  /** Sent as `Authorization: Bearer ...`. Write it as a reference to the environment, `${NAME}`. */
  apiKey?: string
  headers?: Record<string, string>
  /** US dollars a request, for `--max-cost`; 0 for a server of one's own. */
  usdPerRequest?: number
  /** Requests at a time to this server; lowered by itself while the server throttles. */
  maxInFlight?: number
  requestsPerMinute?: number
}

export const entailerSchema = z
  .strictObject({
    url: httpUrl.describe('where premise and claim are sent, e.g. http://127.0.0.1:8080/predict'),
    name: z.string().min(1).exactOptional().describe('the model that answers there: another name is another grader'),
    api: z
      .enum(['tei', 'huggingface'])
      .exactOptional()
      .describe('which request the server takes: tei (Text Embeddings Inference, default) or huggingface'),
    body: z.json().exactOptional().describe('instead of api: JSON whose texts are templates over premise and claim'),
    score: jsonPathSchema.exactOptional().describe('JSONPath of the score, or of the labels with theirs'),
    label: z.string().min(1).exactOptional().describe('the label whose score counts; default: entailment'),
    maxPremise: z
      .int()
      .min(64)
      .exactOptional()
      .describe('characters; longer premises are asked about window by window, and the largest score counts'),
    apiKey: z.string().min(1).exactOptional().describe('write it as a reference to the environment, not as its value'),
    headers: z.record(z.string().regex(/^[\w-]+$/, 'must be the name of a header'), z.string()).exactOptional(),
    usdPerRequest: z.number().min(0).exactOptional().describe('US dollars a request; 0 for a server of your own'),
    maxInFlight: z.int().min(1).exactOptional().describe('requests at a time to this server'),
    requestsPerMinute: z.number().positive().exactOptional(),
  } satisfies Shape<EntailerSpec>)
  .refine(({ api, body }) => api === undefined || body === undefined, {
    message: 'has both "api" and "body": the body says what is sent',
  })

/** Hash of all that decides what is said; no secret, and nothing that only decides how fast it is asked or what it costs. */
export function entailerFingerprint(spec: EntailerSpec): string {
  const { apiKey: _, headers: __, usdPerRequest: ___, maxInFlight: ____, requestsPerMinute: _____, ...identity } = spec
  return fingerprint({ entailer: { api: 'tei', ...identity } })
}
