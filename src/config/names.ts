import { AssayError } from '../core/errors.ts'
import type { Fault } from '../core/faults.ts'
import { faultsOf } from '../core/faults.ts'
import { didYouMean } from '../core/suggest.ts'
import type { GraderEntry, WrittenGrader } from '../graders/index.ts'
import { createWritten, graderTable, nestedIn } from '../graders/index.ts'

const known = Object.keys(graderTable)

/** What is wrong with the graders of an eval, by the name that each gives: a union of them all could only say what none of them is. */
export function checkGraders(raw: unknown): Fault[] {
  if (typeof raw !== 'object' || raw === null) return []
  const { graders, consistency } = raw as { graders?: unknown; consistency?: unknown }
  const entries = [
    ...(Array.isArray(graders) ? graders.map((entry: unknown, index) => ({ entry, at: ['graders', index] })) : []),
    ...(consistency === undefined ? [] : [{ entry: consistency, at: ['consistency'] }]),
  ]
  return entries.flatMap(({ entry, at }) => within(at, faultsOfEntry(entry)))
}

function within(at: PropertyKey[], faults: readonly Fault[]): Fault[] {
  return faults.map((fault) => ({ ...fault, path: [...at, ...fault.path] }))
}

/** Below these are values that functions made, and no names of rules. */
const valued = ['graders', 'consistency', 'dataset', 'targets']
/** Where the names of the deepest rules stand: policies, NAME, evals, NAME, slices, TAG. */
const deepest = 6

/**
 * Places where `__proto__` is the name of what people name themselves: rules, tags, evals, targets. Schemas leave that key out without a
 * word, and with it the rule.
 */
export function checkNames(raw: unknown, path: readonly string[] = []): Fault[] {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return []
  const own = Object.hasOwn(raw, '__proto__') ? [protoFault(path)] : []
  if (path.length === deepest || valued.includes(path[0] ?? '')) return own
  const inside = Object.entries(raw).filter(([key]) => key !== '__proto__')
  return [...own, ...inside.flatMap(([key, value]) => checkNames(value, [...path, key]))]
}

function protoFault(path: readonly string[]): Fault {
  const place = path.length === 0 ? 'it' : `"${path.join('.')}"`
  return {
    path: [...path, '__proto__'],
    message: `${place} has "__proto__", which cannot be a name`,
    mend: 'choose another one',
  }
}

/** Whether two faults are of one and the same grader. */
export function sharesGrader(a: Fault, b: Fault): boolean {
  const length = a.path[0] === 'graders' ? 2 : 1
  return b.path.length >= length && a.path.slice(0, length).every((key, index) => key === b.path[index])
}

function faultsOfEntry(entry: unknown): Fault[] {
  if (typeof entry === 'string') return faultsOfNamed(entry, {})
  if (typeof entry === 'function') {
    if (known.includes(entry.name)) {
      return [{ path: [], message: `"${entry.name}" makes a grader`, mend: `call it: ${entry.name}()` }]
    }
    if (entry.name !== '') return []
    return [{ path: [], message: 'a grader needs a name', mend: "name it: grader('name', function)" }]
  }
  const names = typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? Object.keys(entry) : []
  const [name, ...others] = names
  if (name === undefined) {
    return [
      {
        path: [],
        message: `${JSON.stringify(entry) ?? String(entry)} is no grader`,
        mend: 'write a name, or {name: {option: value}}',
      },
    ]
  }
  const options = (entry as Record<string, unknown>)[name]
  if ('grade' in (entry as object)) return []
  if (others.length > 0) return [faultOfSeveral(name, options, others)]
  if (options === null && known.includes(name)) {
    return [{ path: [name], message: `"${name}" has a colon and no options`, mend: `write only: ${name}` }]
  }
  return faultsOfNamed(name, options)
}

/** What options are only found to be wrong by a grader itself: patterns, schemas. */
function faultsOfCreating(name: string, entry: GraderEntry, options: unknown): Fault[] {
  try {
    entry.create(options)
    return []
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return error.problems.map(({ file: _, line: __, ...told }) => ({ path: [name], ...told }))
  }
}

/** Two keys where one was expected: the list or the options of a grader are not indented as they are meant. */
function faultOfSeveral(name: string, options: unknown, others: readonly string[]): Fault {
  const areOptions = known.includes(name) && options === null && !others.some((other) => known.includes(other))
  const message = `an entry names one grader, this one ${[name, ...others].map((key) => `"${key}"`).join(', ')}`
  const mend = areOptions
    ? `indent ${others.map((key) => `"${key}"`).join(', ')} further, as options of "${name}"`
    : 'begin each grader with "- "'
  return { path: [], message, mend }
}

function faultsOfNamed(name: string, options: unknown): Fault[] {
  const entry = Object.hasOwn(graderTable, name) ? graderTable[name] : undefined
  if (entry === undefined) {
    const mend = didYouMean(name, known, `graders are ${known.join(', ')}`)
    return [{ path: [], message: `there is no grader "${name}"`, mend }]
  }
  const inner = faultsOfNested({ [name]: options })
  const parsed = entry.options.safeParse(options)
  if (parsed.success) return inner.length > 0 ? inner : faultsOfCreating(name, entry, options)
  // What stands inside is told by its own name, as above.
  const nested = nestedIn(graderTable, { [name]: options }).map(({ path }) => path.slice(1))
  const issues = parsed.error.issues.filter(
    ({ path }) => !nested.some((one) => one.every((key, at) => key === path[at])),
  )
  return [
    ...inner,
    ...faultsOf(issues, entry.options, options).map(({ path, message, ...rest }) => ({
      path: [name, ...path],
      message: `${name}: ${message}`,
      ...rest,
    })),
  ]
}

/** Of the graders that stand in a grader: their own faults, else that two of them have one name. */
function faultsOfNested(written: Record<string, unknown>): Fault[] {
  const nested = nestedIn(graderTable, written)
  const faults = nested.flatMap((one) => within(one.path, valueFaults(one.written) ?? faultsOfEntry(one.written)))
  if (faults.length > 0) return faults
  const seen = new Set<string>()
  return nested.flatMap((one) => {
    const { name } = createWritten(graderTable, one.written as WrittenGrader)
    const isDuplicate = seen.has(name)
    seen.add(name)
    if (!isDuplicate) return []
    const message = `two graders of "${Object.keys(written)[0]}" are called "${name}"`
    return [{ path: one.path, message, mend: 'give one of them another name: { name: ... }' }]
  })
}

/** Values that functions make stand in calls, not among names. */
function valueFaults(written: unknown): Fault[] | undefined {
  const isValue =
    typeof written === 'function' || (typeof written === 'object' && written !== null && 'grade' in written)
  if (!isValue) return undefined
  const message = 'a grader that was made by a function stands in one that is only named'
  return [{ path: [], message, mend: 'call that one, too: allOf([...])' }]
}
