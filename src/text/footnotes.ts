import type { CitationReader, Cited } from './citationReader.ts'
import { findLinks } from './links.ts'
import type { Span } from './span.ts'

/** A line that says what a label stands for: `[^1]: doc-a`, `[1]: https://...`, or `[1] Title` below a heading "References". */
export interface Definition extends Span {
  label: string
  /** The label with its brackets. */
  mark: Span
  /** What it names; undefined where it names no source, and the label has to say by itself. */
  cited?: Cited[]
}

const definition = /^[ \t]{0,3}(\[\^?([^\]\s[]{1,60})\]):[ \t]*(\S[^\n]{0,2000})/gm
const listed = /^[ \t]{0,3}(?:[-*+][ \t])?(?:(\[\^?([^\]\s[]{1,60})\])|((\d{1,3})[.)]))[ \t]+(\S[^\n]{0,2000})/gm
const heading =
  /^[ \t>]*(?:#{1,6}[ \t]|\*\*|__)?(?:sources?|references?|citations?|footnotes?|bibliography|works cited|sources? (?:used|cited))[ \t]*:?(?:\*\*|__)?:?[ \t]*$/gim
const segments = /(?:[^,;:–—|"“”()[\]<>*`.]|\.(?!\s|$))+/g
const lead = /^(?:(?:see|cf\.?|from|in|source|quoted from)\s+)?(?:(?:the|our|your)\s+)?/i
const reference = /^(.{2,200}?)\s*[(,.]\s*((?:1[5-9]|20)\d{2}[a-z]?)\s*[),.]/u

/** The definitions of a text's labels, in order, no two on one line. */
export function findDefinitions(text: string, reader: CitationReader): Definition[] {
  if (!text.includes(']')) return []
  const found = new Map<number, Definition>()
  for (const match of text.matchAll(definition)) {
    const [whole, bracket = '', label = '', content = ''] = match
    add(found, match.index, whole, bracket, label, content, reader)
  }
  const from = Array.from(text.matchAll(heading)).at(-1)?.index
  if (from !== undefined) {
    for (const match of text.slice(from).matchAll(listed)) {
      const [whole, bracket, named, numbered, number, content = ''] = match
      add(found, from + match.index, whole, bracket ?? numbered ?? '', named ?? number ?? '', content, reader)
    }
  }
  return [...found.values()].sort((a, b) => a.start - b.start)
}

function add(
  found: Map<number, Definition>,
  start: number,
  whole: string,
  bracket: string,
  label: string,
  content: string,
  reader: CitationReader,
): void {
  if (found.has(start)) return
  const at = start + whole.indexOf(bracket)
  const cited = citedBy(content.slice(0, 600), reader)
  found.set(start, {
    start,
    end: start + whole.length,
    label: label.toLowerCase(),
    mark: { start: at, end: at + bracket.length },
    ...(cited === undefined ? {} : { cited }),
  })
}

/** By an address, id or title that is the whole or a part between marks, or by author and year; an address or author that is no source's counts as none. */
function citedBy(content: string, reader: CitationReader): Cited[] | undefined {
  const whole = resolved(content.trim().replace(/[.\s]+$/, ''), reader)
  if (whole !== undefined) return [whole]
  const links = findLinks(content)
  for (const { written, key } of links) {
    const id = reader.resolveAddress(key)
    if (id !== undefined) return [{ written, id }]
  }
  for (const [part] of content.matchAll(segments)) {
    const plain = part.trim().replace(/[._\s]+$/, '')
    const named = resolved(plain, reader) ?? resolved(plain.replace(lead, ''), reader)
    if (named !== undefined) return [named]
  }
  const author = authorOf(content, reader)
  if (author !== undefined) return [author]
  const [link] = links
  return link !== undefined && reader.hasAddresses ? [{ written: link.written }] : undefined
}

function resolved(written: string, reader: CitationReader): Cited | undefined {
  if (written === '' || /^\d+$/.test(written)) return undefined
  const id = reader.resolve(written)
  return id === undefined ? undefined : { written, id }
}

/** "Smith, J., & Jones, K. (2020). Tea." is cited by its first name and the year. */
function authorOf(content: string, reader: CitationReader): Cited | undefined {
  const match = reference.exec(content)
  const name = /^\p{Lu}[\p{L}\p{M}'’-]+/u.exec((match?.[1] ?? '').replace(/^(?:\p{Lu}\.\s?)+/u, ''))?.[0]
  if (match === null || name === undefined) return undefined
  const written = `${match[1]}, ${match[2]}`.slice(0, 120)
  const [cited] = reader.readAuthorYears([{ written, names: [name], year: match[2] ?? '', certain: true }])
  return cited
}
