import type { Json } from '../core/json.ts'
import { canonicalJson, isJsonObject } from '../core/json.ts'
import { bestAssignment } from './assignment.ts'
import { isIgnored, leafAgrees, memberPath, shown } from './jsonFields.ts'

/** How two JSON values are compared leaf by leaf. */
export interface LeafRules {
  ignored: ReadonlySet<string>
  tolerance: number
  normalize: boolean
  arrays: 'position' | 'set'
  /** The member by which objects in arrays are paired. */
  key?: string
}

export type LeafState = 'matched' | 'missing' | 'extra' | 'wrong'

/** One leaf of either value, or of both at one path. */
export interface Leaf {
  path: string
  state: LeafState
  expected?: Json
  got?: Json
}

/** Elements beyond this are paired as they stand: the time of the best pairing goes with the cube. */
const mostPaired = 100

/** How much may be looked at to find out which elements belong together: values, and 16 characters of JSON as one. */
export interface Effort {
  left: number
}

interface Task {
  path: string
  expected: Json | undefined
  got: Json | undefined
}

/**
 * Every leaf of the two values: scalars, and containers that are empty. Where one value has a leaf and the other a container the path
 * is `wrong` once, and what the container holds beyond that is missing or extra. A member that is null and one that is not there are
 * the same, and no leaf.
 */
export function compareLeaves(
  expected: Json,
  got: Json,
  rules: LeafRules,
  effort: Effort = { left: 1_000_000 },
): Leaf[] {
  return walk({ path: '', expected, got }, rules, effort)
}

function walk(top: Task, rules: LeafRules, effort: Effort): Leaf[] {
  const leaves: Leaf[] = []
  // A stack rather than recursion: JSON from outside may be as deep as it is long.
  const tasks: Task[] = [top]
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    effort.left -= 1
    if (isIgnored(task.path, rules.ignored)) continue
    const children = childrenOf(task, rules, effort)
    if (children !== undefined) for (const child of children.reverse()) tasks.push(child)
    else leaves.push(...leavesOf(task, rules))
  }
  return leaves
}

/** What stands below both values, or below the only one; undefined where either is a leaf. */
function childrenOf({ path, expected, got }: Task, rules: LeafRules, effort: Effort): Task[] | undefined {
  if (isLeaf(expected) || isLeaf(got)) return undefined
  if (Array.isArray(expected ?? got) && Array.isArray(got ?? expected)) {
    return elements(path, Array.isArray(expected) ? expected : [], Array.isArray(got) ? got : [], rules, effort)
  }
  if (isJsonObject(expected ?? got) && isJsonObject(got ?? expected)) {
    const left = isJsonObject(expected) ? expected : {}
    const right = isJsonObject(got) ? got : {}
    return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((key): Task[] => {
      const wanted = Object.hasOwn(left, key) ? left[key] : undefined
      const found = Object.hasOwn(right, key) ? right[key] : undefined
      if ((wanted ?? null) === null && (found ?? null) === null && (wanted === undefined || found === undefined))
        return []
      return [{ path: memberPath(path, key), expected: wanted, got: found }]
    })
  }
  return undefined
}

/** A missing value is none. */
function isLeaf(value: Json | undefined): boolean {
  if (value === undefined) return false
  return Array.isArray(value) ? value.length === 0 : !isJsonObject(value) || Object.keys(value).length === 0
}

function leavesOf({ path, expected, got }: Task, rules: LeafRules): Leaf[] {
  if (expected === undefined) return [{ path, state: 'extra', got: got ?? null }]
  if (got === undefined) return [{ path, state: 'missing', expected }]
  if (isLeaf(expected) && isLeaf(got))
    return [
      {
        path,
        state: leafAgrees(expected, got, rules) ? 'matched' : 'wrong',
        expected,
        got,
      },
    ]
  const here: Leaf = { path, state: 'wrong', expected, got }
  const more = [
    ...below({ path, expected, got: undefined }, rules).slice(1),
    ...below({ path, expected: undefined, got }, rules).slice(1),
  ]
  return [here, ...more]
}

function below({ path, expected, got }: Task, rules: LeafRules): Leaf[] {
  const value = expected ?? got
  if (value === undefined || isLeaf(value))
    return [
      {
        path,
        state: expected === undefined ? 'extra' : 'missing',
        ...(expected === undefined ? { got: value ?? null } : { expected }),
      },
    ]
  const leaves: Leaf[] = []
  const tasks: Task[] = [{ path, expected, got }]
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    if (isIgnored(task.path, rules.ignored)) continue
    const children = childrenOf(task, { ...rules, arrays: 'position' }, { left: 0 })
    if (children !== undefined) for (const child of children.reverse()) tasks.push(child)
    else
      leaves.push(
        task.expected === undefined
          ? { path: task.path, state: 'extra', got: task.got ?? null }
          : { path: task.path, state: 'missing', expected: task.expected },
      )
  }
  return leaves
}

function elements(
  path: string,
  expected: readonly Json[],
  got: readonly Json[],
  rules: LeafRules,
  effort: Effort,
): Task[] {
  const partners =
    rules.key !== undefined && [...expected, ...got].some((item) => keyOf(item, rules.key) !== undefined)
      ? pairedByKey(expected, got, rules.key)
      : rules.arrays === 'set' && expected.length > 0 && got.length > 0
        ? pairedBest(path, expected, got, rules, effort)
        : inPlace(expected, got)
  const used = new Set(partners)
  const tasks = expected.map(
    (value, index): Task => ({ path: `${path}[${index}]`, expected: value, got: got[partners[index] ?? -1] }),
  )
  for (const [index, value] of got.entries()) {
    if (!used.has(index)) tasks.push({ path: `${path}[${index}]`, expected: undefined, got: value })
  }
  return tasks
}

function inPlace(expected: readonly Json[], got: readonly Json[]): number[] {
  return expected.map((_, index) => (index < got.length ? index : -1))
}

function keyOf(item: Json, key: string | undefined): string | undefined {
  if (key === undefined || !isJsonObject(item) || !Object.hasOwn(item, key)) return undefined
  return canonicalJson(item[key] ?? null)
}

function pairedByKey(expected: readonly Json[], got: readonly Json[], key: string): number[] {
  return pairedEqual(expected, got, (item) => keyOf(item, key))
}

/** For each expected element the first free one with the same key, or -1. */
function pairedEqual(
  expected: readonly Json[],
  got: readonly Json[],
  key: (item: Json) => string | undefined,
): number[] {
  const places = new Map<string, number[]>()
  for (let index = got.length - 1; index >= 0; index -= 1) {
    const name = key(got[index] ?? null)
    if (name === undefined) continue
    const list = places.get(name)
    if (list === undefined) places.set(name, [index])
    else list.push(index)
  }
  return expected.map((item) => {
    const name = key(item)
    return (name === undefined ? undefined : places.get(name)?.pop()) ?? -1
  })
}

/**
 * Equal elements first, then those that together have the most leaves in common. Pairing equal ones first loses nothing: for sets,
 * |a n b'| + |b n a| <= |a| + |b n b'|.
 */
function pairedBest(
  path: string,
  expected: readonly Json[],
  got: readonly Json[],
  rules: LeafRules,
  effort: Effort,
): number[] {
  if (effort.left <= 0) return inPlace(expected, got)
  const partners = pairedEqual(expected, got, (item) => {
    const text = canonicalJson(item)
    effort.left -= 1 + (text.length >> 4)
    return text
  })
  const taken = new Set(partners)
  const open = partners.flatMap((partner, index) => (partner === -1 ? [index] : []))
  const free = got.flatMap((_, index) => (taken.has(index) ? [] : [index]))
  const rows = open.slice(0, mostPaired)
  const columns = free.slice(0, mostPaired)
  const worths = rows.map((row, turn) =>
    columns.map((column, other) => {
      if (effort.left <= 0) return turn === other ? 1 : 0
      const pair = { path: `${path}[]`, expected: expected[row], got: got[column] }
      const leaves = walk(pair, rules, effort)
      // Of pairs that are as good, the one that keeps the order.
      return leaves.filter(({ state }) => state === 'matched').length + (turn === other ? 1e-6 : 0)
    }),
  )
  for (const [turn, column] of bestAssignment(worths).entries()) {
    const row = rows[turn]
    if (row !== undefined && column >= 0) partners[row] = columns[column] ?? -1
  }
  for (let turn = mostPaired; turn < open.length && turn < free.length; turn += 1)
    partners[open[turn] ?? 0] = free[turn] ?? -1
  return partners
}

/** What is to be said of a leaf. */
export function leafMessage({ path, state, expected, got }: Leaf): string {
  const name = path === '' ? 'the value' : path
  if (state === 'matched') return `${name}: ${shown(expected)}`
  if (state === 'missing') return `${name}: missing, expected ${shown(expected)}`
  if (state === 'extra') return `${name}: nothing expected, got ${shown(got)}`
  return `${name}: expected ${shown(expected)}, got ${shown(got)}`
}

/** How many leaves are in each state, of each value, and F1 over leaves: 2m / (expected + got), 1 for two values without any. */
export function countLeaves(
  leaves: readonly Leaf[],
): Record<LeafState, number> & { expected: number; got: number; f1: number } {
  const counts = { matched: 0, missing: 0, extra: 0, wrong: 0 }
  for (const { state } of leaves) counts[state] += 1
  const expected = counts.matched + counts.wrong + counts.missing
  const got = counts.matched + counts.wrong + counts.extra
  return { ...counts, expected, got, f1: expected + got === 0 ? 1 : (2 * counts.matched) / (expected + got) }
}
