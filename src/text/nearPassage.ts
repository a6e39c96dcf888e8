import type { Passage } from './passage.ts'
import type { Span } from './span.ts'

/** Words that stand in a quotation for others in the passage; either may be empty. */
export interface Edit {
  said: string
  stands: string
}

/** Where a passage reads nearly as a quotation does. */
export interface Near extends Span {
  /** How many words were changed, left out or put in. */
  distance: number
  edits: Edit[]
}

/** Cells of alignment that may still be computed; a caller shares one over all quotations of an answer. */
export interface Budget {
  cells: number
}

// Marks that may differ in a quotation; signs that belong to a number (-, %, $) may not.
const softMark = /^[.,;:!?()[\]…¿¡]+$/
const widestBand = 32
const seeds = 8
const mostPlaces = 500
const candidates = 3

/** How many words may differ for a near miss: a quarter, at most 32. */
export function mostEdits(words: number): number {
  return Math.min(Math.max(1, Math.floor(words / 4)), widestBand)
}

/** A quotation's tokens without the marks that may differ. */
export function hardTokens(tokens: readonly string[]): string[] {
  return tokens.filter((token) => !softMark.test(token))
}

/**
 * Where the passage reads most nearly as the words do: the least number of words changed, left out or put in (Levenshtein's distance over
 * words, punctuation apart), if no more than `mostEdits`. The quotation's eight rarest words vote for where it can begin (500 places of each); around
 * the three best the two are aligned within a band as wide as the edits that may be. So it costs m·(2k + 1) for m words and k edits wherever
 * the passage is searched, and may miss a place in a text that repeats itself more than 500 times. Undefined where nothing is near, for fewer than
 * three words, and once the budget is spent.
 */
export function findNear(passage: Passage, words: readonly string[], budget: Budget, from = 0): Near | undefined {
  const length = words.length
  if (length < 3 || passage.folded.length === 0) return undefined
  const edits = mostEdits(length)
  const columns = columnsOf(passage)
  let best: Alignment | undefined
  for (const diagonal of diagonals(passage, columns, words, edits)) {
    budget.cells -= (length + 1) * (2 * edits + 1)
    if (budget.cells < 0) break
    const found = align(columns, passage, words, diagonal, edits, from)
    if (found !== undefined && found.distance < (best?.distance ?? edits + 1)) best = found
  }
  if (best === undefined) return undefined
  const start = columns.tokens[best.first] ?? 0
  const end = columns.tokens[Math.max(best.last, best.first)] ?? 0
  return {
    start: passage.starts[start] ?? 0,
    end: passage.ends[end] ?? 0,
    distance: best.distance,
    edits: best.edits,
  }
}

interface Columns {
  /** The token's index in the passage, by column. */
  tokens: Int32Array
  /** The column of a token, by its index; of a soft mark that of the next one. */
  columns: Int32Array
}

const known = new WeakMap<Passage, Columns>()

function columnsOf(passage: Passage): Columns {
  const made = known.get(passage)
  if (made !== undefined) return made
  const tokens: number[] = []
  const columns = new Int32Array(passage.folded.length)
  passage.folded.forEach((token, index) => {
    columns[index] = tokens.length
    if (!softMark.test(token)) tokens.push(index)
  })
  const result = { tokens: Int32Array.from(tokens), columns }
  known.set(passage, result)
  return result
}

/** The differences between column and word that most of the rarest words agree on. */
function diagonals(passage: Passage, { columns }: Columns, words: readonly string[], edits: number): number[] {
  const placed = words
    .map((word, at) => ({ at, places: passage.places.get(word) ?? [] }))
    .filter(({ places }) => places.length > 0)
    .sort((a, b) => a.places.length - b.places.length)
    .slice(0, seeds)
  const votes = new Map<number, { count: number; first: number }>()
  for (const { at, places } of placed) {
    for (const place of places.slice(0, mostPlaces)) {
      const diagonal = (columns[place] ?? 0) - at
      const bucket = Math.floor(diagonal / (edits + 1))
      const vote = votes.get(bucket)
      if (vote === undefined) votes.set(bucket, { count: 1, first: diagonal })
      else vote.count += 1
    }
  }
  const counted = [...votes].map(([bucket, { count, first }]) => ({
    diagonal: first,
    count: count + (votes.get(bucket + 1)?.count ?? 0) + (votes.get(bucket - 1)?.count ?? 0),
  }))
  counted.sort((a, b) => b.count - a.count || a.diagonal - b.diagonal)
  return counted.slice(0, candidates).map(({ diagonal }) => diagonal)
}

interface Alignment {
  distance: number
  /** Columns of the first and the last word of the passage that are aligned. */
  first: number
  last: number
  edits: Edit[]
}

const same = 0
const changed = 1
const putIn = 2
const leftOut = 3

/**
 * Row i, cell k: the words before i against the passage up to column `diagonal - edits + i + k`. Beginning and end in the
 * passage are free.
 */
function align(
  { tokens, columns }: Columns,
  { folded }: Passage,
  words: readonly string[],
  diagonal: number,
  edits: number,
  from: number,
): Alignment | undefined {
  const width = 2 * edits + 1
  const low = from === 0 ? 0 : (columns[from] ?? tokens.length)
  const column = (row: number, cell: number) => diagonal - edits + row + cell
  const moves = new Uint8Array((words.length + 1) * width)
  const far = words.length + edits + 1
  let above = new Int32Array(width).fill(far)
  for (let cell = 0; cell < width; cell += 1) if (inside(column(0, cell))) above[cell] = 0
  for (let row = 1; row <= words.length; row += 1) {
    const current = new Int32Array(width).fill(far)
    for (let cell = 0; cell < width; cell += 1) {
      const at = column(row, cell)
      if (!inside(at)) continue
      const equal = at > low && folded[tokens[at - 1] ?? -1] === words[row - 1]
      let cost = at > low ? (above[cell] ?? far) + (equal ? 0 : 1) : far
      let move = equal ? same : changed
      const more = cell + 1 < width ? (above[cell + 1] ?? far) + 1 : far
      if (more < cost) [cost, move] = [more, putIn]
      const less = cell > 0 ? (current[cell - 1] ?? far) + 1 : far
      if (less < cost) [cost, move] = [less, leftOut]
      current[cell] = Math.min(cost, far)
      moves[row * width + cell] = move
    }
    above = current
  }
  let cell = 0
  for (let other = 1; other < width; other += 1) if ((above[other] ?? far) < (above[cell] ?? far)) cell = other
  const distance = above[cell] ?? far
  if (distance > edits) return undefined
  return { distance, ...trace(cell) }

  function inside(at: number): boolean {
    return at >= low && at <= tokens.length
  }

  function trace(end: number): Omit<Alignment, 'distance'> {
    const pairs: [string, string, boolean][] = []
    let row = words.length
    let k = end
    const last = column(row, k) - 1
    while (row > 0) {
      const move = moves[row * width + k]
      const said = words[row - 1] ?? ''
      const stands = folded[tokens[column(row, k) - 1] ?? -1] ?? ''
      if (move === leftOut) {
        pairs.push(['', stands, false])
        k -= 1
      } else {
        pairs.push([said, move === putIn ? '' : stands, move === same])
        if (move === putIn) k += 1
        row -= 1
      }
    }
    return { first: column(0, k), last, edits: joined(pairs.reverse()) }
  }
}

/** Edits side by side are one. */
function joined(pairs: readonly (readonly [string, string, boolean])[]): Edit[] {
  const edits: Edit[] = []
  let open: Edit | undefined
  for (const [said, stands, equal] of pairs) {
    if (equal) {
      open = undefined
    } else if (open === undefined) {
      open = { said, stands }
      edits.push(open)
    } else {
      open.said = `${open.said} ${said}`.trim()
      open.stands = `${open.stands} ${stands}`.trim()
    }
  }
  return edits
}
