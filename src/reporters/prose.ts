import { formatCount } from '../text/format.ts'
import { oneLine } from './safe.ts'
import { paragraph } from './width.ts'

/** Longer lines are hard to read, however wide the terminal. */
const widestProse = 110

/** Hostile text as wrapped lines: the first after `first`, the others indented. */
export function prose(text: string, columns: number, indent: number, first?: string): string {
  return paragraph(oneLine(text), Math.min(columns, widestProse), indent, first)
}

/** `Cases: a, b, c and 17 more`. */
export function idList(words: string, ids: readonly string[], shown: number): string {
  const rest = ids.length - shown
  const list = ids.slice(0, shown).map(oneLine).join(', ')
  return `${words}: ${list}${rest > 0 ? ` and ${formatCount(rest)} more` : ''}`
}

/** Colours line by line, so that a colour never spans a line break. */
export function colored(text: string, color: (text: string) => string): string {
  return text
    .split('\n')
    .map((line) => color(line))
    .join('\n')
}
