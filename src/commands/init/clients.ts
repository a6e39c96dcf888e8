import { usualModel } from './modelNames.ts'
import type { ModelPlace } from './system.ts'
import { providers } from './system.ts'

/** What a project asks models with already. */
export interface Client {
  /** The packages, as people know them. */
  packages: string
  model: ModelPlace
}

export interface ClientFacts {
  dependencies: ReadonlySet<string>
  /** Names that `.env` or `.env.example` give a value to. */
  variables: ReadonlySet<string>
  /** What the project's code calls its models, by provider. */
  modelNames: ReadonlyMap<string, string>
}

/** The clients of a project; what needs least comes first. */
export function clientsOf(facts: ClientFacts): Client[] {
  const found = [...sdkClients(facts), ...ownClients(facts)]
  const isFirst = ({ model }: Client, index: number) =>
    found.findIndex((one) => vendor(one.model) === vendor(model)) === index
  return found.filter(isFirst)
}

function vendor({ provider = 'openai' }: ModelPlace): string {
  return provider
}

/** Through packages of the AI SDK that are installed: Assay asks them by name. */
function sdkClients(facts: ClientFacts): Client[] {
  return providers.flatMap((provider) => {
    const name = `@ai-sdk/${provider}`
    if (!facts.dependencies.has(name)) return []
    const packages = facts.dependencies.has('ai') ? `ai with ${name}` : name
    return [{ packages, model: { provider, name: nameOf(provider, facts) } }]
  })
}

/** Packages that the vendors of models publish. */
function ownClients(facts: ClientFacts): Client[] {
  const { dependencies, variables } = facts
  const found: Client[] = []
  if (dependencies.has('openai')) found.push({ packages: 'openai', model: openai(facts) })
  if (dependencies.has('@anthropic-ai/sdk'))
    found.push({
      packages: '@anthropic-ai/sdk',
      model: { provider: 'anthropic', name: nameOf('anthropic', facts) },
    })
  if (dependencies.has('@google/genai')) {
    // That package reads its key elsewhere than the AI SDK does.
    const key = ['GEMINI_API_KEY', 'GOOGLE_API_KEY'].find((name) => variables.has(name)) ?? 'GEMINI_API_KEY'
    found.push({ packages: '@google/genai', model: { provider: 'google', name: nameOf('google', facts), key } })
  }
  return found
}

function openai(facts: ClientFacts): ModelPlace {
  const baseUrl = facts.variables.has('OPENAI_BASE_URL') ? '${OPENAI_BASE_URL}' : openaiUrl
  return { baseUrl, name: nameOf('openai', facts), key: 'OPENAI_API_KEY' }
}

export const openaiUrl = 'https://api.openai.com/v1'

function nameOf(provider: string, { modelNames }: ClientFacts): string {
  return modelNames.get(provider) ?? usualModel(provider)
}
