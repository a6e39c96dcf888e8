import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import type { Environment } from '../core/environment.ts'
import type { Problem } from '../core/errors.ts'
import { AssayError } from '../core/errors.ts'
import { nearest } from '../core/suggest.ts'
import { loadConfig, loadEval } from './load.ts'
import type { Eval } from './schema.ts'

const configNames = [
  'assay.config.ts',
  'assay.config.mts',
  'assay.config.js',
  'assay.config.mjs',
  'assay.config.yaml',
  'assay.config.yml',
]

/** Everything that a folder says about itself: settings, evals, environment. */
export interface Project {
  /** Relative paths start here: the folder of the nearest assay.config.*, else the working folder. */
  root: string
  /** The environment with `.env` under it. */
  env: Environment
  /** Absolute path of the store. */
  store: string
  evals: Eval[]
  /** Names of the environment that configuration refers to as `${NAME}`: their values are kept out of everything that is stored. */
  secrets: string[]
  problems: Problem[]
}

export interface Surroundings {
  cwd: string
  env: Environment
}

/** The root of the project and its environment; reads no eval. */
export async function findRoot({
  cwd,
  env,
}: Surroundings): Promise<{ root: string; configFile?: string; env: Environment; problems: Problem[] }> {
  const configFile = nearestConfig(cwd)
  const root = configFile === undefined ? cwd : dirname(configFile)
  const problems: Problem[] = []
  const envFile = join(root, '.env')
  let fromFile: NodeJS.Dict<string> = {}
  if (existsSync(envFile)) {
    try {
      fromFile = parseEnv(await readFile(envFile, 'utf8'))
    } catch (error) {
      problems.push({ file: '.env', message: `cannot be read: ${messageOf(error)}` })
    }
  }
  return { root, ...(configFile === undefined ? {} : { configFile }), env: { ...fromFile, ...env }, problems }
}

/**
 * Reads the configuration and every eval, and collects every problem instead of stopping at the first.
 * @param only names or files of the evals that are wanted; empty for all
 */
export async function loadProject(surroundings: Surroundings, only: readonly string[] = []): Promise<Project> {
  const { root, configFile, env, problems } = await findRoot(surroundings)
  const secrets = new Set<string>()
  const config = await loadConfig(configFile, { root, env })
  problems.push(...config.problems)
  for (const name of config.secrets) secrets.add(name)

  const wanted = only.filter((item) => isEvalFile(item)).map((item) => relative(root, resolve(surroundings.cwd, item)))
  const files = wanted.length === only.length && wanted.length > 0 ? wanted : await evalFiles(root, config.value.evals)
  for (const file of wanted) if (!files.includes(file)) files.push(file)
  const loaded = await Promise.all(files.map((file) => loadEval(file, { root, env, config: config.value })))
  const evals: Eval[] = []
  for (const item of loaded) {
    for (const name of item.secrets) secrets.add(name)
    if (item.value !== undefined) evals.push(item.value)
  }
  const chosen = select(
    evals,
    only,
    wanted,
    problems,
    loaded.some((item) => item.value === undefined),
  )
  for (const item of loaded) {
    const relevant = only.length === 0 || item.value === undefined || chosen.includes(item.value)
    if (relevant) problems.push(...item.problems)
  }
  problems.push(...duplicateNames(evals))
  if (files.length === 0) {
    problems.push({
      message: `no evals found: ${[config.value.evals].flat().join(', ')} matches nothing under the project root`,
      mend: 'write evals/NAME.eval.yaml or evals/NAME.eval.ts (see README)',
    })
  }
  return { root, env, store: resolve(root, config.value.store), evals: chosen, secrets: [...secrets], problems }
}

/** As loadProject, for commands that need everything to be right. @throws AssayError with all problems */
export async function requireProject(surroundings: Surroundings, only: readonly string[] = []): Promise<Project> {
  const project = await loadProject(surroundings, only)
  if (project.problems.length > 0) throw new AssayError(project.problems)
  return project
}

/** Where the store is, without reading evals. @throws AssayError when the configuration is broken */
export async function storePath(
  surroundings: Surroundings,
): Promise<{ root: string; store: string; env: Environment }> {
  const { root, configFile, env, problems } = await findRoot(surroundings)
  const config = await loadConfig(configFile, { root, env })
  const all = [...problems, ...config.problems]
  if (all.length > 0) throw new AssayError(all)
  return { root, store: resolve(root, config.value.store), env }
}

function nearestConfig(start: string): string | undefined {
  let folder = start
  for (;;) {
    for (const name of configNames) {
      const file = join(folder, name)
      if (existsSync(file)) return file
    }
    const parent = dirname(folder)
    if (parent === folder) return undefined
    folder = parent
  }
}

async function evalFiles(root: string, patterns: string | readonly string[]): Promise<string[]> {
  const { default: glob } = await import('fast-glob')
  const files = await glob([patterns].flat(), { cwd: root, ignore: ['**/node_modules/**'], dot: false })
  return files.sort()
}

function isEvalFile(item: string): boolean {
  return /\.eval\.(ts|mts|js|mjs|yaml|yml)$/.test(item)
}

function select(
  evals: Eval[],
  only: readonly string[],
  files: readonly string[],
  problems: Problem[],
  someBroken: boolean,
): Eval[] {
  if (only.length === 0) return evals
  const chosen = new Set<Eval>()
  for (const item of only) {
    const found = evals.filter(
      (one) =>
        one.name === item ||
        (files.includes(one.file) && isEvalFile(item) && item.endsWith(one.file.split('/').at(-1) ?? '')),
    )
    for (const one of found) chosen.add(one)
    // A broken file may be the very one that was asked for; its own problems are told instead.
    if (found.length === 0 && !isEvalFile(item) && !someBroken) problems.push(unknownEval(item, evals))
  }
  return evals.filter((one) => chosen.has(one))
}

function unknownEval(name: string, evals: readonly Eval[]): Problem {
  const names = evals.map((one) => one.name)
  const suggestion = nearest(name, names)
  const known = names.length === 0 ? 'the project has none' : `the project has ${names.join(', ')}`
  return {
    message: `there is no eval "${name}"`,
    mend: suggestion === undefined ? known : `did you mean "${suggestion}"?`,
  }
}

function duplicateNames(evals: readonly Eval[]): Problem[] {
  const first = new Map<string, Eval>()
  return evals.flatMap((one) => {
    const other = first.get(one.name)
    first.set(one.name, other ?? one)
    return other === undefined
      ? []
      : [
          {
            file: one.file,
            message: `the name "${one.name}" is taken by ${other.file}`,
            mend: 'give every eval its own name',
          },
        ]
  })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** A path as the user would write it. */
export function shownPath(root: string, file: string): string {
  const path = isAbsolute(file) ? relative(root, file) : file
  return path.startsWith('..') ? file : path
}
