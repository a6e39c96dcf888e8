import { jsonFault } from '../text/jsonFault.ts'
import type { Row } from './rows.ts'
import { wholeText } from './wholeText.ts'

/** A JSON list is read whole; what is larger belongs into JSONL. */
const maxBytes = 256 * 1024 * 1024
const batch = 256

/** The rows of a JSON file: one list of objects. */
export async function* jsonRows(path: string): AsyncGenerator<Row[]> {
  const read = await wholeText(path, maxBytes)
  if ('faults' in read) yield read.faults
  else if (read.text.trim() !== '') yield* listRows(read.text)
}

function* listRows(text: string): Generator<Row[]> {
  const start = skipSpace(text, 0)
  if (text[start] !== '[') {
    const fault = brokenFile(text) ?? {
      line: 1,
      fault: { message: 'the file is not a list of rows', mend: 'write the rows as [ {...}, {...} ]' },
    }
    yield [fault]
    return
  }
  let rows: Row[] = []
  const lines = new LineCounter(text)
  for (const element of elements(text, start + 1)) {
    const row = element === undefined ? undefined : parseElement(text, element, lines)
    if (row === undefined) {
      const broken = brokenFile(text)
      yield broken === undefined ? rows : [...rows, broken]
      return
    }
    rows.push(row)
    if (rows.length === batch) {
      yield rows
      rows = []
    }
  }
  yield rows
}

interface Span {
  start: number
  end: number
}

function parseElement(text: string, { start, end }: Span, lines: LineCounter): Row | undefined {
  try {
    return { line: lines.at(start), value: JSON.parse(text.slice(start, end)) }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/**
 * Where the elements of a list are, found by brackets and quotes alone; undefined where that cannot be told, which only happens in a
 * text that is not JSON.
 */
function* elements(text: string, from: number): Generator<Span | undefined> {
  let at = skipSpace(text, from)
  if (text[at] === ']') {
    if (skipSpace(text, at + 1) < text.length) yield undefined
    return
  }
  while (at < text.length) {
    const end = elementEnd(text, at)
    if (end === undefined || text[end] === '}') break
    yield { start: at, end }
    if (text[end] === ']') {
      if (skipSpace(text, end + 1) < text.length) yield undefined
      return
    }
    at = skipSpace(text, end + 1)
  }
  yield undefined
}

/** The comma or bracket that ends the element. */
function elementEnd(text: string, from: number): number | undefined {
  let depth = 0
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x22) {
      const close = closingQuote(text, at + 1)
      if (close === undefined) return undefined
      at = close
    } else if (code === 0x7b || code === 0x5b) depth += 1
    else if (code === 0x7d || code === 0x5d) {
      if (depth === 0) return at
      depth -= 1
    } else if (code === 0x2c && depth === 0) return at
  }
  return undefined
}

function closingQuote(text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x5c) at += 1
    else if (code === 0x22) return at
  }
  return undefined
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at += 1
  return at
}

function brokenFile(text: string): Row | undefined {
  const fault = jsonFault(text)
  if (fault === undefined) return undefined
  const line = new LineCounter(text).at(fault.offset)
  const column = fault.offset - text.lastIndexOf('\n', fault.offset - 1)
  const jsonl = text[fault.offset] === '{' && text[skipSpace(text, 0)] === '{'
  const mend = jsonl ? 'name it .jsonl if every line is a row, else make it a list [ ... ]' : fault.mend
  const message = `not JSON at column ${column}: ${fault.message}`
  return { line, fault: { message, ...(mend === undefined ? {} : { mend }) } }
}

/** Line numbers of offsets that only grow. */
class LineCounter {
  readonly #text: string
  #line = 1
  #next: number

  constructor(text: string) {
    this.#text = text
    this.#next = text.indexOf('\n')
  }

  at(offset: number): number {
    while (this.#next !== -1 && this.#next < offset) {
      this.#line += 1
      this.#next = this.#text.indexOf('\n', this.#next + 1)
    }
    return this.#line
  }
}
