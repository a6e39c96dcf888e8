import { readFile, stat } from 'node:fs/promises'
import type { Problem } from '../core/errors.ts'
import { fileFault } from '../text/fileFault.ts'
import { LineSplitter } from '../text/lines.ts'
import type { Row } from './rows.ts'

/** The text of a whole file, or the rows that say why it has none. */
export async function wholeText(path: string, maxBytes: number): Promise<{ text: string } | { faults: Row[] }> {
  const { size } = await stat(path)
  if (size > maxBytes) {
    const limit = Math.round(maxBytes / 1024 / 1024)
    const mend = 'write it as JSONL, one row a line, which is read as a stream'
    return { faults: [{ line: 1, fault: { message: `is larger than ${limit} MB`, mend } }] }
  }
  const bytes = await readFile(path)
  const splitter = new LineSplitter({ maxBytes })
  const faults = [...splitter.push(bytes), ...splitter.end()].flatMap(({ line, fault }) =>
    fault === undefined ? [] : [{ line, fault }],
  )
  if (faults.length > 0) return { faults }
  return { text: bytes.toString('utf8').replace(/^\uFEFF/, '') }
}

const longestFile = 16 * 1024 * 1024

/** The text of a file of configuration, or all that keeps it from being read. @param file as it is shown */
export async function wholeFile(path: string, file: string): Promise<{ text: string } | { problems: Problem[] }> {
  try {
    const read = await wholeText(path, longestFile)
    if ('text' in read) return read
    return {
      problems: read.faults.flatMap(({ line, fault }) => (fault === undefined ? [] : [{ file, line, ...fault }])),
    }
  } catch (error) {
    return { problems: [{ file, ...fileFault(error) }] }
  }
}
