import type { Fault } from '../core/faults.ts'
import { nearest } from '../core/suggest.ts'
import { graderTable } from '../graders/index.ts'

/** Grader names that nobody knows, found before the schema's union would describe them at length. */
export function checkNames(raw: unknown): Fault[] {
  if (typeof raw !== 'object' || raw === null || !('graders' in raw) || !Array.isArray(raw.graders)) return []
  return raw.graders.flatMap((entry: unknown, index) => {
    const name = typeof entry === 'string' ? entry : soleKey(entry)
    if (name === undefined || Object.hasOwn(graderTable, name)) return []
    return [unknownGrader(name, ['graders', index])]
  })
}

function soleKey(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null || 'grade' in entry) return undefined
  const keys = Object.keys(entry)
  return keys.length === 1 ? keys[0] : undefined
}

function unknownGrader(name: string, path: PropertyKey[]): Fault {
  const known = Object.keys(graderTable)
  const suggestion = nearest(name, known)
  return {
    path,
    message: `there is no grader "${name}"`,
    mend: suggestion === undefined ? `graders are ${known.join(', ')}` : `did you mean "${suggestion}"?`,
  }
}
