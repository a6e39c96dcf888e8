import { readFile } from 'node:fs/promises'
import { basename, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'
import type { Environment } from '../core/environment.ts'
import { environmentNames, expandEnvironment } from '../core/environment.ts'
import type { Problem } from '../core/errors.ts'
import { AssayError } from '../core/errors.ts'
import { faultsOf } from '../core/faults.ts'
import { checkNames } from './names.ts'
import { resolveEval } from './resolve.ts'
import type { Eval, ParsedConfig } from './schema.ts'
import { configSchema, evalSchema } from './schema.ts'
import { parseYaml } from './yamlFile.ts'

/** A value with everything that is wrong with it; without a value where it cannot be used. */
export interface Loaded<T> {
  value: T
  problems: Problem[]
  secrets: string[]
}

interface Place {
  root: string
  env: Environment
}

/** Reads assay.config.*; without one, or with a broken one, the value holds the defaults. */
export async function loadConfig(path: string | undefined, place: Place): Promise<Loaded<ParsedConfig>> {
  const defaults = configSchema.parse({})
  if (path === undefined) return { value: defaults, problems: [], secrets: [] }
  const raw = await readValue(relative(place.root, path), place)
  const parsed = parse(raw, configSchema)
  const value = parsed.value ?? defaults
  const expand = (text: string) => expandEnvironment(text, place.env)
  return {
    value: {
      ...value,
      store: expand(value.store),
      evals: Array.isArray(value.evals) ? value.evals.map(expand) : expand(value.evals),
    },
    problems: parsed.problems,
    secrets: raw.secrets,
  }
}

export async function loadEval(
  file: string,
  place: Place & { config: ParsedConfig },
): Promise<Loaded<Eval | undefined>> {
  const raw = await readValue(file, place)
  const parsed = parse(raw, evalSchema)
  if (parsed.value === undefined || parsed.problems.length > 0)
    return { value: undefined, problems: parsed.problems, secrets: raw.secrets }
  const { value, faults } = resolveEval(parsed.value, file, place)
  return {
    value,
    problems: faults.map((fault) => raw.problemAt(fault.path, fault.message, fault.mend)),
    secrets: raw.secrets,
  }
}

interface RawFile {
  value: unknown
  problems: Problem[]
  secrets: string[]
  problemAt(path: readonly PropertyKey[], message: string, mend?: string): Problem
}

async function readValue(file: string, { root, env }: Place): Promise<RawFile> {
  const path = resolve(root, file)
  if (!/\.ya?ml$/.test(file)) return readModule(path, file, env)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    return unreadable(
      file,
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'there is no such file' : String(error),
    )
  }
  const yaml = await parseYaml(text, file, env)
  return {
    value: yaml.value,
    problems: yaml.problems,
    secrets: yaml.environment,
    problemAt: (at, message, mend) => ({
      file,
      line: yaml.lineOf(at),
      message,
      ...(mend === undefined ? {} : { mend }),
    }),
  }
}

async function readModule(path: string, file: string, env: Environment): Promise<RawFile> {
  const problemAt = (_: readonly PropertyKey[], message: string, mend?: string) => ({
    file,
    message,
    ...(mend === undefined ? {} : { mend }),
  })
  let exported: unknown
  try {
    exported = await importModule(path)
  } catch (error) {
    if (error instanceof AssayError)
      return { value: undefined, problems: error.problems.map((one) => ({ file, ...one })), secrets: [], problemAt }
    return unreadable(file, moduleFault(error, path))
  }
  if (typeof exported !== 'object' || exported === null) {
    const define = basename(file).startsWith('assay.config.') ? 'defineConfig' : 'defineEval'
    return {
      ...unreadable(file, 'has no default export'),
      problems: [{ file, message: 'has no default export', mend: `write: export default ${define}({ ... })` }],
    }
  }
  const secrets = referencedNames(exported)
  const problems = secrets
    .filter((name) => env[name] === undefined)
    .map((name) => ({
      file,
      message: `\${${name}} is not set in the environment`,
      mend: `set ${name}, or put it into .env`,
    }))
  return { value: exported, problems, secrets, problemAt }
}

/** Imports people's own TypeScript; `assay` is always the very package that runs, so that values made by it are its own. */
async function importModule(path: string): Promise<unknown> {
  const { createJiti } = await import('jiti')
  const self = fileURLToPath(import.meta.url)
  const entry = self.endsWith('.ts') ? '../index.ts' : '../index.js'
  const jiti = createJiti(import.meta.url, {
    alias: { assay: fileURLToPath(new URL(entry, import.meta.url)) },
    interopDefault: false,
  })
  const module = await jiti.import<{ default?: unknown }>(path)
  return module.default
}

function moduleFault(error: unknown, path: string): string {
  if (!(error instanceof Error)) return `cannot be loaded: ${String(error)}`
  const place = error.stack
    ?.split('\n')
    .find((line) => line.includes(path))
    ?.match(/:(\d+):\d+\)?$/)?.[1]
  return `cannot be loaded${place === undefined ? '' : ` (line ${place})`}: ${error.message.split('\n')[0] ?? error.name}`
}

function unreadable(file: string, message: string): RawFile {
  const problem = { file, message }
  return { value: undefined, problems: [problem], secrets: [], problemAt: () => problem }
}

/** Environment references in plain data; values made by functions keep their own. */
function referencedNames(value: unknown, seen = new Set<unknown>()): string[] {
  if (typeof value === 'string') return environmentNames(value)
  if (typeof value !== 'object' || value === null || seen.has(value)) return []
  seen.add(value)
  return [...new Set(Object.values(value).flatMap((item) => referencedNames(item, seen)))]
}

function parse<S extends z.ZodType>(raw: RawFile, schema: S): { value?: z.output<S>; problems: Problem[] } {
  if (raw.value === undefined) return { problems: raw.problems }
  const named = checkNames(raw.value)
  if (named.length > 0)
    return {
      problems: [...raw.problems, ...named.map((fault) => raw.problemAt(fault.path, fault.message, fault.mend))],
    }
  const parsed = schema.safeParse(raw.value)
  if (parsed.success) return { value: parsed.data, problems: raw.problems }
  const faults = faultsOf(parsed.error.issues, schema, raw.value)
  return { problems: [...raw.problems, ...faults.map((fault) => raw.problemAt(fault.path, fault.message, fault.mend))] }
}
