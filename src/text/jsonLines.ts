import { jsonFault } from './jsonFault.ts'
import type { TextFault, TextLine } from './lines.ts'
import { textLines } from './lines.ts'

/** One line of JSONL that is not blank: its value, or what is wrong with it. */
export interface JsonLine {
  /** 1-based. */
  line: number
  value?: unknown
  fault?: TextFault
}

/** The values of a stream of JSONL, in batches. Faults do not end it: every line is looked at. */
export async function* jsonLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<JsonLine[]> {
  for await (const lines of textLines(chunks)) {
    const values: JsonLine[] = []
    for (const line of lines) {
      if (line.fault !== undefined || !isBlank(line.text)) values.push(parseLine(line))
    }
    yield values
  }
}

function parseLine({ line, text, fault }: TextLine): JsonLine {
  if (fault !== undefined) return { line, fault }
  try {
    return { line, value: JSON.parse(text) }
  } catch (error) {
    return { line, fault: brokenLine(text, error) }
  }
}

function brokenLine(text: string, error: unknown): TextFault {
  const fault = jsonFault(text)
  if (fault === undefined) return { message: `not JSON: ${error instanceof Error ? error.message : String(error)}` }
  const many = fault.offset >= text.trimEnd().length && /^\s*[[{]\s*$/.test(text.slice(0, 64))
  const mend = many ? 'write every row on one line of its own, or name the file .json and make it a list' : fault.mend
  return {
    message: `not JSON at column ${fault.offset + 1}: ${fault.message}`,
    ...(mend === undefined ? {} : { mend }),
  }
}

function isBlank(text: string): boolean {
  return text.length < 1024 && text.trim() === ''
}
