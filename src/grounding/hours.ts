import type { Span } from '../text/span.ts'
import { walk } from './attributes.ts'

/** Opening hours of a week: minutes of the day by weekday (0 is Monday); a day that is not named is closed. */
export interface Hours {
  path: string
  /** The number of the source's text. */
  source: number
  days: ReadonlyMap<number, { open: number; close: number }>
}

const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
// White space belongs to "am" or to what follows it, never to either: two runs side by side would be tried in every division.
const rangeOf =
  /^\s*(\d{1,2})(?::(\d{1,2}))?(?:\s*(am|pm))?\s*(?:-|–|—|to)\s*(\d{1,2})(?::(\d{1,2}))?(?:\s*(am|pm))?\s*$/i

/** Objects of a JSON value whose keys are weekdays and whose values are ranges of hours. */
export function readHours(data: unknown, source: number): Hours[] {
  const byPath = new Map<string, Map<number, { open: number; close: number }>>()
  walk(data, [], (path, value) => {
    const day = dayOf(path.at(-1) ?? '')
    const range = typeof value === 'string' ? rangeOf.exec(value) : null
    if (day === undefined || range === null) return
    const key = path.slice(0, -1).join('.')
    const days = byPath.get(key) ?? new Map<number, { open: number; close: number }>()
    byPath.set(key, days)
    days.set(day, { open: minutes(range[1], range[2], range[3]), close: minutes(range[4], range[5], range[6]) })
  })
  return [...byPath].filter(([, days]) => days.size > 1).map(([path, days]) => ({ path, source, days }))
}

function minutes(hour = '0', minute = '0', half = ''): number {
  const hours = half === '' ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)
  return (hours * 60 + Number(minute)) % 1_440
}

function dayOf(name: string): number | undefined {
  const day = /^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?$/i.test(name)
    ? dayNames.indexOf(name.slice(0, 3).toLowerCase())
    : -1
  return day < 0 ? undefined : day
}

const dayWord = '(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?'
const days = new RegExp(
  `(?<![\\p{L}])(?:(${dayWord})(?:\\s*(?:to|through|thru|until|till|-|–|—)\\s*(${dayWord}))?|(weekdays)|(weekends?)|(daily|every ?day|seven days|7 days|all week|each day))(?![\\p{L}])`,
  'giu',
)
const clock = '(\\d{1,2})(?:[:.](\\d{2}))?(?:\\s*(a\\.?m\\.?|p\\.?m\\.?))?|(noon|midday|midnight)'
const timeRange = new RegExp(
  `(?<![\\p{L}\\p{N}.:$])(?:${clock})\\s*(?:to|-|–|—|until|till|and|through)\\s*(?:${clock})(?![\\p{N}]|:\\d)`,
  'giu',
)

// "From 9 to 5 on weekdays, and until 10 on Fridays": other hours, not all of which are told.
const exception =
  /(?<![\p{L}])(?:until|till|except|extend(?:s|ed|ing)?|but|while|clos(?:es|ing|ures?)|longer|early|earlier|later|special|different|var(?:y|ies|ying))(?![\p{L}])/iu

/** A sentence with more days or ranges than this says nothing that could be followed. */
const mostItems = 60

/** What an answer says of opening hours: on which days, and from when to when (several readings without "am" and "pm"). */
export interface HoursClaim extends Span {
  days: readonly number[]
  open?: readonly number[]
  /** It says that nobody is there on these days. */
  closed?: boolean
  close?: readonly number[]
}

/** Days and hours of a sentence, each range of hours with the days beside it. Linear in the text. */
export function findHours(text: string): HoursClaim[] {
  const dayItems = Array.from(text.matchAll(days), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    days: daysOf(match),
  })).filter(
    // "Our Daily Bread" is a name.
    ({ start }) => !(text[start] === 'D' && start > 0),
  )
  if (dayItems.length === 0 || dayItems.length > mostItems) return []
  const timeItems = Array.from(text.matchAll(timeRange), toRange)
    .filter((item) => item !== undefined)
    .slice(0, mostItems)
  const daysFirst = (dayItems[0]?.start ?? 0) <= (timeItems[0]?.start ?? Number.POSITIVE_INFINITY)
  const claims: HoursClaim[] = []
  const used = new Set<number>()
  for (const [at, { open, close, start, end }] of timeItems.entries()) {
    const from = daysFirst ? (timeItems[at - 1]?.end ?? 0) : end
    const to = daysFirst ? start : (timeItems[at + 1]?.start ?? text.length)
    const beside = dayItems.filter((item, index) => {
      const inside =
        item.start >= from &&
        item.end <= to &&
        !used.has(index) &&
        !exception.test(text.slice(end, Math.max(end, item.start)))
      if (inside) used.add(index)
      return inside
    })
    if (beside.length === 0) continue
    const first = Math.min(start, beside[0]?.start ?? start)
    const last = Math.max(end, beside.at(-1)?.end ?? end)
    claims.push({ start: first, end: last, days: [...new Set(beside.flatMap((item) => item.days))], open, close })
  }
  for (const [index, item] of dayItems.entries()) {
    if (used.has(index)) continue
    const closed =
      closedBefore.test(text.slice(Math.max(0, item.start - 30), item.start)) ||
      closedBehind.test(text.slice(item.end, item.end + 20))
    claims.push(closed ? { ...item, closed } : item)
  }
  claims.sort((a, b) => a.start - b.start)
  return withoutExceptions(claims)
}

const closedBefore = /(?<![\p{L}])(?:closed?|not open|isn't open|aren't open)(?![\p{L}])[^.;]*$/iu
const closedBehind = /^[^.;,]*(?<![\p{L}])closed(?![\p{L}])/iu

/** "From 5 to 9 every day, and until 10 on Fridays": what is said of a day last holds for it. */
function withoutExceptions(claims: readonly HoursClaim[]): HoursClaim[] {
  const later = new Set<number>()
  const kept: HoursClaim[] = []
  for (const claim of claims.toReversed()) {
    const rest = claim.days.filter((day) => !later.has(day))
    for (const day of claim.days) later.add(day)
    if (rest.length > 0) kept.push({ ...claim, days: rest })
  }
  return kept.reverse()
}

function daysOf(match: RegExpExecArray): number[] {
  if (match[3] !== undefined) return [0, 1, 2, 3, 4]
  if (match[4] !== undefined) return [5, 6]
  if (match[5] !== undefined) return [0, 1, 2, 3, 4, 5, 6]
  const first = dayOf(match[1] ?? '') ?? 0
  const last = match[2] === undefined ? first : (dayOf(match[2]) ?? first)
  return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, step) => (first + step) % 7)
}

function toRange(match: RegExpExecArray): (Span & { open: number[]; close: number[] }) | undefined {
  const [, hour, minute, half, name, lastHour, lastMinute, lastHalf, lastName] = match
  const close = readings(lastHour, lastMinute, lastHalf, lastName)
  const open = readings(hour, minute, half, name)
  if (open.length === 0 || close.length === 0) return undefined
  return { start: match.index, end: match.index + match[0].length, open, close }
}

function readings(hour = '', minute = '0', half = '', name = ''): number[] {
  if (name !== '') return [name.toLowerCase() === 'midnight' ? 0 : 720]
  const number = Number(hour)
  if (number > 24 || Number(minute) > 59) return []
  const rest = Number(minute)
  // "14:00 pm" is what it says before the letters.
  if (half !== '' && number <= 12)
    return [((number % 12) * 60 + rest + (half.toLowerCase().startsWith('p') ? 720 : 0)) % 1_440]
  const first = (number * 60 + rest) % 1_440
  return number >= 1 && number <= 12 ? [first, (first + 720) % 1_440] : [first]
}

/** How many days of the claim agree with the hours, and how many do not: other times, or a day that is closed. */
export function checkHours(
  { days, open, close, closed = false }: HoursClaim,
  hours: Hours,
): { right: number; wrong: number } {
  let right = 0
  let unknown = 0
  for (const day of days) {
    const known = hours.days.get(day)
    // "0:00-0:00" may be closed or open around the clock.
    if (known !== undefined && known.open === known.close) {
      unknown += 1
      continue
    }
    if (closed !== (known === undefined)) continue
    if (known === undefined) {
      right += 1
      continue
    }
    if (open === undefined || close === undefined) right += 1
    else if (open.includes(known.open) && close.includes(known.close)) right += 1
  }
  return { right, wrong: days.length - right - unknown }
}
