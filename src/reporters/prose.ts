import { formatCount } from '../text/format.ts'
import { oneLine } from './safe.ts'
import { paragraph } from './width.ts'

/** Longer lines are hard to read, however wide the terminal. */
const widestProse = 110

/** No message of ours is longer; an id may be. */
const longestProse = 4000
const longestId = 200

/** Hostile text as wrapped lines: the first after `first`, the others indented. */
export function prose(text: string, columns: number, indent: number, first?: string): string {
  return paragraph(oneLine(short(text, longestProse)), Math.min(columns, widestProse), indent, first)
}

/** `Cases: a, b, c and 17 more`. @param beyond how many there are that `ids` leaves out */
export function idList(words: string, ids: readonly string[], shown: number, beyond = 0): string {
  const rest = Math.max(0, ids.length - shown) + beyond
  const list = ids
    .slice(0, shown)
    .map((id) => oneLine(short(id, longestId)))
    .join(', ')
  return `${words}: ${list}${rest > 0 ? ` and ${formatCount(rest)} more` : ''}`
}

/** Colours line by line, so that a colour never spans a line break. */
export function colored(text: string, color: (text: string) => string): string {
  return text
    .split('\n')
    .map((line) => color(line))
    .join('\n')
}

function short(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}
