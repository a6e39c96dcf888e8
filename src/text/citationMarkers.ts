import { codeSpans } from './markdown.ts'
import type { Span } from './span.ts'
import { outside } from './span.ts'

/** One citation marker in a text, as `[1, 3]` or `[doc-2]`. */
export interface CitationMarker extends Span {
  cited: Cited[]
}

/** What a marker points at: the id as written, and the id of the source it means; none where no such source exists. */
export interface Cited {
  written: string
  id?: string
}

const bracket = /\[([^[\]\n]{1,200})\](\([^()\s]{1,500}\))?|【([^【】\n]{1,200})】/g
// A word that says that a number follows: "[Source 2]", "[ref. 3]".
const spoken =
  /^(?:source|src|doc|document|ref|reference|passage|chunk|context|citation|cite|footnote|note)s?\.?[ :#]*(\d{1,4})$/i
const range = /^(\d{1,4})\s*[-–—]\s*(\d{1,4})$/
const idShape = /^[A-Za-z]{1,12}(?:[-_#.:]?\d{1,6})(?:[-_#.:]\d{1,6}){0,3}$/
const widest = 100
const mostRemembered = 10_000

/** Knows the sources' ids, and tells what a marker's content cites. */
export class CitationReader {
  readonly #ids: readonly string[]
  readonly #known: ReadonlyMap<string, string>
  readonly #shapes: ReadonlySet<string>
  readonly #read = new Map<string, Cited[]>()

  /** @param ids the sources' ids, in their order: `[2]` means the source "2", else the second one */
  constructor(ids: readonly string[]) {
    this.#ids = ids
    this.#known = new Map([...ids].reverse().flatMap((id) => [[id.toLowerCase(), id] as const, [id, id] as const]))
    this.#shapes = new Set(ids.map(shapeOf).filter((shape) => shape !== 'a'))
  }

  /** What `[content]` cites, in order; empty where it is no citation ("[sic]", "[see below]"). */
  read(content: string): Cited[] {
    const known = this.#read.get(content)
    if (known !== undefined) return known
    const cited = this.#parse(content)
    if (this.#read.size >= mostRemembered) this.#read.clear()
    this.#read.set(content, cited)
    return cited
  }

  /** The id of the source that an id or number means, or undefined. */
  resolve(written: string): string | undefined {
    const id = this.#known.get(written) ?? this.#known.get(written.toLowerCase())
    if (id !== undefined) return id
    return /^\d{1,7}$/.test(written) ? this.#ids[Number(written) - 1] : undefined
  }

  #parse(content: string): Cited[] {
    const whole = content.trim().replace(/^\^/, '')
    if (this.#known.has(whole) || this.#known.has(whole.toLowerCase())) return [this.#cited(whole)]
    const parts = whole.split(/\s*[,;]\s*|\s+and\s+|\s*&\s*/).map((part) => part.replace(/^\^/, ''))
    const cited: Cited[] = []
    for (const part of parts) {
      const ids = this.#part(part)
      // One part that is no id makes the bracket a remark: "[2, as amended]".
      if (ids.length === 0) return []
      cited.push(...ids)
    }
    return cited
  }

  #part(part: string): Cited[] {
    if (this.#known.has(part) || this.#known.has(part.toLowerCase())) return [this.#cited(part)]
    const numbers = range.exec(part)
    if (numbers !== null) return this.#range(Number(numbers[1]), Number(numbers[2]))
    const number = spoken.exec(part)?.[1]
    if (number !== undefined) return [this.#cited(number)]
    if (/^\d+$/.test(part)) {
      const year = part.length > 3 && !this.#shapes.has(shapeOf(part))
      return year && this.resolve(part) === undefined ? [] : [this.#cited(part)]
    }
    return idShape.test(part) || this.#shapes.has(shapeOf(part)) ? [this.#cited(part)] : []
  }

  #range(from: number, to: number): Cited[] {
    if (from >= to || to > 999) return []
    // A range that no list of sources is as long as is judged by its ends.
    const numbers = to - from < widest ? Array.from({ length: to - from + 1 }, (_, step) => from + step) : [from, to]
    return numbers.map((number) => this.#cited(String(number)))
  }

  #cited(written: string): Cited {
    const id = this.resolve(written)
    return id === undefined ? { written } : { written, id }
  }
}

/**
 * The citation markers of a text: `[1]`, `[doc-2]`, `[1][3]`, `[1, 3]`, `[1-3]`, `[Source 2]`, `[^1]`, `【1】`. Code, check boxes
 * and Markdown links with words as their text are none; a bracketed word is one only if a source has that id, or if it is shaped as
 * the sources' ids are. Linear in the text.
 */
export function findCitationMarkers(text: string, reader: CitationReader): CitationMarker[] {
  const found: CitationMarker[] = []
  for (const match of text.matchAll(bracket)) {
    const content = match[1] ?? match[3] ?? ''
    if (isCheckBox(text, match.index, content)) continue
    const cited = reader.read(content)
    if (cited.length === 0) continue
    if (match[2] !== undefined && !isLinkedMarker(content, cited)) continue
    found.push({ start: match.index, end: match.index + match[0].length, cited })
  }
  return outside(found, codeSpans(text))
}

function isCheckBox(text: string, at: number, content: string): boolean {
  return /^[xX ]$/.test(content) && /(?:^|\n)[ \t]*[-*+][ ]$/.test(text.slice(Math.max(0, at - 12), at))
}

/** `[1](https://...)` is a marker with a link; `[v2](https://...)` only a link, unless a source is called so. */
function isLinkedMarker(content: string, cited: readonly Cited[]): boolean {
  return /^[\d\s,^-]+$/.test(content) || cited.every(({ id }) => id !== undefined)
}

/** What ids look like: letters as `a`, digits as `9`, repeated parts once. "refund-policy" and "terms-of-use" are both `a-a`. */
function shapeOf(id: string): string {
  const shape = id.replace(/\p{L}+/gu, 'a').replace(/\d+/g, '9')
  return shape.replace(/([-_.:/#])a(?:\1a)+/g, '$1a')
}
