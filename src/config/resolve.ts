import { consistencyMetric } from '../core/consistency.ts'
import type { Environment } from '../core/environment.ts'
import { expandEnvironment } from '../core/environment.ts'
import { AssayError } from '../core/errors.ts'
import type { Fault } from '../core/faults.ts'
import type { Grader } from '../core/grade.ts'
import { asksModels } from '../core/grade.ts'
import { measureKeys } from '../core/measures.ts'
import { builtInRules, splitGate } from '../core/rules.ts'
import { didYouMean } from '../core/suggest.ts'
import type { TargetDefinition } from '../core/target.ts'
import { dataset } from '../datasets/index.ts'
import type { WrittenGrader } from '../graders/index.ts'
import { createWritten, grader, graderTable, nestedIn } from '../graders/index.ts'
import { createTarget, functionTarget } from '../targets/index.ts'
import { rolesOf, withModels } from './roles.ts'
import type { Eval, EvalParts, ParsedConfig, ParsedEval } from './schema.ts'
import { evalSchema } from './schema.ts'

/** Names become values: graders from the table, targets from plain data, the dataset from its paths. */
export function resolveEval(
  parsed: ParsedEval,
  file: string,
  { env, config }: { env: Environment; config: ParsedConfig },
): { value: Eval; faults: Fault[] } {
  const faults: Fault[] = []
  const roles = rolesOf(parsed, config)
  const create = (entry: GraderEntry, path: PropertyKey[]): Grader | undefined => {
    // Of graders made of graders the innermost are looked at first: they stand where what they miss is to be mended.
    const inner = nestedIn(graderTable, entry).map((one) => create(one.written as GraderEntry, [...path, ...one.path]))
    if (inner.includes(undefined)) return undefined
    return withModels(createGrader(entry, path, faults), roles, path, faults)
  }
  const graders = parsed.graders.flatMap((entry, index) => create(entry, ['graders', index]) ?? [])
  faults.push(...duplicateGraders(graders))
  const consistency = parsed.consistency === undefined ? undefined : create(parsed.consistency, ['consistency'])
  if (consistency !== undefined && asksModels(consistency)) faults.push(asksAtComparison)
  const targets: Record<string, TargetDefinition> = {}
  for (const [name, value] of Object.entries({ ...config.targets, ...parsed.targets })) {
    try {
      targets[name] = asTarget(value)
    } catch (error) {
      faults.push(...faultsFrom(error, ['targets', name]))
    }
  }
  const { name, owner, description, repeats, timeoutMs, expose, slices, maxErrorRate } = parsed
  const { rules: gate, measures } = splitGate(parsed.gate)
  const value: Eval = {
    name,
    ...(owner === undefined ? {} : { owner }),
    ...(description === undefined ? {} : { description }),
    file,
    dataset: asDataset(parsed.dataset, env),
    targets,
    unset: [],
    graders,
    ...roles,
    repeats,
    ...(consistency === undefined ? {} : { consistency }),
    timeoutMs,
    concurrency: parsed.concurrency ?? config.concurrency,
    expose,
    gate,
    measures,
    slices,
    maxErrorRate,
  }
  if (faults.length === 0) faults.push(...unknownRules(value))
  return { value, faults }
}

/** The dataset and those targets of an eval that are sound by themselves, whatever else is wrong with it. */
export function resolveParts(
  raw: unknown,
  { env, config }: { env: Environment; config: ParsedConfig },
): Pick<EvalParts, 'dataset' | 'targets'> {
  const { dataset: files, targets: own } = (typeof raw === 'object' && raw !== null ? raw : {}) as Partial<ParsedEval>
  const parsed = evalSchema.shape.dataset.safeParse(files)
  const targets: Record<string, TargetDefinition> = {}
  for (const [name, value] of Object.entries({ ...config.targets, ...own })) {
    const target = evalSchema.shape.targets.safeParse({ [name]: value })
    try {
      if (target.success) targets[name] = asTarget(value)
    } catch (error) {
      // resolveEval tells it.
      if (!(error instanceof AssayError)) throw error
    }
  }
  return { ...(parsed.success ? { dataset: asDataset(parsed.data, env) } : {}), targets }
}

const asksAtComparison: Fault = {
  path: ['consistency'],
  message: 'the grader between repeats asks a model, and it is needed whenever runs are compared, which asks nobody',
  mend: 'use a grader that computes, or leave it out',
}

type GraderEntry = ParsedEval['graders'][number]

/** Undefined where its options turn out to be faulty. */
function createGrader(entry: GraderEntry, path: PropertyKey[], faults: Fault[]): Grader | undefined {
  try {
    return toGrader(entry)
  } catch (error) {
    faults.push(...faultsFrom(error, path))
    return undefined
  }
}

function toGrader(entry: GraderEntry): Grader {
  if (typeof entry === 'function') return grader(entry.name, entry)
  if (isGrader(entry)) return entry
  return createWritten(graderTable, entry)
}

function isGrader(entry: Grader | WrittenGrader): entry is Grader {
  return typeof entry === 'object' && 'grade' in entry && typeof entry.grade === 'function'
}

function asTarget(value: unknown): TargetDefinition {
  if (typeof value === 'function') return functionTarget(value as Parameters<typeof functionTarget>[0])
  if (typeof value === 'object' && value !== null && 'open' in value) return value as TargetDefinition
  return createTarget(value as Parameters<typeof createTarget>[0])
}

function asDataset(value: ParsedEval['dataset'], env: Environment): Eval['dataset'] {
  const expand = (path: string) => expandEnvironment(path, env)
  if (typeof value === 'string' || Array.isArray(value)) return dataset([value].flat().map(expand))
  const { files, ...options } = value
  return dataset([files].flat().map(expand), options)
}

function duplicateGraders(graders: readonly Grader[]): Fault[] {
  const seen = new Set<string>()
  return graders.flatMap((grader, index) => {
    if ((measureKeys as readonly string[]).includes(grader.name)) return [namedAs('a measure', grader, index)]
    if (grader.name === consistencyMetric) return [namedAs('the metric that compares repeats', grader, index)]
    if ((builtInRules as readonly string[]).includes(grader.name))
      return [namedAs('a built-in rule of the gate', grader, index)]
    const duplicate = seen.has(grader.name)
    seen.add(grader.name)
    return duplicate
      ? [
          {
            path: ['graders', index],
            message: `two graders are called "${grader.name}"`,
            mend: 'give one of them another name: { name: ... }',
          },
        ]
      : []
  })
}

function namedAs(what: string, { name }: Grader, index: number): Fault {
  const message = `"${name}" is the name of ${what}, so that no rule could tell a grader of that name from it`
  return { path: ['graders', index], message, mend: 'give the grader another name: { name: ... }' }
}

/** A rule for a grader that the eval does not have would never be applied. Parts are known only once there are grades. */
function unknownRules({ gate, slices, graders }: Eval): Fault[] {
  const names = graders.map((grader) => grader.name)
  const places = [
    ...Object.keys(gate).map((metric) => ({
      metric,
      path: ['gate', metric],
      known: [...names, consistencyMetric, ...measureKeys],
    })),
    ...Object.entries(slices).flatMap(([tag, rules]) =>
      Object.keys(rules).map((metric) => ({ metric, path: ['slices', tag, metric], known: names })),
    ),
  ]
  return places.flatMap(({ metric, path, known }) => {
    if (path[0] === 'gate' && metric === consistencyMetric) return []
    if (names.some((name) => metric === name || metric.startsWith(`${name}.`))) return []
    return [
      {
        path,
        message: `the gate has a rule for "${metric}", which is no grader of this eval`,
        mend: didYouMean(metric, known, `its graders are ${names.join(', ')}`),
      },
    ]
  })
}

function faultsFrom(error: unknown, path: PropertyKey[]): Fault[] {
  if (!(error instanceof AssayError)) throw error
  return error.problems.map(({ message, mend }) => ({ path, message, ...(mend === undefined ? {} : { mend }) }))
}
