import { findHanTimes } from './hanDates.ts'
import { withAsciiDigits } from './numerals.ts'
import type { Span } from './span.ts'
import { outside } from './span.ts'
import { findSpokenTimes, withPeriod } from './spokenTimes.ts'

/** A time of day; several readings where morning and afternoon are not told apart. */
export interface FoundTime extends Span {
  /** Minutes since midnight, 0..1439. */
  readings: number[]
}

const meridiem = '(?:[ \\u00a0\\u202f]?(am|pm|a\\.m\\.?|p\\.m\\.?)(?![\\p{L}\\p{N}]))'
// The first of "9 to 5 pm" is a time as well.
const opening = `(?:(\\d{1,2})(?:[:.]([0-5]\\d))?[ ]?(?:[-–—]|to|until|till|and)[ ]?)?`
const twelveHour = new RegExp(
  `(?<![\\p{N}\\p{L}_:.,$€£])${opening}(0?[1-9]|1[0-2])(?:[:.]([0-5]\\d))?(?::[0-5]\\d)?${meridiem}`,
  'giu',
)
const clock =
  /(?<![\p{N}_:.,$€£]|[\p{L}](?<!\dT))([01]?\d|2[0-3])(?::|h)([0-5]\d)(?::[0-5]\d(?:\.\d{1,6})?)?(?![\p{N}:])/giu
const named = /(?<![\p{L}\p{N}_-])(?:(?:12|twelve)[ ])?(noon|midday|midnight)(?![\p{L}\p{N}_])/giu
const oClock = /(?<![\p{L}\p{N}_:.,])(0?[1-9]|1[0-2])[ ]o['’]clock/giu

/**
 * Times of day: "10:30", "17h30", "5 pm", "9-5 p.m." (two), "7 o'clock", noon, midnight, in words ("half past nine in the evening") and in
 * Chinese ("下午三点半"). Linear in the text.
 */
export function findTimes(text: string): FoundTime[] {
  const ascii = withAsciiDigits(text)
  const spoken = disjoint(findSpokenTimes(ascii).sort(inOrder))
  const twelve = outside(Array.from(ascii.matchAll(twelveHour), fromTwelveHour).flat(), spoken)
  const others = [
    ...Array.from(ascii.matchAll(clock), (match) => found(match, fromClock(match[1] ?? '', Number(match[2])))),
    ...Array.from(ascii.matchAll(oClock), (match) => found(match, either(Number(match[1]), 0))),
    ...Array.from(ascii.matchAll(named), (match) => found(match, [match[1]?.toLowerCase() === 'midnight' ? 0 : 720])),
    ...spoken,
    ...findHanTimes(ascii),
  ].sort(inOrder)
  const single = disjoint(outside(others, twelve)).map((time) => withPeriod(ascii, time))
  return [...twelve, ...single].sort((a, b) => a.start - b.start)
}

function inOrder(a: FoundTime, b: FoundTime): number {
  return a.start - b.start || b.end - a.end
}

function disjoint(times: readonly FoundTime[]): FoundTime[] {
  let end = 0
  return times.filter((time) => {
    if (time.start < end) return false
    end = time.end
    return true
  })
}

function found(match: RegExpExecArray, readings: number[]): FoundTime {
  return { start: match.index, end: match.index + match[0].length, readings }
}

function fromTwelveHour(match: RegExpExecArray): FoundTime[] {
  const half = (match[5] ?? '').toLowerCase().startsWith('p') ? 720 : 0
  const last = found(match, [(Number(match[3]) % 12) * 60 + Number(match[4] ?? 0) + half])
  const first = Number(match[1] ?? 99)
  return first < 24 ? [found(match, either(first, Number(match[2] ?? 0))), last] : [last]
}

/** "09:30" is before noon, as the leading zero says; "9:30" may be either. */
function fromClock(hour: string, minute: number): number[] {
  return hour.startsWith('0') ? [Number(hour) * 60 + minute] : either(Number(hour), minute)
}

/** A time without "am" or "pm": up to 12 it may be either. */
function either(hour: number, minute: number): number[] {
  const first = (hour % 24) * 60 + minute
  return hour >= 1 && hour <= 12 ? [first, (first + 720) % 1440] : [first]
}
