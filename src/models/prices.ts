import { expandEnvironment } from '../core/environment.ts'
import type { CachedUsage } from './model.ts'
import type { ModelSite } from './site.ts'
import type { ModelSpec } from './spec.ts'
import { isSdkModel, modelAt } from './spec.ts'

/** US dollars for what was used; undefined where nobody knows the price. `modelId` is what answered. */
export type PriceOf = (usage: CachedUsage, modelId: string) => number | undefined

const million = 1_000_000

/** What our names of providers are called in the table of prices, where that differs. */
const providerIds: Record<string, string> = {
  bedrock: 'aws',
  'amazon-bedrock': 'aws',
  vertex: 'google',
  'google-vertex': 'google',
  xai: 'x-ai',
  togetherai: 'together',
}

/**
 * How to price a model: by the prices given with it, else by the table that comes with the package `@pydantic/genai-prices`, and there
 * only where its server or provider is known: a model of the same name on a server of one's own costs something else.
 */
export async function pricesOf(spec: ModelSpec, { env, network: { now } }: ModelSite): Promise<PriceOf> {
  const at = isSdkModel(spec) ? undefined : modelAt(spec)
  if (at?.prices !== undefined) {
    const { input, output, cachedInput = input } = at.prices
    return ({ inputTokens = 0, outputTokens = 0, cachedTokens = 0 }) =>
      ((inputTokens - cachedTokens) * input + cachedTokens * cachedInput + outputTokens * output) / million
  }
  const { calcPrice, findProvider } = await import('@pydantic/genai-prices')
  const name = isSdkModel(spec) ? spec.provider.split('.')[0] : at?.provider
  const provider =
    name === undefined
      ? findProvider({ providerApiUrl: expandEnvironment(at?.baseUrl ?? '', env) })
      : findProvider({ providerId: providerIds[name] ?? name })
  if (provider === undefined) return () => undefined
  const asked = isSdkModel(spec) ? spec.modelId : (at?.name ?? '')
  const priceAs = (usage: CachedUsage, model: string) =>
    calcPrice(
      {
        input_tokens: usage.inputTokens ?? 0,
        output_tokens: usage.outputTokens ?? 0,
        ...(usage.cachedTokens === undefined ? {} : { cache_read_tokens: usage.cachedTokens }),
      },
      model,
      { provider, timestamp: now() },
    )?.total_price
  return (usage, modelId) => priceAs(usage, modelId) ?? priceAs(usage, asked)
}
