import type { SpelledNumber } from './numberWords.ts'

const denominators = 'half third quarter fifth sixth seventh eighth ninth tenth'.split(' ')
const ones = 'zero one two three four five six seven eight nine'.split(' ')
const scales: Record<string, number> = { hundred: 1e2, thousand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12 }
const denominator = `(half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|hundredths?)(?![\\p{L}])`
const scale = `(?:[ ](?:of[ ]an?[ ])?(${Object.keys(scales).join('|')})(?![\\p{L}]))?`

const decimals = new RegExp(`[ ]point((?:[ -](?:${ones.join('|')}|oh|nought)(?![\\p{L}]))+)${scale}`, 'iuy')
const andPart = new RegExp(`[ ]and[ ](?:an?|one)[ -]${denominator}${scale}`, 'iuy')
const ofPart = new RegExp(`[ -]${denominator}${scale}`, 'iuy')
const time = '(?:second|minute|hour|day|week|month|year|century|mile|kilomet(?:re|er)|pound|dollar|percent|per[ ]cent)'
const alone = new RegExp(
  `(?<![\\p{L}\\p{N}-])(?:(point)((?:[ ](?:${ones.join('|')})(?![\\p{L}]))+)|(half)[ ]an?(?=[ ]${time})|(?:an?[ ])?(quarter)[ ]of[ ]an?(?=[ ]${time})|an?[ ]${denominator}(?=[ ]of[ ](?!an?[ ])))`,
  'giu',
)
const shareOfScale = /(?<![\p{L}\p{N}-])(?:an?[ ])?(quarter|third)[ ]of[ ]a[ ](million|billion|trillion)(?![\p{L}])/giu

function worth(word: string): number {
  const singular = word
    .toLowerCase()
    .replace(/halves$/, 'half')
    .replace(/s$/, '')
  if (singular === 'fourth') return 1 / 4
  if (singular === 'hundredth') return 1 / 100
  return 1 / (denominators.indexOf(singular) + 2)
}

function scaled(word: string | undefined): number {
  return word === undefined ? 1 : (scales[word.toLowerCase()] ?? 1)
}

function spokenDigits(words: string): string {
  return Array.from(words.matchAll(/\p{L}+/gu), ([word]) => Math.max(0, ones.indexOf(word.toLowerCase()))).join('')
}

/**
 * Numbers of one phrase with what makes the last of them a fraction: "three point one four", "two and a half million", "two thirds", "one
 * and three quarters". "Three quarters" without "of" are nine months, and so is no fraction.
 */
export function withFraction(text: string, numbers: readonly SpelledNumber[]): SpelledNumber[] {
  const last = numbers.at(-1)
  if (last === undefined) return []
  const others = numbers.slice(0, -1)
  const point = stick(decimals, text, last.end)
  if (point !== undefined) {
    const value = Number(`${last.value}.${spokenDigits(point[1] ?? '')}`) * scaled(point[2])
    return Number.isInteger(last.value) && last.value < 1e15 ? [...others, grown(last, point, value)] : [...numbers]
  }
  const part = stick(andPart, text, last.end)
  if (part !== undefined) return [...others, grown(last, part, (last.value + worth(part[1] ?? '')) * scaled(part[2]))]
  const share = stick(ofPart, text, last.end)
  const word = (share?.[1] ?? '').toLowerCase()
  const size = last.value * worth(word)
  // Behind "twenty" a third is an ordinal.
  if (share === undefined || !(size > 0 && size < 1) || last.value > 9) return [...numbers]
  if (last.value > 1 !== /s$/.test(word)) return [...numbers]
  const before = others.at(-1)
  const mixed = before !== undefined && text.slice(before.end, last.start) === ' and '
  const end = last.end + share[0].length
  if (
    word.startsWith('quarter') &&
    !mixed &&
    share[2] === undefined &&
    text[last.end] !== '-' &&
    !/^ of/.test(text.slice(end, end + 3))
  ) {
    return [...numbers]
  }
  if (!mixed) return [...others, grown(last, share, size * scaled(share[2]))]
  return [...others.slice(0, -1), { start: before.start, end, value: (before.value + size) * scaled(share[2]) }]
}

/** Fractions without a number before them: "half an hour", "a third of", "a quarter of a million", "point five". */
export function findShares(text: string): SpelledNumber[] {
  const shares = Array.from(text.matchAll(alone), (match): SpelledNumber => {
    const value =
      match[1] === undefined
        ? worth(match[3] ?? match[4] ?? match[5] ?? '')
        : Number(`0.${spokenDigits(match[2] ?? '')}`)
    return { start: match.index, end: match.index + match[0].length, value }
  })
  const ofScales = Array.from(text.matchAll(shareOfScale), (match): SpelledNumber => {
    return { start: match.index, end: match.index + match[0].length, value: worth(match[1] ?? '') * scaled(match[2]) }
  })
  return [...shares, ...ofScales]
}

function grown(number: SpelledNumber, match: RegExpExecArray, value: number): SpelledNumber {
  return { start: number.start, end: number.end + match[0].length, value }
}

function stick(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}
