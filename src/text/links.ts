import type { Span } from './span.ts'

/** A web address or DOI in a text. */
export interface Link extends Span {
  /** As written, without marks around it. */
  written: string
  /** What equal addresses have in common (`linkKey`); undefined where it is not well formed. */
  key: string | undefined
}

// Each address is taken once and no further than 2,000 characters: linear in the text.
const address =
  /(?<![A-Za-z0-9_+-])(?:(?:https?|ftp):\/{1,3}(?:\[[\da-f:.]{2,45}\])?|www\.(?=[\p{L}\p{N}]))[^\s<>"`{}|\\^[\]，。；：！？、）】」》（【「《“”]{1,2000}|(?<![\p{L}\p{N}_])doi:\s{0,2}[^\s<>"]{1,300}|(?<![\p{L}\p{N}_./-])10\.\d{4,9}\/[^\s<>"]{1,300}/giu
const destination = /\]\(\s{0,3}<?(https?(?![\p{L}\p{N}])[^\s()<>]{0,1000})>?/giu
const doiSyntax = /^10\.\d{4,9}(?:\.\d{1,9}){0,4}\/\S+$/
const doiHost = /^(?:dx\.|www\.)?doi\.org$/i

/** The addresses of a text: `https:`, `http:`, `ftp:` and `www.`, targets of Markdown links, DOIs with and without `doi:`. */
export function findLinks(text: string): Link[] {
  const found = Array.from(text.matchAll(address)).flatMap((match) => linkAt(match[0], match.index))
  const taken = new Set(found.map(({ start }) => start))
  for (const match of text.matchAll(destination)) {
    // What is no address by its looks, but stands where one must: "[shop](https//example.com)".
    const written = match[1] ?? ''
    const start = match.index + match[0].indexOf(written)
    if (!taken.has(start)) found.push({ start, end: start + written.length, written, key: linkKey(written) })
  }
  return found.sort((a, b) => a.start - b.start)
}

function linkAt(raw: string, at: number): Link[] {
  const written = raw.slice(0, trimmedLength(raw))
  // "Addresses begin with https://" names none.
  if (/^(?:(?:https?|ftp):\/*|www|doi:?)$/i.test(written)) return []
  return [{ start: at, end: at + written.length, written, key: linkKey(written) }]
}

/** Without the marks behind an address; a closing parenthesis stays where one was opened. */
function trimmedLength(raw: string): number {
  let opened = 0
  for (const char of raw) opened += char === '(' ? 1 : char === ')' ? -1 : 0
  let length = raw.length
  for (; length > 0; length -= 1) {
    const last = raw[length - 1] ?? ''
    if (last === ')' && opened < 0) opened += 1
    else if (!/[.,;:!?'"*_~\]’”»]/.test(last)) break
  }
  return length
}

/**
 * What addresses of one place have in common: host and path without `http:` or `https:`, `www.`, a slash at the end and what follows
 * `#`, as the WHATWG URL standard parses them; `doi:` and the DOI in lower case, however the DOI is written. Undefined where it is not well formed:
 * no URL by that standard, or a DOI that is not `10.`, four to nine digits, `/` and something.
 */
export function linkKey(written: string): string | undefined {
  if (/^(?:doi:|10\.)/i.test(written)) return doiKey(written.replace(/^doi:\s*/i, ''))
  const whole = /^www\./i.test(written) ? `https://${written}` : written
  if (!URL.canParse(whole)) return undefined
  const url = new URL(whole)
  if (doiHost.test(url.hostname)) return doiKey(safelyDecoded(url.pathname.slice(1)))
  if (url.hostname === '') return undefined
  let end = url.pathname.length
  while (end > 0 && url.pathname[end - 1] === '/') end -= 1
  return `${url.host.replace(/^www\./, '')}${url.pathname.slice(0, end)}${url.search}`
}

function doiKey(written: string): string | undefined {
  const doi = written.replace(/^https?:\/\/(?:dx\.)?doi\.org\//i, '')
  return doiSyntax.test(doi) ? `doi:${doi.toLowerCase()}` : undefined
}

function safelyDecoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const ownField =
  /["']?\b(?:source[_ ]?)?(?:url|uri|link|href|permalink|canonical|doi|source)["']?\s{0,3}[:=]\s{0,3}["'<]?((?:https?:\/\/|www\.|doi:|10\.\d{4,9}\/)[^\s"'<>]{1,1000})/i

/** The addresses under which a source itself is found: its id and title where they are or hold one, and a line or field `url: ...` at the top of its text. */
export function ownAddresses(id: string, title: string | undefined, text: string): string[] {
  const named = findLinks(`${id}\n${(title ?? '').slice(0, 2_000)}`).flatMap(({ key }) =>
    key === undefined ? [] : [key],
  )
  const field = ownField.exec(text.slice(0, 1_000))?.[1]
  const own = field === undefined ? undefined : findLinks(field)[0]?.key
  return own === undefined ? named : [...named, own]
}
