import type { Span } from '../text/span.ts'
import { isWord, tokenize } from '../text/tokens.ts'
import { functionWords } from './functionWords.ts'
import { stem } from './stem.ts'

/** A word of a text, as it is compared. */
export interface Word extends Span {
  folded: string
  stem: string
  /** It says something by itself: no function word. */
  content: boolean
  /** It has digits. */
  digits: boolean
  /** It begins with a capital. */
  capital: boolean
}

const stems = new Map<string, string>()
/** Stems are remembered; answers bring ever new words, so not for ever, and none that only fill memory. */
const mostStems = 50_000
const longestRemembered = 64

/** The words of a text in order, without punctuation. Linear in the text. */
export function wordsOf(text: string): Word[] {
  const { folded, starts, ends } = tokenize(text)
  const words: Word[] = []
  for (let index = 0; index < folded.length; index += 1) {
    const word = folded[index] ?? ''
    if (!isWord(word)) continue
    const start = starts[index] ?? 0
    words.push(toWord(word, text, start, ends[index] ?? start))
  }
  return words
}

export function toWord(folded: string, text: string, start: number, end: number): Word {
  const digits = /\p{N}/u.test(folded)
  return {
    folded,
    stem: digits ? folded.replace(/(?<=\d),(?=\d{3})/g, '') : cachedStem(folded),
    content: digits || !functionWords.has(folded),
    digits,
    capital: /^\p{Lu}/u.test(text.slice(start, start + 2)),
    start,
    end,
  }
}

function cachedStem(word: string): string {
  const known = stems.get(word)
  if (known !== undefined) return known
  if (word.length > longestRemembered) return stem(word)
  if (stems.size >= mostStems) stems.clear()
  const found = stem(word)
  stems.set(word, found)
  return found
}
