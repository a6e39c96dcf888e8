/** What can be tested, by the name that `--target` takes. */
export const targetKinds = ['model', 'http', 'command', 'function', 'recorded'] as const
export type TargetKind = (typeof targetKinds)[number]

/** A model as configuration will name it. */
export interface ModelPlace {
  name: string
  /** Through its package of the AI SDK. */
  provider?: string
  /** An OpenAI-compatible server. */
  baseUrl?: string
  /** The variable that holds the key, where it has to be written down. */
  key?: string
}

/** The system under test. */
export type System =
  | { kind: 'model'; model: ModelPlace }
  | { kind: 'http'; url: string }
  | { kind: 'command'; argv: string[] }
  | { kind: 'function' }
  | { kind: 'recorded' }

/** What the target is called in assay.config. */
export const targetName = 'app'

/** Providers that have a package `@ai-sdk/NAME`. */
export const providers = [
  'anthropic',
  'openai',
  'google',
  'mistral',
  'amazon-bedrock',
  'azure',
  'google-vertex',
  'cohere',
  'groq',
  'xai',
  'deepseek',
  'togetherai',
  'fireworks',
  'perplexity',
  'cerebras',
  'deepinfra',
]

/** Providers whose variable is not called as they are. */
const providerKeys: Record<string, string> = {
  google: 'GOOGLE_GENERATIVE_AI_API_KEY',
  togetherai: 'TOGETHER_API_KEY',
}
/** These sign in by other means than one key. */
const keyless = ['amazon-bedrock', 'google-vertex']

/** The variable where a model's key is looked for; undefined where it needs none. */
export function keyOf({ provider, key }: ModelPlace): string | undefined {
  if (key !== undefined) return key
  if (provider === undefined || keyless.includes(provider)) return undefined
  return providerKeys[provider] ?? `${provider.toUpperCase().replaceAll('-', '_')}_API_KEY`
}

/** The model in a word or two, for people. */
export function modelWords({ provider, baseUrl, name }: ModelPlace): string {
  return provider === undefined ? `${name} at ${baseUrl}` : `${provider}/${name}`
}
