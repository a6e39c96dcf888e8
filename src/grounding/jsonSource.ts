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

const escapes = /\\(?:u([0-9a-fA-F]{4})|[^u])/g
// "OutdoorSeating", "outdoor_seating" and "WiFi" are words of a key.
const part = /\p{Lu}?[\p{Ll}\p{M}\p{Lo}\p{Lm}]+(?:['’]\p{L}+)*|\p{Lu}+(?!\p{Ll})|\p{Nd}+(?:[.,]\p{Nd}+)*/gu
const piece = /"(?:[^"\\]|\\[\s\S])*"(\s*:)?/g
const sentenceEnd = /[.!?]\s+/g

type WordUnit = Span & { words: Word[] }

/** The words of a JSON text by key and by sentence of its values, with their places in it. */
export function jsonWords(text: string): WordUnit[] {
  const units: WordUnit[] = []
  let key: WordUnit | undefined
  let last = 0
  const others = (from: number, to: number) => {
    // Numbers and booleans stand between strings.
    if (!/[\p{L}\p{N}]/u.test(text.slice(from, to))) return
    const words = partsOf(plainOf(text.slice(from, to), from))
    if (key !== undefined) key = { start: key.start, end: to, words: [...key.words, ...words] }
    else units.push({ start: from, end: to, words })
  }
  for (const match of text.matchAll(piece)) {
    others(last, match.index)
    last = match.index + match[0].length
    const inner = match[0].replace(/"\s*:?$/, '').slice(1)
    const from = match.index + 1
    const plain = plainOf(inner, from)
    if (match[1] !== undefined) {
      if (key !== undefined) units.push(key)
      key = { start: from, end: from + inner.length, words: keyParts(plain) }
      continue
    }
    const short = plain.text.length < 80
    if (short && key !== undefined) {
      units.push({ start: key.start, end: from + inner.length, words: [...key.words, ...partsOf(plain)] })
    } else {
      if (key !== undefined) units.push(key)
      units.push(...sentencesOf(plain))
    }
    key = undefined
  }
  others(last, text.length)
  if (key !== undefined) units.push(key)
  return units
}

/** What a JSON string says, and where in the source each of its characters stands. */
interface Plain {
  text: string
  /** The place of an offset in `text`, its end included. */
  at(offset: number): number
}

/** Letters that are written as `\u00fc` (many writers of JSON keep to ASCII) are read; other escapes are white space. */
function plainOf(raw: string, from: number): Plain {
  if (!raw.includes('\\u')) {
    return { text: raw.replace(escapes, (mark) => ' '.repeat(mark.length)), at: (offset) => from + offset }
  }
  const places: number[] = []
  let text = ''
  let last = 0
  const put = (piece: string, start: number, step: number) => {
    for (let at = 0; at < piece.length; at += 1) places.push(start + at * step)
    text += piece
  }
  for (const match of raw.matchAll(escapes)) {
    put(raw.slice(last, match.index), last, 1)
    last = match.index + match[0].length
    const letter = letterOf(match[1])
    if (letter === undefined) put(' '.repeat(match[0].length), match.index, 1)
    else put(letter, match.index, match[0].length)
  }
  put(raw.slice(last), last, 1)
  places.push(raw.length)
  return { text, at: (offset) => from + (places[offset] ?? raw.length) }
}

/** The character of a `\u` escape; undefined of control characters and of other escapes. */
function letterOf(digits: string | undefined): string | undefined {
  const code = digits === undefined ? 0 : Number.parseInt(digits, 16)
  return code < 0x20 ? undefined : String.fromCharCode(code)
}

/** A JSON text with the characters that its `\u` escapes stand for. */
export function withLetters(text: string): string {
  return text.includes('\\u') ? text.replace(escapes, (mark, digits?: string) => letterOf(digits) ?? mark) : text
}

function sentencesOf({ text, at }: Plain): WordUnit[] {
  const units: WordUnit[] = []
  let start = 0
  const push = (end: number) => {
    const from = start
    if (text.slice(start, end).trim() !== '') {
      const words = partsOf({ text: text.slice(start, end), at: (offset) => at(from + offset) })
      units.push({ start: at(start), end: at(end), words })
    }
    start = end
  }
  for (const match of text.matchAll(sentenceEnd)) push(match.index + match[0].length)
  push(text.length)
  return units
}

/** The words of a key, and all of them as one: "WiFi" is "wifi", too. */
function keyParts(key: Plain): Word[] {
  const { text, at } = key
  const words = partsOf(key)
  if (words.length < 2 || words.length > 4) return words
  const whole = toWord(words.map(({ folded }) => folded).join(''), text, 0, text.length)
  return [...words, { ...whole, start: at(0), end: at(text.length) }]
}

function partsOf({ text, at }: Plain): Word[] {
  return Array.from(text.matchAll(part), (match) => {
    const end = match.index + match[0].length
    const word = toWord(match[0].toLowerCase().replaceAll('’', "'"), text, match.index, end)
    return { ...word, start: at(match.index), end: at(end) }
  })
}
