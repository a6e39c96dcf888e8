import type { Span } from './span.ts'

/** A citation as an XML element: `<cite>doc</cite>`, `<source id="1"/>`, `<cite id="doc">text</cite>`, `<co: 1>text</co: 1>`. */
export interface CitationTag extends Span {
  /** What is cited, as written. */
  content: string
  /** The words of the answer that the element is about; absent where it holds none. */
  wraps?: Span
  /** Whether it can be nothing but a citation: HTML has `<cite>` for titles, and `<source src>` for media. */
  certain: boolean
}

const names = 'cite|citation|ref|reference|source|src|doc|document|footnote|co'
// An opening tag is no longer than 300 characters: linear in the text.
const tag = new RegExp(
  `<(/?)(${names})(?:(?::|\\s)\\s{0,3}((?:[^<>"'\\n]|"[^"\\n<>]{0,200}"|'[^'\\n<>]{0,200}'){0,300}?))?\\s{0,3}(/?)>`,
  'gi',
)
const attribute =
  /(?:^|\s)(id|ids|ref|refs|source|sources|source_id|doc|docs|doc_id|document|document_id|n|index|number|key|name|target|rid|href|url|src)\s{0,3}=\s{0,3}(?:"([^"]{0,200})"|'([^']{0,200})'|([^\s"'=<>/]{1,100}))/gi
const weakAttribute = /^(?:href|url|src|name|number|key)$/i
const longestContent = 200

/** The citation elements of a text; those that are never closed, or hold no id, are none. */
export function findCitationTags(text: string): CitationTag[] {
  if (!text.includes('<')) return []
  const found: CitationTag[] = []
  const open = new Map<string, { start: number; inner: number; id: ReturnType<typeof idOf> }>()
  for (const match of text.matchAll(tag)) {
    const [whole, closing, name = '', attributes = '', alone] = match
    const end = match.index + whole.length
    const kind = name.toLowerCase()
    if (closing === '/') {
      const opened = open.get(kind)
      open.delete(kind)
      if (opened !== undefined) found.push(...element(text, kind, opened, match.index, end))
      continue
    }
    const id = idOf(kind, attributes)
    if (alone !== '/') open.set(kind, { start: match.index, inner: end, id })
    else if (id !== undefined || attributes.trim() === '') {
      found.push({ start: match.index, end, content: id?.content ?? '', certain: id?.certain ?? kind !== 'source' })
    }
  }
  return found
}

function idOf(kind: string, attributes: string): { content: string; certain: boolean } | undefined {
  // Cohere's models: "<co: 0,2>".
  if (kind === 'co') return /^[\d\s,]+$/.test(attributes) ? { content: attributes.trim(), certain: true } : undefined
  let weak: string | undefined
  for (const [, key = '', double, single, bare] of attributes.matchAll(attribute)) {
    const content = (double ?? single ?? bare ?? '').trim().replace(/^#/, '')
    if (!weakAttribute.test(key)) return { content, certain: true }
    weak ??= content
  }
  return weak === undefined ? undefined : { content: weak, certain: false }
}

function element(
  text: string,
  kind: string,
  { start, inner, id }: { start: number; inner: number; id: ReturnType<typeof idOf> },
  innerEnd: number,
  end: number,
): CitationTag[] {
  const within = text.slice(inner, Math.min(innerEnd, inner + longestContent + 1))
  if (id !== undefined) {
    const wraps = /[\p{L}\p{N}]/u.test(within) ? { wraps: { start: inner, end: innerEnd } } : {}
    return [{ start, end, ...id, ...wraps }]
  }
  if (innerEnd - inner > longestContent || within.includes('\n')) return []
  return [{ start, end, content: within.trim(), certain: kind !== 'cite' || within.trim() === '' }]
}
