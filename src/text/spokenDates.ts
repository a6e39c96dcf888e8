import type { CalendarDate, FoundDate } from './dates.ts'

const ones = 'first second third fourth fifth sixth seventh eighth ninth'.split(' ')
const days = new Map<string, number>(
  [
    ...ones,
    ...'tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth'.split(
      ' ',
    ),
    ...ones.map((word) => `twenty-${word}`),
    'thirtieth',
    'thirty-first',
  ].map((word, index) => [word, index + 1]),
)
const names = 'January February March April May June July August September October November December'.split(' ')

const day = `(${[...days.keys()].reverse().join('|')})`
const month = `(${names.join('|')})`
const year = ',?[ ](?:of[ ])?((?:1[5-9]|20|21)\\d\\d)(?![\\d%])'
const dayFirst = new RegExp(`(?<![\\p{L}\\p{N}-])${day}(?:[ ]day)?[ ]of[ ]${month}(?![\\p{L}])(?:${year})?`, 'giu')
// "May first" begins with a capital, as "they may first" does not.
const monthFirst = new RegExp(`(?<![\\p{L}\\p{N}-])${month}[ ](?:the[ ])?${day}(?![\\p{L}-])(?:${year})?`, 'giu')

/** Days in words: "the third of March 2024", "March the third", "June twenty-first, 2024". Linear in the text. */
export function findSpokenDates(text: string): FoundDate[] {
  const found: FoundDate[] = []
  for (const match of text.matchAll(dayFirst)) found.push(dateOf(match, match[2], match[1]))
  for (const match of text.matchAll(monthFirst)) {
    if (/^\p{Lu}/u.test(match[0])) found.push(dateOf(match, match[1], match[2]))
  }
  return found
}

function dateOf(match: RegExpExecArray, name: string | undefined, word: string | undefined): FoundDate {
  const reading: CalendarDate = {
    month: names.findIndex((month) => month.toLowerCase() === name?.toLowerCase()) + 1,
    day: days.get((word ?? '').toLowerCase()) ?? 1,
    ...(match[3] === undefined ? {} : { year: Number(match[3]) }),
  }
  return { start: match.index, end: match.index + match[0].length, readings: [reading] }
}
