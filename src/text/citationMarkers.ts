import { narrativeAuthorYears } from './authorYear.ts'
import type { CitationReader, Cited } from './citationReader.ts'
import { findCitationTags } from './citationTags.ts'
import type { Definition } from './footnotes.ts'
import { findDefinitions } from './footnotes.ts'
import { findLinks, linkKey } from './links.ts'
import { codeSpans } from './markdown.ts'
import type { Span } from './span.ts'
import { lastStartingAt, outside } from './span.ts'
import { findSuperscripts } from './superscripts.ts'

export { CitationReader } from './citationReader.ts'

/** One citation marker in a text, as `[1, 3]` or `[doc-2]`. */
export interface CitationMarker extends Span {
  cited: Cited[]
  /** Words of the answer within the marker: the text of a link, what an element is about. */
  wraps?: Span
  /** The line of a definition, `[^1]: doc-a`, whose label markers cite: the marker is its label, and cites nothing by itself. */
  defines?: Span
}

const bracket =
  /\[([^[\]\n]{1,200})\](\((?:[^()\s]|\([^()\s]{0,100}\)){1,1000}(?:\s"[^"\n]{0,200}")?\))?|[【［]([^【】［］\n]{1,200})[】］]/g
const parenthesis = /(?<!\])\(([^()[\]\n]{1,300})\)/g

/**
 * The citation markers of a text: `[1]`, `[doc-2]`, `[1][3]`, `[1, 3-5]`, `[Source 2]`, `[1, p. 4]`, `[^1]` with and without `[^1]: ...`, `【1】`,
 * `【1†source】`, `(doc-2)`, `(Source 2)`, `(Smith, 2020)`, `Smith (2020)`, superscripts behind words, `[text](address of a source)`, the address by
 * itself, `<cite>doc-2</cite>`, `<source id="1"/>`, `<cite id="doc-2">text</cite>`. Code, indices (`x[0] = 2`), check boxes and other links
 * are none; a bracketed word is one only if a source has that id or title, or if it is shaped as the sources' ids are. Linear in the text.
 */
export function findCitationMarkers(text: string, reader: CitationReader): CitationMarker[] {
  const definitions = findDefinitions(text, reader)
  const byLabel = new Map(definitions.map((item) => [item.label, item]))
  const used = new Set<string>()
  const all = [
    tags(text, reader),
    brackets(text, reader, byLabel),
    links(text, reader),
    inParentheses(text, reader),
    raised(text, reader),
  ].reduce(together)
  const markers = outsideSigns(all, codeSpans(text)).flatMap((marker) => {
    const line = definitions[lastStartingAt(definitions, marker.start)]
    if (line !== undefined && marker.start < line.end) return []
    if (byLabel.size === 0) return [marker]
    return [{ ...marker, cited: marker.cited.flatMap((cited) => meant(cited, byLabel, used)) }]
  })
  return together(markers, definitionMarkers(definitions, reader, used))
}

/** The parts of the markers that are no words of the answer, in order. */
export function signsOf(markers: readonly CitationMarker[]): Span[] {
  return markers
    .flatMap(({ start, end, wraps }) =>
      wraps === undefined
        ? [{ start, end }]
        : [
            { start, end: wraps.start },
            { start: wraps.end, end },
          ],
    )
    .filter(({ start, end }) => start < end)
    .sort((a, b) => a.start - b.start)
}

/** What a label stands for, where the text says so. */
function meant(cited: Cited, byLabel: ReadonlyMap<string, Definition>, used: Set<string>): Cited[] {
  const label = cited.written.toLowerCase()
  const defined = byLabel.get(label)
  if (defined === undefined) return [cited]
  used.add(label)
  return defined.cited ?? [cited]
}

function definitionMarkers(
  definitions: readonly Definition[],
  reader: CitationReader,
  used: ReadonlySet<string>,
): CitationMarker[] {
  return definitions.flatMap(({ label, mark, cited, start, end }) => {
    const named = cited ?? (mark.end - mark.start > 2 ? reader.read(label) : [])
    if (used.has(label)) return [{ ...mark, cited: named, defines: { start, end } }]
    // A list of references that nothing refers to cites by itself.
    return named.length === 0 ? [] : [{ ...mark, cited: named }]
  })
}

/** Both lists in the order of the text, without those of the second whose signs lie in signs of the first. */
function together(first: CitationMarker[], second: CitationMarker[]): CitationMarker[] {
  if (second.length === 0) return first
  if (first.length === 0) return second
  return [...first, ...outsideSigns(second, signsOf(first))].sort((a, b) => a.start - b.start)
}

/** The markers that open outside the spans. */
function outsideSigns(markers: readonly CitationMarker[], spans: readonly Span[]): CitationMarker[] {
  if (spans.length === 0) return [...markers]
  const opening = markers.map((marker) => ({
    start: marker.start,
    end: marker.wraps !== undefined && marker.wraps.start > marker.start ? marker.wraps.start : marker.end,
    marker,
  }))
  return outside(opening, spans).map(({ marker }) => marker)
}

function brackets(text: string, reader: CitationReader, byLabel: ReadonlyMap<string, Definition>): CitationMarker[] {
  const found: CitationMarker[] = []
  for (const match of text.matchAll(bracket)) {
    const content = match[1] ?? match[3] ?? ''
    const span = { start: match.index, end: match.index + match[0].length }
    if (isCheckBox(text, match.index, content) || isIndex(text, match.index, match[0], content)) continue
    const source = match[2] === undefined ? undefined : reader.resolveAddress(linkKey(targetOf(match[2])))
    const cited = labelled(content, byLabel) ?? reader.read(content)
    if (source !== undefined) {
      const plain = cited.length > 0 && isLinkedMarker(content, cited)
      const wraps = { start: span.start + 1, end: span.start + 1 + content.length }
      found.push({ ...span, cited: [{ written: targetOf(match[2] ?? ''), id: source }], ...(plain ? {} : { wraps }) })
    } else if (cited.length > 0 && (match[2] === undefined || isLinkedMarker(content, cited))) {
      found.push({ ...span, cited })
    }
  }
  return found
}

/** `[^note]`, where the text says what that is. */
function labelled(content: string, byLabel: ReadonlyMap<string, Definition>): Cited[] | undefined {
  if (!content.startsWith('^')) return undefined
  const label = content.slice(1).toLowerCase()
  return byLabel.get(label)?.cited === undefined ? undefined : [{ written: label }]
}

/** `(https://example.com "Title")` without what is not the address. */
function targetOf(link: string): string {
  return link
    .slice(1, -1)
    .replace(/\s"[^"]*"$/, '')
    .replace(/^<|>$/g, '')
}

function links(text: string, reader: CitationReader): CitationMarker[] {
  if (!reader.hasAddresses) return []
  return findLinks(text).flatMap(({ start, end, written, key }) => {
    const id = reader.resolveAddress(key)
    return id === undefined ? [] : [{ start, end, cited: [{ written, id }], wraps: { start, end } }]
  })
}

function inParentheses(text: string, reader: CitationReader): CitationMarker[] {
  const inside = Array.from(text.matchAll(parenthesis)).flatMap((match) => {
    const cited = reader.readParenthesis(match[1] ?? '')
    return cited.length === 0 ? [] : [{ start: match.index, end: match.index + match[0].length, cited }]
  })
  const told = narrativeAuthorYears(text).flatMap(({ start, end, cited }) => {
    const read = reader.readAuthorYears([cited])
    return read.length === 0 ? [] : [{ start, end, cited: read }]
  })
  return together(inside, told)
}

function raised(text: string, reader: CitationReader): CitationMarker[] {
  return findSuperscripts(text).flatMap(({ start, end, content }) => {
    const cited = reader.read(apart(content, reader))
    return cited.length === 0 ? [] : [{ start, end, cited }]
  })
}

/** `¹²` is the twelfth source where there is one, else the first and the second. */
function apart(content: string, reader: CitationReader): string {
  if (!/^\d{2,3}$/.test(content) || reader.resolve(content) !== undefined) return content
  const digits = [...content]
  const rising = digits.every((digit, at) => at === 0 || digit > (digits[at - 1] ?? ''))
  return rising && digits.every((digit) => reader.resolve(digit) !== undefined) ? digits.join(',') : content
}

function tags(text: string, reader: CitationReader): CitationMarker[] {
  return findCitationTags(text).flatMap(({ start, end, content, wraps, certain }) => {
    const cited = certain ? reader.readNamed(content) : reader.read(content)
    const known = certain || cited.some(({ id }) => id !== undefined) || wraps === undefined
    return cited.length === 0 || !known ? [] : [{ start, end, cited, ...(wraps === undefined ? {} : { wraps }) }]
  })
}

function isCheckBox(text: string, at: number, content: string): boolean {
  return /^[xX ]$/.test(content) && /(?:^|\n)[ \t]*[-*+][ ]$/.test(text.slice(Math.max(0, at - 12), at))
}

/** An element of an array: `x[0] = 2`, `my_list[1]`, `a[1].name`, `y = data[2]`; not "30 days[1]". */
function isIndex(text: string, at: number, whole: string, content: string): boolean {
  if (!/^\d{1,4}$/.test(content) || !/[\w)]/.test(text[at - 1] ?? '')) return false
  const before = text.slice(Math.max(0, at - 40), at)
  const after = text.slice(at + whole.length, at + whole.length + 4)
  return (
    /^(?:\s?(?:[-+*/%|&^]?=(?!=)|\+\+|--)|\.[a-z_]\w|\(\))/.test(after) ||
    /(?:_\w*|(?<![\p{L}\p{N}])[a-z]|[=<>+*%&|]\s?[A-Za-z]\w*)$/u.test(before)
  )
}

/** `[1](https://...)` is a marker with a link; `[v2](https://...)` only a link, unless a source is called so. */
function isLinkedMarker(content: string, cited: readonly Cited[]): boolean {
  return /^[\d\s,^-]+$/.test(content) || cited.every(({ id }) => id !== undefined)
}
