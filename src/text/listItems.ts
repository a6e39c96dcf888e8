import { lines as linesOf } from './markdown.ts'
import type { Span } from './span.ts'

/** One item of a list as it stands in a text, its mark and the quotation marks around it left out. */
export interface ListItem extends Span {
  text: string
}

const mark = /^[ \t>]{0,40}(?:[-*+•‣▪–][ \t]+|\(?\d{1,4}[.)][ \t]+|\(?[a-z][.)][ \t]+)(?:\[[ xX]?\][ \t]+)?/
const quotes: Readonly<Record<string, string>> = { '"': '"', '“': '”', '«': '»', '「': '」' }
const lastWord = /[ \t\u00a0](?:and|or|und|et|y|&)[ \t\u00a0]/i
const everyWord = new RegExp(lastWord, 'gi')
const leadingWord = /^[ \t\u00a0]*(?:and|or|und|et|y|&)[ \t\u00a0]/i

/** How a text is cut. */
export interface ListRules {
  /** What stands between items; without one it is found out. */
  separator?: string
  /** Whether a piece is an item though it holds "and" ("Trinidad and Tobago"). */
  whole?(piece: string): boolean
}

/**
 * The items of a list that people write: with bullets or numbers; else one on each line; else on one line between semicolons, else
 * commas ("red, green and blue"; a comma within a number or within double quotes is none). What leads to the list ("The colours
 * are:") is no item, and neither is prose before or behind one that has marks. Linear in the text.
 */
export function listItems(text: string, { separator, whole = () => false }: ListRules = {}): ListItem[] {
  if (separator !== undefined) return tidied(text, cutAt(text, { start: 0, end: text.length }, separator))
  const rows = Array.from(linesOf(text)).filter(
    ({ start, end }) => !/^[ \t]*(?:`{3}|~{3}|$)/.test(text.slice(start, Math.min(end, start + 200))),
  )
  const marked = markedItems(text, rows)
  if (marked.length > 0) return tidied(text, marked)
  const told =
    rows.length > 1 && /[:：]\s*$/.test(text.slice(rows[0]?.start, rows[0]?.end).slice(-4)) ? rows.slice(1) : rows
  if (told.length !== 1) return tidied(text, told)
  return tidied(text, inLine(text, told[0] ?? { start: 0, end: 0 }, whole))
}

/** Items with marks; a line that is indented below one belongs to it. */
function markedItems(text: string, rows: readonly Span[]): Span[] {
  const items: Span[] = []
  let last = -1
  for (const [index, { start, end }] of rows.entries()) {
    const found = mark.exec(text.slice(start, Math.min(end, start + 100)))?.[0]
    const above = items.at(-1)
    if (found !== undefined) items.push({ start: start + found.length, end })
    else if (above === undefined || last !== index - 1 || !/[ \t]/.test(text[start] ?? '')) continue
    else above.end = end
    last = index
  }
  return items
}

function inLine(text: string, line: Span, whole: (piece: string) => boolean): Span[] {
  const span = { start: line.start + leadLength(text.slice(line.start, line.end)), end: line.end }
  const pieces = cut(text, span)
  const last = pieces.pop()
  if (last === undefined) return []
  const piece = text.slice(last.start, last.end)
  const joint = leadingWord.exec(piece.slice(0, 100))?.[0]
  if (joint !== undefined && pieces.length > 0) return [...pieces, { start: last.start + joint.length, end: last.end }]
  if (whole(piece)) return [...pieces, last]
  const words = pieces.length > 0 ? [lastWord.exec(piece)] : Array.from(piece.matchAll(everyWord))
  let start = last.start
  for (const word of words) {
    if (word === null) continue
    pieces.push({ start, end: last.start + word.index })
    start = last.start + word.index + word[0].length
  }
  return [...pieces, { start, end: last.end }]
}

/** The length of "The colours are: "; 0 where there is none, or more than one that may be it. */
function leadLength(line: string): number {
  const colon = /[:：](?=\s)/g
  const first = colon.exec(line)
  return first === null || colon.exec(line) !== null ? 0 : first.index + 1
}

/** The pieces between semicolons, else commas, outside double quotes. */
function cut(text: string, span: Span): Span[] {
  const commas: number[] = []
  const semicolons: number[] = []
  let closing: string | undefined
  for (let at = span.start; at < span.end; at += 1) {
    const char = text[at] ?? ''
    if (closing !== undefined) {
      if (char === closing) closing = undefined
    } else if (quotes[char] !== undefined) closing = quotes[char]
    else if (char === ';' || char === '；') semicolons.push(at)
    else if (char === '、' || char === '，') commas.push(at)
    else if (char === ',' && !(/\d/.test(text[at - 1] ?? '') && /^\d{3}(?!\d)/.test(text.slice(at + 1, at + 5))))
      commas.push(at)
  }
  // A quotation mark that is never closed is none: an inch, or a slip.
  if (closing !== undefined && commas.length + semicolons.length === 0) return cutAt(text, span, ',')
  return between(span, semicolons.length > 0 ? semicolons : commas, 1)
}

function cutAt(text: string, span: Span, separator: string): Span[] {
  const places: number[] = []
  for (
    let at = text.indexOf(separator, span.start);
    at !== -1 && at < span.end;
    at = text.indexOf(separator, at + separator.length)
  )
    places.push(at)
  return between(span, places, separator.length)
}

function between(span: Span, places: readonly number[], width: number): Span[] {
  const pieces: Span[] = []
  let start = span.start
  for (const at of places) {
    pieces.push({ start, end: at })
    start = at + width
  }
  return [...pieces, { start, end: span.end }]
}

/** Without white space, quotation marks around the whole, and pieces of nothing. */
function tidied(text: string, spans: readonly Span[]): ListItem[] {
  const items: ListItem[] = []
  for (const span of spans) {
    let { start, end } = trimmed(text, span)
    const closing = quotes[text[start] ?? '']
    if (closing !== undefined && end - start > 1 && text[end - 1] === closing)
      ({ start, end } = trimmed(text, { start: start + 1, end: end - 1 }))
    if (end > start) items.push({ start, end, text: text.slice(start, end) })
  }
  return items
}

function trimmed(text: string, { start, end }: Span): Span {
  let from = start
  let to = end
  while (from < to && /\s/.test(text[from] ?? '')) from += 1
  while (to > from && /\s/.test(text[to - 1] ?? '')) to -= 1
  return { start: from, end: to }
}
