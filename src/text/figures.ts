import type { CalendarDate } from './dates.ts'
import { findDates } from './dates.ts'
import type { FoundNumber } from './numbers.ts'
import { findNumbers } from './numbers.ts'
import type { Span } from './span.ts'
import { merged, outside } from './span.ts'
import { findTimes } from './times.ts'

export type FigureKind = 'number' | 'money' | 'percent' | 'date' | 'time' | 'code'

/** A figure in a text: a number, an amount of money, a percentage, a date, a time of day, or a telephone-like code. */
export type Figure =
  | (FoundNumber & { kind: 'number' | 'money' | 'percent' })
  | (Span & { kind: 'date'; readings: CalendarDate[] })
  | (Span & { kind: 'time'; readings: number[] })
  | (Span & { kind: 'code'; digits: string })

// Telephone and account numbers: a leading + or 0, or three and more groups joined by hyphens.
const code =
  /(?<![\p{L}\p{N}_.,$€£-])(?:(?:\+\d{1,3}|\(0?\d{2,4}\)|0\d{2,4})(?:[ \u00a0./-]?\(?\d{2,5}\)?){2,5}|\d{2,5}(?:-\d{2,6}){2,4}|\(\d{3}\)[ ]?\d{3}-\d{4})(?![\p{L}\p{N}_-]|[.,]\d)/gu

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
  return Array.from(text.matchAll(code), (match) => ({
    kind: 'code' as const,
    start: match.index,
    end: match.index + match[0].length,
    digits: match[0].replace(/\D/g, ''),
  }))
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
