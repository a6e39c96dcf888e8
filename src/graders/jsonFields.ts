import type { Json } from '../core/json.ts'
import { canonicalJson, isJsonObject } from '../core/json.ts'
import { normaliseAnswer } from '../text/normalise.ts'
import { quoted } from './grade.ts'

export interface FieldResult {
  path: string
  agrees: boolean
  message: string
}

export interface FieldRules {
  ignore: readonly string[]
  tolerance: number
  unordered: boolean
  normalize: boolean
}

interface Task {
  path: string
  expected: Json
  got: Json | undefined
}

/** Every leaf of the expected value beside what stands at its path; surplus array elements are results that do not agree. */
export function compareFields(expected: Json, got: Json, rules: FieldRules): FieldResult[] {
  const ignored = ignoredPaths(rules.ignore)
  const results: FieldResult[] = []
  // A stack rather than recursion: JSON from outside may be as deep as it is long.
  const tasks: Task[] = [{ path: '', expected, got }]
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    if (isIgnored(task.path, ignored)) continue
    const children = isJsonObject(task.expected)
      ? members(task)
      : Array.isArray(task.expected)
        ? elements(task, rules)
        : []
    for (const child of children.reverse()) tasks.push(child)
    if (children.length === 0) results.push(...leaf(task, rules))
    for (const result of surplus(task, ignored)) results.push(result)
  }
  return results
}

export function ignoredPaths(paths: readonly string[]): ReadonlySet<string> {
  return new Set(paths.map((path) => path.replace(/^\$\.?/, '')))
}

export function isIgnored(path: string, ignored: ReadonlySet<string>): boolean {
  return ignored.size > 0 && (ignored.has(path) || ignored.has(path.replace(/\[\d+\]/g, '[]')))
}

function members({ path, expected, got }: Task): Task[] {
  if (!isJsonObject(expected)) return []
  return Object.entries(expected).map(([key, value]) => ({
    path: memberPath(path, key),
    expected: value,
    got: isJsonObject(got) && Object.hasOwn(got, key) ? got[key] : undefined,
  }))
}

export function memberPath(path: string, key: string): string {
  if (!/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(key)) return `${path}[${JSON.stringify(key)}]`
  return path === '' ? key : `${path}.${key}`
}

function elements({ path, expected, got }: Task, rules: FieldRules): Task[] {
  if (!Array.isArray(expected)) return []
  const found: (Json | undefined)[] = Array.isArray(got)
    ? rules.unordered
      ? reordered(expected, got, rules)
      : got
    : []
  return expected.map((value, index) => ({ path: `${path}[${index}]`, expected: value, got: found[index] }))
}

/** The most pairs that are compared in full when elements are paired whatever their order. */
const mostPairs = 10_000

/** The elements found, each at the place of the expected one it fits best: equal ones first, then by the share of fields that agree. */
function reordered(expected: readonly Json[], got: readonly Json[], rules: FieldRules): (Json | undefined)[] {
  const places = new Array<Json | undefined>(expected.length).fill(undefined)
  const left = new Map<string, Json[]>()
  for (const value of got) {
    const key = equalityKey(value, rules)
    const same = left.get(key)
    if (same === undefined) left.set(key, [value])
    else same.push(value)
  }
  const open: number[] = []
  for (const [index, value] of expected.entries()) {
    const same = left.get(equalityKey(value, rules))?.pop()
    if (same === undefined) open.push(index)
    else places[index] = same
  }
  const rest = [...left.values()].flat()
  if (open.length * rest.length > mostPairs) {
    for (const [turn, index] of open.entries()) places[index] = rest[turn]
    return places
  }
  const pairs = open.flatMap((index) =>
    rest.map((value, candidate) => ({ index, candidate, closeness: closeness(expected[index] ?? null, value, rules) })),
  )
  pairs.sort((a, b) => b.closeness - a.closeness)
  const used = new Set<number>()
  for (const { index, candidate } of pairs) {
    if (places[index] !== undefined || used.has(candidate)) continue
    places[index] = rest[candidate]
    used.add(candidate)
  }
  return places
}

function equalityKey(value: Json, rules: FieldRules): string {
  return canonicalJson(rules.normalize && typeof value === 'string' ? normaliseAnswer(value) : value)
}

function closeness(expected: Json, got: Json, rules: FieldRules): number {
  const fields = compareFields(expected, got, rules)
  return fields.length === 0 ? 1 : fields.filter(({ agrees }) => agrees).length / fields.length
}

function surplus({ path, expected, got }: Task, ignored: ReadonlySet<string>): FieldResult[] {
  if (!Array.isArray(expected) || !Array.isArray(got)) return []
  return got.slice(expected.length).flatMap((value, index) => {
    const place = `${path}[${expected.length + index}]`
    return isIgnored(place, ignored)
      ? []
      : [{ path: place, agrees: false, message: `${place}: nothing expected, got ${shown(value)}` }]
  })
}

function leaf({ path, expected, got }: Task, rules: FieldRules): FieldResult[] {
  const name = path === '' ? 'the value' : path
  const agrees = leafAgrees(expected, got, rules)
  // An empty array that is not empty is told by its surplus.
  if (Array.isArray(expected) && Array.isArray(got) && got.length > 0) return []
  const message = agrees ? `${name}: ${shown(expected)}` : `${name}: expected ${shown(expected)}, got ${shown(got)}`
  return [{ path, agrees, message }]
}

export function leafAgrees(
  expected: Json,
  got: Json | undefined,
  rules: Pick<FieldRules, 'tolerance' | 'normalize'>,
): boolean {
  if (expected === null) return got === null || got === undefined
  if (typeof expected === 'number' && typeof got === 'number') {
    return expected === got || Math.abs(expected - got) <= rules.tolerance * (1 + 1e-12)
  }
  if (typeof expected === 'string' && typeof got === 'string') {
    return rules.normalize ? normaliseAnswer(expected) === normaliseAnswer(got) : expected === got
  }
  if (Array.isArray(expected)) return Array.isArray(got) && got.length === 0
  if (isJsonObject(expected)) return isJsonObject(got)
  return expected === got
}

export function shown(value: Json | undefined): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `an array of ${value.length}`
  return isJsonObject(value) ? 'an object' : String(value)
}
