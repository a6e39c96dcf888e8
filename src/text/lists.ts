import type { Span } from './span.ts'

const listMark = /^[ \t>]*(?:[*_#]{1,6}[ \t]?)?(?:[-*+•][ \t]+(?:\(?\d{1,3}[.)](?=\s))?|\(?\d{1,3}[.)](?=[\s*_]))/gmu
const stepMark =
  /^[ \t>#*_-]*(?:step|option|tip|part|point|method|reason|question|phase|stage)[ \t]+\d{1,3}(?=[\s.:)*_–—-])/gimu

const inlineStep = /(?<![\p{L}\p{N}])(?:steps?|options?)[ \u00a0]\d{1,2}(?![\p{L}\p{N}%]|[.,]\d)/giu
const inlineNumber =
  /(?<![\p{L}\p{N}][ ]?)\((\d{1,2})\)(?=[ \u00a0])|(?<=[,;:][ ]|[,;][ ]and[ ])\((\d{1,2})\)(?=[ \u00a0])/gu

/** The bullets and numbers that items of lists begin with. */
export function listMarks(text: string): Span[] {
  return spans(text, listMark)
}

/** "Step 2:" at the beginning of a line. */
export function stepMarks(text: string): Span[] {
  return spans(text, stepMark)
}

/** "step 2" and "option 3" anywhere, and the marks of a list within a sentence: "(1) open it; (2) close it". */
export function inlineMarks(text: string): Span[] {
  const numbered = Array.from(text.matchAll(inlineNumber))
  const known = new Set(numbered.map((match) => Number(match[1])))
  const marks = numbered
    .filter((match) => known.has(Number(match[1]) === 1 ? 2 : Number(match[1]) - 1))
    .map((match) => ({ start: match.index, end: match.index + match[0].length }))
  return [...spans(text, inlineStep), ...marks]
}

function spans(text: string, pattern: RegExp): Span[] {
  return Array.from(text.matchAll(pattern), (match) => ({ start: match.index, end: match.index + match[0].length }))
}
