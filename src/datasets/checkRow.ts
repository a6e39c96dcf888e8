import type { z } from 'zod'
import type { Case } from '../core/case.ts'
import { caseSchema } from '../core/case.ts'
import { messageOf } from '../core/errors.ts'
import type { Fault } from '../core/faults.ts'
import { faultsOf } from '../core/faults.ts'
import { isJsonObject } from '../core/json.ts'

type Told = Pick<Fault, 'message' | 'mend'>

/** The row as a case, or everything that is wrong with it by itself. Nothing is changed, and nothing filled in. */
export async function checkRow(
  value: unknown,
  input: z.ZodType | undefined,
): Promise<{ case: Case } | { faults: Told[] }> {
  if (!isJsonObject(value)) {
    const shown = Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`
    return { faults: [{ message: `a row must be an object, not ${shown}`, mend: 'write {"id": ..., "input": ...}' }] }
  }
  const parsed = checkShape(value)
  const faults = 'faults' in parsed ? parsed.faults : duplicateSources(parsed.case)
  if (input !== undefined && value.input !== undefined) faults.push(...(await checkInput(value.input, input)))
  return faults.length > 0 || 'faults' in parsed ? { faults } : parsed
}

function checkShape(value: object): { case: Case } | { faults: Told[] } {
  try {
    const parsed = caseSchema.safeParse(value)
    if (parsed.success) return { case: value as Case }
    return { faults: faultsOf(parsed.error.issues, caseSchema, value).map(told) }
  } catch (error) {
    if (error instanceof RangeError)
      return { faults: [{ message: 'the row is nested too deeply', mend: 'flatten it' }] }
    throw error
  }
}

function told({ path, message, mend }: Fault): Told {
  const own = mend ?? (path.length === 1 ? mends[String(path[0])] : undefined)
  return own === undefined ? { message } : { message, mend: own }
}

const mends: Record<string, string> = {
  id: 'give every row a text "id" of its own',
  input: 'give it what the system is asked: text or an object',
  tags: 'write them as ["tag", "tag"]',
  sources: 'write them as [{"id": "doc-1", "text": "..."}]',
  expected: 'leave it out where nothing is expected',
}

function duplicateSources(item: Case): Told[] {
  const sources = item.sources ?? []
  if (sources.length < 2) return []
  const seen = new Set<string>()
  return sources.flatMap(({ id }) => {
    if (!seen.has(id)) {
      seen.add(id)
      return []
    }
    return [{ message: `two sources have the id "${id}"`, mend: 'a citation could mean either: give each its own id' }]
  })
}

/** Schemas are of the eval's own zod, which may be another than ours: of zod 3 only its own words are to be had. */
function inputFaults(issues: z.core.$ZodIssue[], schema: z.ZodType, value: unknown): Told[] {
  if ('_zod' in schema) return faultsOf(issues, schema, value)
  return issues.map(({ path, message }) => ({
    message: path.length === 0 ? message : `"${path.join('.')}": ${message}`,
  }))
}

async function checkInput(value: unknown, schema: z.ZodType): Promise<Told[]> {
  try {
    const parsed = await schema.safeParseAsync(value)
    if (parsed.success) return []
    return inputFaults(parsed.error.issues, schema, value).map((fault) => ({
      message: `the eval's schema rejects "input": ${fault.message}`,
      ...(fault.mend === undefined ? {} : { mend: fault.mend }),
    }))
  } catch (error) {
    return [{ message: `the eval's schema for "input" broke: ${messageOf(error)}`, mend: 'mend the schema' }]
  }
}
