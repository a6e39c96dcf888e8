import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseEnv } from 'node:util'
import type { Environment } from '../../core/environment.ts'
import { messageOf } from '../../core/errors.ts'
import type { Client } from './clients.ts'
import { clientsOf } from './clients.ts'
import { modelNamesIn } from './modelNames.ts'

/** What a folder already has, as far as it decides what is written. */
export interface ProjectFacts {
  /** Absolute. */
  folder: string
  /** Where `.git` is: the folder or one above. */
  gitRoot?: string
  /** The folder of the nearest package.json. */
  packageFolder?: string
  /** What is wrong with that file. */
  packageFault?: string
  dependencies: ReadonlySet<string>
  typescript: boolean
  clients: Client[]
  /** Libraries that build chains and agents, whose code is best called as it is. */
  frameworks: string[]
  /** Names that `.env` or `.env.example` give a value to. */
  variables: ReadonlySet<string>
  /** Names that have a value when Assay runs: of `.env` and of the environment. */
  isSet(name: string): boolean
  lock?: Lock
}

/** Which package manager locks the versions, and where. */
export interface Lock {
  manager: 'npm' | 'pnpm' | 'yarn'
  folder: string
}

const locks = { 'package-lock.json': 'npm', 'npm-shrinkwrap.json': 'npm', 'pnpm-lock.yaml': 'pnpm', 'yarn.lock': 'yarn' } as const

/** Looks at a folder, which need not be there yet, and at those above it. */
export async function projectFacts(folder: string, env: Environment): Promise<ProjectFacts> {
  const gitRoot = nearest(folder, '.git')
  // What lies beyond the repository is another project's.
  const packageFolder = nearest(folder, 'package.json', gitRoot)
  const { dependencies, fault } = await dependenciesOf(packageFolder)
  const local = await variablesOf(folder, ['.env'])
  const variables = await variablesOf(folder, ['.env', '.env.example'])
  const lock = lockOf(folder, gitRoot)
  const modelNames = packageFolder === undefined ? new Map<string, string>() : await modelNamesIn(packageFolder)
  return {
    folder,
    ...(gitRoot === undefined ? {} : { gitRoot }),
    ...(packageFolder === undefined ? {} : { packageFolder }),
    ...(fault === undefined ? {} : { packageFault: fault }),
    dependencies,
    typescript:
      dependencies.has('typescript') ||
      [folder, packageFolder].some((place) => place !== undefined && existsSync(join(place, 'tsconfig.json'))),
    clients: clientsOf({ dependencies, variables, modelNames }),
    frameworks: [...dependencies].filter((name) => /^(?:langchain|@langchain\/langgraph|llamaindex)$/.test(name)),
    variables,
    isSet: (name) => local.has(name) || (env[name] ?? '') !== '',
    ...(lock === undefined ? {} : { lock }),
  }
}

/** The nearest folder, from one upwards, that has an entry of that name. */
function nearest(start: string, name: string, last?: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, name))) return folder
    if (folder === last || folder === dirname(folder)) return undefined
  }
}

async function dependenciesOf(
  folder: string | undefined,
): Promise<{ dependencies: ReadonlySet<string>; fault?: string }> {
  if (folder === undefined) return { dependencies: new Set() }
  try {
    const text = await readFile(join(folder, 'package.json'), 'utf8')
    const parsed = JSON.parse(text.replace(/^\uFEFF/, '')) as Record<string, unknown> | null
    const names = [parsed?.dependencies, parsed?.devDependencies].flatMap((group) =>
      typeof group === 'object' && group !== null ? Object.keys(group) : [],
    )
    return { dependencies: new Set(names) }
  } catch (error) {
    return { dependencies: new Set(), fault: messageOf(error) }
  }
}

/** Names alone: no value leaves this function. */
async function variablesOf(folder: string, files: readonly string[]): Promise<ReadonlySet<string>> {
  const names = new Set<string>()
  for (const file of files) {
    const text = await readFile(join(folder, file), 'utf8').catch(() => '')
    for (const [name, value] of Object.entries(parseEnv(text))) if (value !== '') names.add(name)
  }
  return names
}

function lockOf(start: string, gitRoot: string | undefined): Lock | undefined {
  for (const [file, manager] of Object.entries(locks)) {
    const folder = nearest(start, file, gitRoot)
    if (folder !== undefined) return { manager, folder }
  }
  return undefined
}
