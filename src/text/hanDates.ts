import type { FoundDate } from './dates.ts'
import { hanValue } from './hanNumbers.ts'
import type { FoundTime } from './times.ts'

const small = '(\\d{1,2}|[〇零一二三四五六七八九十廿]{1,3})'
const date = new RegExp(
  `(?<![\\d第]|\\d[.,])(?:(\\d{4}|[〇零一二三四五六七八九]{4})[ ]?年[ ]?)?${small}[ ]?月(?:[ ]?${small}[ ]?[日号號])?`,
  'gu',
)
const time = new RegExp(
  `(凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|午前|午後)?(?<![\\d第]|\\d[.,])${small}(?:[点點时時](?:(半)|([一三])刻|${small}分|(整|[钟鐘])|(?![\\p{sc=Han}\\d]))?|:([0-5]\\d))`,
  'gu',
)
const morning = /[凌早上前]/

/** "2024年3月3日", "二〇二四年三月", "3月3日"; a month alone is none. In the order of the text. Linear. */
export function findHanDates(text: string): FoundDate[] {
  const found: FoundDate[] = []
  for (const match of text.matchAll(date)) {
    const [whole, year, month, day] = match
    const reading = {
      ...(year === undefined ? {} : { year: numberOf(year) }),
      month: numberOf(month),
      ...(day === undefined ? {} : { day: numberOf(day) }),
    }
    if (year === undefined && day === undefined) continue
    if (reading.month < 1 || reading.month > 12 || (reading.day ?? 1) < 1 || (reading.day ?? 1) > 31) continue
    found.push({ start: match.index, end: match.index + whole.length, readings: [reading] })
  }
  return found
}

/** "下午三点半", "15点30分", "上午9:30", "三点钟"; "3点" alone before other words may be a point of a list and is none. Linear. */
export function findHanTimes(text: string): FoundTime[] {
  const found: FoundTime[] = []
  for (const match of text.matchAll(time)) {
    const [whole, part, hour, half, quarters, minute, clock, colon] = match
    const end = match.index + whole.length
    const exact = half ?? quarters ?? minute ?? clock
    // Times with a colon are found elsewhere; here only what says which half of the day is meant.
    if (part === undefined && exact === undefined && (colon !== undefined || /\p{sc=Han}|\d/u.test(text[end] ?? '')))
      continue
    const hours = numberOf(hour)
    const minutes =
      half !== undefined ? 30 : quarters !== undefined ? numberOf(quarters) * 15 : numberOf(minute ?? colon ?? '0')
    if (hours > 24 || minutes > 59) continue
    found.push({ start: match.index, end, readings: readingsOf((hours % 24) * 60 + minutes, part) })
  }
  return found
}

function readingsOf(minute: number, part: string | undefined): number[] {
  if (minute >= 780 || minute < 60) return [minute]
  if (part === undefined) return [minute, (minute + 720) % 1440]
  // Twelve at night is midnight, twelve in the morning or at noon is noon.
  if (minute >= 720) return [/[晚凌]/.test(part) ? minute - 720 : minute]
  return [
    part === '中午'
      ? minute < 240
        ? minute + 720
        : minute
      : morning.test(part) && part !== '晚上'
        ? minute
        : minute + 720,
  ]
}

function numberOf(digits: string | undefined): number {
  return /^\d+$/.test(digits ?? '') ? Number(digits) : hanValue(digits ?? '')
}
