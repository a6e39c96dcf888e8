import type { CalendarDate } from './dates.ts'
import { findDates } from './dates.ts'
import type { FoundNumber } from './numbers.ts'
import { findNumbers } from './numbers.ts'
import type { Span } from './span.ts'
import { merged, outside } from './span.ts'
import { findTimes } from './times.ts'

/** A figure in a text: a number, an amount of money, a percentage, a date, a time of day, a telephone-like code or a version. */
export type Figure =
  | (FoundNumber & { kind: 'number' | 'money' | 'percent' })
  | (Span & { kind: 'date'; readings: CalendarDate[] })
  | (Span & { kind: 'time'; readings: number[] })
  | (Span & { kind: 'code'; digits: string })

// "v2.1", "2.1.3", "192.168.0.1"; not what numbers a heading, nor digits in groups of three.
const version =
  /(?<![\p{L}\p{N}_.,/$€£-])(?:v\d{1,5}(?:\.\d{1,5}){0,4}|(?!(?<=(?:^|\n)[#*_> \t]{0,12})\d{1,2}(?:\.\d{1,2}){2,4}\.?[ \t*_])(?!\d{1,3}(?:\.\d{3}){2,4}(?!\d))\d{1,5}(?:\.\d{1,5}){2,4})(?![\p{L}\p{N}_-]|[.,]\d)/giu
// Telephone and account numbers: a leading + or 0, or three and more groups joined by hyphens.
const code =
  /(?<![\p{L}\p{N}_.,$€£-])(?:(?:\+\d{1,3}|\(0?\d{2,4}\)|0\d{2,4})(?:[ \u00a0./-]?\(?\d{2,5}\)?){2,5}|\d{2,5}(?:-\d{2,6}){2,4}|(?:\d[ .-])?\(?\d{3}\)?[ .-]\d{3}[.-]\d{4})(?![\p{L}\p{N}_-]|[.,]\d)/gu

/** The figures of a text, in order, none within another. Linear in the text. */
export function findFigures(text: string): Figure[] {
  const dates = findDates(text).map((date) => ({ ...date, kind: 'date' as const }))
  const times = outside(findTimes(text), merged(dates)).map((time) => ({ ...time, kind: 'time' as const }))
  const fixed = [...dates, ...times].sort((a, b) => a.start - b.start)
  const codes = outside(findCodes(text), merged(fixed))
  const taken = [...fixed, ...codes].sort((a, b) => a.start - b.start)
  const numbers = outside(findNumbers(text), merged(taken))
  return [...taken, ...numbers].sort((a, b) => a.start - b.start)
}

function findCodes(text: string): (Span & { kind: 'code'; digits: string })[] {
  const codes = Array.from(text.matchAll(code), (match) => toCode(match, match[0].replace(/\D/g, '')))
  const versions = Array.from(text.matchAll(version), (match) => toCode(match, match[0].replace(/^v/i, '')))
  return [...codes, ...outside(versions, codes)].sort((a, b) => a.start - b.start)
}

function toCode(match: RegExpExecArray, digits: string): Span & { kind: 'code'; digits: string } {
  return { kind: 'code', start: match.index, end: match.index + match[0].length, digits }
}

/** Runs of three and more digits within names and versions ("ORD-4711", "KB12003"): a text that has them holds the number. */
export function digitsInNames(text: string, figures: readonly Span[]): (Span & { value: number })[] {
  const runs = Array.from(text.matchAll(/\d{3,15}/g), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    value: Number(match[0]),
  }))
  return outside(runs, merged(figures))
}
