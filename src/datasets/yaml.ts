import type { Row } from './rows.ts'
import { wholeText } from './wholeText.ts'

/** YAML is read whole, and its tree is many times larger than its text. */
const maxBytes = 16 * 1024 * 1024

/** The rows of a YAML file: one list of objects. Anchors and merge keys work. */
export async function* yamlRows(path: string): AsyncGenerator<Row[]> {
  const read = await wholeText(path, maxBytes)
  if ('faults' in read) yield read.faults
  else yield await listRows(read.text)
}

async function listRows(text: string): Promise<Row[]> {
  const { isNode, isSeq, LineCounter, parseDocument } = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true })
  const faults = [...document.errors, ...document.warnings].map(({ pos: [offset], code, message }) => {
    const { line, col } = lines.linePos(offset)
    return {
      line,
      fault: { message: `not YAML at column ${col}: ${lowerFirst(message)}`, mend: mends[code] ?? generalMend },
    }
  })
  if (faults.length > 0) return faults
  const list = document.contents
  if (list === null) return []
  if (!isSeq(list)) {
    return [{ line: 1, fault: { message: 'the file is not a list of rows', mend: 'begin every row with "- "' } }]
  }
  return list.items.map((item) => {
    const line = isNode(item) && item.range ? lines.linePos(item.range[0]).line : 1
    try {
      return { line, value: isNode(item) ? item.toJS(document) : item }
    } catch (error) {
      const message = `not YAML: ${lowerFirst(error instanceof Error ? error.message : String(error))}`
      return { line, fault: { message, mend: 'check its anchors (&name) and aliases (*name)' } }
    }
  })
}

const generalMend = 'check indentation, colons and quotes there'

const mends: Record<string, string> = {
  TAB_AS_INDENT: 'indent with spaces',
  DUPLICATE_KEY: 'keep one of them',
  MULTIPLE_DOCS: 'write one list, without "---" between rows',
  BAD_ALIAS: 'define the anchor (&name) before it is used',
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
