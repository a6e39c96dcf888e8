import { readHanSuffix } from './hanUnits.ts'
import type { Unit } from './units.ts'
import {
  currencyOfSymbol,
  currencyOfWord,
  currencySymbols,
  scaleAttached,
  scaleOfWord,
  unitAttached,
  unitCompound,
  unitOfWord,
  unitSpaced,
} from './units.ts'

/** What follows the digits of a number: scale, percent sign, currency, unit. */
export interface Suffix {
  end: number
  exponent: number
  percent: boolean
  currency?: string
  unit?: Unit
  bare: boolean
}

const functionWords = new Set(
  'a an and are as at be but by for from if in is it may must not of on or per plus since so than that the then there these this to until up was were when which will with you your each every'.split(
    ' ',
  ),
)
const letters = /\p{L}+/uy
const power = /[ \u00a0]?[x×·*][ \u00a0]?10(?:\^\{?([+-]?\d{1,3})\}?|([⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))/y
const exponent = /[eE]([+-]?\d{1,3})(?![\p{L}\p{N}])/uy
const standalonePower =
  /(?:(?:\^|\*\*)\{?([+-]?\d{1,3})\}?(?![\p{L}\p{N}])|([⁻][⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|[⁴⁵⁶⁷⁸⁹]|[¹²³][⁰¹²³⁴⁵⁶⁷⁸⁹]))/uy
// The square around a digit in an emoji: what numbers a list.
const keycap = /\uFE0F?\u20E3/y
const fraction = /[ \u00a0]?[¼½¾⅐-⅞]/y
// "2 1/2"; U+2044 makes a fraction of whatever it stands between.
const mixed = /[ \u00a0]([1-9]\d?)[/⁄]([1-9]\d{0,2})(?![\p{L}\p{N}/-]|[.,]\d)/uy
const divided = /⁄([1-9]\d{0,5})(?!\d)/y
const percent =
  /[ \u00a0\u202f-]?(?:%|percent(?![\p{L}])|per[ \u00a0-]cent(?![\p{L}])|pct(?![\p{L}])|percentage[ ]points?(?![\p{L}]))/iuy
const permille = /[ \u00a0\u202f]?‰|[ \u00a0-](?:per[ ]?mille?|permil)(?![\p{L}])/iuy
const basisPoints = /[ \u00a0-]?(?:basis[ ]points?|bps?)(?![\p{L}\p{N}])|[ \u00a0\u202f]?‱/uy
const cents = /[ ]?¢/y
const degrees =
  /[ \u00a0\u202f]?(?:°[ ]?([CF])(?![\p{L}])|([℃℉]))|[ \u00a0-](?:degrees?|deg\.?)[ ](?:(c)(?:elsius|entigrade)?|(f)(?:ahrenheit)?)(?![\p{L}])/iuy
const spacedUnit = /[ \u00a0\u202f]([gmhslLWV])(?![\p{L}\p{N}'’.])|[ \u00a0\u202f]([gmhslLWV])\.(?=\s|$)/uy
const compoundUnit =
  /[ \u00a0\u202f-]?(km\/h|km\/hr|mi\/h|m\/s|(?:square|sq\.?)[ ](?:met(?:re|er)s?|m|feet|foot|ft|kilomet(?:re|er)s?|km|miles?|mi)|[mk]?m²|ft²)(?![\p{L}\p{N}])/uy
const symbolAfter = new RegExp(`[ \\u00a0\\u202f]?([${currencySymbols}])(?!\\d)`, 'y')
// "5 Mio. €": the point of an abbreviation.
const abbreviated = /\.(?=[ \u00a0](?:[$€£¥₹]|[A-Z]{3}(?![\p{L}])|euros?(?![\p{L}])|dollars?(?![\p{L}])))/uy
const wordAfter = /[ \u00a0\u202f-]{1,2}(\p{L}+)/uy
/** What the signs ½ ¼ ... are worth: Unicode decomposes each into its digits. */
export function worthOfFraction(sign: string): number {
  const [above, below] = sign.normalize('NFKC').split('⁄').map(Number)
  return above === undefined || below === undefined ? 0 : above / below
}

/** A number with nothing behind it. */
export function plainSuffix(end: number): Suffix {
  return { end, exponent: 0, percent: false, bare: true }
}

/** The power of ten, or the vulgar fraction, behind the digits. */
export function readExponent(
  text: string,
  at: number,
  ofTen: boolean,
): { end: number; exponent: number; fraction?: number; divisor?: number } {
  const alone = ofTen ? stick(standalonePower, text, at) : undefined
  if (alone !== undefined) {
    return { end: at + alone[0].length, exponent: superscript(alone[1] ?? alone[2] ?? '0') - 1 }
  }
  const scientific = stick(exponent, text, at) ?? stick(power, text, at)
  if (scientific !== undefined) {
    return { end: at + scientific[0].length, exponent: superscript(scientific[1] ?? scientific[2] ?? '0') }
  }
  const vulgar = stick(fraction, text, at)?.[0]
  if (vulgar !== undefined) return { end: at + vulgar.length, exponent: 0, fraction: worthOfFraction(vulgar.trim()) }
  const divisor = stick(divided, text, at)
  if (divisor !== undefined) return { end: at + divisor[0].length, exponent: 0, divisor: Number(divisor[1]) }
  const parts = stick(mixed, text, at)
  const part = Number(parts?.[1]) / Number(parts?.[2])
  return parts === undefined || part >= 1
    ? { end: at, exponent: 0 }
    : { end: at + parts[0].length, exponent: 0, fraction: part }
}

function superscript(text: string): number {
  return Number(text.replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (char) => String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(char))).replace('⁻', '-'))
}

/** Scale, percent, currency and unit behind a number, or undefined where the digits belong to a name. */
export function readSuffix(text: string, at: number, money: boolean): Suffix | undefined {
  const suffix: Suffix = { end: at, exponent: 0, percent: false, bare: false }
  if (stick(keycap, text, at) !== undefined) return undefined
  const han = readHanSuffix(text, at)
  if (han !== undefined) return { ...suffix, ...han }
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
    suffix.end += stick(abbreviated, text, suffix.end)?.[0].length ?? 0
  }
  const sign = stick(percent, text, suffix.end)
  if (sign !== undefined) return { ...suffix, end: suffix.end + sign[0].length, percent: true }
  const thousandths = stick(permille, text, suffix.end)
  if (thousandths !== undefined) {
    return { ...suffix, end: suffix.end + thousandths[0].length, exponent: suffix.exponent - 1, percent: true }
  }
  const points = stick(basisPoints, text, suffix.end)
  if (points !== undefined) {
    return { ...suffix, end: suffix.end + points[0].length, exponent: suffix.exponent - 2, percent: true }
  }
  const unit = readUnitSign(text, suffix.end)
  if (unit !== undefined) return { ...suffix, ...unit }
  const cent = money ? undefined : stick(cents, text, suffix.end)
  if (cent !== undefined) {
    return { ...suffix, end: suffix.end + cent[0].length, exponent: suffix.exponent - 2, currency: '$' }
  }
  const symbol = stick(symbolAfter, text, suffix.end)
  if (symbol !== undefined && !money) {
    return { ...suffix, end: suffix.end + symbol[0].length, currency: currencyOfSymbol(symbol[1] ?? '') }
  }
  return withNoun(text, suffix)
}

/** "20 °C", "5 degrees Fahrenheit", "500 g". */
function readUnitSign(text: string, at: number): Pick<Suffix, 'end' | 'unit'> | undefined {
  const degree = stick(degrees, text, at)
  if (degree !== undefined) {
    const scale = (degree[1] ?? degree[2] ?? degree[3] ?? degree[4] ?? '').normalize('NFKC').toLowerCase()
    return {
      end: at + degree[0].length,
      unit: { dimension: scale.endsWith('c') ? 'celsius' : 'fahrenheit', factor: 1 },
    }
  }
  const compound = stick(compoundUnit, text, at)
  if (compound !== undefined) {
    const unit = unitCompound(compound[1] ?? '')
    if (unit !== undefined) return { end: at + compound[0].length, unit }
  }
  const spaced = stick(spacedUnit, text, at)
  const unit = spaced === undefined ? undefined : unitSpaced(spaced[1] ?? spaced[2] ?? '')
  return unit === undefined ? undefined : { end: at + 2, unit }
}

function takeAttached(suffix: Suffix, attached: string, money: boolean): boolean {
  const exponent = scaleAttached(attached, money)
  const unit = exponent === undefined ? unitAttached(attached) : undefined
  const currency = currencyOfWord(attached)
  if (exponent !== undefined) suffix.exponent = exponent
  else if (unit !== undefined) suffix.unit = unit
  else if (currency !== undefined) suffix.currency = currency
  else if (attached === 'p') {
    suffix.exponent = -2
    suffix.currency = 'GBP'
  } else if (/^bps?$/.test(attached)) return true
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
    if (words === 0 && /^(?:cents?|pence)$/i.test(word)) {
      return {
        ...suffix,
        currency: /^c/i.test(word) ? '$' : 'GBP',
        exponent: suffix.exponent - 2,
        end: at + match[0].length,
      }
    }
    // Of money or of weight: it agrees with either.
    if (
      words === 0 &&
      /^pounds?$/i.test(word) &&
      !/^ sterling/i.test(text.slice(at + match[0].length, at + match[0].length + 9))
    )
      return { ...suffix, bare: true }
    const unit = unitOfWord(word)
    if (unit !== undefined) return { ...suffix, unit, end: at + match[0].length }
    at += match[0].length
  }
  return suffix
}

function stick(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}
