import { messageOf } from '../core/errors.ts'
import type { Row } from './rows.ts'
import { wholeText } from './wholeText.ts'
import { yamlFault } from './yamlFault.ts'

/** YAML is read whole, and its tree is many times larger than its text. */
const maxBytes = 16 * 1024 * 1024

/** YAML 1.2 and merge keys; nothing that JSON could not hold (dates, bytes, sets), and no warnings past our own. */
export const yamlDialect = { prettyErrors: false, merge: true, resolveKnownTags: false, logLevel: 'error' } as const

/** The rows of a YAML file: one list of objects. Anchors and merge keys work. */
export async function* yamlRows(path: string): AsyncGenerator<Row[]> {
  const read = await wholeText(path, maxBytes)
  if ('faults' in read) yield read.faults
  else yield await listRows(read.text)
}

async function listRows(text: string): Promise<Row[]> {
  const { isNode, isSeq, LineCounter, parseDocument } = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, ...yamlDialect })
  const faults = [...document.errors, ...document.warnings].map(({ pos: [offset], code, message }) => {
    const { line, col } = lines.linePos(offset)
    return { line, fault: yamlFault({ code, message, column: col }) }
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
      return { line, fault: yamlFault({ message: messageOf(error) }) }
    }
  })
}
