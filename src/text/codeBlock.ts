import { fencedCode } from './markdown.ts'
import type { Span } from './span.ts'

/**
 * What an answer that should be code says: the inside of its only fenced code block, else all of it without white space at its ends; the
 * number of blocks where there are several. A text that is markup from its first sign on has no blocks, but may show some.
 */
export function soleCode(text: string): Span | { blocks: number } {
  const whole = trimmed(text, { start: 0, end: text.length })
  if (text[whole.start] === '<') return whole
  const blocks = fencedCode(text)
  const [block] = blocks
  if (block === undefined) return whole
  if (blocks.length > 1) return { blocks: blocks.length }
  const head = text.indexOf('\n', block.start)
  if (head === -1 || head >= block.end) return { start: block.end, end: block.end }
  const foot = text.lastIndexOf('\n', block.end - 1)
  const closed = foot > head && /^[ \t]*(?:`{3}|~{3})/.test(text.slice(foot + 1, Math.min(block.end, foot + 40)))
  const end = closed
    ? foot
    : foot === head && /^[ \t]*(?:`{3}|~{3})/.test(text.slice(head + 1, head + 40))
      ? head + 1
      : block.end
  return trimmed(text, { start: head + 1, end })
}

function trimmed(text: string, { start, end }: Span): Span {
  let from = start
  let to = end
  while (from < to && /\s/.test(text[from] ?? '')) from += 1
  while (to > from && /\s/.test(text[to - 1] ?? '')) to -= 1
  return { start: from, end: to }
}

/** Line and column of an offset, both from 1; the column counts UTF-16 code units. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  let line = 1
  let start = 0
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    line += 1
    start = at + 1
  }
  return { line, column: offset - start + 1 }
}

/** The offset of a place whose column, from 1, counts code points. */
export function offsetOf(text: string, line: number, column: number): number {
  let start = 0
  for (let at = 1; at < line; at += 1) {
    const feed = text.indexOf('\n', start)
    if (feed === -1) return text.length
    start = feed + 1
  }
  let offset = start
  for (let left = column - 1; left > 0 && offset < text.length; left -= 1)
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1
  return Math.min(offset, text.length)
}
