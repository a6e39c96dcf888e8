import { formatCount, formatPoints } from '../text/format.ts'

/** How every sentence of the gate writes differences, lists and names, beside `text/format`. */

/** `-9.2 points`, `+0.4 points`. */
export function signedPoints(difference: number): string {
  const text = formatPoints(difference)
  return `${text} ${Math.abs(Number(text)) === 1 ? 'point' : 'points'}`
}

/** `a`, `a and b`, `a, b and c` */
export function joined(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? ''
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

/** The first few of a list, with how many more there are. */
export function some(items: readonly string[], most = 3): string {
  const rest = items.length - most
  return rest > 0 ? `${items.slice(0, most).join(', ')} and ${formatCount(rest)} more` : joined(items)
}

/** Names and ids come from datasets and outputs: nothing in them may steer a terminal or break a line. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim()
}
