/** Numbers and lists as every sentence of the gate writes them; plain text for terminals, without control characters. */

/** `-9.2 points`, `+0.4 points`. */
export function signedPoints(difference: number): string {
  const text = oneDecimal(difference * 100)
  return `${difference > 0 && text !== '0.0' ? '+' : ''}${text} ${text === '1.0' || text === '-1.0' ? 'point' : 'points'}`
}

/** The size of a measured difference: `9.2 points`. */
export function points(size: number): string {
  const text = oneDecimal(Math.abs(size) * 100)
  return `${text} ${text === '1.0' ? 'point' : 'points'}`
}

/** A setting, without the digits it does not need: `3 points`, `2.5 points`. */
export function settingPoints(value: number): string {
  const text = trimmed(value * 100)
  return `${text} ${text === '1' ? 'point' : 'points'}`
}

/** A mean score in points: `78.0`. */
export function level(mean: number): string {
  return oneDecimal(mean * 100)
}

/** A setting on the scale of `level`: `80`. */
export function settingLevel(value: number): string {
  return trimmed(value * 100)
}

/** `4.2%` */
export function percent(share: number): string {
  return `${oneDecimal(share * 100)}%`
}

/** `p = .004`, `p < .001` */
export function pValue(p: number): string {
  if (p < 0.001) return 'p < .001'
  return p > 0.999 ? 'p > .999' : `p = ${p.toFixed(3).slice(1)}`
}

/** `1 case`, `1,240 cases` */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(number)} ${number === 1 ? noun : plural}`
}

/** A whole number with thousands set apart: `1,240`. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `a`, `a and b`, `a, b and c` */
export function joined(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? ''
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

/** The first few of a list, with how many more there are. */
export function some(items: readonly string[], most = 3): string {
  const rest = items.length - most
  return rest > 0 ? `${items.slice(0, most).join(', ')} and ${grouped(rest)} more` : joined(items)
}

/** Names and ids come from datasets and outputs: nothing in them may steer a terminal or break a line. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim()
}

function oneDecimal(value: number): string {
  const text = value.toFixed(1)
  return text === '-0.0' ? '0.0' : text
}

function trimmed(value: number): string {
  return String(Number(value.toFixed(2)))
}
