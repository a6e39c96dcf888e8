import { codeSpans } from './markdown.ts'
import type { Span } from './span.ts'
import { outside } from './span.ts'

const brackets = /\[\^?([ \u00a0,;^]{0,20})\](?![([{:\w])|【[ \u00a0,;]{0,20}】/g
const elements =
  /<(cite|citation|ref|reference|source)\s{0,3}(?:\/>|>\s{0,20}<\/\1\s{0,3}>|\sid\s{0,3}=\s{0,3}(?:"\s{0,20}"|'\s{0,20}')\s{0,3}\/?>)/gi
// "returns []", "an empty list []": the brackets are what is spoken of.
const spokenOf =
  /(?:^|[^\p{L}])(?:returns?|returned|empty|lists?|arrays?|is|are|be|was|were|equals?|values?|gives?|yields?|with|of|or|and|to|as|a|an|the|brackets?|like|symbols?)\s*["'“‘(]?$|[=:{([<>+*/|&"'“‘]\s{0,2}$/iu

/**
 * Citation markers with nothing in them: `[]`, `[ , ]`, `[^]`, `【】`, `<cite></cite>`, `<ref/>`. Not code, check boxes, `int[]` and brackets that
 * are spoken of ("returns []"): a `[]` counts only behind a word and a space, or behind the end of a sentence, and before a sign or the end of the line. Linear in the text.
 */
export function findEmptyMarkers(text: string): Span[] {
  const found: Span[] = []
  for (const match of text.matchAll(brackets)) {
    const listed = /[,;]/.test(match[1] ?? '') || match[0].startsWith('【')
    if (listed || isMarker(text, match.index, match.index + match[0].length)) found.push(spanOf(match))
  }
  for (const match of text.matchAll(elements)) found.push(spanOf(match))
  return outside(
    found.sort((a, b) => a.start - b.start),
    codeSpans(text),
  )
}

function isMarker(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 24), start)
  if (/(?:^|\n)[ \t]*(?:[-*+]|\d{1,3}[.)])?[ \t]*$/.test(before) && start < 24) return false
  if (/\n[ \t]*(?:[-*+]|\d{1,3}[.)])?[ \t]*$/.test(before)) return false
  const behindWord = /[\p{L}\p{N}%)”’\]】]\s$/u.test(before) && !spokenOf.test(before)
  const behindSentence = /[.!?]\s?$/.test(before)
  return (behindWord || behindSentence) && /^(?:\s*$|\s*\n|[.,;:!?])/.test(text.slice(end, end + 8))
}

function spanOf(match: RegExpExecArray): Span {
  return { start: match.index, end: match.index + match[0].length }
}
