import { z } from 'zod'
import { fingerprint } from '../core/fingerprint.ts'
import type { Json, JsonObject } from '../core/json.ts'
import type { Shape } from '../core/shape.ts'

/** US dollars for a million tokens. */
export interface Prices {
  input: number
  output: number
  /** Of tokens that the server had in its cache; default: as `input`. */
  cachedInput?: number
}

/** Where a model is and what it is called. */
export interface ModelAt {
  /** As its server knows it. */
  name: string
  /** An OpenAI-compatible server, usually ending in /v1. With `provider` it replaces the provider's own address. */
  baseUrl?: string
  /** `anthropic`, `google`, ...: through that provider's package of the AI SDK, which has to be installed. */
  provider?: string
  /** Write it as a reference to the environment, `${NAME}`; it reaches no fingerprint, store, log or report. */
  apiKey?: string
  headers?: Record<string, string>
  /** Added to the URL, e.g. `api-version` for Azure. */
  query?: Record<string, string>
  /** What the provider's package takes beside, e.g. `region`. */
  settings?: JsonObject
  /** Instead of the known ones. */
  prices?: Prices
  /** Requests at a time to this server; lowered by itself while the server throttles. */
  maxInFlight?: number
  requestsPerMinute?: number
  /** Default true: the time to the first token is only known when streaming. */
  stream?: boolean
  /** Whether the server can be held to a JSON Schema; found out by itself when not said. */
  structuredOutput?: boolean
}

/** A model of the AI SDK, made by any of its packages. */
export interface SdkModel {
  readonly specificationVersion: string
  readonly provider: string
  readonly modelId: string
}

/** `provider/model`, where it is, or (in TypeScript) a model of the AI SDK. */
export type ModelSpec = string | ModelAt | SdkModel

/** How a model is asked. */
export interface Parameters {
  temperature?: number
  topP?: number
  topK?: number
  /** The most tokens that it may write. */
  maxTokens?: number
  seed?: number
  stop?: string[]
  presencePenalty?: number
  frequencyPenalty?: number
  reasoning?: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max'
  /** By provider, as its package of the AI SDK takes them. */
  providerOptions?: Record<string, JsonObject>
}

const json = z.record(z.string(), z.json())
export const httpUrl = z
  .string()
  .refine((text) => /^https?:\/\//.test(text) || text.includes('${'), 'must begin with http:// or https://')

const price = z.number().min(0)
const pricesSchema = z.strictObject({
  input: price,
  output: price,
  cachedInput: price.exactOptional(),
} satisfies Shape<Prices>)

const named = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*\/.+$/, 'must be PROVIDER/MODEL, or { baseUrl: ..., name: ... } for a server of your own')

const placed = [
  ({ baseUrl, provider }: Partial<ModelAt>) => baseUrl !== undefined || provider !== undefined,
  { message: 'needs "baseUrl" (an OpenAI-compatible server) or "provider"' },
] as const

const modelAtSchema = z
  .strictObject({
    name: z.string().min(1).describe('the model, as its server knows it'),
    baseUrl: httpUrl.exactOptional().describe('an OpenAI-compatible server, usually ending in /v1'),
    provider: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be the name of a provider, e.g. anthropic')
      .exactOptional()
      .describe('anthropic, google, mistral, bedrock, ...: through its package of the AI SDK'),
    apiKey: z.string().min(1).exactOptional().describe('write it as a reference to the environment, not as its value'),
    headers: z.record(z.string().min(1), z.string()).exactOptional(),
    query: z.record(z.string().min(1), z.string()).exactOptional().describe('added to the URL'),
    settings: json.exactOptional().describe("what the provider's package takes beside, e.g. region"),
    prices: pricesSchema.exactOptional().describe('US dollars for a million tokens, instead of the known ones'),
    maxInFlight: z.int().min(1).exactOptional().describe('requests at a time to this server'),
    requestsPerMinute: z.number().positive().exactOptional(),
    stream: z.boolean().exactOptional().describe('default true; the time to the first token is only known then'),
    structuredOutput: z.boolean().exactOptional().describe('whether the server can be held to a JSON Schema'),
  } satisfies Shape<ModelAt>)
  .refine(...placed)

const sdkModel = z.custom<SdkModel>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<SdkModel>).specificationVersion === 'string' &&
    typeof (value as Partial<SdkModel>).modelId === 'string',
)

/** A model as plain data can say it; `valuedModelSchema` also takes models of the AI SDK. */
export const modelSchema = z.union([named, modelAtSchema])
export const valuedModelSchema = z.union([sdkModel, named, modelAtSchema])

export const parametersShape = {
  temperature: z.number().min(0).exactOptional(),
  topP: z.number().min(0).max(1).exactOptional(),
  topK: z.int().min(1).exactOptional(),
  maxTokens: z.int().min(1).exactOptional().describe('the most tokens that the model may write'),
  seed: z.int().exactOptional(),
  stop: z.array(z.string().min(1)).exactOptional(),
  presencePenalty: z.number().exactOptional(),
  frequencyPenalty: z.number().exactOptional(),
  reasoning: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).exactOptional(),
  providerOptions: z
    .record(z.string().min(1), json)
    .exactOptional()
    .describe('by provider, as its package of the AI SDK takes them'),
} satisfies Shape<Parameters>

/** A model in a role beside the targets: a judge, or one that makes embeddings. */
export type RoleSpec = ModelSpec | (ModelAt & Parameters) | ({ model: ModelSpec } & Parameters)

const modelInRole = z.strictObject({ ...modelAtSchema.shape, ...parametersShape }).refine(...placed)

export const roleSchema = z.union([named, modelInRole, z.strictObject({ model: modelSchema, ...parametersShape })])
export const valuedRoleSchema = z.union([
  sdkModel,
  named,
  modelInRole,
  z.strictObject({ model: valuedModelSchema, ...parametersShape }),
])

/** The model of a role, and how it is asked. */
export function roleParts(spec: RoleSpec): { model: ModelSpec; parameters: Parameters } {
  if (typeof spec === 'string') return { model: spec, parameters: {} }
  if ('model' in spec) {
    const { model, ...parameters } = spec
    return { model, parameters }
  }
  if (isSdkModel(spec)) return { model: spec, parameters: {} }
  const parameters = Object.fromEntries(Object.entries(spec).filter(([key]) => key in parametersShape))
  const model = Object.fromEntries(Object.entries(spec).filter(([key]) => !(key in parametersShape)))
  return { model: model as unknown as ModelAt, parameters }
}

export function isSdkModel(spec: ModelSpec | RoleSpec): spec is SdkModel {
  return typeof spec === 'object' && 'specificationVersion' in spec
}

/** `anthropic/claude-x` as `{ provider: 'anthropic', name: 'claude-x' }`. */
export function modelAt(spec: string | ModelAt): ModelAt {
  if (typeof spec !== 'string') return spec
  const slash = spec.indexOf('/')
  return { provider: spec.slice(0, slash), name: spec.slice(slash + 1) }
}

/**
 * All that tells one model from another, as written: no secret (`${NAME}` stays a name, and keys and headers are left out), and nothing
 * that only decides how fast it is asked or what it costs.
 */
export function modelIdentity(spec: ModelSpec): object {
  if (isSdkModel(spec)) return { provider: spec.provider, name: spec.modelId }
  const { name, baseUrl, provider, query, settings, structuredOutput } = modelAt(spec)
  const shown = { query: withoutSecrets(query), settings: withoutSecrets(settings) }
  return { name, baseUrl, provider, structuredOutput, ...shown }
}

const secretName = /key|token|secret|passw|credential|auth|cookie|session|signature/i

export function isSecretName(name: string): boolean {
  return secretName.test(name)
}

function withoutSecrets(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item) ?? null)
  if (typeof value !== 'object' || value === null) return value
  const shown = Object.entries(value).filter(([name]) => !isSecretName(name))
  return Object.fromEntries(shown.map(([name, item]) => [name, withoutSecrets(item) ?? null]))
}

/** Hash of a model and how it is asked. */
export function modelFingerprint(spec: ModelSpec, parameters: Parameters): string {
  return fingerprint({ model: modelIdentity(spec), parameters })
}
