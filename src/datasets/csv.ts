import { pipeline, Readable } from 'node:stream'
import type { CsvError } from 'csv-parse'
import { textLines } from '../text/lines.ts'
import type { CellReader } from './cells.ts'
import { readHeader } from './cells.ts'
import type { Row } from './rows.ts'

/** A record beyond this is a quote that was never closed. */
const longestRecord = 16 * 1024 * 1024
const batch = 256

interface CsvRecord {
  record: string[]
  /** `lines`: the last line of the record. */
  info: { lines: number }
}

/**
 * The rows of a CSV file (RFC 4180: commas, double quotes, a header). Line breaks inside a cell are read as LF, so that a checkout
 * with CRLF is the same dataset.
 */
export async function* csvRows(
  chunks: AsyncIterable<Uint8Array>,
  columns: Readonly<Record<string, string>> | undefined,
  beside: readonly string[] = [],
): AsyncGenerator<Row[]> {
  const { parse } = await import('csv-parse')
  const faults: Row[] = []
  const skipped: CsvError[] = []
  let lost: CsvError | undefined
  const parser = parse({
    info: true,
    max_record_size: longestRecord,
    record_delimiter: '\n',
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
  })
  parser.on('skip', (error: CsvError | undefined) => {
    if (error === undefined || lost !== undefined) return
    if (error.code === 'INVALID_OPENING_QUOTE') skipped.push(error)
    // After any other error the parser has lost its place among the quotes: what it would find then is not there.
    else lost = error
  })
  const goOn = () => lost === undefined
  pipeline(Readable.from(textBlocks(chunks, faults, goOn)), parser, () => {})

  let reader: CellReader | undefined
  let rows: Row[] = []
  let lastLine = 0
  for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
    const headerLost = reader === undefined && skipped.some((error) => lineOf(error) < info.lines)
    if (headerLost || (lost !== undefined && info.lines >= lineOf(lost))) break
    const line = info.lines - record.reduce((sum, cell) => sum + lineBreaks(cell), 0)
    lastLine = info.lines
    if (reader === undefined) {
      const header = readHeader(record, columns, beside)
      if ('faults' in header) {
        yield [...faults, ...header.faults.map((fault) => ({ line, fault }))]
        return
      }
      reader = header.reader
    } else if (record.some((cell) => cell.trim() !== '')) rows.push({ line, ...reader(record) })
    if (rows.length >= batch) {
      yield rows
      rows = []
    }
  }
  const broken = [...skipped, ...(lost === undefined ? [] : [lost])]
  yield [...rows, ...faults, ...broken.map((error) => brokenRecord(error, lastLine))]
}

/** Whole lines as text; lines that are not UTF-8 are faults, and go on as far as they can be read so that rows keep their places. */
async function* textBlocks(
  chunks: AsyncIterable<Uint8Array>,
  faults: Row[],
  goOn: () => boolean,
): AsyncGenerator<string> {
  for await (const lines of textLines(chunks)) {
    if (!goOn()) return
    let block = ''
    for (const { line, text, fault } of lines) {
      if (fault !== undefined) faults.push({ line, fault })
      block += `${text}\n`
    }
    if (block !== '') yield block
  }
}

const rest = 'the rest of the file is read once this is mended'

function brokenRecord(error: CsvError, lastLine: number): Row {
  switch (error.code) {
    case 'INVALID_OPENING_QUOTE': {
      const message = 'a quote stands inside a cell that is not in quotes'
      const mend = 'put the whole cell in double quotes and write "" for each quote inside'
      return { line: lineOf(error), fault: { message, mend } }
    }
    case 'CSV_INVALID_CLOSING_QUOTE': {
      const message = 'there is text after the closing quote of a cell'
      return {
        line: lineOf(error),
        fault: { message, mend: `write "" for each quote inside a cell in quotes; ${rest}` },
      }
    }
    case 'CSV_QUOTE_NOT_CLOSED':
    case 'CSV_MAX_RECORD_SIZE':
      // The parser names the line where it gave up; the reader needs the one where the record begins.
      return {
        line: lastLine + 1,
        fault: { message: 'a quote that is opened here is never closed', mend: `close it; ${rest}` },
      }
    default:
      return { line: lineOf(error), fault: { message: `not CSV: ${error.message}`, mend: rest } }
  }
}

function lineOf(error: CsvError): number {
  return typeof error.lines === 'number' ? error.lines : 1
}

/** As the parser counts them: a CR that no LF follows is one as well. */
function lineBreaks(text: string): number {
  let count = 0
  for (const mark of ['\n', '\r']) {
    for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) count += 1
  }
  return count
}
