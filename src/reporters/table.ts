import pc from 'picocolors'
import { oneLine, withoutCommands } from './safe.ts'
import { displayWidth, pad, truncate } from './width.ts'

export interface Column<Row> {
  header: string
  /** The text of a cell; control characters are taken out of it here. */
  value(row: Row): string
  align?: 'left' | 'right'
  /** Cut down to this many terminal columns where room is short; without it the column keeps its width. */
  min?: number
  /** Left out where cutting is not enough, the highest number first. */
  optional?: number
  /** Colours a cell after it was cut and filled. */
  style?(text: string, row: Row): string
}

export interface Terminal {
  color: boolean
  /** Width of the terminal. */
  columns: number
}

/** A column with its texts measured. */
interface Measured<Row> {
  column: Column<Row>
  header: string
  cells: string[]
  width: number
}

const gutter = 2
/** No terminal shows more of one cell; measuring a megabyte of hostile id would only take time. */
const longestCell = 1000

/**
 * A table of plain lines: a header, a rule, one line a row. Never wider than the terminal: columns with `min` are cut, the widest
 * first, then columns that are `optional` are left out.
 */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], terminal: Terminal): string {
  const { dim } = pc.createColors(terminal.color)
  const shown = columns.map((column) => measure(rows, column))
  dropOptional(shown, terminal.columns)
  cutWidest(shown, terminal.columns)
  const lines = [
    dim(joined(shown.map((item, index) => fill(item, item.header, index === shown.length - 1)))),
    dim('─'.repeat(Math.max(0, totalWidth(shown)))),
    ...rows.map((row, at) =>
      joined(
        shown.map((item, index) => {
          const text = fill(item, item.cells[at] ?? '', index === shown.length - 1)
          return item.column.style?.(text, row) ?? text
        }),
      ),
    ),
  ]
  return withoutCommands(`${lines.join('\n')}\n`)
}

/** How many terminal columns the table takes where nothing is cut or left out. */
export function naturalWidth<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): number {
  return totalWidth(columns.map((column) => measure(rows, column)))
}

function measure<Row>(rows: readonly Row[], column: Column<Row>): Measured<Row> {
  const header = cellText(column.header)
  const cells = rows.map((row) => cellText(column.value(row)))
  const width = cells.reduce((most, cell) => Math.max(most, displayWidth(cell)), displayWidth(header))
  return { column, header, cells, width }
}

function cellText(text: string): string {
  return oneLine(text.length > longestCell ? text.slice(0, longestCell) : text)
}

function dropOptional<Row>(shown: Measured<Row>[], room: number): void {
  const least = () => totalWidth(shown.map((item) => ({ width: Math.min(item.width, item.column.min ?? item.width) })))
  while (least() > room) {
    const ranks = shown.map((item) => item.column.optional ?? 0)
    const rank = Math.max(...ranks)
    if (!(rank > 0)) return
    shown.splice(ranks.lastIndexOf(rank), 1)
  }
}

/** The widest column that may be cut gives way first; where none may be any more, the widest of all does. */
function cutWidest<Row>(shown: Measured<Row>[], room: number): void {
  for (let excess = totalWidth(shown) - room; excess > 0; excess--) {
    const willing = shown.filter((item) => item.column.min !== undefined && item.width > item.column.min)
    const widest = (willing.length > 0 ? willing : shown).reduce((a, b) => (b.width > a.width ? b : a))
    widest.width = Math.max(0, widest.width - 1)
  }
}

function totalWidth(items: readonly { width: number }[]): number {
  return items.reduce((sum, item) => sum + item.width, 0) + gutter * Math.max(0, items.length - 1)
}

/** The last column is not filled on its right: no line ends in spaces. */
function fill<Row>(item: Measured<Row>, text: string, last: boolean): string {
  const cut = truncate(text, item.width)
  return last && item.column.align !== 'right' ? cut : pad(cut, item.width, item.column.align)
}

function joined(cells: readonly string[]): string {
  return cells.join(' '.repeat(gutter)).trimEnd()
}
