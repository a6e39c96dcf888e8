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
  const faults = issues.flatMap((issue) => faultsOfIssue(issue, [], { schema, value }))
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
  schema: z.ZodType
  value: unknown
}

interface DraftFault extends Fault {
  missing?: boolean
  /** The path of the key that an unknown one was probably meant to be. */
  renamed?: string
}

function faultsOfIssue(issue: Issue, prefix: PropertyKey[], rejected: Rejected): DraftFault[] {
  const path = [...prefix, ...issue.path]
  const at = valueAt(rejected.value, path)
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path, rejected))
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
  const branches = issue.errors
    .map((branch) => withoutRenamed(branch.flatMap((inner) => faultsOfIssue(inner, path, rejected))))
    .map((faults, index) => ({ faults, cost: costOf(faults, path, issue.errors[index] ?? []) }))
    .sort((a, b) => a.cost - b.cost)
  return branches[0]?.faults ?? [{ path, message: `${placeOf(path)} is not valid` }]
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

function unknownKey(key: string, path: PropertyKey[], { schema }: Rejected): DraftFault {
  const known = [...new Set(keysAt(schema, path))]
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

/** The keys that any branch of a schema knows at a path. */
function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const def = schema._zod.def as unknown as Record<string, unknown> & { type: string }
  const [head, ...rest] = path
  switch (def.type) {
    case 'object': {
      const shape = def.shape as Record<string, z.core.$ZodType>
      if (head === undefined) return Object.keys(shape)
      const inner = shape[String(head)]
      return inner === undefined ? [] : keysAt(inner, rest)
    }
    case 'record':
      return head === undefined ? [] : keysAt(def.valueType as z.core.$ZodType, rest)
    case 'array':
      return head === undefined ? [] : keysAt(def.element as z.core.$ZodType, rest)
    case 'union':
      return (def.options as z.core.$ZodType[]).flatMap((option) => keysAt(option, path))
    case 'lazy':
      return keysAt((def.getter as () => z.core.$ZodType)(), path)
    case 'pipe':
      return keysAt(def.in as z.core.$ZodType, path)
    default:
      return def.innerType === undefined ? [] : keysAt(def.innerType as z.core.$ZodType, path)
  }
}
