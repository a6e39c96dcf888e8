import type { Span } from './span.ts'
import { merged } from './span.ts'

const fence = /^ {0,3}(`{3,}|~{3,})/
const inlineCode = /`[^`\n]+`/g
// The look-behinds keep a long run of letters from being tried again from each of them.
const address =
  /(?<![\w+])(?:https?:\/\/|www\.)[^\s<>"'`)\]}]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g

/** Fenced code blocks, an unclosed one to the end of the text. */
export function fencedCode(text: string): Span[] {
  const spans: Span[] = []
  let open: { mark: string; start: number } | undefined
  for (const { start, end } of lines(text)) {
    const mark = fence.exec(text.slice(start, Math.min(end, start + 100)))?.[1]
    if (mark === undefined) continue
    if (open === undefined) open = { mark, start }
    else if (mark[0] === open.mark[0] && mark.length >= open.mark.length) {
      spans.push({ start: open.start, end })
      open = undefined
    }
  }
  if (open !== undefined) spans.push({ start: open.start, end: text.length })
  return spans
}

/** Fenced blocks and `inline code`. */
export function codeSpans(text: string): Span[] {
  if (!text.includes('`') && !text.includes('~~~')) return []
  return merged([...fencedCode(text), ...matches(text, inlineCode)])
}

/** Web and e-mail addresses. */
export function addressSpans(text: string): Span[] {
  return matches(text, address)
}

/** The lines of a text without their line ends. */
export function* lines(text: string): Generator<Span> {
  let start = 0
  while (start <= text.length) {
    const feed = text.indexOf('\n', start)
    const end = feed === -1 ? text.length : feed
    yield { start, end: end > start && text.charCodeAt(end - 1) === 13 ? end - 1 : end }
    if (feed === -1) return
    start = feed + 1
  }
}

function matches(text: string, pattern: RegExp): Span[] {
  return Array.from(text.matchAll(pattern), (match) => ({ start: match.index, end: match.index + match[0].length }))
}
