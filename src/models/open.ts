import type { LanguageModelV4, LanguageModelV4CallOptions, SharedV4Warning } from '@ai-sdk/provider'
import { expandEnvironment } from '../core/environment.ts'
import { FailureError } from '../core/failure.ts'
import type { Json } from '../core/json.ts'
import { isJson } from '../core/json.ts'
import type { Endpoint } from '../core/network.ts'
import { RequestError } from '../core/network.ts'
import type { Usage } from '../core/output.ts'
import type { CallEstimate } from '../core/target.ts'
import type { Shaper } from './compatible.ts'
import { streamCompatible } from './compatible.ts'
import { endpointOf } from './endpoint.ts'
import type { CallContext, Model, ModelReply, ModelRequest } from './model.ts'
import type { PriceOf } from './prices.ts'
import { pricesOf } from './prices.ts'
import { languageModel, serverAddress } from './provider.ts'
import { sdkFailure } from './sdkFaults.ts'
import type { RawReply } from './sdkReply.ts'
import { generateOnce, NotStreamed, streamOnce } from './sdkReply.ts'
import { sdkRequest } from './sdkRequest.ts'
import type { ModelSite } from './site.ts'
import type { ModelAt, ModelSpec } from './spec.ts'
import { isSdkModel, modelAt } from './spec.ts'
import { tokensOf } from './tokens.ts'

/** What an answer is taken to be long where nothing limits it. */
const usualAnswer = 300

/**
 * The model, ready to be asked.
 * @throws AssayError where its package is not installed or a key is missing
 */
export async function openModel(spec: ModelSpec, site: ModelSite): Promise<Model> {
  if (!site.network.sends) return silentModel(spec, await pricesOf(spec, site))
  const [sdk, priceOf] = await Promise.all([languageModel(spec, site), pricesOf(spec, site)])
  return new SdkBackedModel(spec, sdk, priceOf, site, streamerOf(spec, sdk, site))
}

/** Stands for a model where nothing is asked: neither its package nor a key is needed then. */
function silentModel(spec: ModelSpec, priceOf: PriceOf): Model {
  const id = isSdkModel(spec) ? spec.modelId : modelAt(spec).name
  return {
    id,
    endpoint: { key: 'nobody' },
    estimate: (request) => estimateOf(request, id, priceOf),
    generate: async () => {
      const message = `nothing is asked here, and no answer of ${id} is recorded for this`
      throw new FailureError({ code: 'not_recorded', message, retryable: false })
    },
  }
}

function estimateOf(
  { messages, schema, tools, parameters: { maxTokens } }: ModelRequest,
  id: string,
  priceOf: PriceOf,
): CallEstimate {
  const characters = messages.reduce((sum, { content }) => sum + content.length, 0)
  const described = [schema, tools].reduce((sum, part) => sum + (JSON.stringify(part) ?? '').length, 0)
  const isPriced = priceOf({ inputTokens: 1, outputTokens: 1 }, id) !== undefined
  return {
    inputTokens: tokensOf(characters + described),
    ...(maxTokens === undefined ? {} : { maxOutputTokens: maxTokens }),
    ...(isPriced ? { costOf: (usage: Usage) => priceOf(usage, id) ?? 0 } : {}),
  }
}

type Streamer = (options: LanguageModelV4CallOptions, monotonic: () => number) => Promise<RawReply>

function streamerOf(spec: ModelSpec, sdk: LanguageModelV4, site: ModelSite): Streamer {
  const at = isSdkModel(spec) ? undefined : modelAt(spec)
  if (at === undefined || at.provider !== undefined) return (options, monotonic) => streamOnce(sdk, options, monotonic)
  const address = serverAddress(at, site)
  return (options, monotonic) => streamCompatible(sdk as unknown as Shaper, address, options, monotonic)
}

class SdkBackedModel implements Model {
  readonly id: string
  readonly endpoint: Endpoint
  readonly #sdk: LanguageModelV4
  readonly #stream: Streamer
  readonly #site: ModelSite
  readonly #priceOf: PriceOf
  /** What the server turned out to do, or was said to. */
  #streams: boolean
  #enforcesSchema: boolean
  readonly #mayFindOut: boolean
  /** Where it is asked, as far as that is known here. */
  readonly #url: { url?: string }

  constructor(spec: ModelSpec, sdk: LanguageModelV4, priceOf: PriceOf, site: ModelSite, stream: Streamer) {
    const at: Partial<ModelAt> = isSdkModel(spec) ? {} : modelAt(spec)
    this.id = sdk.modelId
    this.endpoint = endpointOf(spec, sdk.provider, site.env)
    this.#sdk = sdk
    this.#stream = stream
    this.#site = site
    this.#priceOf = priceOf
    this.#streams = at.stream ?? true
    this.#enforcesSchema = at.structuredOutput ?? true
    this.#mayFindOut = at.structuredOutput === undefined
    this.#url = addressOf(at, site)
  }

  estimate(request: ModelRequest): CallEstimate {
    return estimateOf(request, this.id, this.#priceOf)
  }

  generate(request: ModelRequest, context: CallContext): Promise<ModelReply> {
    const { inputTokens = 0, maxOutputTokens = usualAnswer, costOf } = this.estimate(request)
    return this.#site.network.send({
      endpoint: this.endpoint,
      ...(costOf === undefined
        ? {}
        : {
            expected: {
              usd: costOf({ inputTokens, outputTokens: maxOutputTokens }),
              isMost: request.parameters.maxTokens !== undefined,
              of: `${this.endpoint.key} ${this.id}`,
            },
          }),
      attempt: () => this.#ask(request, context),
      costOf: ({ costUsd }) => costUsd,
      signal: context.signal,
      offClock: context.offClock,
    })
  }

  async #ask(request: ModelRequest, context: CallContext): Promise<ModelReply> {
    const startedAt = context.monotonic()
    const { sent, modelId = this.id, usage, warnings, ...raw } = await this.#raw(request, context)
    for (const warning of warnings) this.#site.network.note(`${this.id}: ${warningWords(warning)}`)
    const latencyMs = context.monotonic() - startedAt
    const { cachedTokens: _, ...counted } = usage
    const costUsd =
      counted.inputTokens === undefined && counted.outputTokens === undefined
        ? undefined
        : this.#priceOf(usage, modelId)
    const data = request.schema === undefined ? undefined : jsonOf(raw.text)
    return {
      ...raw,
      ...(data === undefined ? {} : { data }),
      modelId,
      usage: counted,
      ...(costUsd === undefined ? {} : { costUsd }),
      latencyMs,
      request: { method: 'POST', ...this.#url, ...bodyOf(sent) },
    }
  }

  /** One request. Where the server turns out not to do what it is asked to, the next try asks for something else. */
  async #raw(request: ModelRequest, context: CallContext): Promise<RawReply> {
    const enforcesSchema = this.#enforcesSchema
    const options = sdkRequest(request, { signal: context.signal, enforcesSchema })
    try {
      return this.#streams ? await this.#stream(options, context.monotonic) : await generateOnce(this.#sdk, options)
    } catch (error) {
      if (context.signal.aborted) throw context.signal.reason
      if (error instanceof NotStreamed) {
        this.#streams = false
        throw askedOtherwise('the server does not stream')
      }
      const failure = sdkFailure(error, this.#site.network.now().getTime())
      if (enforcesSchema && request.schema !== undefined && this.#mayFindOut && refusesSchema(failure)) {
        this.#enforcesSchema = false
        throw askedOtherwise('the server takes no JSON Schema')
      }
      throw failure
    }
  }
}

function warningWords(warning: SharedV4Warning): string {
  if (warning.type === 'other') return warning.message
  if (warning.type === 'deprecated') return `${warning.setting}: ${warning.message}`
  const details = warning.details === undefined ? '' : ` (${warning.details})`
  return warning.type === 'unsupported'
    ? `"${warning.feature}" is not supported and was left out${details}`
    : `"${warning.feature}" is only supported in part${details}`
}

function askedOtherwise(message: string): RequestError {
  return new RequestError({ code: 'bad_reply', message, retryable: true }, { retryAfterMs: 0 })
}

function addressOf({ baseUrl, provider }: Partial<ModelAt>, { env }: ModelSite): { url?: string } {
  if (baseUrl === undefined) return {}
  const base = expandEnvironment(baseUrl, env).replace(/\/$/, '')
  return { url: provider === undefined ? `${base}/chat/completions` : base }
}

function refusesSchema(failure: unknown): boolean {
  if (!(failure instanceof RequestError)) return false
  const { code, message } = failure.failure
  return code === 'bad_request' && /response_format|json_schema|structured|schema|response format/i.test(message)
}

/** The answer as JSON, also where it stands in a Markdown fence; undefined where it is none. */
function jsonOf(text: string): Json | undefined {
  const [, fenced] = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?```\s*$/.exec(text) ?? []
  try {
    return JSON.parse(fenced ?? text) as Json
  } catch {
    return undefined
  }
}

function bodyOf(sent: unknown): { body?: Json } {
  if (sent === undefined || sent === null) return {}
  if (typeof sent === 'string') return { body: jsonOf(sent) ?? sent }
  const plain = JSON.parse(JSON.stringify(sent)) as unknown
  return isJson(plain) ? { body: plain } : {}
}
