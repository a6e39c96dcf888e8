import { FailureError } from '../core/failure.ts'
import type { Embedder, Judge, JudgeCall } from '../core/judge.ts'
import { endpointOf } from './endpoint.ts'
import type { CachedUsage, CallContext } from './model.ts'
import { openModel } from './open.ts'
import { pricesOf } from './prices.ts'
import { embeddingModel } from './provider.ts'
import { sdkFailure } from './sdkFaults.ts'
import type { ModelSite } from './site.ts'
import type { RoleSpec } from './spec.ts'
import { isSdkModel, modelAt, roleParts } from './spec.ts'
import { tokensOf } from './tokens.ts'

/** Verdicts should not waver more than they must. */
const judgeTemperature = 0

/** A model in a role, open; what it gives is bound to the call that it is asked in. */
export interface Opened<T> {
  bind(context: CallContext): T
  /** US dollars of what it uses; absent where no price is known. */
  costOf?(usage: { inputTokens: number; outputTokens: number }): number
}

/** A judge. @throws AssayError as openModel */
export async function openJudge(role: string, spec: RoleSpec, site: ModelSite): Promise<Opened<Judge>> {
  const { model: at, parameters } = roleParts(spec)
  const model = await openModel(at, site)
  // Models that reason take no temperature.
  const settled = parameters.reasoning === undefined ? { temperature: judgeTemperature, ...parameters } : parameters
  const { costOf } = model.estimate({ messages: [], parameters: settled })
  const bind = (context: CallContext): Judge => ({
    async ask({ messages, schema }) {
      const reply = await model.generate(
        { messages, ...(schema === undefined ? {} : { schema }), parameters: settled },
        context,
      )
      const { text, finish, modelId, usage, costUsd, latencyMs } = reply
      const call: JudgeCall = {
        judge: role,
        modelId,
        usage,
        ...(costUsd === undefined ? {} : { costUsd }),
        latencyMs,
      }
      return { text, finish, call }
    },
  })
  return { bind, ...(costOf === undefined ? {} : { costOf }) }
}

/** An embedding model, likewise. */
export async function openEmbedder(role: string, spec: RoleSpec, site: ModelSite): Promise<Opened<Embedder>> {
  const { model: at } = roleParts(spec)
  const priceOf = await pricesOf(at, site)
  const priced = (usage: CachedUsage, id: string) => priceOf({ outputTokens: 0, ...usage }, id)
  const asked = isSdkModel(at) ? at.modelId : modelAt(at).name
  const isPriced = priced({ inputTokens: 1 }, asked) !== undefined
  const costOf = isPriced ? { costOf: (usage: CachedUsage) => priced(usage, asked) ?? 0 } : {}
  if (!site.network.sends) return { bind: () => silentEmbedder, ...costOf }
  const model = await embeddingModel(at, site)
  const endpoint = endpointOf(at, model.provider, site.env)
  const expected = (texts: readonly string[]) => ({
    usd: priced({ inputTokens: tokensOf(texts.join('').length) }, asked) ?? 0,
    isMost: false,
    of: `${endpoint.key} ${asked}`,
  })
  const bind = ({ signal, offClock, monotonic }: CallContext): Embedder => ({
    embed: (texts) =>
      site.network.send({
        endpoint,
        ...(isPriced ? { expected: expected(texts) } : {}),
        attempt: async () => {
          const startedAt = monotonic()
          const result = await embed(model, texts, signal, site)
          const inputTokens = result.usage?.tokens
          const usage = Number.isInteger(inputTokens) ? { inputTokens: inputTokens as number } : {}
          const costUsd = 'inputTokens' in usage ? priced(usage, model.modelId) : undefined
          const call: JudgeCall = {
            judge: role,
            modelId: model.modelId,
            usage,
            ...(costUsd === undefined ? {} : { costUsd }),
            latencyMs: monotonic() - startedAt,
          }
          return { vectors: result.embeddings, call }
        },
        costOf: ({ call }) => call.costUsd,
        signal,
        offClock,
      }),
  })
  return { bind, ...costOf }
}

const silentEmbedder: Embedder = {
  embed: async () => {
    const message = 'nothing is asked in a replay; no vectors are recorded for this'
    throw new FailureError({ code: 'not_recorded', message, retryable: false })
  },
}

async function embed(
  model: Awaited<ReturnType<typeof embeddingModel>>,
  texts: readonly string[],
  signal: AbortSignal,
  { network }: ModelSite,
) {
  try {
    const result = await model.doEmbed({ values: [...texts], abortSignal: signal })
    if (result.embeddings.length === texts.length) return result
    const message = `${result.embeddings.length} vectors came for ${texts.length} texts`
    throw new FailureError({ code: 'bad_reply', message, retryable: true })
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw sdkFailure(error, network.now().getTime())
  }
}
