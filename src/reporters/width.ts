const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const ascii = /^[ -~]*$/
const emoji = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\u{fe0f}|\p{Regional_Indicator}{2}|\u{20e3}/u
const noWidth = /^[\p{M}\p{Default_Ignorable_Code_Point}\p{Cc}\u{1160}-\u{11ff}]$/u

/** Blocks that Unicode's EastAsianWidth.txt gives as wide or fullwidth; wide emoji are told by their own property. */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18cff],
  [0x1aff0, 0x1b2ff],
  [0x1d300, 0x1d376],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
]

/** How many terminal columns a text takes (UAX #11; ambiguous characters are narrow, emoji two). */
export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length
  let width = 0
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment)
  return width
}

/** The text cut to at most `width` columns, between graphemes, ending in `…` where something is lost. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  return width < 1 ? '' : `${split(text, width - 1)[0] ?? ''}…`
}

/** The text filled with spaces to `width` columns; longer text stays as it is. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)))
  return align === 'left' ? text + space : space + text
}

/** Lines of at most `width` columns (2 or more, since a character may take two), broken at spaces, and within words that are longer than a line. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (word === '') continue
    const joined = line === '' ? word : `${line} ${word}`
    if (displayWidth(joined) <= width) {
      line = joined
      continue
    }
    if (line !== '') lines.push(line)
    const pieces = split(word, width)
    line = pieces.pop() ?? ''
    lines.push(...pieces)
  }
  if (line !== '') lines.push(line)
  return lines
}

/** The text wrapped to `width`, every line after the first (and the first too, where `first` is left out) indented. */
export function paragraph(text: string, width: number, indent: number, first = ' '.repeat(indent)): string {
  const lines = wrap(text, Math.max(width - indent, 8))
  return lines.map((line, index) => (index === 0 ? first : ' '.repeat(indent)) + line).join('\n')
}

/** A text in pieces of at most `width` columns; empty where not even the first grapheme fits. */
function split(text: string, width: number): string[] {
  const pieces: string[] = []
  let used = 0
  let start = 0
  for (const { segment, index } of graphemes.segment(text)) {
    const wider = graphemeWidth(segment)
    if (used + wider > width && index > start) {
      pieces.push(text.slice(start, index))
      start = index
      used = 0
    }
    if (wider > width) return pieces
    used += wider
  }
  return [...pieces, text.slice(start)]
}

function graphemeWidth(grapheme: string): number {
  if (emoji.test(grapheme)) return 2
  let width = 0
  for (const character of grapheme) width += characterWidth(character)
  return width
}

function characterWidth(character: string): number {
  if (noWidth.test(character)) return 0
  const code = character.codePointAt(0) ?? 0
  return wide.some(([from, to]) => code >= from && code <= to) ? 2 : 1
}
