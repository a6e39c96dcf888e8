import { caseSchema } from '../core/case.ts'
import { isJsonObject } from '../core/json.ts'
import { didYouMean } from '../core/suggest.ts'
import { plural } from '../text/format.ts'
import type { TextFault } from '../text/lines.ts'
import type { Row } from './rows.ts'

/** Makes the row of a record's cells. */
export type CellReader = (cells: readonly string[]) => Pick<Row, 'value' | 'fault'>

/** A column that is read, and the place in the row that it fills: `sources.0.id` is `['sources', '0', 'id']`. */
interface Column {
  index: number
  path: string[]
}

const caseFields = Object.keys(caseSchema.shape)

/**
 * The reader of a CSV file's records. Headers are names of fields, dotted where they are inside one. With a mapping (field -> header)
 * the mapped fields are read from their columns; columns that are neither mapped nor fields are then left alone, else they are faults.
 * @param beside fields that such a file has beside those of a case
 */
export function readHeader(
  headers: readonly string[],
  columns: Readonly<Record<string, string>> | undefined,
  beside: readonly string[] = [],
): { reader: CellReader } | { faults: TextFault[] } {
  const fields = [...caseFields, ...beside]
  const names = headers.map((header) => header.trim())
  if (names.some((name) => name.includes('\r'))) {
    const message = 'the lines end in CR alone, as on old Macs'
    return { faults: [{ message, mend: 'save the file with LF or CRLF at line ends' }] }
  }
  const faults = duplicates(names)
  const mapped = mappedColumns(names, columns ?? {}, fields, faults)
  const taken = new Set(mapped.map(({ path }) => path.join('.')))
  const sources = new Set(Object.values(columns ?? {}))
  const own: Column[] = names.flatMap((name, index) => {
    if (name === '' || taken.has(name)) return []
    const path = name.split('.')
    if (isField(path, fields)) return columns !== undefined && sources.has(name) ? [] : [{ index, path }]
    if (columns === undefined) faults.push(unknownColumn(name, names, fields))
    return []
  })
  const read = [...mapped, ...own]
  faults.push(...conflicts(read))
  if (faults.length > 0) return { faults }
  return { reader: (cells) => readCells(cells, names.length, read) }
}

function mappedColumns(
  names: readonly string[],
  columns: Readonly<Record<string, string>>,
  fields: readonly string[],
  faults: TextFault[],
): Column[] {
  return Object.entries(columns).flatMap(([field, header]) => {
    const path = field.split('.')
    const index = names.indexOf(header.trim())
    if (!isField(path, fields)) {
      faults.push({
        message: `the column mapping names "${field}", which is no field of a case`,
        mend: didYouMean(path[0] ?? '', fields, `fields are ${fields.join(', ')}`),
      })
    } else if (index === -1) {
      faults.push({
        message: `there is no column "${header}" to read "${field}" from`,
        mend: didYouMean(header, names, `columns are ${names.join(', ')}`),
      })
    } else return [{ index, path }]
    return []
  })
}

function isField(path: readonly string[], fields: readonly string[]): boolean {
  return fields.includes(path[0] ?? '') && path.every((part) => part !== '' && part !== '__proto__')
}

function unknownColumn(name: string, names: readonly string[], fields: readonly string[]): TextFault {
  const separator = [';', '\t', '|'].find((mark) => name.includes(mark))
  if (names.length === 1 && separator !== undefined) {
    const shown = separator === '\t' ? 'tabs' : `"${separator}"`
    return {
      message: `the columns seem to be separated by ${shown}`,
      mend: 'save the file with commas between columns',
    }
  }
  const keep = `name it "metadata.${name}" to keep it, or map columns to fields`
  return { message: `unknown column "${name}"`, mend: didYouMean(name.split('.')[0] ?? name, fields, keep) }
}

function duplicates(names: readonly string[]): TextFault[] {
  const twice = names.filter((name, index) => name !== '' && names.indexOf(name) !== index)
  return [...new Set(twice)].map((name) => ({ message: `there are two columns "${name}"`, mend: 'rename one of them' }))
}

/** Two columns that fill one place, or one of which is inside the other. */
function conflicts(columns: readonly Column[]): TextFault[] {
  const places = new Set(columns.map(({ path }) => path.join('.')))
  return columns.flatMap(({ path }) => {
    const outer = path.slice(1).map((_, length) => path.slice(0, length + 1).join('.'))
    const clash = outer.find((place) => places.has(place))
    if (clash === undefined) return []
    return [{ message: `columns "${clash}" and "${path.join('.')}" fill the same field`, mend: 'keep one of them' }]
  })
}

function readCells(
  cells: readonly string[],
  expected: number,
  columns: readonly Column[],
): Pick<Row, 'value' | 'fault'> {
  if (cells.length !== expected) {
    return {
      fault: {
        message: `the row has ${plural(cells.length, 'cell')}, the header ${expected}`,
        mend: 'put cells that hold a comma in double quotes, and leave no cell out',
      },
    }
  }
  const row: Branch = new Map()
  for (const { index, path } of columns) {
    const cell = cells[index] ?? ''
    if (cell.trim() !== '') place(row, path, cellValue(path, cell))
  }
  return { value: Object.fromEntries([...row].map(([field, value]) => [field, grown(value)])) }
}

/** What dotted headers make of a row before it is known which of its branches are lists. */
type Branch = Map<string, unknown>

function place(row: Branch, path: readonly string[], value: unknown): void {
  let inner = row
  for (const part of path.slice(0, -1)) {
    const next = inner.get(part)
    const branch: Branch = next instanceof Map ? next : new Map()
    inner.set(part, branch)
    inner = branch
  }
  inner.set(path.at(-1) ?? '', value)
}

/** A branch whose keys are all numbers is a list: `sources.0.id`. What is left out in between closes up. */
function grown(value: unknown): unknown {
  if (!(value instanceof Map)) return value
  const entries = [...(value as Branch)].map(([key, item]) => [key, grown(item)] as const)
  if (entries.some(([key]) => !/^[0-9]{1,9}$/.test(key))) return Object.fromEntries(entries)
  return entries.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, item]) => item)
}

/**
 * What a cell means. Cells have no types, so text stays text ("007", "1.10"), except objects and lists in JSON (as what is expected: lists of
 * text), `null` as what is expected, true and false where a field is one of these, and tags separated by ";" or "|".
 */
function cellValue(path: readonly string[], cell: string): unknown {
  const [field, ...inside] = path
  const trimmed = cell.trim()
  const whole = inside.length === 0
  if (whole && (field === 'critical' || field === 'strict')) {
    const lower = trimmed.toLowerCase()
    return lower === 'true' ? true : lower === 'false' ? false : cell
  }
  if (whole && (field === 'id' || field === 'cluster' || field === 'variantOf')) return cell
  if (whole && field === 'expected' && trimmed === 'null') return null
  const json = jsonIn(trimmed)
  // An answer may be JSON itself: only what has a text is an answer with more than that.
  if (whole && field === 'output') return isJsonObject(json) && typeof json.text === 'string' ? json : cell
  if (whole && field === 'input') return isJsonObject(json) ? json : cell
  if (whole && field === 'expected') return isJsonObject(json) || isTexts(json) ? json : cell
  if (whole && field === 'tags' && json === undefined) {
    return trimmed.split(/[;|]/).flatMap((tag) => (tag.trim() === '' ? [] : [tag.trim()]))
  }
  return json ?? cell
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string')
}

/** The object or list that a cell holds as JSON. */
function jsonIn(cell: string): unknown {
  if (!cell.startsWith('{') && !cell.startsWith('[')) return undefined
  try {
    return JSON.parse(cell)
  } catch {
    return undefined
  }
}
