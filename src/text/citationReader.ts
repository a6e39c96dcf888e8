import type { AuthorYear } from './authorYear.ts'
import { AuthorYearIndex, readAuthorYears } from './authorYear.ts'
import { linkKey } from './links.ts'

/** What a marker points at: the id as written, and the id of the source it means; none where no such source exists. */
export interface Cited {
  written: string
  id?: string
}

// A word that says that a number follows: "[Source 2]", "[ref. 3]".
const spoken =
  /^(?:source|src|doc|document|ref|reference|passage|chunk|context|citation|cite|footnote|note)s?\.?[ :#]*(\d{1,4})$/i
// "[Source: doc-2]", "[see doc-2]", "[@smith]": what follows is read.
const labelled =
  /^(?:(?:source|src|doc|document|ref|reference|passage|chunk|context|citation|cite|id)s?\s*[:#]\s*|(?:see|see also|cf\.?)\s+|@)/i
// "[1, p. 4]", "[doc-2 §3]": where in the source.
const locator =
  /^(?:pp?\.?|pages?|sections?|sec\.?|§{1,2}|¶{1,2}|ch(?:apter|ap)?\.?|para(?:graph)?s?\.?|lines?|fig(?:ure)?\.?|tables?|art(?:icle)?\.?|clauses?|vol\.?|at)\s*[\dIVXivx][\p{L}\p{N}\s.()–-]{0,20}$/iu
const beforeLocator = /\s+(?=(?:pp?\.|pages?\s|sections?\s|sec\.|§|¶|ch\.|chapter\s|para))/i
const range = /^(\d{1,4})\s*[-–—]\s*(\d{1,4})$/
const idRange = /^(\p{L}{1,12}[-_#.:]?)(\d{1,4})\s*(?:[–—]|\s-\s|-(?=\p{L}))\s*(?:\1)?(\d{1,4})$/iu
const idShape = /^[A-Za-z]{1,12}(?:[-_#.:]?\d{1,6})(?:[-_#.:]\d{1,6}){0,3}$/
const widest = 100
const mostRemembered = 10_000

/** Knows the sources' ids, and tells what a marker's content cites. */
export class CitationReader {
  readonly #ids: readonly string[]
  readonly #known: ReadonlyMap<string, string>
  readonly #shapes: ReadonlySet<string>
  readonly #byAddress: ReadonlyMap<string, string>
  readonly #authorYears: AuthorYearIndex
  readonly #read = new Map<string, Cited[]>()

  /**
   * @param ids the sources' ids, in their order: `[2]` means the source "2", else the second one
   * @param titles the sources' titles, in the same order; a marker may cite by title
   * @param addresses the keys (`linkKey`) of the addresses under which each source is found, in the same order
   */
  constructor(
    ids: readonly string[],
    titles: readonly (string | undefined)[] = [],
    addresses: readonly (readonly string[])[] = [],
  ) {
    this.#ids = ids
    const byTitle = ids.flatMap((id, place) => {
      const title = titles[place]?.trim().toLowerCase() ?? ''
      return title === '' || /^\d+$/.test(title) ? [] : [[title, id] as const]
    })
    this.#known = new Map([
      ...byTitle.reverse(),
      ...[...ids].reverse().flatMap((id) => [[id.toLowerCase(), id] as const, [id, id] as const]),
    ])
    this.#byAddress = new Map(
      ids.flatMap((id, place) => (addresses[place] ?? []).map((key) => [key, id] as const)).reverse(),
    )
    this.#authorYears = new AuthorYearIndex(ids, titles)
    this.#shapes = new Set(ids.map(shapeOf).filter((shape) => shape !== 'a'))
  }

  /** What `[content]` cites, in order; empty where it is no citation ("[sic]", "[see below]"). */
  read(content: string): Cited[] {
    return this.#once(content, () => this.#parse(content))
  }

  /** What an element or a pattern of the user names: ids with commas, and ranges; what is no source, too. */
  readNamed(content: string): Cited[] {
    return this.#once(`=${content}`, () => {
      const cited = this.read(content)
      if (cited.length > 0) return cited
      return content
        .split(/[,;]/)
        .map((part) => part.trim())
        .filter((part) => part !== '')
        .map((part) => this.#cited(part))
    })
  }

  #once(key: string, read: () => Cited[]): Cited[] {
    const known = this.#read.get(key)
    if (known !== undefined) return known
    const cited = read()
    if (this.#read.size >= mostRemembered) this.#read.clear()
    this.#read.set(key, cited)
    return cited
  }

  /** The id of the source that an id or number means, or undefined. */
  resolve(written: string): string | undefined {
    const id = this.#known.get(written) ?? this.#known.get(written.toLowerCase())
    if (id !== undefined) return id
    if (this.#byAddress.size > 0 && /^(?:https?:|www\.|doi:|10\.)/i.test(written)) {
      const source = this.resolveAddress(linkKey(written))
      if (source !== undefined) return source
    }
    return /^\d{1,7}$/.test(written) ? this.#ids[Number(written) - 1] : undefined
  }

  /** The id of the source that is found under an address, by its `linkKey`. */
  resolveAddress(key: string | undefined): string | undefined {
    return key === undefined ? undefined : this.#byAddress.get(key)
  }

  /** Whether any source has an address of its own. */
  get hasAddresses(): boolean {
    return this.#byAddress.size > 0
  }

  /**
   * What author and year mean (`AuthorYearIndex`). What names no source is a citation only where some source has an id or title as
   * authors and years are written, and where it can hardly be anything else.
   */
  readAuthorYears(found: readonly AuthorYear[]): Cited[] {
    const cited = found.map((item) => {
      const id = this.#authorYears.find(item)
      return id === undefined ? { written: item.written } : { written: item.written, id }
    })
    const some = cited.some(({ id }) => id !== undefined)
    return some || (this.#authorYears.citable && found.every(({ certain }) => certain)) ? cited : []
  }

  /** Whether sources are called as authors and years are written. */
  get hasAuthorYears(): boolean {
    return this.#authorYears.citable
  }

  /** What `(content)` cites: known ids that are no plain words or numbers, and what says that it is a source. */
  readParenthesis(content: string): Cited[] {
    return this.#once(`(${content}`, () => this.#parenthesis(content))
  }

  #parenthesis(content: string): Cited[] {
    const byAuthor = this.#byAuthor(content)
    if (byAuthor.length > 0) return byAuthor
    const sourced = /^\s*sources?\s*:?\s/i.test(content)
    const cited = this.read(content)
    if (sourced) return cited
    const spokenOf = spoken.test(content.trim())
    return cited.every(({ written, id }) => id !== undefined && (spokenOf || /\p{L}.*[\d_./:#-]/u.test(written)))
      ? cited
      : []
  }

  #byAuthor(content: string): Cited[] {
    const found = readAuthorYears(content)
    return found === undefined ? [] : this.readAuthorYears(found)
  }

  #parse(content: string): Cited[] {
    // A backslash is Markdown's escape: "\\[1\\]".
    const whole = content.replace(/\\$/, '').trim().replace(/^\^/, '')
    if (this.#isKnown(whole)) return [this.#cited(whole)]
    const byAuthor = this.#byAuthor(whole)
    if (byAuthor.length > 0) return byAuthor
    const dagger = whole.indexOf('†')
    if (dagger !== -1) return this.#dagger(whole.slice(0, dagger).trim(), whole.slice(dagger + 1).trim())
    const parts = whole
      .replace(labelled, '')
      .split(/\s*[,;]\s*|\s+and\s+|\s*&\s*/)
      .map((part) => part.replace(/^[\^@]/, ''))
    const cited: Cited[] = []
    for (const part of parts) {
      if (locator.test(part)) continue
      const ids = this.#part(part)
      // One part that is no id makes the bracket a remark: "[2, as amended]".
      if (ids.length === 0) return []
      cited.push(...ids)
    }
    // "[0, 100]" is an interval.
    return cited.length > 1 && cited.some(({ written, id }) => written === '0' && id === undefined) ? [] : cited
  }

  /** "【3†refunds.md】", as assistants with file search write it. */
  #dagger(id: string, name: string): Cited[] {
    if (id === '' || this.resolve(id) !== undefined || this.resolve(name) === undefined)
      return id === '' ? [] : [this.#cited(id)]
    return [this.#cited(name)]
  }

  #isKnown(written: string): boolean {
    return this.#known.has(written) || this.#known.has(written.toLowerCase())
  }

  #part(part: string): Cited[] {
    if (this.#isKnown(part)) return [this.#cited(part)]
    const [bare = '', place] = part.split(beforeLocator, 2)
    if (place !== undefined && locator.test(place)) return this.#part(bare)
    const numbers = range.exec(part)
    if (numbers !== null) return this.#range('', Number(numbers[1]), Number(numbers[2]))
    const named = idRange.exec(part)
    if (named !== null && this.#shapes.has(shapeOf(`${named[1]}1`))) {
      return this.#range(named[1] ?? '', Number(named[2]), Number(named[3]))
    }
    const number = spoken.exec(part)?.[1]
    if (number !== undefined) return [this.#cited(number)]
    if (/^\d+$/.test(part)) {
      const year = part.length > 3 && !this.#shapes.has(shapeOf(part))
      return year && this.resolve(part) === undefined ? [] : [this.#cited(part)]
    }
    return idShape.test(part) || this.#shapes.has(shapeOf(part)) ? [this.#cited(part)] : []
  }

  #range(prefix: string, from: number, to: number): Cited[] {
    if (from >= to || to > 999) return []
    // A range that no list of sources is as long as is judged by its ends.
    const numbers = to - from < widest ? Array.from({ length: to - from + 1 }, (_, step) => from + step) : [from, to]
    return numbers.map((number) => this.#cited(`${prefix}${number}`))
  }

  #cited(written: string): Cited {
    const id = this.resolve(written)
    return id === undefined ? { written } : { written, id }
  }
}

/** What ids look like: letters as `a`, digits as `9`, repeated parts once. "refund-policy" and "terms-of-use" are both `a-a`. */
function shapeOf(id: string): string {
  const shape = id.replace(/\p{L}+/gu, 'a').replace(/\d+/g, '9')
  return shape.replace(/([-_.:/#])a(?:\1a)+/g, '$1a')
}
