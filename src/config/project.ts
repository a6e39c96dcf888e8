import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { parseEnv } from 'node:util'
import type { Environment } from '../core/environment.ts'
import type { Problem } from '../core/errors.ts'
import { AssayError, messageOf } from '../core/errors.ts'
import { didYouMean } from '../core/suggest.ts'
import type { Loaded, LoadedEval } from './load.ts'
import { loadConfig, loadEval, loadPolicyFile } from './load.ts'
import type { ParsedPolicy } from './policySchema.ts'
import type { Eval, EvalParts, ParsedConfig } from './schema.ts'
import type { Unset } from './yamlFile.ts'

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
  policies: Record<string, ParsedPolicy>
  /** What can still be checked of the evals that something is wrong with. */
  broken: EvalParts[]
  /** Absolute path of the folder of recorded answers. */
  cache: string
  /** Hosts that may be asked when offline, beside this machine. */
  allowedHosts: string[]
  offline: boolean
  /** Names of the environment that configuration refers to as `${NAME}`: their values are kept out of everything that is stored. */
  secrets: string[]
  problems: Problem[]
}

export interface Surroundings {
  cwd: string
  env: Environment
}

/** The root of the project and its environment; reads no eval. */
async function findRoot({
  cwd,
  env,
}: Surroundings): Promise<{ root: string; configFile?: string; env: Environment; problems: Problem[] }> {
  const [configFile, ...ignored] = nearestConfigs(cwd)
  const root = configFile === undefined ? cwd : dirname(configFile)
  const problems: Problem[] = ignored.map((file) => ({
    file: basename(file),
    message: `is not read: ${basename(configFile ?? '')} is there too`,
    mend: 'keep one of them',
  }))
  const envFile = join(root, '.env')
  let fromFile: NodeJS.Dict<string> = {}
  if (existsSync(envFile)) {
    try {
      // A byte order mark, as editors on Windows write it, would become part of the first name.
      fromFile = parseEnv((await readFile(envFile, 'utf8')).replace(/^\uFEFF/, ''))
    } catch (error) {
      problems.push({ file: '.env', message: `cannot be read: ${messageOf(error)}` })
    }
  }
  return { root, ...(configFile === undefined ? {} : { configFile }), env: { ...fromFile, ...env }, problems }
}

/**
 * Reads the configuration and every eval, and collects every problem instead of stopping at the first.
 * @param only names or files of the evals that are wanted; empty for all
 * @param configured is told what assay.config says before any eval is read: evals are programs, and may ask somebody by themselves
 */
export async function loadProject(
  surroundings: Surroundings,
  only: readonly string[] = [],
  configured: (config: Pick<Project, 'offline' | 'allowedHosts'>) => void = () => {},
): Promise<Project> {
  const { root, configFile, env, problems } = await findRoot(surroundings)
  const config = await loadConfig(configFile, { root, env })
  problems.push(...config.problems)
  configured(config.value)

  const named = only.map((item) =>
    isEvalFile(item) ? { file: shownFile(root, resolve(surroundings.cwd, item)) } : { name: item },
  )
  const files = await evalFiles(root, config.value.evals, named)
  if (files.length === 0) {
    problems.push({
      message: `no evals found: ${[config.value.evals].flat().join(', ')} matches nothing under the project root, ${root}`,
      mend: 'write evals/NAME.eval.yaml or evals/NAME.eval.ts (see README)',
    })
  }
  const loaded = await Promise.all(files.map((file) => loadEval(file, { root, env, config: config.value })))
  const chosen = select(loaded, named, problems)
  const duplicates = duplicateNames(loaded, chosen)
  for (const item of chosen) problems.push(...item.problems)
  problems.push(...duplicates.problems)
  for (const item of chosen) item.parts.unset = unsetOf(item, config)
  const isSound = ({ name = '' }: LoadedEval) => config.problems.length === 0 && !duplicates.names.has(name)
  return {
    root,
    env,
    store: resolve(root, config.value.store),
    policies: config.value.policies,
    cache: resolve(root, config.value.cache),
    allowedHosts: config.value.allowedHosts,
    offline: config.value.offline,
    evals: chosen.flatMap((item) =>
      item.value !== undefined && isSound(item) ? [{ ...item.value, unset: item.parts.unset }] : [],
    ),
    broken: chosen.flatMap((item) => (item.value !== undefined && isSound(item) ? [] : [item.parts])),
    secrets: [...new Set([config, ...loaded].flatMap(({ secrets }) => secrets))],
    problems,
  }
}

/** What an eval says itself goes before what assay.config says under the same name. */
function unsetOf(item: LoadedEval, config: Loaded<ParsedConfig>): Unset[] {
  const isOwn = ([kind = '', name = '']: readonly string[]) => item.own[kind]?.includes(name) === true
  return [...item.unset, ...config.unset.filter(({ path }) => !isOwn(path))]
}

/** As loadProject, for commands that need everything to be right. @throws AssayError with all problems */
export async function requireProject(...asked: Parameters<typeof loadProject>): Promise<Project> {
  const project = await loadProject(...asked)
  if (project.problems.length > 0) throw new AssayError(project.problems)
  return project
}

/**
 * A policy by its name in assay.config, or by its file, from the working folder.
 * @throws AssayError where there is none, and with every fault of the file
 */
export async function findPolicy(named: string, project: Project, { cwd }: Surroundings): Promise<ParsedPolicy> {
  const known = Object.hasOwn(project.policies, named) ? project.policies[named] : undefined
  if (known !== undefined) return { name: named, ...known }
  const path = resolve(cwd, named)
  if (existsSync(path))
    return {
      name: basename(named).replace(/\.(policy\.)?[^.]+$/, ''),
      ...(await loadPolicyFile(shownFile(project.root, path), project)),
    }
  const names = Object.keys(project.policies)
  const message = `there is no policy "${named}" in assay.config, and no such file`
  const files =
    names.length === 0 ? 'write it as NAME.policy.yaml with evals: { NAME: {} }' : `policies are ${names.join(', ')}`
  throw new AssayError({ message, mend: didYouMean(named, names, files) })
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

/** The configuration of the nearest folder that has one, and what else there looks like one. */
function nearestConfigs(start: string): string[] {
  let folder = start
  for (;;) {
    const files = configNames.map((name) => join(folder, name)).filter((file) => existsSync(file))
    const parent = dirname(folder)
    if (files.length > 0 || parent === folder) return files
    folder = parent
  }
}

/** What is named of evals: by name or by file, from the root. */
type Wanted = { name: string } | { file: string }

/** The files to read: all of the project's, unless only files are wanted. */
async function evalFiles(
  root: string,
  patterns: string | readonly string[],
  wanted: readonly Wanted[],
): Promise<string[]> {
  const files = wanted.flatMap((item) => ('file' in item ? [item.file] : []))
  if (files.length > 0 && files.length === wanted.length) return [...new Set(files)]
  const { default: glob } = await import('fast-glob')
  const found = await glob([patterns].flat(), { cwd: root, ignore: ['**/node_modules/**'], dot: false })
  return [...new Set([...found.sort(), ...files])]
}

function isEvalFile(item: string): boolean {
  return /\.eval\.(ts|mts|js|mjs|yaml|yml)$/.test(item)
}

function shownFile(root: string, path: string): string {
  return relative(root, path).split(sep).join('/')
}

function select(loaded: LoadedEval[], wanted: readonly Wanted[], problems: Problem[]): LoadedEval[] {
  if (wanted.length === 0) return loaded
  const chosen = new Set<LoadedEval>()
  for (const item of wanted) {
    const matches = loaded.filter((one) => ('file' in item ? one.parts.file === item.file : one.name === item.name))
    // A file that does not even tell its name may be the very one that is wanted.
    const found = matches.length > 0 ? matches : loaded.filter((one) => one.name === undefined)
    for (const one of found) chosen.add(one)
    if (found.length === 0 && 'name' in item) problems.push(unknownEval(item.name, loaded))
  }
  return loaded.filter((one) => chosen.has(one))
}

function unknownEval(name: string, loaded: readonly LoadedEval[]): Problem {
  const names = loaded.flatMap((one) => one.name ?? [])
  const known = names.length === 0 ? 'the project has none' : `the project has ${names.join(', ')}`
  return { message: `there is no eval "${name}"`, mend: didYouMean(name, names, known) }
}

/** Names that several evals have, of which one is wanted: neither can be meant by it. */
function duplicateNames(
  loaded: readonly LoadedEval[],
  chosen: readonly LoadedEval[],
): { names: Set<string>; problems: Problem[] } {
  const wanted = new Set(chosen.flatMap(({ name }) => name ?? []))
  const first = new Map<string, string>()
  const names = new Set<string>()
  const problems = loaded.flatMap(({ name, parts: { file } }) => {
    if (name === undefined || !wanted.has(name)) return []
    const other = first.get(name)
    first.set(name, other ?? file)
    if (other === undefined) return []
    names.add(name)
    return [{ file, message: `the name "${name}" is taken by ${other}`, mend: 'give every eval its own name' }]
  })
  return { names, problems }
}
