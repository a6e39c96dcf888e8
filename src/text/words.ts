import { isWord, tokenize } from './tokens.ts'

// What Python's str.split takes for white space: unlike here, the separators U+001C to U+001F and U+0085, but not U+FEFF.
const controls = ['\u001c', '\u001d', '\u001e', '\u001f', '\u0085']

/** The words between white space, as Python's `split` finds them. */
export function splitOnSpace(text: string): string[] {
  const plain = controls.reduce((result, mark) => result.replaceAll(mark, ' '), text)
  return plain.split(/[^\S\ufeff]+/).filter((word) => word !== '')
}

/** The words of a text in any script, folded; of scripts that put no spaces between words each character is one. */
export function foldedWords(text: string): string[] {
  return tokenize(text).folded.filter(isWord)
}

/** The words of a text as SQuAD's script compares them: lower case, no ASCII punctuation, no articles. */
export function squadWords(text: string): string[] {
  const bare = text.toLowerCase().replace(/[!-/:-@[-`{-~]/g, '')
  return splitOnSpace(bare.replace(/(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu, ' '))
}

/** The words of a text as ROUGE compares them: lower case, runs of a-z and 0-9 and nothing else. */
export function rougeWords(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? []
}
