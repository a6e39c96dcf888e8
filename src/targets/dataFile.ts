import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { AssayError } from '../core/errors.ts'
import { ProblemList } from '../core/problems.ts'
import { fileFault } from '../text/fileFault.ts'
import { jsonFault } from '../text/jsonFault.ts'
import { jsonLines } from '../text/jsonLines.ts'

/** A row of a file, with where it stands. */
export interface DataRow {
  value: unknown
  /** 1-based; absent in a list of JSON. */
  line?: number
}

/** The rows of a JSONL file, or of a `.json` file that holds a list. @throws AssayError with every fault */
export async function readRows(root: string, file: string): Promise<DataRow[]> {
  if (file.endsWith('.json')) {
    const list = await readJson(root, file)
    if (!Array.isArray(list)) throw new AssayError({ file, message: 'must hold a list', mend: 'write [ {...}, ... ]' })
    return list.map((value) => ({ value }))
  }
  const problems = new ProblemList()
  const rows: DataRow[] = []
  try {
    for await (const lines of jsonLines(createReadStream(resolve(root, file)))) {
      for (const { line, value, fault } of lines) {
        if (fault === undefined) rows.push({ value, line })
        else problems.add({ file, line, ...fault })
      }
    }
  } catch (error) {
    problems.add({ file, ...fileFault(error) })
  }
  if (problems.count > 0) throw new AssayError(problems.all())
  return rows
}

/** The value of a JSON file. @throws AssayError where it cannot be read, or is none */
export async function readJson(root: string, file: string): Promise<unknown> {
  const text = await readFile(resolve(root, file), 'utf8').catch((error: unknown) => {
    throw new AssayError({ file, ...fileFault(error) })
  })
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    const fault = jsonFault(text)
    const line = text.slice(0, fault?.offset ?? 0).split('\n').length
    throw new AssayError({ file, line, message: `not JSON: ${fault?.message ?? 'it cannot be read'}` })
  }
}
