import type { Span } from './span.ts'

/** Closing marks by their opening mark. `“` also closes `„`, and `»…«` is as good as `«…»`. */
const closers: Record<string, string> = {
  '“': '”“"',
  '„': '“”',
  '«': '»',
  '»': '«',
  '‹': '›',
  '›': '‹',
  '‘': '’',
  "'": "'",
  '「': '」',
  '『': '』',
}
const mark = /["“”„«»‹›‘’「」『』＂']|\n[^\S\n]*\n/g
// Words that leave out their first letters are no quotations.
const elided = /^(?:em|tis|twas|til|till|cause|bout|round|n|s|d|ll|re|ve)(?![\p{L}])/iu
const longestStraight = 300
const wordCharacter = /[\p{L}\p{N}]/u
const openingContext = /[\s([{<*_/—–-]/u

/** A quotation: the span with its marks, and the text between them. */
export interface Quotation extends Span {
  text: string
}

/**
 * Quotations in straight, curly, low and angled double marks, single marks and corner brackets. None goes beyond its
 * paragraph; of nested ones the outer is given. Apostrophes and inch marks are not quotation marks. Linear in the text.
 */
export function findQuotations(text: string): Quotation[] {
  const found: Quotation[] = []
  let open: { mark: string; at: number } | undefined
  for (const match of text.matchAll(mark)) {
    const char = match[0] === '＂' ? '"' : match[0]
    const at = match.index
    if (open?.mark === "'" && (at - open.at > longestStraight || text.slice(open.at, at).includes('\n')))
      open = undefined
    if (char.startsWith('\n')) open = undefined
    else if (open !== undefined && closes(open.mark, char, text, at)) {
      found.push({ start: open.at, end: at + 1, text: text.slice(open.at + 1, at) })
      open = undefined
    } else if (opens(char, text, at) && (open === undefined || reopens(open.mark, char))) open = { mark: char, at }
  }
  return found
}

function opens(char: string, text: string, at: number): boolean {
  const next = text[at + 1] ?? ''
  const before = text[at - 1] ?? ' '
  if (char === '"') return /\S/.test(next) && (openingContext.test(before) || /["“‘«„:;,]/.test(before))
  if (char === "'") return /[\s([{—–]/u.test(before) && /\p{L}/u.test(next) && !elided.test(text.slice(at + 1, at + 8))
  if (char === '‘') return wordCharacter.test(next) && !wordCharacter.test(before)
  if (char === '»' || char === '›') return /\S/.test(next) && !wordCharacter.test(before)
  return char in closers
}

function closes(open: string, char: string, text: string, at: number): boolean {
  const next = text[at + 1] ?? ' '
  const before = text[at - 1] ?? ' '
  if (open === '"') {
    if (char !== '"') return false
    return !(opens(char, text, at) && /\s/.test(before)) && !wordCharacter.test(next)
  }
  if (!(closers[open] ?? '').includes(char)) return false
  if (char === '"') return !/\s/.test(before) && !wordCharacter.test(next) && !isInner(text, at)
  // The same sign is an apostrophe within a word.
  return (char !== '’' && char !== "'") || !wordCharacter.test(next)
}

/** A straight mark within curly ones: the curly one that closes is still to come. */
function isInner(text: string, at: number): boolean {
  const [next] = /[“”\n]/.exec(text.slice(at + 1, at + 400)) ?? []
  return next === '”'
}

/** Whether an opening mark within an open quotation means that the first was never closed. */
function reopens(open: string, char: string): boolean {
  return open === char || open === '‘' || open === "'"
}
