import type { FoundNumber } from './numbers.ts'

const joint = /^[ \u00a0]?(?:[-–—×x]|to|or|and)[ \u00a0]?$/
const longestJoint = 5

/**
 * Tells numbers of one range or pair what only the other says: the first the unit, percent sign or currency of the second ("5–7
 * days"), and what it may mean in its scale ("$5–10 million"); the second the currency of the first, and the century of "2023/24".
 */
export function joinRanges(text: string, numbers: readonly FoundNumber[]): void {
  for (let index = numbers.length - 1; index > 0; index -= 1) {
    const first = numbers[index - 1]
    const second = numbers[index]
    if (first === undefined || second === undefined || second.start - first.end > longestJoint) continue
    const between = text.slice(first.end, second.start)
    if (/^[-–/]$/.test(between)) addCentury(text, first, second)
    if (
      joint.test(between) &&
      (between.trim() !== 'and' || /between $/i.test(text.slice(Math.max(0, first.start - 8), first.start)))
    )
      share(first, second)
  }
}

function addCentury(text: string, first: FoundNumber, second: FoundNumber): void {
  const year = text.slice(first.start, first.end)
  const short = text.slice(second.start, second.end)
  if (!/^(?:1[5-9]|20|21)\d\d$/.test(year) || !/^\d\d$/.test(short) || short <= year.slice(2)) return
  second.otherwise.push(Number(year.slice(0, 2) + short))
}

function share(first: FoundNumber, second: FoundNumber): void {
  const scaled = second.exponent !== 0 && first.exponent === 0 && first.kind !== 'percent'
  if (scaled) first.otherwise.push(first.value * 10 ** second.exponent)
  if (first.kind === 'money' && second.kind === 'number' && second.bare && first.currency !== undefined) {
    second.kind = 'money'
    second.currency = first.currency
    second.bare = false
  } else if (first.kind === 'number' && first.bare && !(second.kind === 'number' && second.unit === undefined)) {
    first.kind = second.kind
    first.bare = false
    if (second.currency !== undefined) first.currency = second.currency
    if (second.unit !== undefined) first.unit = second.unit
  }
}
