import { basename, relative, resolve } from 'node:path'
import type { z } from 'zod'
import type { Environment } from '../core/environment.ts'
import { environmentNames, expandEnvironment } from '../core/environment.ts'
import type { Problem } from '../core/errors.ts'
import { AssayError } from '../core/errors.ts'
import { faultsOf } from '../core/faults.ts'
import { roleKinds } from '../core/grade.ts'
import { wholeFile } from '../datasets/index.ts'
import { importModule, moduleProblems } from './module.ts'
import { checkGraders, checkNames, sharesGrader } from './names.ts'
import type { ParsedPolicy } from './policySchema.ts'
import { policySchema } from './policySchema.ts'
import { resolveEval, resolveParts } from './resolve.ts'
import type { Eval, EvalParts, ParsedConfig } from './schema.ts'
import { configSchema, evalSchema } from './schema.ts'
import type { Unset } from './yamlFile.ts'
import { notSet, parseYaml } from './yamlFile.ts'

/** What a file says, with everything that is wrong with it. */
export interface Loaded<T> {
  value: T
  problems: Problem[]
  /** Names of the environment that it refers to. */
  secrets: string[]
  /** Of those without a value that only asking needs. */
  unset: Unset[]
}

/** An eval's file: the eval where it is without a fault, and what can be checked of it in any case. */
export interface LoadedEval extends Loaded<Eval | undefined> {
  /** Undefined where the file does not tell it. */
  name?: string
  /** Names of the targets, judges, embedders and entailers that it declares itself. */
  own: Record<string, string[]>
  parts: EvalParts
}

interface Place {
  root: string
  env: Environment
}

/** Reads assay.config.*; without one, or with a broken one, the value holds the defaults. */
export async function loadConfig(path: string | undefined, place: Place): Promise<Loaded<ParsedConfig>> {
  const defaults = configSchema.parse({})
  if (path === undefined) return { value: defaults, problems: [], secrets: [], unset: [] }
  const raw = await readValue(relative(place.root, path), place)
  // An empty file marks the root of the project, and says nothing else.
  const parsed = raw.value === null ? { value: defaults, problems: raw.problems } : parse(raw, configSchema)
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
    unset: raw.unset,
  }
}

/** Reads a policy that stands in a file of its own. @throws AssayError with every fault of it */
export async function loadPolicyFile(file: string, place: Place): Promise<ParsedPolicy> {
  const raw = await readValue(file, place)
  if (raw.value === null) throw new AssayError(raw.problemAt([], 'is empty', 'write at least evals: { NAME: {} }'))
  const { value, problems } = parse(raw, policySchema)
  if (value === undefined || problems.length > 0) throw new AssayError(byLine(problems))
  return value
}

export async function loadEval(file: string, place: Place & { config: ParsedConfig }): Promise<LoadedEval> {
  const raw = await readValue(file, place)
  const parsed = raw.value === null ? { problems: [raw.problemAt([], 'is empty', emptyMend)] } : parse(raw, evalSchema)
  const parts = { file, ...resolveParts(raw.value, place) }
  const read = {
    ...nameIn(raw.value),
    own: ownNames(raw.value),
    parts: { ...parts, unset: raw.unset },
    secrets: raw.secrets,
    unset: raw.unset,
  }
  if (parsed.value === undefined) return { ...read, value: undefined, problems: byLine(parsed.problems) }
  const { value, faults } = resolveEval(parsed.value, file, place)
  const problems = [...parsed.problems, ...faults.map((fault) => raw.problemAt(fault.path, fault.message, fault.mend))]
  return { ...read, value: problems.length === 0 ? value : undefined, problems: byLine(problems) }
}

const emptyMend = 'write at least name, dataset, targets and graders'

function nameIn(raw: unknown): { name?: string } {
  const named = typeof raw === 'object' && raw !== null && 'name' in raw && typeof raw.name === 'string'
  return named ? { name: raw.name as string } : {}
}

function ownNames(raw: unknown): LoadedEval['own'] {
  const written = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>
  return Object.fromEntries(onlyToAsk.map((kind) => [kind, Object.keys(written[kind] ?? {})]))
}

function byLine(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
}

interface RawFile {
  /** Undefined where the file cannot be read. */
  value: unknown
  problems: Problem[]
  secrets: string[]
  unset: Unset[]
  problemAt(path: readonly PropertyKey[], message: string, mend?: string): Problem
}

async function readValue(file: string, { root, env }: Place): Promise<RawFile> {
  const path = resolve(root, file)
  if (!/\.ya?ml$/.test(file)) return readModule(path, file, { root, env })
  const read = await wholeFile(path, file)
  if ('problems' in read) return unreadable(read.problems)
  const yaml = await parseYaml(read.text, file, env)
  return {
    value: yaml.value,
    ...sorted(yaml.unset, yaml.problems),
    secrets: yaml.environment,
    problemAt: (at, message, mend) => ({
      file,
      line: yaml.lineOf(at),
      message,
      ...(mend === undefined ? {} : { mend }),
    }),
  }
}

async function readModule(path: string, file: string, { root, env }: Place): Promise<RawFile> {
  let exported: unknown
  try {
    exported = await importModule(path)
  } catch (error) {
    return unreadable(moduleProblems(error, file, root))
  }
  if (typeof exported !== 'object' || exported === null) {
    const define = basename(file).startsWith('assay.config.') ? 'defineConfig' : 'defineEval'
    const message =
      exported === undefined
        ? 'has no default export'
        : `exports ${exported === null ? 'null' : `a ${typeof exported}`} by default`
    return unreadable([{ file, message, mend: `write: export default ${define}({ ... })` }])
  }
  const references = referencedNames(exported)
  const unset = references.filter(({ name }) => env[name] === undefined)
  return {
    value: exported,
    ...sorted(
      unset.map(({ name, path }) => ({ path, problem: { file, ...notSet(name) } })),
      [],
    ),
    secrets: [...new Set(references.map(({ name }) => name))],
    problemAt: (_, message, mend) => ({ file, message, ...(mend === undefined ? {} : { mend }) }),
  }
}

function unreadable(problems: Problem[]): RawFile {
  return { value: undefined, problems, secrets: [], unset: [], problemAt: (_, message) => ({ message }) }
}

/** Keys below which stand things that are only opened to ask them something. */
const onlyToAsk = ['targets', ...roleKinds]

/** What is not set is a fault, but where it is only needed to ask: answers are compared and reports written without any key. */
function sorted(unset: readonly Unset[], problems: readonly Problem[]): Pick<RawFile, 'problems' | 'unset'> {
  const isForAsking = ({ path }: Unset) => onlyToAsk.includes(path[0] ?? '')
  const faults = unset.filter((one) => !isForAsking(one)).map(({ problem }) => problem)
  return { problems: [...problems, ...faults], unset: unset.filter(isForAsking) }
}

/** Environment references in plain data; values made by functions keep their own, and models of the AI SDK are no data. */
function referencedNames(
  value: unknown,
  path: readonly string[] = [],
  seen = new Set<unknown>(),
): { name: string; path: string[] }[] {
  if (typeof value === 'string') return environmentNames(value).map((name) => ({ name, path: [...path] }))
  if (typeof value !== 'object' || value === null || seen.has(value) || 'specificationVersion' in value) return []
  seen.add(value)
  return Object.entries(value).flatMap(([key, item]) => referencedNames(item, [...path, key], seen))
}

function parse<S extends z.ZodType>(raw: RawFile, schema: S): { value?: z.output<S>; problems: Problem[] } {
  if (raw.value === undefined) return { problems: raw.problems }
  const graders = checkGraders(raw.value)
  const names = checkNames(raw.value)
  const parsed = schema.safeParse(raw.value)
  if (parsed.success && graders.length + names.length === 0) return { value: parsed.data, problems: raw.problems }
  const others = parsed.success ? [] : faultsOf(parsed.error.issues, schema, raw.value)
  const faults = [...names, ...graders, ...others.filter((fault) => !graders.some((told) => sharesGrader(told, fault)))]
  return { problems: [...raw.problems, ...faults.map((fault) => raw.problemAt(fault.path, fault.message, fault.mend))] }
}
