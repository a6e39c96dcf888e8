import type { SpelledNumber } from './numberWords.ts'
import { findSpelledNumbers } from './numberWords.ts'
import type { Numeral } from './numerals.ts'
import { findNumerals, withAsciiDigits } from './numerals.ts'
import type { Span } from './span.ts'
import { outside } from './span.ts'
import type { Unit } from './units.ts'
import {
  currencyOfSymbol,
  currencyOfWord,
  currencySymbols,
  scaleAttached,
  scaleOfWord,
  unitAttached,
  unitOfWord,
} from './units.ts'

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
}

// Compounds that leave the number a number, unlike "COVID-19".
const prefixes = new Set(
  'mid pre post sub non under over early late circa since from until till to up plus minus about around approx top'.split(
    ' ',
  ),
)
const functionWords = new Set(
  'a an and are as at be but by for from if in is it may must not of on or per plus since so than that the then there these this to until up was were when which will with you your each every'.split(
    ' ',
  ),
)
const letters = /\p{L}+/uy
const power = /[ \u00a0]?[x×·*][ \u00a0]?10(?:\^\{?([+-]?\d{1,3})\}?|([⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))/y
const exponent = /[eE]([+-]?\d{1,3})(?![\p{L}\p{N}])/uy
const fraction = /[ \u00a0]?[½¼¾⅓⅔⅛⅜⅝⅞]/y
const percent =
  /[ \u00a0\u202f-]?(?:%|percent(?![\p{L}])|per[ \u00a0-]cent(?![\p{L}])|pct(?![\p{L}])|percentage[ ]points?(?![\p{L}]))/iuy
const symbolAfter = new RegExp(`[ \\u00a0\\u202f]?([${currencySymbols}])(?!\\d)`, 'y')
const wordAfter = /[ \u00a0\u202f-]{1,2}(\p{L}+)/uy
const fractions: Record<string, number> = {
  '½': 1 / 2,
  '¼': 1 / 4,
  '¾': 3 / 4,
  '⅓': 1 / 3,
  '⅔': 2 / 3,
  '⅛': 1 / 8,
  '⅜': 3 / 8,
  '⅝': 5 / 8,
  '⅞': 7 / 8,
}

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
  const words = findSpelledNumbers(ascii).map((spelled) => fromWords(ascii, spelled))
  if (words.length === 0) return digits
  return [...digits, ...outside(words, digits)].sort((a, b) => a.start - b.start)
}

function fromNumeral(text: string, numeral: Numeral, floor: number): FoundNumber | undefined {
  const point = leadingPoint(text, numeral.start)
  const prefix = readPrefix(text, point ? numeral.start - 1 : numeral.start, floor)
  if (prefix === undefined) return undefined
  const shift = readExponent(text, numeral.end)
  const suffix = readSuffix(text, shift.end, prefix.currency !== undefined)
  if (suffix === undefined) return undefined
  const part = shift.fraction ?? 0
  const size = (digits: string) => Number(`${point ? '0.' : ''}${digits}e${shift.exponent + suffix.exponent}`) + part
  const sign = prefix.negative ? -1 : 1
  const value = sign * size(numeral.digits)
  const otherwise = numeral.otherwise === undefined ? [] : [sign * size(String(numeral.otherwise))]
  if (prefix.doubtful) otherwise.push(-value)
  return {
    ...described(prefix.currency, suffix),
    start: prefix.start,
    end: suffix.end,
    value,
    otherwise,
    pieces: numeral.pieces ?? [],
    spelled: false,
  }
}

function fromWords(text: string, spelled: SpelledNumber): FoundNumber {
  const suffix = readSuffix(text, spelled.end, false) ?? { end: spelled.end, exponent: 0, percent: false, bare: true }
  return {
    ...described(undefined, suffix),
    start: spelled.start,
    end: suffix.end,
    value: spelled.value,
    otherwise: [],
    pieces: [],
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
}

const currencyBefore = new RegExp(
  `(?:(?<![\\p{L}])(US|CA|AU|NZ|HK|A|C|S))?([${currencySymbols}])[ \\u00a0\\u202f]?$`,
  'u',
)
const codeBefore = /(?<![\p{L}])([A-Z]{3})[ \u00a0]?$/u
const wordBefore = /(\p{L}+)-$/u
const signBefore = /[-+–]$/

/** Sign and currency before a number, not reaching before `floor`, or undefined where the digits belong to a name. */
function readPrefix(text: string, at: number, floor: number): Prefix | undefined {
  let start = at
  let currency: string | undefined
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
  const negative = mark === '-' || mark === '–'
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

interface Suffix {
  end: number
  exponent: number
  percent: boolean
  currency?: string
  unit?: Unit
  bare: boolean
}

function readExponent(text: string, at: number): { end: number; exponent: number; fraction?: number } {
  const scientific = stick(exponent, text, at) ?? stick(power, text, at)
  if (scientific !== undefined) {
    return { end: at + scientific[0].length, exponent: superscript(scientific[1] ?? scientific[2] ?? '0') }
  }
  const vulgar = stick(fraction, text, at)?.[0]
  if (vulgar === undefined) return { end: at, exponent: 0 }
  return { end: at + vulgar.length, exponent: 0, fraction: fractions[vulgar.trim()] ?? 0 }
}

function superscript(text: string): number {
  return Number(text.replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (char) => String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(char))).replace('⁻', '-'))
}

/** Scale, percent, currency and unit behind a number, or undefined where the digits belong to a name. */
function readSuffix(text: string, at: number, money: boolean): Suffix | undefined {
  const suffix: Suffix = { end: at, exponent: 0, percent: false, bare: false }
  const attached = stick(letters, text, at)?.[0]
  if (attached !== undefined && !/^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u.test(attached)) {
    if (!takeAttached(suffix, attached, money)) return undefined
    if (/^[\p{N}_]/u.test(text[suffix.end] ?? '')) return undefined
    if (suffix.unit !== undefined || suffix.currency !== undefined) return suffix
  }
  const spoken = stick(wordAfter, text, suffix.end)
  const scale = spoken === undefined ? undefined : scaleOfWord(spoken[1] ?? '')
  if (spoken !== undefined && scale !== undefined) {
    suffix.exponent += scale
    suffix.end += spoken[0].length
  }
  const sign = stick(percent, text, suffix.end)
  if (sign !== undefined) return { ...suffix, end: suffix.end + sign[0].length, percent: true }
  const symbol = stick(symbolAfter, text, suffix.end)
  if (symbol !== undefined && !money) {
    return { ...suffix, end: suffix.end + symbol[0].length, currency: currencyOfSymbol(symbol[1] ?? '') }
  }
  return withNoun(text, suffix)
}

function takeAttached(suffix: Suffix, attached: string, money: boolean): boolean {
  const exponent = scaleAttached(attached, money)
  const unit = exponent === undefined ? unitAttached(attached) : undefined
  const currency = currencyOfWord(attached)
  if (exponent !== undefined) suffix.exponent = exponent
  else if (unit !== undefined) suffix.unit = unit
  else if (currency !== undefined) suffix.currency = currency
  else if (!/^(?:st|nd|rd|th|s|x|percent|pct)$/i.test(attached)) return false
  if (/^(?:percent|pct)$/i.test(attached)) return true
  suffix.end += attached.length
  return true
}

/** What the number counts: the unit or currency among the next words ("30 calendar days"), up to a word of grammar. */
function withNoun(text: string, suffix: Suffix): Suffix {
  let at = suffix.end
  for (let words = 0; words < 3; words += 1) {
    const match = stick(wordAfter, text, at)
    const word = match?.[1] ?? ''
    if (match === undefined || functionWords.has(word.toLowerCase()))
      return words === 0 ? { ...suffix, bare: true } : suffix
    const currency = words > 1 ? undefined : currencyOfWord(word)
    if (currency !== undefined) return { ...suffix, currency, end: at + match[0].length }
    if (words === 0 && /^cents?$/i.test(word)) {
      return { ...suffix, currency: '$', exponent: suffix.exponent - 2, end: at + match[0].length }
    }
    const unit = unitOfWord(word)
    if (unit !== undefined) return words === 0 ? { ...suffix, unit, end: at + match[0].length } : { ...suffix, unit }
    at += match[0].length
  }
  return suffix
}

function stick(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}
