import { joinCompounds } from './compounds.ts'
import { findHanNumbers } from './hanNumbers.ts'
import type { Suffix } from './numberSuffix.ts'
import { plainSuffix, readExponent, readSuffix, worthOfFraction } from './numberSuffix.ts'
import type { SpelledNumber } from './numberWords.ts'
import { findSpelledNumbers } from './numberWords.ts'
import type { Numeral } from './numerals.ts'
import { findNumerals, withAsciiDigits } from './numerals.ts'
import { joinRanges } from './ranges.ts'
import type { Span } from './span.ts'
import { outside } from './span.ts'
import type { Unit } from './units.ts'
import { currencyOfSymbol, currencyOfWord, currencySymbols } from './units.ts'

/** A number as somebody wrote it, with its sign, scale, currency, percent sign and unit; a unit that follows at once too. */
export interface FoundNumber extends Span {
  kind: 'number' | 'money' | 'percent'
  /** In its unit: 50 for "50%", 1500000 for "$1.5 million". */
  value: number
  /** What else it may mean: decimal signs the other way round, a dash that is no minus. */
  otherwise: number[]
  /** The numbers it is made of where its spaces or commas do not group. */
  pieces: number[]
  /** ISO 4217 where it is known, else the symbol. */
  currency?: string
  unit?: Unit
  /** Written in words. */
  spelled: boolean
  /** Nothing it counts follows: no noun, unit, currency. */
  bare: boolean
  /** The power of ten of its scale: 6 for "1.5 million". */
  exponent: number
}

// Compounds that leave the number a number, unlike "COVID-19".
const prefixes = new Set(
  'mid pre post sub non under over early late circa since from until till to up plus minus about around approx top'.split(
    ' ',
  ),
)
const lone = /(?<![\p{L}\p{N}]|[\p{N}][ \u00a0])[¼½¾⅐-⅞]/gu

/**
 * The numbers of a text as people write them: grouped by commas, points, spaces or apostrophes, with decimals, signs (also
 * U+2212), percent, money before or after, scientific notation, scales ("1.5 million", "5k"), words ("two hundred"), units
 * ("30-day", "5 GB"). Digits that are part of a name ("COVID-19", "B12", "v2") or of a version ("1.2.3") are not numbers.
 * Linear in the text.
 */
export function findNumbers(text: string): FoundNumber[] {
  const ascii = withAsciiDigits(text)
  const digits: FoundNumber[] = []
  let end = 0
  for (const numeral of findNumerals(ascii)) {
    // What the number before has taken, as the 10 of "2 × 10^6".
    if (numeral.start < end) continue
    const number = fromNumeral(ascii, numeral, end)
    if (number === undefined) continue
    digits.push(number)
    end = number.end
  }
  const others = [
    ...Array.from(ascii.matchAll(lone), (match) => fromFraction(ascii, match.index)),
    ...findSpelledNumbers(ascii).map((spelled) => fromWords(ascii, spelled)),
    ...findHanNumbers(ascii).map((spelled) => ({
      ...fromWords(ascii, spelled),
      ...(spelled.percent && { kind: 'percent' as const }),
    })),
  ].sort((a, b) => a.start - b.start)
  const all = joinCompounds(
    ascii,
    [...digits, ...outside(others, digits)].sort((a, b) => a.start - b.start),
  )
  joinRanges(ascii, all)
  return all
}

function fromNumeral(text: string, numeral: Numeral, floor: number): FoundNumber | undefined {
  const point = /^\d+$/.test(text.slice(numeral.start, numeral.end)) && leadingPoint(text, numeral.start)
  const prefix = readPrefix(text, point ? numeral.start - 1 : numeral.start, floor)
  if (prefix === undefined) return undefined
  const shift = readExponent(text, numeral.end, numeral.digits === '10')
  const suffix = readSuffix(text, shift.end, prefix.currency !== undefined)
  if (suffix === undefined) return undefined
  const part = shift.fraction ?? 0
  const { divisor = 1 } = shift
  const scale = part === 0 ? 1 : 10 ** suffix.exponent
  const size = (digits: string) =>
    Number(`${point ? '0.' : ''}${digits}e${shift.exponent + suffix.exponent}`) / divisor + part * scale
  const sign = prefix.negative ? -1 : 1
  const value = sign * size(numeral.digits)
  const otherwise = numeral.otherwise === undefined ? [] : [sign * size(String(numeral.otherwise))]
  if (prefix.doubtful) otherwise.push(-value)
  return {
    ...described(prefix.currency, prefix.percent ? { ...suffix, percent: true } : suffix),
    start: prefix.start,
    end: suffix.end,
    exponent: suffix.exponent,
    value,
    otherwise,
    pieces: numeral.pieces ?? [],
    spelled: false,
  }
}

function fromFraction(text: string, start: number): FoundNumber {
  const sign = text[start] ?? ''
  const suffix = readSuffix(text, start + 1, false) ?? plainSuffix(start + 1)
  const value = worthOfFraction(sign)
  return {
    ...described(undefined, suffix),
    start,
    end: suffix.end,
    exponent: suffix.exponent,
    value: value * 10 ** suffix.exponent,
    otherwise: [],
    pieces: [],
    spelled: false,
  }
}

function fromWords(text: string, spelled: SpelledNumber): FoundNumber {
  const suffix = readSuffix(text, spelled.end, false) ?? plainSuffix(spelled.end)
  const spoken = spokenSign.exec(text.slice(Math.max(0, spelled.start - 12), spelled.start))?.[0].length ?? 0
  const value = suffix.exponent < 0 ? spelled.value / 10 ** -suffix.exponent : spelled.value * 10 ** suffix.exponent
  return {
    ...described(undefined, suffix),
    start: spelled.start - spoken,
    end: suffix.end,
    exponent: suffix.exponent,
    value: spoken > 0 ? -value : value,
    otherwise: [],
    pieces: spelled.pieces ?? [],
    spelled: true,
  }
}

function described(
  currency: string | undefined,
  suffix: Suffix,
): Pick<FoundNumber, 'kind' | 'currency' | 'unit' | 'bare'> {
  const money = currency ?? suffix.currency
  if (suffix.percent) return { kind: 'percent', bare: false }
  if (money !== undefined) return { kind: 'money', currency: money, bare: false }
  return { kind: 'number', bare: suffix.bare, ...(suffix.unit === undefined ? {} : { unit: suffix.unit }) }
}

/** Whether the digits are the decimals of ".5". */
function leadingPoint(text: string, start: number): boolean {
  return text[start - 1] === '.' && /[\s([+$€£-]/.test(text[start - 2] ?? ' ')
}

interface Prefix {
  start: number
  negative: boolean
  /** The dash may join a range rather than be a minus. */
  doubtful: boolean
  currency?: string
  percent?: boolean
}

const currencyBefore = new RegExp(
  `(?:(?<![\\p{L}])(US|CA|AU|NZ|HK|A|C|S|R))?([${currencySymbols}])[ \\u00a0\\u202f]?$`,
  'u',
)
const codeBefore = /(?<![\p{L}])([A-Z]{3}|Rs\.?|kr|zł)[ \u00a0]?$/u
const percentBefore = /(?:(?<=^|[\s(])%|百分之)$/u
const wordBefore = /(\p{L}+)-$/u
const signBefore = /[-+–]$/
const spokenSign = /(?<!\p{N}[ ])(?<![\p{L}])(?:minus|negative)[ ]$/iu

/** Sign and currency before a number, not reaching before `floor`, or undefined where the digits belong to a name. */
function readPrefix(text: string, at: number, floor: number): Prefix | undefined {
  let start = at
  let currency: string | undefined
  const share = percentBefore.exec(text.slice(Math.max(floor, at - 4), at))
  if (share !== null) return { start: at - share[0].length, negative: false, doubtful: false, percent: true }
  const sign = () => {
    const before = text.slice(Math.max(0, start - 2), start)
    if (
      start <= floor ||
      !signBefore.test(before) ||
      /[\p{L}\p{N}_)\]%]/u.test(before.length === 2 ? (before[0] ?? '') : '')
    )
      return ''
    return before.at(-1) ?? ''
  }
  let mark = sign()
  if (mark !== '') start -= 1
  const before = text.slice(Math.max(floor, start - 6), start)
  const symbol = currencyBefore.exec(before)
  const code = symbol === null ? codeBefore.exec(before) : null
  const coded = code === null ? undefined : currencyOfWord(code[1] ?? '')
  if (symbol !== null) {
    currency = currencyOfSymbol(symbol[2] ?? '', symbol[1])
    start -= symbol[0].length
  } else if (code !== null && coded !== undefined) {
    currency = coded
    start -= code[0].length
  } else if (mark === '' && belongsToName(text, start)) return undefined
  if (mark === '' && currency !== undefined) {
    mark = sign()
    if (mark !== '') start -= 1
  }
  const spoken = mark === '' ? spokenSign.exec(text.slice(Math.max(floor, start - 12), start)) : null
  if (spoken !== null) start -= spoken[0].length
  const negative = mark === '-' || mark === '–' || spoken !== null
  const doubtful = negative && /[\p{N}\p{L}][ ]$/u.test(text.slice(Math.max(0, start - 2), start))
  return { start, negative, doubtful, ...(currency === undefined ? {} : { currency }) }
}

function belongsToName(text: string, start: number): boolean {
  const before = text[start - 1] ?? ''
  if (/[\p{L}_]/u.test(before)) return !/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u.test(before)
  if (before !== '-') return before === '.' && /\d/.test(text[start - 2] ?? '')
  const word = wordBefore.exec(text.slice(Math.max(0, start - 16), start))?.[1]
  return word !== undefined && !prefixes.has(word.toLowerCase())
}
