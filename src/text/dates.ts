import { findHanDates } from './hanDates.ts'
import { withAsciiDigits } from './numerals.ts'
import type { Span } from './span.ts'
import { findSpokenDates } from './spokenDates.ts'

/** A day, a month of a year, or a day of any year: what is not said is absent. Months and days are 1-based. */
export interface CalendarDate {
  year?: number
  /** Of a year: 1..4. */
  quarter?: number
  month?: number
  day?: number
}

/** A date as written; several readings where day and month may be swapped ("03/04/2024"). */
export interface FoundDate extends Span {
  readings: CalendarDate[]
}

const names = 'january february march april may june july august september october november december'.split(' ')
const months = new Map<string, number>(
  names.flatMap((name, index) => [
    [name, index + 1],
    [name.slice(0, 3), index + 1],
  ]),
)
months.set('sept', 9)

const month =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![\\p{L}])\\.?'
const day = '(0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th)?'
const range = '(?:[ ]?(?:[-–—&,/]|to|and|until|through)[ ]?'
const year = "((?:1[5-9]|20|21)\\d\\d|['’]\\d\\d)(?![\\d%])"
const weekday = '(?:,?[ ]\\(?(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\\)?)?'
const before = '(?<![\\p{L}\\p{N}_.,/-])'
const after = '(?![\\p{L}\\p{N}_])'

const dayFirst = new RegExp(
  `${before}${day}${range}${day})?(?:[ -]|[ ]of[ ]|[ ]day[ ]of[ ])${month}(?:(?:,?[ ]|-)(?:of[ ])?${year})?${after}`,
  'giu',
)
const monthFirst = new RegExp(
  `(?<![\\p{L}\\p{N}_])${month}[ -](?:the[ ])?${day}(?![\\d.:]\\d|\\d)${range}${day}(?![\\d.:]\\d|\\d))?(?:${weekday},?[ -]${year})?${after}`,
  'giu',
)
const monthYear = new RegExp(`(?<![\\p{L}\\p{N}_])${month},?[ -](?:of[ ])?${year}${after}`, 'giu')
const quarter = new RegExp(
  `(?<![\\p{L}\\p{N}_])(?:q([1-4])|(first|second|third|fourth|1st|2nd|3rd|4th)[ -]quarter)(?:(?:[ ]of|[ ]in|,)?[ ]?(?:the[ ])?(?:fy[ ]?|fiscal[ ](?:year[ ])?)?${year})?${after}`,
  'giu',
)
const yearFirst = /(?<![\p{N}\p{L}_.,/-])(\d{4})([-/.])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?![\p{N}_-]|[.,/]\d)/gu
const numeric = /(?<![\p{N}\p{L}_.,/-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?![\p{N}_-]|[.,/:]\d)/gu
const monthOfYear = /(?<![\p{N}\p{L}_.,/-])(0[1-9]|1[0-2])\/((?:19|20)\d\d)(?![\p{N}_/-]|[.,/]\d)/gu

/**
 * The dates of a text: ISO, "3 March 2024", "March 3rd, 2024", "the 3rd of March", "3-5 March" (two dates), "March 2024",
 * "Q3 2024", "03/04/2024" (read both ways), "03/2024", "the third of March", "2024年3月3日". Months by English names or Chinese
 * numerals; a year alone is a number. Linear in the text.
 */
export function findDates(text: string): FoundDate[] {
  const ascii = withAsciiDigits(text)
  const found: FoundDate[] = []
  for (const match of ascii.matchAll(dayFirst)) add(found, match, match[3], [match[1], match[2]], match[4])
  for (const match of ascii.matchAll(monthFirst)) add(found, match, match[1], [match[2], match[3]], match[4])
  for (const match of ascii.matchAll(monthYear)) add(found, match, match[1], [undefined], match[2])
  for (const match of ascii.matchAll(quarter)) {
    const spoken = (match[2] ?? '').toLowerCase()
    const number = match[1] ?? /\d/.exec(spoken)?.[0] ?? ['first', 'second', 'third', 'fourth'].indexOf(spoken) + 1
    found.push({ ...place(match), readings: [{ quarter: Number(number), ...writtenYear(match[3]) }] })
  }
  for (const match of ascii.matchAll(yearFirst)) {
    found.push({
      ...place(match),
      readings: [{ year: Number(match[1]), month: Number(match[3]), day: Number(match[4]) }],
    })
  }
  for (const match of ascii.matchAll(numeric)) {
    const readings = eitherWay(Number(match[1]), Number(match[3]), fullYear(match[4] ?? ''))
    if (readings.length > 0) found.push({ ...place(match), readings })
  }
  for (const match of ascii.matchAll(monthOfYear)) {
    found.push({ ...place(match), readings: [{ month: Number(match[1]), year: Number(match[2]) }] })
  }
  found.push(...findSpokenDates(ascii), ...findHanDates(ascii))
  return withoutNested(found)
}

function add(
  found: FoundDate[],
  match: RegExpExecArray,
  name: string | undefined,
  days: readonly (string | undefined)[],
  written: string | undefined,
): void {
  const month = months.get((name ?? '').toLowerCase())
  if (month === undefined) return
  // "I may 5": the verb is not a month; "May 5" and "5 may" are.
  if (name === 'may' && written === undefined && days[0] === undefined) return
  const shared = { month, ...writtenYear(written) }
  const said = days.filter((day) => day !== undefined)
  if (said.length === 0) found.push({ ...place(match), readings: [shared] })
  for (const day of said) found.push({ ...place(match), readings: [{ ...shared, day: Number(day) }] })
}

function writtenYear(written: string | undefined): { year?: number } {
  return written === undefined ? {} : { year: fullYear(written.replace(/\D/g, '')) }
}

function eitherWay(first: number, second: number, year: number): CalendarDate[] {
  const readings: CalendarDate[] = []
  if (first >= 1 && first <= 31 && second >= 1 && second <= 12) readings.push({ year, month: second, day: first })
  if (first !== second && second >= 1 && second <= 31 && first >= 1 && first <= 12) {
    readings.push({ year, month: first, day: second })
  }
  return readings
}

function fullYear(digits: string): number {
  const year = Number(digits)
  return digits.length === 4 ? year : year + (year < 70 ? 2000 : 1900)
}

function place(match: RegExpExecArray): Span {
  return { start: match.index, end: match.index + match[0].length }
}

/** In order; of dates within one another the longest, but both ends of one range. */
function withoutNested(found: FoundDate[]): FoundDate[] {
  found.sort((a, b) => a.start - b.start || b.end - a.end)
  const kept: FoundDate[] = []
  for (const date of found) {
    const last = kept.at(-1)
    const same = last !== undefined && last.start === date.start && last.end === date.end
    if (last === undefined || date.start >= last.end || same) kept.push(date)
  }
  return kept
}
