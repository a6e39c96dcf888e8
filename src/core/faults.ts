import type { z } from 'zod'
import { nearest } from './suggest.ts'

/** One fault of a value that a schema rejected: where in the value, what in plain words, and how to mend it. */
export interface Fault {
  path: PropertyKey[]
  message: string
  mend?: string
}

type Issue = z.core.$ZodIssue

/**
 * The issues of a rejected value in plain words, for people who know neither zod nor the schema. Of a union those of the branch that was
 * most likely meant.
 */
export function faultsOf(issues: readonly Issue[], schema: z.ZodType, value: unknown): Fault[] {
  const faults = issues.flatMap((issue) => faultsOfIssue(issue, [], { schema, value, depth: 0 }))
  return withoutRenamed(faults).map(({ path, message, mend }) => ({
    path,
    message,
    ...(mend === undefined ? {} : { mend }),
  }))
}

/** A key that is missing because it was misspelt is one fault, not two. */
function withoutRenamed(faults: readonly DraftFault[]): DraftFault[] {
  const renamed = new Set(faults.flatMap((fault) => (fault.renamed === undefined ? [] : [fault.renamed])))
  return faults.filter((fault) => fault.missing !== true || !renamed.has(JSON.stringify(fault.path)))
}

interface Rejected {
  value: unknown
  /** The schema of the branch that is looked at, and how deep in the value it begins. */
  schema: z.core.$ZodType
  depth: number
}

interface DraftFault extends Fault {
  missing?: boolean
  /** The path of the key that an unknown one was probably meant to be. */
  renamed?: string
}

function faultsOfIssue(issue: Issue, prefix: PropertyKey[], rejected: Rejected): DraftFault[] {
  const path = [...prefix, ...issue.path]
  const at = valueAt(rejected.value, path)
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue.keys, path, rejected)
  if (at === undefined) return [{ path, message: `${placeOf(path)} is missing`, missing: true }]
  if (issue.code === 'invalid_union') return faultsOfUnion(issue, path, rejected)
  return [{ path, ...describe(issue, path, at) }]
}

function faultsOfUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: PropertyKey[],
  rejected: Rejected,
): DraftFault[] {
  const kinds = issue.errors.flatMap((branch) => branch.map(kindExpected))
  if (kinds.length > 0 && kinds.every((kind) => kind !== undefined)) {
    const expected = [...new Set(kinds)]
    const at = valueAt(rejected.value, path)
    return [{ path, message: `${placeOf(path)} must be ${alternatives(expected)}, not ${shown(at)}` }]
  }
  const options = unionAt(rejected.schema, path.slice(rejected.depth))
  const branches = issue.errors
    .map((branch, index) => {
      const schema = options?.[index]
      const scope = schema === undefined ? rejected : { ...rejected, schema, depth: path.length }
      const faults = withoutRenamed(branch.flatMap((inner) => faultsOfIssue(inner, path, scope)))
      return { faults, cost: costOf(faults, path, branch) }
    })
    .sort((a, b) => a.cost - b.cost)
  const undecided = keysThatDecide(branches, path)
  if (undecided.length > 1) return [{ path, message: `${placeOf(path)} needs ${alternatives(undecided)}` }]
  return branches[0]?.faults ?? [{ path, message: `${placeOf(path)} is not valid` }]
}

/** Where all that several branches miss is one key each, nobody can say which of them was meant. */
function keysThatDecide(branches: readonly { faults: readonly DraftFault[]; cost: number }[], path: PropertyKey[]) {
  return branches.flatMap(({ faults: [only, ...others], cost }) =>
    cost === branches[0]?.cost && others.length === 0 && only?.missing === true && only.path.length === path.length + 1
      ? [JSON.stringify(String(only.path.at(-1)))]
      : [],
  )
}

/** What a branch of a union wants where it dislikes the very kind of the value. */
function kindExpected(issue: Issue): string | undefined {
  return issue.code === 'invalid_type' && issue.path.length === 0 ? kindName(issue.expected) : undefined
}

/** A branch that dislikes the kind of value, or misses its own keys, is less likely meant than one that dislikes something inside. */
function costOf(faults: readonly DraftFault[], path: PropertyKey[], issues: readonly Issue[]): number {
  const wrongKind = issues.some((issue) => isOfWrongKind(issue)) ? 1000 : 0
  return faults.reduce((sum, fault) => {
    if (fault.missing === true && fault.path.length === path.length + 1) return sum + 20
    return sum + (fault.renamed === undefined ? 2 : 1)
  }, wrongKind)
}

/** What a function wants that checks whole values is a kind as well, only without a name. */
function isOfWrongKind(issue: Issue): boolean {
  return kindExpected(issue) !== undefined || (issue.code === 'custom' && issue.path.length === 0)
}

function unknownKeys(keys: readonly string[], path: PropertyKey[], { value, schema, depth }: Rejected): DraftFault[] {
  // zod tells no branch where only one is left; a branch that knows one of the keys is not that one.
  const others = schemasAt(schema, path.slice(depth))
    .map(keysOf)
    .filter((names) => !keys.some((key) => names.includes(key)))
  // Of several kinds of thing the one is meant that knows most of what is there.
  const at = valueAt(value, path)
  const present = typeof at === 'object' && at !== null ? Object.keys(at) : []
  const shared = others.map((names) => present.filter((key) => names.includes(key)).length)
  const most = Math.max(0, ...shared)
  const known = others.filter((_, index) => shared[index] === most)
  return keys.map((key) => unknownKey(key, path, [...new Set(known.flat())]))
}

function unknownKey(key: string, path: PropertyKey[], known: readonly string[]): DraftFault {
  const suggestion = nearest(key, known)
  const message = `unknown key "${key}"${path.length === 0 ? '' : ` in "${path.join('.')}"`}`
  if (suggestion === undefined) {
    return {
      path: [...path, key],
      message,
      ...(known.length === 0 ? {} : { mend: `known keys are ${known.join(', ')}` }),
    }
  }
  return {
    path: [...path, key],
    message,
    mend: `did you mean "${suggestion}"?`,
    renamed: JSON.stringify([...path, suggestion]),
  }
}

function describe(issue: Issue, path: PropertyKey[], value: unknown): Pick<Fault, 'message' | 'mend'> {
  const place = placeOf(path)
  switch (issue.code) {
    case 'invalid_type': {
      const message = `${place} must be ${kindName(issue.expected)}, not ${shown(value)}`
      const quotable = issue.expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')
      return { message, ...(quotable ? { mend: `write it in quotes: "${String(value)}"` } : {}) }
    }
    case 'invalid_value': {
      const values = issue.values.map(String)
      const suggestion = typeof value === 'string' ? nearest(value, values) : undefined
      const message = `${place} must be ${alternatives(issue.values.map((one) => JSON.stringify(one) ?? String(one)))}, not ${shown(value)}`
      return { message, ...(suggestion === undefined ? {} : { mend: `did you mean "${suggestion}"?` }) }
    }
    case 'too_small':
      if (typeof value !== 'number') return { message: `${place} must not be empty` }
      return {
        message: `${place} must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}, not ${value}`,
      }
    case 'too_big':
      if (typeof value !== 'number') return { message: `${place} is too long (at most ${issue.maximum})` }
      return { message: `${place} must be ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}, not ${value}` }
    case 'invalid_key':
      return { message: `${place}: ${issue.issues[0]?.message ?? 'the name is not valid'}` }
    default:
      return { message: `${place}: ${issue.message}` }
  }
}

const kindNames: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
}

function kindName(expected: string): string {
  return kindNames[expected] ?? expected
}

function alternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

/** A value in a few words. */
function shown(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`
  return typeof value === 'number' && !Number.isInteger(value) ? `the number ${value}` : `${value}`
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'it' : `"${path.join('.')}"`
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  )
}

/** The options of the union that stands at a path; undefined where that is not one and the same for every branch. */
function unionAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly z.core.$ZodType[] | undefined {
  const unions = schemasAt(schema, path, true).filter((found) => defOf(found).type === 'union')
  const [only] = unions
  return only === undefined || unions.length > 1 ? undefined : (defOf(only).options as z.core.$ZodType[])
}

function keysOf(schema: z.core.$ZodType): string[] {
  const { type, shape } = defOf(schema)
  return type === 'object' ? Object.keys(shape as object) : []
}

type Def = Record<string, unknown> & { type: string }

function defOf(schema: z.core.$ZodType): Def {
  return schema._zod.def as unknown as Def
}

/** The schemas that a value at a path may be of, in every branch; a union at its end is opened up unless it is what is looked for. */
function schemasAt(schema: z.core.$ZodType, path: readonly PropertyKey[], closed = false): z.core.$ZodType[] {
  const def = defOf(schema)
  const [head, ...rest] = path
  const inside = (inner: unknown, left: readonly PropertyKey[]) => schemasAt(inner as z.core.$ZodType, left, closed)
  if (def.innerType !== undefined) return inside(def.innerType, path)
  if (def.type === 'lazy') return inside((def.getter as () => unknown)(), path)
  if (def.type === 'pipe') return inside(def.in, path)
  if (def.type === 'union' && !(closed && head === undefined)) {
    return (def.options as unknown[]).flatMap((option) => inside(option, path))
  }
  if (head === undefined) return [schema]
  if (def.type === 'record') return inside(def.valueType, rest)
  if (def.type === 'array') return inside(def.element, rest)
  if (def.type !== 'object') return []
  const inner = (def.shape as Record<string, unknown>)[String(head)] ?? def.catchall
  return inner === undefined ? [] : inside(inner, rest)
}
