import type { FoundTime } from './times.ts'

const hours = 'one two three four five six seven eight nine ten eleven twelve'.split(' ')
const minutes = new Map<string, number>(
  Object.entries({
    five: 5,
    ten: 10,
    quarter: 15,
    fifteen: 15,
    twenty: 20,
    'twenty-five': 25,
    half: 30,
    thirty: 30,
    forty: 40,
    'forty-five': 45,
    fifty: 50,
  }),
)

const hour = `(${hours.join('|')}|0?[1-9]|1[0-2])`
const meridiem = '(am|pm|a\\.m\\.?|p\\.m\\.?)(?![\\p{L}\\p{N}])'
const past = new RegExp(
  `(?<![\\p{L}\\p{N}_:.,-])(?:(half)[ -](past)|(?:an?[ ])?(quarter|five|ten|twenty|twenty-five|5|10|20|25)(?:[ ]min(?:ute)?s?)?[ ](past|to))[ ]${hour}(?![\\p{L}\\p{N}:]|[.,]\\p{N})(?:[ ]${meridiem})?`,
  'giu',
)
const worded = new RegExp(
  `(?<![\\p{L}\\p{N}_-])(${hours.join('|')})(?:[ -](${[...minutes.keys()].slice(5).join('|')}|fifteen))?[ ](?:${meridiem}|(o['’]clock))`,
  'giu',
)
const ofDay = new RegExp(
  `(?<![\\p{L}\\p{N}_:.,$€£-])${hour}(?:[:.]([0-5]\\d))?(?=[ ](?:in[ ]the[ ](?:morning|afternoon|evening)|at[ ]night)(?![\\p{L}]))`,
  'giu',
)
const military = /(?<![\p{L}\p{N}_:.,$€£-])([01]\d|2[0-3])([0-5]\d)[ ](?:hours|hrs|h)(?![\p{L}])/giu
const german = /(?<![\p{L}\p{N}_:.,$€£-])([01]?\d|2[0-3])(?:[.:]([0-5]\d))?[ ]Uhr(?![\p{L}])/gu
const period = /[ ](?:in[ ]the[ ](morning|afternoon|evening)|at[ ](night))(?![\p{L}])/iuy

/**
 * Times of day in words: "half past nine", "quarter to five", "nine pm", "nine thirty a.m.", "nine o'clock", "7 in the evening", "2130
 * hours", "21.30 Uhr". "Quarter to five" only where nothing shows that it is a range of numbers. In no order. Linear in the text.
 */
export function findSpokenTimes(text: string): FoundTime[] {
  const found: FoundTime[] = []
  for (const match of text.matchAll(past)) {
    const words = (match[1] ?? match[3] ?? '').toLowerCase()
    const back = (match[4] ?? '').toLowerCase() === 'to'
    // "Five to ten days", "10 to 5 pm": a range, unless it says that it is a time.
    const said = /min/i.test(match[0]) || (!/^\d/.test(words) && (match[6] !== undefined || hasPeriod(text, match)))
    const range = back && words !== 'quarter' && !said
    const minute = minutes.get(words) ?? Number(words)
    if (!range) found.push(timeOf(match, hourOf(match[5]) * 60 + (back ? -minute : minute), match[6]))
  }
  for (const match of text.matchAll(worded)) {
    const minute = minutes.get((match[2] ?? '').toLowerCase()) ?? 0
    found.push(timeOf(match, hourOf(match[1]) * 60 + minute, match[3]))
  }
  for (const match of text.matchAll(ofDay)) found.push(timeOf(match, hourOf(match[1]) * 60 + Number(match[2] ?? 0)))
  for (const match of [...text.matchAll(military), ...text.matchAll(german)]) {
    found.push({ ...place(match), readings: [Number(match[1]) * 60 + Number(match[2] ?? 0)] })
  }
  return found
}

/** The time with the part of the day behind it: "9 o'clock in the evening" is 21:00. */
export function withPeriod(text: string, time: FoundTime): FoundTime {
  period.lastIndex = time.end
  const match = time.readings.length === 2 ? period.exec(text) : null
  if (match === null) return time
  const part = (match[1] ?? match[2] ?? '').toLowerCase()
  const readings = time.readings.filter((minute) => fits(part, minute))
  return {
    start: time.start,
    end: time.end + match[0].length,
    readings: readings.length === 0 ? time.readings : readings,
  }
}

function fits(part: string, minute: number): boolean {
  if (part === 'night') return minute >= 1080 || minute < 360
  return (part === 'morning') === minute < 720
}

function hasPeriod(text: string, match: RegExpExecArray): boolean {
  period.lastIndex = match.index + match[0].length
  return period.test(text)
}

function hourOf(word: string | undefined): number {
  const index = hours.indexOf((word ?? '').toLowerCase())
  return index < 0 ? Number(word) : index + 1
}

/** Without "am" or "pm" either half of the day. */
function timeOf(match: RegExpExecArray, minute: number, half?: string): FoundTime {
  const first = (minute + 1440) % 720
  if (half === undefined)
    return {
      ...place(match),
      readings: [minute < 720 ? first : first + 720, (first + (minute < 720 ? 720 : 0)) % 1440],
    }
  return { ...place(match), readings: [first + (half.toLowerCase().startsWith('p') ? 720 : 0)] }
}

function place(match: RegExpExecArray): { start: number; end: number } {
  return { start: match.index, end: match.index + match[0].length }
}
