/** What is wrong with a piece of text, and how to mend it. */
export interface TextFault {
  message: string
  mend?: string
}

/** One line of a text, without its line break. */
export interface TextLine {
  /** 1-based. */
  line: number
  /** Where the bytes are faulty, as much of the text as can be read. */
  text: string
  fault?: TextFault
}

const lineFeed = 0x0a
const carriageReturn = 0x0d
const longestLine = 64 * 1024 * 1024

/**
 * Cuts bytes into lines as they arrive: LF or CRLF, a byte order mark is dropped, bytes that are not UTF-8 become a fault of
 * their line. Memory is that of the longest line, at most `maxBytes`; a longer line is a fault and is skipped.
 */
export class LineSplitter {
  readonly #maxBytes: number
  #rest: Uint8Array[] = []
  #restBytes = 0
  #line = 0
  #skipping = false
  #stopped = false

  constructor({ maxBytes = longestLine }: { maxBytes?: number } = {}) {
    this.#maxBytes = maxBytes
  }

  /** The lines that these bytes complete. */
  push(chunk: Uint8Array): TextLine[] {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    const lines: TextLine[] = []
    let start = 0
    let end = bytes.indexOf(lineFeed)
    // One check for all whole lines after the first is much quicker than one for each.
    const clean = end === -1 || isUtf8(bytes.subarray(end + 1, bytes.lastIndexOf(lineFeed) + 1))
    while (end !== -1 && !this.#stopped) {
      if (this.#skipping) this.#skipping = false
      else if (this.#restBytes > 0) lines.push(this.#finish(bytes.subarray(start, end)))
      else lines.push(this.#read(bytes, start, end, clean && start > 0))
      start = end + 1
      end = bytes.indexOf(lineFeed, start)
    }
    if (!this.#stopped && !this.#skipping && start < bytes.length) {
      this.#rest.push(Buffer.from(bytes.subarray(start)))
      this.#restBytes += bytes.length - start
      if (this.#restBytes > this.#maxBytes) {
        lines.push(this.#tooLong())
        this.#skipping = true
      }
    }
    return lines
  }

  /** The last line, where the text does not end in a line break. */
  end(): TextLine[] {
    return this.#restBytes === 0 || this.#stopped ? [] : [this.#finish(Buffer.alloc(0))]
  }

  #finish(tail: Buffer): TextLine {
    const bytes = Buffer.concat([...this.#rest, tail])
    if (bytes.length > this.#maxBytes) return this.#tooLong()
    this.#rest = []
    this.#restBytes = 0
    return this.#read(bytes, 0, bytes.length, false)
  }

  #tooLong(): TextLine {
    this.#rest = []
    this.#restBytes = 0
    this.#line += 1
    const limit = `${Math.round(this.#maxBytes / 1024 / 1024)} MB`
    return { line: this.#line, text: '', fault: { message: `the line is longer than ${limit}` } }
  }

  #read(bytes: Buffer, from: number, to: number, clean: boolean): TextLine {
    this.#line += 1
    const first = this.#line === 1
    const end = to > from && bytes[to - 1] === carriageReturn ? to - 1 : to
    if (first && isUtf16(bytes.subarray(from, to))) {
      this.#stopped = true
      return { line: 1, text: '', fault: { message: 'the file is UTF-16, not UTF-8', mend: 'save it as UTF-8' } }
    }
    const start = first && hasByteOrderMark(bytes, from) ? from + 3 : from
    const text = bytes.toString('utf8', start, end)
    if (clean || isUtf8(bytes.subarray(start, end))) return { line: this.#line, text }
    return { line: this.#line, text, fault: invalidUtf8(bytes.subarray(start, end)) }
  }
}

/** The lines of a stream of bytes, in batches: one batch a chunk. */
export async function* textLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TextLine[]> {
  const splitter = new LineSplitter()
  for await (const chunk of chunks) yield splitter.push(chunk)
  yield splitter.end()
}

const strict = new TextDecoder('utf-8', { fatal: true })

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes)
    return true
  } catch {
    return false
  }
}

function hasByteOrderMark(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf
}

function isUtf16(bytes: Buffer): boolean {
  const [a, b] = bytes
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true
  return (a === 0 && b !== 0 && b !== undefined) || (b === 0 && a !== 0 && a !== undefined)
}

function invalidUtf8(bytes: Buffer): TextFault {
  const at = firstInvalid(bytes)
  const byte = bytes[at] ?? 0
  return {
    message: `byte 0x${byte.toString(16).toUpperCase().padStart(2, '0')} at column ${bytes.toString('utf8', 0, at).length + 1} is not UTF-8`,
    mend: 'save the file as UTF-8',
  }
}

function firstInvalid(bytes: Buffer): number {
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
    if (lead >= 0x80 && !isUtf8(bytes.subarray(at, at + length))) return at
    at += length
  }
  return bytes.length
}
