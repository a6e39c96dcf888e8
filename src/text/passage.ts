import type { Span } from './span.ts'
import type { Tokens } from './tokens.ts'
import { ellipsisToken, isWord, tokenize } from './tokens.ts'

/** A text made ready to look for quotations in: made once, asked often. */
export interface Passage extends Tokens {
  /** Where each token stands, by its index in the columns. */
  readonly places: ReadonlyMap<string, readonly number[]>
}

export function toPassage(text: string): Passage {
  const tokens = tokenize(text)
  const places = new Map<string, number[]>()
  tokens.folded.forEach((word, index) => {
    const list = places.get(word)
    if (list === undefined) places.set(word, [index])
    else list.push(index)
  })
  return { ...tokens, places }
}

/** A quotation as it is looked for: the parts between ellipses, without the marks at their edges. */
export type Needle = readonly (readonly string[])[]

/** Reads a quotation's words; `[T]he` is "The", `[sic]` nothing, and `[the buyer]` stands for other words, as editors write them. */
export function toNeedle(quotation: string): Needle {
  const plain = quotation
    .replace(/\[sic\]/gi, ' ')
    .replace(/\[(\p{L})\](?=\p{L})/gu, '$1')
    .replace(/\[[^[\]\n]{1,60}\]/g, ` ${ellipsisToken} `)
  const parts: string[][] = [[]]
  for (const word of tokenize(plain).folded) {
    if (word === ellipsisToken) parts.push([])
    else parts.at(-1)?.push(word)
  }
  return parts.map(trimmed).filter((part) => part.length > 0)
}

export function wordCount(needle: Needle): number {
  return needle.reduce((sum, part) => sum + part.filter(isWord).length, 0)
}

/** Where the quotation stands in the passage, its parts in order, or undefined. Offsets are into the passage's text. */
export function locate(passage: Passage, needle: Needle): Span | undefined {
  let from = 0
  let start: number | undefined
  let end = 0
  for (const part of needle) {
    const at = find(passage, part, from)
    if (at === -1) return undefined
    start ??= passage.starts[at] ?? 0
    end = passage.ends[at + part.length - 1] ?? 0
    from = at + part.length
  }
  return start === undefined ? undefined : { start, end }
}

function trimmed(part: readonly string[]): readonly string[] {
  const first = part.findIndex(isWord)
  return first === -1 ? [] : part.slice(first, part.findLastIndex(isWord) + 1)
}

/** Index of the first token of the part at or after `from`, or -1. Tries the places of the part's rarest word. */
function find(passage: Passage, part: readonly string[], from: number): number {
  let rarest: readonly number[] | undefined
  let shift = 0
  for (const [index, word] of part.entries()) {
    const places = passage.places.get(word)
    if (places === undefined) return -1
    if (rarest === undefined || places.length < rarest.length) {
      rarest = places
      shift = index
    }
  }
  let budget = passage.folded.length * 2 + 1_000
  for (const place of rarest ?? []) {
    const at = place - shift
    if (at < from) continue
    const same = agreeing(passage.folded, part, at)
    if (same === part.length) return at
    budget -= same + 1
    // Repetitive texts only: from here on a search that is linear whatever the texts are.
    if (budget < 0) return knuthMorrisPratt(passage.folded, part, at + 1)
  }
  return -1
}

function agreeing(words: readonly string[], part: readonly string[], at: number): number {
  let same = 0
  while (same < part.length && words[at + same] === part[same]) same += 1
  return same
}

/** Knuth, Morris and Pratt (1977): linear in both. */
function knuthMorrisPratt(words: readonly string[], part: readonly string[], from: number): number {
  const borders = [0]
  for (let index = 1, length = 0; index < part.length; index += 1) {
    while (length > 0 && part[index] !== part[length]) length = borders[length - 1] ?? 0
    if (part[index] === part[length]) length += 1
    borders.push(length)
  }
  for (let index = from, length = 0; index < words.length; index += 1) {
    while (length > 0 && words[index] !== part[length]) length = borders[length - 1] ?? 0
    if (words[index] === part[length]) length += 1
    if (length === part.length) return index - length + 1
  }
  return -1
}
