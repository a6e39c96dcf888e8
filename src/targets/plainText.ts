import { stripVTControlCharacters } from 'node:util'

const longestMessage = 500
const noise = /^\s+at |^Node\.js v|^\s*\^+\s*$/

/** Foreign text as part of a message: one line, no escape sequences or control characters, at most `limit` characters. */
export function plainText(text: string, limit = longestMessage): string {
  const clean = stripVTControlCharacters(text)
    .replace(/\s+/gu, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim()
    .toWellFormed()
  return clean.length > limit ? `${clean.slice(0, limit - 1).toWellFormed()}…` : clean
}

/** The last lines of what a program complained, the frames of stack traces apart: the message is what helps. */
export function lastWords(stderr: string): string {
  const lines = stripVTControlCharacters(stderr)
    .split('\n')
    .filter((line) => line.trim() !== '' && !noise.test(line))
  let words = ''
  for (const line of lines.reverse()) {
    const longer = words === '' ? plainText(line) : `${plainText(line)} | ${words}`
    if (longer.length > longestMessage) break
    words = longer
  }
  return words
}
