const space = /\s/

/**
 * Parts of a text of at most `length` UTF-16 units, in order, that begin and end between words where there are any: each begins half a
 * window after the one before at most, so that what is no longer than half a window stands whole in one of them. The text itself where it
 * is no longer, or no length is given. Linear in the text: at most about 4 times as many as lengths in it.
 */
export function windowsOf(text: string, length = Number.POSITIVE_INFINITY): string[] {
  const windows: string[] = []
  for (let start = 0; ; ) {
    if (text.length - start <= length) return [...windows, text.slice(start)]
    windows.push(text.slice(start, wordEnd(text, start, start + length, length)))
    start = wordEnd(text, start, start + Math.floor(length / 2), length)
  }
}

/** The last place between words at `to` or up to a quarter of a window before; `to` where a word is longer than that. */
function wordEnd(text: string, start: number, to: number, length: number): number {
  const least = Math.max(start + 1, to - Math.floor(length / 4))
  for (let end = to; end >= least; end -= 1) if (space.test(text.charAt(end))) return end
  return isInsidePair(text, to) ? to - 1 : to
}

function isInsidePair(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff
}
