import type { Span } from './span.ts'
import { findShares, withFraction } from './spokenFractions.ts'

/** A number written out in English words. */
export interface SpelledNumber extends Span {
  value: number
  /** The numbers it is made of where it is a year ("nineteen eighty-four"). */
  pieces?: number[]
}

const small = new Map<string, number>(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
    .split(' ')
    .map((word, value) => [word, value]),
)
const tens = new Map<string, number>(
  'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ').map((word, index) => [word, (index + 2) * 10]),
)
const powers = new Map<string, number>([
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
  ['trillion', 1e12],
  ['quadrillion', 1e15],
  ['lakh', 1e5],
  ['crore', 1e7],
])

// Only behind tens: "first" and "second" alone are words of grammar and of time.
const ordinals = new Map<string, number>(
  'first second third fourth fifth sixth seventh eighth ninth'.split(' ').map((word, index) => [word, index + 1]),
)

const word = [...small.keys(), ...tens.keys(), 'hundred', ...powers.keys(), 'dozen'].join('|')
const phrase = new RegExp(
  `(?<![\\p{L}\\p{N}_-])(?:(?:half an?|an?)[ -](?=hundred|thousand|million|billion|trillion|lakh|crore|dozen))?(?:${word})(?:(?:[ \\u00a0-]{1,2}|[ ]and[ ])(?:${word}))*(?:(?<=(?:${[...tens.keys()].join('|')}))-(?:${[...ordinals.keys()].join('|')}))?(?![\\p{L}\\p{N}_])`,
  'giu',
)

/**
 * Numbers in words: "twelve", "twenty-five", "twenty-first", "two hundred and fifty thousand", "a dozen", "half a million", "three point
 * one four", "two and a half", "two thirds", "nineteen eighty-four". Linear in the text.
 */
export function findSpelledNumbers(text: string): SpelledNumber[] {
  const found = findShares(text)
  let end = 0
  for (const match of text.matchAll(phrase)) {
    if (match.index < end) continue
    const lead = /^(?:half an?|an?)[ -]/i.exec(match[0])?.[0] ?? ''
    const words = Array.from(match[0].slice(lead.length).matchAll(/\p{L}+/gu), (part) => ({
      word: part[0].toLowerCase(),
      start: match.index + lead.length + part.index,
      end: match.index + lead.length + part.index + part[0].length,
    }))
    const numbers = evaluate(words)
    const first = numbers[0]
    if (first !== undefined && lead !== '') {
      first.start = match.index
      if (lead.toLowerCase().startsWith('half')) first.value /= 2
    }
    found.push(...withFraction(text, withYears(numbers)))
    end = found.at(-1)?.end ?? 0
  }
  return disjoint(found)
}

/** Of those that overlap the one that begins first. */
function disjoint(found: SpelledNumber[]): SpelledNumber[] {
  let end = 0
  return found
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .filter((number) => {
      if (number.start < end) return false
      end = number.end
      return true
    })
}

/** "nineteen eighty-four", "twenty twenty-four": years are said in two halves. */
function withYears(numbers: readonly SpelledNumber[]): SpelledNumber[] {
  const all: SpelledNumber[] = []
  for (const number of numbers) {
    const last = all.at(-1)
    const century = last !== undefined && last.value >= 18 && last.value <= 20 && number.start === last.end + 1
    if (century && number.value >= 10 && number.value <= 99) {
      all[all.length - 1] = {
        start: last.start,
        end: number.end,
        value: last.value * 100 + number.value,
        pieces: [last.value, number.value],
      }
    } else all.push(number)
  }
  return all
}

interface Word extends Span {
  word: string
}

/** Reads words as numbers; words that do not continue a number ("two three", "one and two") begin a new one. */
function evaluate(words: readonly Word[]): SpelledNumber[] {
  const found: SpelledNumber[] = []
  let number = new Composed()
  for (const { word, start, end } of words) {
    if (word === 'and') continue
    if (!number.takes(word)) {
      found.push(number.toNumber())
      number = new Composed()
    }
    number.add(word, start, end)
  }
  if (!number.empty) found.push(number.toNumber())
  return found
}

class Composed {
  #total = 0
  #group = 0
  /** The largest value that may still be added to the group. */
  #room = Number.POSITIVE_INFINITY
  #power = Number.POSITIVE_INFINITY
  #start = -1
  #end = -1

  get empty(): boolean {
    return this.#start === -1
  }

  takes(word: string): boolean {
    if (this.empty) return true
    const power = powers.get(word)
    if (power !== undefined) return power < this.#power && this.#group > 0
    if (word === 'hundred') return this.#group > 0 && this.#group < 100
    if (word === 'dozen') return this.#total === 0 && this.#group > 0 && this.#group < 100
    const value = small.get(word) ?? ordinals.get(word) ?? tens.get(word) ?? 0
    return value > 0 && value < this.#room
  }

  add(word: string, start: number, end: number): void {
    if (this.empty) this.#start = start
    this.#end = end
    const power = powers.get(word)
    if (power !== undefined) {
      this.#total += (this.#group || 1) * power
      this.#group = 0
      this.#power = power
      this.#room = Number.POSITIVE_INFINITY
    } else if (word === 'hundred' || word === 'dozen') {
      this.#group = (this.#group || 1) * (word === 'dozen' ? 12 : 100)
      this.#room = word === 'dozen' ? 0 : 100
    } else {
      this.#group += small.get(word) ?? ordinals.get(word) ?? tens.get(word) ?? 0
      this.#room = tens.has(word) ? 10 : 0
    }
  }

  toNumber(): SpelledNumber {
    return { start: this.#start, end: this.#end, value: this.#total + this.#group }
  }
}
