import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseEnv } from 'node:util'
import { messageOf } from '../../core/errors.ts'

/** What a project already has that an evaluation can start from. */
export interface Found {
  /** Whether evals are better written in TypeScript. */
  typescript: boolean
  /** Whether Assay is among its packages, and whether their versions are locked: CI installs from there. */
  hasAssay: boolean
  isLocked: boolean
  /** In words, for the user. */
  clients: string[]
  /** The model that suits them; undefined where nothing tells. */
  model?: SuggestedModel
  /** The root of the repository: where CI looks for workflows. */
  repository?: string
  notes: string[]
}

/** A model as it would be written into the configuration. */
export interface SuggestedModel {
  /** Of a provider, by its package of the AI SDK; else an OpenAI-compatible server. */
  provider?: string
  baseUrl?: string
  name: string
  /** The variable with its key; absent where none is needed. */
  keyName?: string
}

/** Providers by the package of theirs that a project may have, with a model to begin with. */
const providers = [
  {
    provider: 'anthropic',
    packages: ['@ai-sdk/anthropic', '@anthropic-ai/sdk'],
    name: 'claude-sonnet-4-5',
    keyName: 'ANTHROPIC_API_KEY',
  },
  {
    provider: 'google',
    packages: ['@ai-sdk/google', '@google/genai', '@google/generative-ai'],
    name: 'gemini-2.5-flash',
    keyName: 'GOOGLE_GENERATIVE_AI_API_KEY',
  },
  {
    provider: 'mistral',
    packages: ['@ai-sdk/mistral', '@mistralai/mistralai'],
    name: 'mistral-small-latest',
    keyName: 'MISTRAL_API_KEY',
  },
] as const

/** As configuration refers to a variable of the environment. */
export function reference(name: string): string {
  return ['$', '{', name, '}'].join('')
}

export const openAi: SuggestedModel = {
  baseUrl: 'https://api.openai.com/v1',
  name: 'gpt-4o-mini',
  keyName: 'OPENAI_API_KEY',
}

const openAiClients = ['openai', '@ai-sdk/openai', '@ai-sdk/openai-compatible', '@langchain/openai']

/** Looks at package.json, tsconfig.json, .env and the repository around a folder; reads nothing else. */
export function lookAround(folder: string): Found {
  const notes: string[] = []
  const packages = packagesIn(folder, notes)
  const has = (name: string) => packages.has(name)
  const model = suggested(has, variablesIn(folder))
  const clients = [
    ...(has('ai') ? ['the AI SDK'] : []),
    ...openAiClients.filter(has),
    ...providers.flatMap(({ packages: names }) => names.filter(has)),
  ]
  const repository = repositoryOf(folder)
  return {
    typescript: has('typescript') || existsSync(join(folder, 'tsconfig.json')),
    hasAssay: has('assay'),
    isLocked: existsSync(join(repository ?? folder, 'package-lock.json')),
    clients,
    ...(model === undefined ? {} : { model }),
    ...(repository === undefined ? {} : { repository }),
    notes,
  }
}

function suggested(has: (name: string) => boolean, variables: ReadonlySet<string>): SuggestedModel | undefined {
  const own = providers.find(({ packages }) => has(packages[0])) ?? providers.find(({ packages }) => packages.some(has))
  const isOpenAi = openAiClients.some(has)
  if (own !== undefined && !(isOpenAi && variables.has('OPENAI_API_KEY') && !variables.has(own.keyName))) {
    const { provider, name, keyName } = own
    return { provider, name, keyName }
  }
  if (!isOpenAi && !has('ai') && !variables.has('OPENAI_API_KEY')) return undefined
  return variables.has('OPENAI_BASE_URL') ? { ...openAi, baseUrl: reference('OPENAI_BASE_URL') } : openAi
}

function packagesIn(folder: string, notes: string[]): Set<string> {
  const path = join(folder, 'package.json')
  if (!existsSync(path)) return new Set()
  try {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, object>
    return new Set([...Object.keys(dependencies), ...Object.keys(devDependencies)])
  } catch (error) {
    notes.push(`package.json cannot be read, so what the project uses is not known: ${messageOf(error)}`)
    return new Set()
  }
}

/** Names alone: values are nobody's business here. */
function variablesIn(folder: string): Set<string> {
  const files = ['.env', '.env.example', '.env.local']
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path))
  return new Set(files.flatMap((path) => Object.keys(parseEnv(readFileSync(path, 'utf8')))))
}

function repositoryOf(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder
    if (dirname(folder) === folder) return undefined
  }
}
