import type { Span } from './span.ts'

const listMark = /^[ \t>]*(?:[*_#]{1,6}[ \t]?)?(?:[-*+•][ \t]+(?:\(?\d{1,3}[.)](?=\s))?|\(?\d{1,3}[.)](?=[\s*_]))/gmu
const stepMark =
  /^[ \t>#*_-]*(?:step|option|tip|part|point|method|reason|question|phase|stage)[ \t]+\d{1,3}(?=[\s.:)*_–—-])/gimu

/** The bullets and numbers that items of lists begin with. */
export function listMarks(text: string): Span[] {
  return spans(text, listMark)
}

/** "Step 2:" at the beginning of a line. */
export function stepMarks(text: string): Span[] {
  return spans(text, stepMark)
}

function spans(text: string, pattern: RegExp): Span[] {
  return Array.from(text.matchAll(pattern), (match) => ({ start: match.index, end: match.index + match[0].length }))
}
