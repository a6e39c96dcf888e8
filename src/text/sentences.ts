import { codeSpans, lines } from './markdown.ts'
import type { Span } from './span.ts'
import { outside } from './span.ts'

// Never end a sentence; what follows belongs to them.
const titles =
  'mr mrs ms dr prof st rev gen col sgt capt lt gov sen hon vs v e.g i.e cf approx ca no nos vol fig figs ch pp p para ed eds tel dept resp incl excl viz'
// May end one: they do where a capital follows.
const enders =
  'a.m p.m am pm etc inc ltd co corp llc plc sr jr u.s u.k e.u d.c b.c a.d u.n jan feb mar apr jun jul aug sep sept oct nov dec max min sec est ext art rep'
const neverEnd = new Set(titles.split(' '))
const mayEnd = new Set(enders.split(' '))

const terminal = /[.!?…]+|[。！？｡]/g
const closing = /["'”’»›)\]*_」』）]{0,8}/y
// Citation markers that follow the full stop belong to the sentence before it.
const markers =
  /(?:[ \u00a0]?(?:\[[^[\]\n]{1,60}\](?:\([^()\s]{1,500}\))?|【[^【】\n]{1,60}】|[⁰¹²³⁴-⁹][⁰¹²³⁴-⁹⁻⁺˒ʼ·,–-]{0,30}|<\/(?:cite|citation|co|source|ref|doc)[^<>\n]{0,30}>|<(sup|cite|citation|ref|reference|source|doc)(?:[ :][^<>\n]{0,80})?(?:\/>|>[^<>\n]{0,60}<\/\1>))){1,50}(?=\s|$)/iy
const wordBefore = /[\p{L}\p{N}.]{1,20}$/u
const listMark = /^\s*(?:>\s*)*(?:[-*+•–]\s|(?:\(?(?:\d{1,3}|[a-zA-Z])[.)])\s|#{1,6}\s|\|)/
const continues = /^\s*[\p{Ll},;)]/u
// Nobody ends a line of its own so: the text was wrapped.
const wrapped =
  /(?:,|(?<![\p{L}\p{N}])(?:a|an|the|and|or|of|in|on|at|to|for|from|by|with|as|is|are|was|were|that|which|than|per|our|your|their|its))[ \t\r]*$/u
const onlyNumber = /^\s*(?:>\s*)*(?:[*_#]{1,6}\s?)?\(?\d{1,3}$/

/**
 * The sentences of a text, trimmed, in order. A list item, a heading and a table row end with their line; a line that goes on in
 * lower case does not. Abbreviations, initials, decimals and code end nothing; citation markers behind the full stop belong to
 * the sentence. For English, and for what ends sentences with 。！？.
 */
export function splitSentences(text: string): Span[] {
  const found: Span[] = []
  const marks = terminals(text)
  let next = 0
  for (const block of blocks(text)) {
    let start = block.start
    for (; next < marks.length; next += 1) {
      const mark = marks[next]
      if (mark === undefined || mark.start >= block.end) break
      if (mark.start < start) continue
      const end = sentenceEnd(text, start, mark, block.end)
      if (end === undefined) continue
      push(found, text, start, end)
      start = end
    }
    push(found, text, start, block.end)
  }
  return found
}

function terminals(text: string): Span[] {
  const all = Array.from(text.matchAll(terminal), ({ index, 0: mark }) => ({ start: index, end: index + mark.length }))
  return outside(all, codeSpans(text))
}

/** Paragraphs, list items, headings and rows: what a sentence cannot go beyond. */
function blocks(text: string): Span[] {
  const result: Span[] = []
  let open: Span | undefined
  for (const line of lines(text)) {
    const start = text.slice(line.start, Math.min(line.end, line.start + 200))
    if (start.trim() === '' && text.slice(line.start, line.end).trim() === '') {
      open = undefined
    } else if (open !== undefined && !listMark.test(start) && (continues.test(start) || isWrapped(text, open))) {
      open.end = line.end
    } else {
      open = { start: line.start, end: line.end }
      result.push(open)
    }
  }
  return result
}

function isWrapped(text: string, { start, end }: Span): boolean {
  return (
    !/^\s*(?:#{1,6}\s|\|)/.test(text.slice(start, start + 12)) &&
    wrapped.test(text.slice(Math.max(start, end - 12), end))
  )
}

/** Where the sentence ends whose terminal mark is given, or undefined where it does not end there. */
function sentenceEnd(text: string, start: number, { start: at, end: after }: Span, limit: number): number | undefined {
  const mark = text.slice(at, after)
  let end = stick(closing, text, after)
  end = stick(markers, text, end)
  if (end >= limit) return limit
  if (/[。！？｡]/.test(mark)) return end
  const next = text.slice(end, end + 12)
  if (!/^\s/.test(next)) return undefined
  const first = next.trimStart()
  if (/^["'“‘«(*_[]*\p{Ll}/u.test(first)) return undefined
  if (mark === '.' && abbreviates(text, start, at, first)) return undefined
  return end
}

function abbreviates(text: string, start: number, at: number, next: string): boolean {
  const head = text.slice(start, Math.min(at, start + 40))
  if (at - start < 40 && onlyNumber.test(head)) return true
  const raw = wordBefore.exec(text.slice(Math.max(start, at - 20), at))?.[0] ?? ''
  const word = raw.toLowerCase()
  if (/^\p{Lu}$/u.test(raw) && raw !== 'I') return true
  if (neverEnd.has(word)) return word !== 'no' || /^\d/.test(next)
  return mayEnd.has(word) && !/^["'“‘«(*_[]*\p{Lu}/u.test(next)
}

function stick(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  const match = pattern.exec(text)
  return match === null ? at : at + match[0].length
}

function push(found: Span[], text: string, start: number, end: number): void {
  const raw = text.slice(start, end)
  const lead = raw.length - raw.trimStart().length
  const length = raw.trim().length
  if (length > 0) found.push({ start: start + lead, end: start + lead + length })
}
