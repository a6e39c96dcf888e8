import type { Environment } from '../core/environment.ts'
import { expandEnvironment } from '../core/environment.ts'
import type { Json } from '../core/json.ts'
import { isJsonObject } from '../core/json.ts'
import type { Network } from '../core/network.ts'
import type { ModelSite } from './site.ts'
import { isSecretName } from './spec.ts'

/** Headers and parts of URLs with what they refer to. Those that look like secrets are kept as such, in whatever way they are written. */
export function expanded(
  written: Readonly<Record<string, string>>,
  { env, network }: Pick<ModelSite, 'env' | 'network'>,
  what: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(written).map(([name, text]) => {
      const value = expandEnvironment(text, env)
      if (isSecretName(name)) keepParts(`${what}.${name}`, value, network)
      return [name, value]
    }),
  )
}

/** `Bearer abc` is a secret as a whole, and so is `abc` alone. */
function keepParts(name: string, value: string, network: Network): void {
  network.keepSecret(name, value)
  const [, credential] = /^\S+ (\S+)$/.exec(value) ?? []
  if (credential !== undefined) network.keepSecret(name, credential)
}

/** Every text in a value with what it refers to. */
export function expandedJson(value: Json, env: Environment): Json {
  if (typeof value === 'string') return expandEnvironment(value, env)
  if (Array.isArray(value)) return value.map((item) => expandedJson(item, env))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expandedJson(item, env)]))
}
