import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { EmbeddingModelV4, LanguageModelV4 } from '@ai-sdk/provider'
import { expandEnvironment } from '../core/environment.ts'
import { AssayError } from '../core/errors.ts'
import type { Json, JsonObject } from '../core/json.ts'
import type { Network } from '../core/network.ts'
import type { ServerAddress } from './compatible.ts'
import { expanded, expandedJson } from './expand.ts'
import type { ModelSite } from './site.ts'
import type { ModelAt, ModelSpec } from './spec.ts'
import { isSdkModel, isSecretName, modelAt } from './spec.ts'

/** A provider as packages of the AI SDK export it. */
interface Provider {
  languageModel(name: string): LanguageModelV4
  embeddingModel?(name: string): EmbeddingModelV4
  textEmbeddingModel?(name: string): EmbeddingModelV4
}

/** Providers whose package or variable is not called as they are. */
const packages: Record<string, string> = {
  bedrock: 'amazon-bedrock',
  vertex: 'google-vertex',
  together: 'togetherai',
}
const keyNames: Record<string, string> = {
  google: 'GOOGLE_GENERATIVE_AI_API_KEY',
  together: 'TOGETHER_API_KEY',
  togetherai: 'TOGETHER_API_KEY',
}
/** These sign in by other means than one key. */
const keyless = new Set(['bedrock', 'amazon-bedrock', 'vertex', 'google-vertex', 'gateway'])

/**
 * The language model of the AI SDK that a spec stands for. A name never reaches the SDK as a bare string, which it would send to a hosted
 * gateway: the provider's own package is asked for the model.
 * @throws AssayError where its package is not installed or a key is missing
 */
export async function languageModel(spec: ModelSpec, site: ModelSite): Promise<LanguageModelV4> {
  if (isSdkModel(spec)) return currentModel(spec as unknown as LanguageModelV4)
  const at = modelAt(spec)
  const provider = at.provider === undefined ? await compatible(at, site) : await installed(at, at.provider, site)
  return currentModel(provider.languageModel(at.name))
}

/** As languageModel, for models that make embeddings. */
export async function embeddingModel(spec: ModelSpec, site: ModelSite): Promise<EmbeddingModelV4> {
  if (isSdkModel(spec)) return spec as unknown as EmbeddingModelV4
  const at = modelAt(spec)
  const provider = at.provider === undefined ? await compatible(at, site) : await installed(at, at.provider, site)
  const model = embeddingModelOf(provider, at.name)
  if (model === undefined) throw new AssayError(`the provider "${at.provider}" has no embedding models`)
  return model
}

function embeddingModelOf(provider: Provider, name: string): EmbeddingModelV4 | undefined {
  try {
    return provider.embeddingModel?.(name) ?? provider.textEmbeddingModel?.(name)
  } catch (error) {
    // Providers without any have the method all the same.
    if ((error as { name?: unknown }).name === 'AI_NoSuchModelError') return undefined
    throw error
  }
}

/** Models that were made for an older AI SDK, as today's. */
async function currentModel(model: LanguageModelV4): Promise<LanguageModelV4> {
  if (model.specificationVersion === 'v4') return model
  const { wrapLanguageModel } = await import('ai')
  return wrapLanguageModel({ model, middleware: [] })
}

async function compatible(at: ModelAt, site: ModelSite): Promise<Provider> {
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
  const { baseURL = '', apiKey, headers } = credentials(at, site)
  return createOpenAICompatible({
    name: 'server',
    baseURL,
    ...(apiKey === undefined ? {} : { apiKey }),
    headers,
    ...(at.query === undefined ? {} : { queryParams: expanded(at.query, site, 'query') }),
    includeUsage: true,
    supportsStructuredOutputs: true,
    fetch: site.network.fetch,
  })
}

/** Where an OpenAI-compatible server takes chats, and what is sent along. */
export function serverAddress(at: ModelAt, site: ModelSite): ServerAddress {
  const { baseURL = '', apiKey, headers } = credentials(at, site)
  if (!URL.canParse(`${baseURL}/chat/completions`)) {
    // Not quoted: a key may be a part of it.
    throw new AssayError({
      message: `the "baseUrl" of the model "${at.name}" is no URL`,
      mend: 'check what it refers to',
    })
  }
  const url = new URL(`${baseURL}/chat/completions`)
  for (const [name, value] of Object.entries(expanded(at.query ?? {}, site, 'query'))) url.searchParams.set(name, value)
  return {
    url: url.href,
    headers: {
      'content-type': 'application/json',
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      ...headers,
    },
    request: (asked) => site.network.request(asked),
    now: () => site.network.now().getTime(),
  }
}

/** A provider by its own package, as the project has it. */
async function installed(at: ModelAt, name: string, site: ModelSite): Promise<Provider> {
  const packageName = `@ai-sdk/${packages[name] ?? name}`
  const factory = await factoryOf(packageName, at, site)
  const { baseURL, apiKey, headers } = credentials(at, site)
  const keyName = keyNames[name] ?? `${name.toUpperCase().replaceAll('-', '_')}_API_KEY`
  // An empty one is how CI passes on a secret that it does not have.
  const key = apiKey ?? (site.env[keyName] || undefined)
  if (key === undefined && !keyless.has(name)) {
    throw new AssayError({
      message: `${keyName} is not set, and the model "${name}/${at.name}" has no apiKey`,
      mend: `set ${keyName}, or put it into .env`,
    })
  }
  if (key !== undefined) site.network.keepSecret(keyName, key)
  return factory({
    ...expandedSettings(at.settings, site),
    ...(baseURL === undefined ? {} : { baseURL }),
    ...(key === undefined ? {} : { apiKey: key }),
    headers,
    fetch: site.network.fetch,
  })
}

async function factoryOf(
  packageName: string,
  { provider, name }: ModelAt,
  { root }: ModelSite,
): Promise<(options: object) => Provider> {
  const path = resolveFrom(root, packageName)
  if (path === undefined) {
    throw new AssayError({
      message: `the model "${provider}/${name}" needs the package ${packageName}`,
      mend: `install it: npm install --save-dev ${packageName}`,
    })
  }
  const module = (await import(pathToFileURL(path).href)) as Record<string, unknown>
  const wanted = `create${(provider ?? '').replaceAll('-', '')}`.toLowerCase()
  const made = Object.entries(module).filter(
    ([key, value]) =>
      /^create[A-Z]/.test(key) && typeof value === 'function' && !/(Parser|Mapping|Tool|Fetch)$/.test(key),
  )
  const factory = (made.find(([key]) => key.toLowerCase() === wanted) ?? made[0])?.[1]
  if (factory === undefined) throw new AssayError(`the package ${packageName} exports no provider`)
  return factory as (options: object) => Provider
}

/** From the project, else from Assay itself. */
function resolveFrom(root: string, packageName: string): string | undefined {
  for (const from of [join(root, 'package.json'), import.meta.url]) {
    try {
      return createRequire(from).resolve(packageName)
    } catch {
      // Looked for at the next place; the caller tells where there is none.
    }
  }
  return undefined
}

function credentials(at: ModelAt, site: ModelSite) {
  const apiKey = at.apiKey === undefined ? undefined : expandEnvironment(at.apiKey, site.env)
  if (apiKey !== undefined) site.network.keepSecret('apiKey', apiKey)
  return {
    ...(at.baseUrl === undefined ? {} : { baseURL: expandEnvironment(at.baseUrl, site.env).replace(/\/$/, '') }),
    ...(apiKey === undefined ? {} : { apiKey }),
    headers: expanded(at.headers ?? {}, site, 'headers'),
  }
}

function expandedSettings(settings: JsonObject | undefined, site: ModelSite): JsonObject {
  const value = expandedJson(settings ?? {}, site.env) as JsonObject
  keepSecretsIn(value, 'settings', site.network)
  return value
}

/** Whatever stands below a name that looks like a secret is one. */
function keepSecretsIn(value: Json, path: string, network: Network, isSecret = false): void {
  if (typeof value === 'string' && isSecret) network.keepSecret(path, value)
  if (typeof value !== 'object' || value === null) return
  for (const [name, item] of Object.entries(value)) {
    keepSecretsIn(item, `${path}.${name}`, network, isSecret || isSecretName(name))
  }
}
