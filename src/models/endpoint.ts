import type { Environment } from '../core/environment.ts'
import { expandEnvironment } from '../core/environment.ts'
import type { Endpoint } from '../core/network.ts'
import type { ModelSpec } from './spec.ts'
import { isSdkModel, modelAt } from './spec.ts'

/** Whom requests for a model go to. @param provider what the SDK calls it, for models whose address only they know */
export function endpointOf(spec: ModelSpec, provider: string, env: Environment): Endpoint {
  if (isSdkModel(spec)) return { key: provider }
  const { baseUrl, provider: named, maxInFlight, requestsPerMinute } = modelAt(spec)
  const url = baseUrl === undefined ? undefined : expandEnvironment(baseUrl, env)
  return {
    key: url !== undefined && URL.canParse(url) ? new URL(url).origin : (named ?? provider),
    ...(maxInFlight === undefined ? {} : { maxInFlight }),
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
  }
}
