import type { Span } from './span.ts'

// Scripts that put no space between words have no word ends to respect.
const joining = /[\p{L}\p{M}\p{N}_]/u
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u

// Markdown's marks stand between words, and mean none.
const emphasis = '[*_`~]{0,3}'
const alike: readonly [RegExp, string][] = [
  [/['‘’ʼ]/g, "['‘’ʼ]"],
  [/["“”]/g, '["“”]'],
  [/[-‐‑–]/g, '[-‐‑–]'],
]

/** The word's characters; quotation marks, apostrophes and hyphens in any typography. */
function toPattern(word: string): string {
  const escaped = word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return alike.reduce((pattern, [marks, any]) => pattern.replace(marks, any), escaped)
}

/**
 * The first place where a phrase stands in a text as whole words and whole numbers, any white space and Markdown
 * emphasis between its words and whatever typography of quotation marks and hyphens; undefined where there is none. "5 days" is not in "15 days", "1.5 days" or "-5 days"; "no" is not in "know".
 * Linear in the text for a phrase that does not repeat itself; at worst the product of both lengths.
 */
export function findPhrase(text: string, phrase: string, ignoreCase: boolean): Span | undefined {
  const words = phrase.trim().split(/\s+/)
  if (words[0] === '') return undefined
  const [first = '', ...others] = toPatterns(words)
  const rest = others.map((source) => new RegExp(source, ignoreCase ? 'iuy' : 'uy'))
  const search = new RegExp(first, ignoreCase ? 'giu' : 'gu')
  for (let match = search.exec(text); match !== null; match = search.exec(text)) {
    const start = match.index
    const end = endOf(text, start + match[0].length, rest)
    if (end !== undefined && startsWhole(text, start) && endsWhole(text, end)) return { start, end }
    // The beginning of a long phrase may begin again within itself.
    if (rest.length > 0) search.lastIndex = start + charAt(text, start).length
  }
  return undefined
}

/** The end of what matches all patterns, one behind the other. */
function endOf(text: string, from: number, patterns: readonly RegExp[]): number | undefined {
  let at = from
  for (const pattern of patterns) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match === null) return undefined
    at += match[0].length
  }
  return at
}

const longestPattern = 400

/** The phrase in patterns of some hundred characters, each of which ends behind a word's character: longer ones do not compile. */
function toPatterns(words: readonly string[]): string[] {
  const patterns: string[] = []
  let pattern = ''
  let size = 0
  for (const [index, word] of words.entries()) {
    if (index > 0) pattern += `${emphasis}\\s+${emphasis}`
    const chars = word.length <= longestPattern ? [word] : Array.from(word)
    for (let at = 0; at < chars.length; at += longestPattern) {
      const piece = chars.slice(at, at + longestPattern).join('')
      pattern += toPattern(piece)
      size += piece.length
      if (size < longestPattern) continue
      patterns.push(pattern)
      pattern = ''
      size = 0
    }
  }
  return pattern === '' ? patterns : [...patterns, pattern]
}

function startsWhole(text: string, at: number): boolean {
  const first = charAt(text, at)
  const before = charBefore(text, at)
  if (/\p{Nd}/u.test(first)) {
    const further = text.slice(Math.max(0, at - 2), at)
    if (/\p{Nd}[.,]$/u.test(further) || /(?:^|[\s(])[-−+]$/.test(further) || /(?:^|[\s(])[.]$/.test(further))
      return false
  }
  return !joins(before, first)
}

function endsWhole(text: string, at: number): boolean {
  const last = charBefore(text, at)
  if (/\p{Nd}/u.test(last) && /^[.,]\p{Nd}/u.test(text.slice(at, at + 2))) return false
  return !joins(last, charAt(text, at))
}

function joins(a: string, b: string): boolean {
  return joining.test(a) && joining.test(b) && !unspaced.test(a) && !unspaced.test(b)
}

function charAt(text: string, at: number): string {
  const code = text.codePointAt(at)
  return code === undefined ? '' : String.fromCodePoint(code)
}

function charBefore(text: string, at: number): string {
  if (at <= 0) return ''
  const low = text.charCodeAt(at - 1)
  return low >= 0xdc00 && low <= 0xdfff ? text.slice(Math.max(0, at - 2), at) : (text[at - 1] ?? '')
}
