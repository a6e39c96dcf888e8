import { findNumerals, withAsciiDigits } from './numerals.ts'
import { foldText } from './tokens.ts'
import { currencySymbols } from './units.ts'

const articles = /(?<![\p{L}\p{N}\p{M}])(?:a|an|the)(?![\p{L}\p{N}\p{M}])/gu
const marks = /(?:[\p{P}\p{S}]|(?!\s)\p{Cc})+/gu
const dashes = /[‐‑‒–—―﹘−]/g
const percent = /(\d)(?:[\s-]*(?:percent|per cent|pct)(?!\p{L})|\s+%)/gu
const symbolBehind = new RegExp(`(?<![\\d.])(\\d+(?:\\.\\d+)?)\\s*([${currencySymbols}])(?!\\d)`, 'gu')
const symbolBefore = new RegExp(`([${currencySymbols}])\\s+(?=\\d)`, 'gu')
const besideNumber = new RegExp(`[${currencySymbols}%°<>≤≥±~]`)

/**
 * A short answer as SQuAD's script compares it (Rajpurkar et al. 2016: lower case, no punctuation, no articles, single spaces), but so
 * that numbers keep their meaning: "1,000" is "1000"; "1.5", "-5", "3-5", "10:30", "50%" and "$5" stay apart from "15", "5", "35",
 * "1030", "50" and "5". Any script; compatibility forms (full width, ligatures) are folded. An answer that is nothing but an article
 * ("A") stays as it is. Linear in the text.
 */
export function normaliseAnswer(text: string): string {
  const folded = plainNumerals(
    foldText(raised(withAsciiDigits(text)))
      .replace(dashes, '-')
      .replaceAll('⁄', '/'),
  )
  const money = folded.replace(percent, '$1%').replace(symbolBehind, '$2$1').replace(symbolBefore, '$1')
  const bare = squeeze(stripPunctuation(money))
  const withoutArticles = squeeze(bare.replace(articles, ' '))
  return loneNumber(withoutArticles === '' ? bare : withoutArticles)
}

/** What compatibility forms would run into the number before it: "2½" is not "21/2", and "10²" not "102". */
function raised(text: string): string {
  return text
    .replace(/(?<=\d)(?=[¼-¾⅐-⅞])/g, ' ')
    .replace(/(?<=\d)(?=[⁰¹²³⁴-⁹⁻])/g, '^')
    .replace(/[™℠]/g, '')
}

/** Digits without grouping, with a point before decimals; written as they were otherwise ("3.10" may be a version). */
function plainNumerals(text: string): string {
  let result = ''
  let at = 0
  for (const { start, end, digits } of findNumerals(text)) {
    result += text.slice(at, start) + digits
    at = end
  }
  return result + text.slice(at)
}

function stripPunctuation(text: string): string {
  const spaced = text.replace(/(\d)\s+([-/:])\s+(?=\d)/g, '$1$2').replace(/(\d)\s+(?=°)/g, '$1')
  return spaced.replace(marks, (run, at: number) => {
    const kept = Array.from(run.matchAll(/[\s\S]/gu), ({ 0: mark, index }) =>
      hasMeaning(mark, spaced, at + index) ? mark : '',
    ).join('')
    // Numbers must not grow together where the marks between them go.
    const between = /\d/.test(spaced[at - 1] ?? '') && /\d/.test(spaced[at + run.length] ?? '')
    return kept === '' && between ? ' ' : kept
  })
}

/** Whether a mark belongs to the number beside it. */
function hasMeaning(mark: string, text: string, at: number): boolean {
  const before = text[at - 1] ?? ' '
  const after = text[at + mark.length] ?? ' '
  const digitBefore = /\d/.test(before)
  const digitAfter = /\d/.test(after)
  if (mark === '%') return digitBefore
  if (besideNumber.test(mark))
    return digitBefore || digitAfter || /^[-.]\d/.test(text.slice(at + mark.length, at + mark.length + 2))
  if (digitAfter && (mark === '.' || mark === '-')) {
    if (digitBefore) return true
    // A point or sign in front of the number, not a hyphen in a word ("covid-19") or the end of a sentence.
    return mark === '.'
      ? /[\s(-]/.test(before) || besideNumber.test(before)
      : /[\s([^]/.test(before) || besideNumber.test(before)
  }
  if (mark === '-' && after === '.' && /\d/.test(text[at + 2] ?? '')) return /[\s([]/.test(before)
  if (mark === '-' && besideNumber.test(after) && /\d/.test(text[at + 2] ?? '')) return /[\s([]/.test(before)
  return digitBefore && (digitAfter ? /[/:^]/.test(mark) : mark === '^' && /^[-]\d/.test(text.slice(at + 1, at + 3)))
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** An answer that is one number compares by value: "5.00" is "5". */
function loneNumber(text: string): string {
  const parts = new RegExp(`^(-?)([${currencySymbols}]?)(-?)(\\d+(?:\\.\\d+)?|\\.\\d+)(%?)$`, 'u').exec(text)
  if (parts === null) return text
  const [, sign = '', symbol = '', inner = '', digits = '', unit = ''] = parts
  return `${sign}${symbol}${inner}${plainDecimal(digits)}${unit}`
}

function plainDecimal(digits: string): string {
  const [whole = '', decimals = ''] = digits.split('.')
  let end = decimals.length
  while (end > 0 && decimals[end - 1] === '0') end -= 1
  const rest = decimals.slice(0, end)
  const front = whole.replace(/^0+(?=\d)/, '') || '0'
  return rest === '' ? front : `${front}.${rest}`
}
