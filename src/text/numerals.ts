import type { Span } from './span.ts'

/** A number in digits, without sign and unit. */
export interface Numeral extends Span {
  /** As JavaScript reads it: no grouping, a point before the decimals. */
  digits: string
  value: number
  /** What it means where points and commas are used the other way round ("1.000" is 1, or 1000 in German). */
  otherwise?: number
  /** The numbers it is made of where its spaces or commas do not group ("3 100", "1,2"). */
  pieces?: number[]
}

const fullWidth = /[\uff04\uff05\uff0b-\uff0f\uff10-\uff1a\uff21-\uff3a\uff41-\uff5a]/g
const otherDigits = /\P{ASCII}/u
const decimalDigit = /(?=\P{ASCII})\p{Nd}/gu
const otherSigns: Record<string, string> = {
  '−': '-',
  '﹣': '-',
  '﹪': '%',
  '٪': '%',
  '٫': '.',
  '٬': ',',
  '￡': '£',
  '￥': '¥',
  '￠': '¢',
  '￦': '₩',
}
const otherSign = new RegExp(`[${Object.keys(otherSigns).join('')}]`, 'g')

/**
 * The text with full-width and other scripts' digits as ASCII, full-width letters and `$ % + , - . / :` too, Arabic decimal, grouping
 * and percent signs, and U+2212 as `-`. Every character keeps its offset.
 */
export function withAsciiDigits(text: string): string {
  if (!otherDigits.test(text)) return text
  return text
    .replace(fullWidth, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(otherSign, (char) => otherSigns[char] ?? char)
    .replace(decimalDigit, (char) => (char.length === 1 ? String(digitValue(char)) : char))
}

/** Unicode lays the decimal digits of a script out in a row of ten. */
function digitValue(char: string): number {
  const code = char.charCodeAt(0)
  let zero = code
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCharCode(zero - 1))) zero -= 1
  return (code - zero) % 10
}

const run = /\d+(?:[.,'’_ \u00a0\u2009\u202f]\d+)*/g

const plain = /^\d+$/

/** All numerals of a text whose digits are ASCII. Linear in the text. */
export function* findNumerals(text: string): Generator<Numeral> {
  for (const match of text.matchAll(run)) {
    const [digits] = match
    if (plain.test(digits)) yield { start: match.index, end: match.index + digits.length, ...number(digits) }
    else yield* split(digits, match.index)
  }
}

interface Chunk extends Span {
  text: string
  /** The character that parts it from the next chunk. */
  space: string
}

/** Joins "1 000 000" and parts everything else at its spaces. */
function* split(text: string, offset: number): Generator<Numeral> {
  const chunks = toChunks(text, offset)
  for (let index = 0; index < chunks.length; index += 1) {
    const first = chunks[index]
    if (first === undefined) return
    let last = index
    if (/^[1-9]\d{0,2}$/.test(first.text)) {
      for (let next = chunks[last + 1]; next !== undefined; next = chunks[last + 1]) {
        if (chunks[last]?.space !== first.space || !/^\d{3}(?:[.,]\d+)?$/.test(next.text)) break
        last += 1
        if (next.text.length > 3) break
      }
    }
    if (last === index) yield* read(first.text, first.start)
    else yield joined(chunks.slice(index, last + 1))
    index = last
  }
}

function toChunks(text: string, offset: number): Chunk[] {
  return Array.from(text.matchAll(/[^ \u00a0\u2009\u202f]+/g), (match) => {
    const start = offset + match.index
    const end = start + match[0].length
    return { text: match[0], start, end, space: text[match.index + match[0].length] ?? '' }
  })
}

function joined(chunks: readonly Chunk[]): Numeral {
  const digits = chunks.map(({ text }) => text.replace(',', '.')).join('')
  return {
    start: chunks[0]?.start ?? 0,
    end: chunks.at(-1)?.end ?? 0,
    digits,
    value: Number(digits),
    pieces: chunks.map(({ text }) => Number(text.replace(',', '.'))),
  }
}

const grouped = /^(?:[1-9]\d{0,2}(?:([,'’._])\d{3})(?:\1\d{3})*|[1-9]\d?(?:,\d{2})+,\d{3})$/
const groupedWithDecimals = /^\d{1,3}(?:(?:,\d{3})+\.|(?:\.\d{3})+,|(?:['’]\d{3})+[.,])\d+$/

/** Reads digits with `.`, `,` and apostrophes between them, as one number where they can be one. */
function* read(text: string, start: number): Generator<Numeral> {
  const whole = one(text)
  if (whole !== undefined) {
    yield { start, end: start + text.length, ...whole }
    return
  }
  // "1.2.3" is a version or an address, not numbers; commas and apostrophes part what does not group.
  let at = start
  for (const piece of text.split(/[,'’]/)) {
    const number = one(piece)
    if (number !== undefined) yield { start: at, end: at + piece.length, ...number }
    at += piece.length + 1
  }
}

function one(text: string): Omit<Numeral, 'start' | 'end'> | undefined {
  if (/^\d+$/.test(text)) return number(text)
  const mark = grouped.exec(text)
  if (mark !== null) {
    const bare = text.replace(/[.,'’_]/g, '')
    const marks = text.length - bare.length
    if (mark[1] === '.' && marks === 1) return { ...number(text), otherwise: Number(bare) }
    return mark[1] === ',' && marks === 1
      ? { ...number(bare), otherwise: Number(text.replace(',', '.')) }
      : number(bare)
  }
  if (groupedWithDecimals.test(text)) {
    const point = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','))
    return number(`${text.slice(0, point).replace(/[.,'’]/g, '')}.${text.slice(point + 1)}`)
  }
  if (/^\d+\.\d+$/.test(text)) return number(text)
  if (/^\d+,\d+$/.test(text)) {
    return { ...number(text.replace(',', '.')), pieces: text.split(',').map(Number) }
  }
  return undefined
}

function number(digits: string): { digits: string; value: number } {
  return { digits, value: Number(digits) }
}
