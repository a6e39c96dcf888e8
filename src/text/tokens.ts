/** The tokens of a text in columns: words and marks, folded, with where each stood. */
export interface Tokens {
  readonly folded: readonly string[]
  /** UTF-16 offset of the token. */
  readonly starts: readonly number[]
  /** UTF-16 offset behind the token. */
  readonly ends: readonly number[]
}

// Scripts that put no spaces between words: each character is a token.
const unspaced = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}'
const letter = `(?:(?![${unspaced}])[\\p{L}\\p{M}\\p{N}\\p{Cf}])`
const token = new RegExp(
  [
    // A number is one token: a quotation of "5 days" must not stand in "1.5 days".
    '\\p{Nd}+(?:[.,]\\p{Nd}+)+',
    `${letter}+(?:['’ʼ＇]${letter}+)*`,
    `[${unspaced}]\\p{M}*`,
    '\\.{3,}|(?:\\.[ \\u00a0]){2,}\\.|…',
    '[-‐‑‒–—―−﹣－]+',
    '[^\\s]',
  ].join('|'),
  'gu',
)
const plain = /^[\x20-\x7e]+$/
const formatting = /\p{Cf}/gu
const apostrophe = /[’ʼ＇]/g
const dash = /^[-‐‑‒–—―−﹣－]+$/
const ellipsis = /^(?:\.{2,}|(?:\.[ \u00a0])+\.|…)$/
// Quotation marks, emphasis and code marks are dressing: the same words may stand with or without them.
const dressing = /^[\p{Cc}"'`´*_“”„‟‘’‚‛«»‹›「」『』＂]$/u
const wordLike = /[\p{L}\p{N}]/u

/** The token that stands for left-out text. */
export const ellipsisToken = '…'

/**
 * Words, numbers and punctuation marks of a text, folded so that typography makes no difference: compatibility forms (NFKC),
 * case, ligatures, soft hyphens, apostrophes, dashes and the ellipsis. Quotation marks, `*`, `_` and backticks are left out.
 * Linear in the text.
 */
export function tokenize(text: string): Tokens {
  const folded: string[] = []
  const starts: number[] = []
  const ends: number[] = []
  for (const match of text.matchAll(token)) {
    const word = foldToken(match[0])
    if (word === '') continue
    folded.push(word)
    starts.push(match.index)
    ends.push(match.index + match[0].length)
  }
  return { folded, starts, ends }
}

export function isWord(token: string): boolean {
  return wordLike.test(token)
}

function foldToken(raw: string): string {
  if (dressing.test(raw)) return ''
  if (dash.test(raw)) return '-'
  if (ellipsis.test(raw)) return ellipsisToken
  if (plain.test(raw)) return raw.toLowerCase()
  return foldText(raw)
}

/** NFKC, lower case, without invisible formatting characters and with one form of apostrophe. */
export function foldText(text: string): string {
  if (plain.test(text)) return text.toLowerCase()
  return text.replace(formatting, '').normalize('NFKC').toLowerCase().normalize('NFKC').replace(apostrophe, "'")
}
