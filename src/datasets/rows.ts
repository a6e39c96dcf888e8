import { createReadStream } from 'node:fs'
import { extname } from 'node:path'
import { jsonLines } from '../text/jsonLines.ts'
import type { TextFault } from '../text/lines.ts'
import { csvRows } from './csv.ts'
import { jsonRows } from './json.ts'
import { yamlRows } from './yaml.ts'

/** One row of a file before anything is known of its meaning, or a fault that stands in its place. */
export interface Row {
  /** 1-based; the first line of the row, or 1 where the fault is the file's. */
  line: number
  value?: unknown
  fault?: TextFault
}

/** Reads the rows of one file in batches. Faults are rows, so that all of them are found. `beside`: columns that are no fields of a case. */
export type RowReader = (
  path: string,
  columns: Readonly<Record<string, string>> | undefined,
  beside?: readonly string[],
) => AsyncIterable<Row[]>

const chunkBytes = 64 * 1024

const readers: Record<string, RowReader> = {
  '.jsonl': (path) => jsonLines(bytesOf(path)),
  '.ndjson': (path) => jsonLines(bytesOf(path)),
  '.json': jsonRows,
  '.csv': (path, columns, beside) => csvRows(bytesOf(path), columns, beside),
  '.yaml': yamlRows,
  '.yml': yamlRows,
}

/** The kinds of file that a dataset may be made of. */
export const rowFormats: readonly string[] = Object.keys(readers)

export function readerFor(path: string): RowReader | undefined {
  return readers[extname(path).toLowerCase()]
}

export function isCsv(path: string): boolean {
  return extname(path).toLowerCase() === '.csv'
}

function bytesOf(path: string): AsyncIterable<Uint8Array> {
  return createReadStream(path, { highWaterMark: chunkBytes })
}
