// Line feeds and tabs are layout; ZWJ, ZWNJ and the directional marks are needed by scripts and emoji. The rest of these cannot be
// seen, or makes what is seen lie about its order ("Trojan source").
const unseen =
  /\r\n|[[\p{Cc}--[\n\t]]\p{Cs}\u{200b}\u{2028}\u{2029}\u{202a}-\u{202e}\u{2060}\u{2066}-\u{2069}\u{feff}]/gv

/**
 * Text in which what hides is spelt out: control characters as their pictures (␀), zero-width and direction-changing characters as
 * ⟨U+202E⟩, lone surrogates as U+FFFD. The result is well-formed UTF-16 and safe to write as UTF-8.
 */
export function visible(text: string): string {
  return text.replace(unseen, picture)
}

function picture(found: string): string {
  if (found === '\r\n') return '\n'
  const code = found.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  if (code === 0x7f) return '\u2421'
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd'
  return `\u27e8U+${code.toString(16).toUpperCase().padStart(4, '0')}\u27e9`
}

/** The offset, moved out of the middle of a surrogate pair towards the start. */
export function wholeCharacter(text: string, offset: number): number {
  const before = text.charCodeAt(offset - 1)
  const after = text.charCodeAt(offset)
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff ? offset - 1 : offset
}

/** At most `limit` UTF-16 units of a text, whole characters only, and how many were left out. */
export function cut(text: string, limit: number): { text: string; leftOut: number } {
  if (text.length <= limit) return { text, leftOut: 0 }
  const end = wholeCharacter(text, limit)
  return { text: text.slice(0, end), leftOut: text.length - end }
}

/** The beginning of a text on one line, with an ellipsis where it goes on. */
export function excerpt(text: string, limit: number): string {
  const line = cut(text, limit * 4)
    .text.replace(/\s+/g, ' ')
    .trim()
  if (line.length <= limit && text.length <= limit * 4) return line
  return `${cut(line, limit).text.trimEnd()}\u2026`
}
