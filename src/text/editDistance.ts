import { shared } from './symbols.ts'

/** How many steps of 32 cells a comparison may take, under a second: 45,000 by 45,000 items that have nothing in common. */
const defaultSteps = 2 ** 26

/**
 * The edit distance of two sequences (Levenshtein 1966): the fewest insertions, deletions and replacements that make one the other.
 * Exact, or undefined where it would take more than `steps`; so long sequences that are much alike can be compared, and long ones that
 * are not cannot.
 *
 * Bit-parallel (Myers 1999, in the form of Hyyrö 2003), 32 rows a step, in a band about the diagonal that is widened until the
 * distance lies in it (Ukkonen 1985). Time: |a| * |b| / 32 at worst, near |a| + |b| times the distance / 16; memory: |a| + |b|.
 */
export function editDistance<T>(a: readonly T[], b: readonly T[], steps = defaultSteps): number | undefined {
  const { left, right, kinds } = shared(a, b)
  const [rows, columns] = left.length <= right.length ? [left, right] : [right, left]
  if (rows.length === 0) return columns.length
  let budget = steps
  let width = Math.max(64, columns.length - rows.length)
  for (;;) {
    const cost = stepsOf(rows.length, columns.length, width)
    if (cost > budget) return undefined
    budget -= cost
    const found = within(rows, columns, kinds, width)
    if (found <= width || width >= columns.length) return found
    // What the band found is a way from one to the other, so that the distance is no more.
    width = Math.min(found, width * 8)
  }
}

function stepsOf(rows: number, columns: number, width: number): number {
  return Math.ceil(rows / 32) * Math.min(columns, 2 * width + 32)
}

/** The distance if it is no more than `width`, else the length of some way that is no shorter. */
function within(rows: Int32Array, columns: Int32Array, kinds: number, width: number): number {
  const masks = new Int32Array(kinds)
  /** By how much each cell of the row above is more than the one before it: -1, 0 or 1. */
  const across = new Int8Array(columns.length).fill(1)
  /** Value of the cell above left of the block. */
  let corner = 0
  let from = 0
  for (let top = 0; top < rows.length; top += 32) {
    const height = Math.min(32, rows.length - top)
    const start = Math.max(0, top - width)
    for (; from < start; from += 1) corner += across[from] ?? 0
    for (let row = 0; row < height; row += 1) {
      const symbol = rows[top + row] ?? 0
      masks[symbol] = (masks[symbol] ?? 0) | (1 << row)
    }
    block(columns, start, Math.min(columns.length, top + 32 + width), masks, height - 1, across)
    for (let row = 0; row < height; row += 1) masks[rows[top + row] ?? 0] = 0
    corner += height
  }
  for (; from < columns.length; from += 1) corner += across[from] ?? 0
  return corner
}

/** One block of up to 32 rows over the columns: takes the differences along the row above it, leaves those along its last row. */
function block(
  columns: Int32Array,
  start: number,
  end: number,
  masks: Int32Array,
  last: number,
  across: Int8Array,
): void {
  // Bits of the rows whose cell is one more, or one less, than the cell above it.
  let more = -1
  let less = 0
  for (let column = start; column < end; column += 1) {
    const above = across[column] as number
    let equal = masks[columns[column] as number] as number
    const sideways = equal | less
    // Without branches, which would be mispredicted: these are 1 where the cell above is one less, or one more.
    const fewer = above >>> 31
    const further = (above + 1) >>> 1
    equal |= fewer
    const down = (((equal & more) + more) ^ more) | equal
    let right = less | ~(down | more)
    let left = more & down
    across[column] = ((right >>> last) & 1) - ((left >>> last) & 1)
    right = (right << 1) | further
    left = (left << 1) | fewer
    more = left | ~(sideways | right)
    less = right & sideways
  }
}
