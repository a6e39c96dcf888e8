import type { Span } from '../text/span.ts'
import type { Word } from './words.ts'
import { toWord } from './words.ts'

/** Larger JSON is read as text: it is a dump, not a record. */
const largest = 2_000_000

/** The value of a source that is JSON (an object or array); undefined for every other text. */
export function parseSource(text: string): unknown {
  const first = /^\s*([[{])/.exec(text.slice(0, 100))
  if (first === null || text.length > largest) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

const escapes = /\\(?:u[0-9a-fA-F]{4}|[^u])/g
// "OutdoorSeating", "outdoor_seating" and "WiFi" are words of a key.
const part = /\p{Lu}?[\p{Ll}\p{M}\p{Lo}\p{Lm}]+(?:['’]\p{L}+)*|\p{Lu}+(?!\p{Ll})|\p{Nd}+(?:[.,]\p{Nd}+)*/gu
const piece = /"(?:[^"\\]|\\[\s\S])*"(\s*:)?/g
const sentenceEnd = /[.!?]\s+/g

/** The words of a JSON text by key and by sentence of its values, with their places in it. */
export function jsonWords(text: string): (Span & { words: Word[] })[] {
  const units: (Span & { words: Word[] })[] = []
  let key: (Span & { words: Word[] }) | undefined
  let last = 0
  const others = (from: number, to: number) => {
    // Numbers and booleans stand between strings.
    if (!/[\p{L}\p{N}]/u.test(text.slice(from, to))) return
    const words = partsOf(text.slice(from, to), from)
    if (key !== undefined) key = { start: key.start, end: to, words: [...key.words, ...words] }
    else units.push({ start: from, end: to, words })
  }
  for (const match of text.matchAll(piece)) {
    others(last, match.index)
    last = match.index + match[0].length
    const inner = match[0].replace(/"\s*:?$/, '').slice(1)
    const from = match.index + 1
    if (match[1] !== undefined) {
      if (key !== undefined) units.push(key)
      key = { start: from, end: from + inner.length, words: keyParts(inner, from) }
      continue
    }
    const plain = inner.replace(escapes, (mark) => ' '.repeat(mark.length))
    const short = plain.length < 80
    if (short && key !== undefined) {
      units.push({ start: key.start, end: from + inner.length, words: [...key.words, ...partsOf(plain, from)] })
    } else {
      if (key !== undefined) units.push(key)
      units.push(...sentencesOf(plain, from))
    }
    key = undefined
  }
  others(last, text.length)
  if (key !== undefined) units.push(key)
  return units
}

function sentencesOf(text: string, from: number): (Span & { words: Word[] })[] {
  const units: (Span & { words: Word[] })[] = []
  let start = 0
  const push = (end: number) => {
    if (text.slice(start, end).trim() !== '') {
      units.push({ start: from + start, end: from + end, words: partsOf(text.slice(start, end), from + start) })
    }
    start = end
  }
  for (const match of text.matchAll(sentenceEnd)) push(match.index + match[0].length)
  push(text.length)
  return units
}

/** The words of a key, and all of them as one: "WiFi" is "wifi", too. */
function keyParts(key: string, from: number): Word[] {
  const words = partsOf(key, from)
  const whole = words.map(({ folded }) => folded).join('')
  return words.length > 1 && words.length < 5
    ? [...words, toWord(whole, key, 0, key.length)].map((word, at) =>
        at === words.length ? { ...word, start: from, end: from + key.length } : word,
      )
    : words
}

function partsOf(text: string, from: number): Word[] {
  return Array.from(text.matchAll(part), (match) => {
    const word = toWord(match[0].toLowerCase().replaceAll('’', "'"), text, match.index, match.index + match[0].length)
    word.start += from
    word.end += from
    return word
  })
}
