import { appendFileSync, closeSync, createReadStream, existsSync, openSync, readSync } from 'node:fs'
import { dirname } from 'node:path'
import { AssayError } from '../core/errors.ts'
import type { Json } from '../core/json.ts'
import { makeFolder } from './folder.ts'

/** What is kept under a key, with what tells a reader what it is. */
export interface Recorded {
  key: string
  value: Json
  /** For people, and for what changes of the file are to show. */
  about: Record<string, Json>
}

interface Place {
  offset: number
  length: number
}

const newline = 10

/**
 * Answers that were recorded, in a file that can be committed: JSONL, a line each, which is only ever added to. A line that a process
 * left unfinished when it died is passed over.
 */
export class Recording {
  readonly path: string
  readonly #places = new Map<string, Place>()
  /** Recorded by this process. */
  readonly #own = new Map<string, Json>()
  #file: number | undefined
  #endsOpen = false
  /** Lines that could not be read. */
  broken = 0

  private constructor(path: string) {
    this.path = path
  }

  /** Reads where everything is; texts stay in the file. A file that is not there is an empty one. */
  static async open(path: string): Promise<Recording> {
    const recording = new Recording(path)
    if (existsSync(path)) await recording.#scan()
    return recording
  }

  get size(): number {
    return this.#places.size + this.#own.size
  }

  has(key: string): boolean {
    return this.#own.has(key) || this.#places.has(key)
  }

  get(key: string): Json | undefined {
    const own = this.#own.get(key)
    if (own !== undefined) return own
    const place = this.#places.get(key)
    if (place === undefined) return undefined
    this.#file ??= openSync(this.path, 'r')
    const bytes = Buffer.alloc(place.length)
    readSync(this.#file, bytes, 0, place.length, place.offset)
    return (JSON.parse(bytes.toString('utf8')) as Recorded).value
  }

  /** Adds a line; it is in the file when this returns. @throws AssayError where it cannot be written */
  put({ key, value, about }: Recorded): void {
    if (this.has(key)) return
    try {
      if (this.#own.size === 0) makeFolder(dirname(this.path))
      const lead = this.#endsOpen ? '\n' : ''
      appendFileSync(this.path, `${lead}${JSON.stringify({ ...about, key, value })}\n`)
      this.#endsOpen = false
    } catch (error) {
      const message = `cannot be written: ${error instanceof Error ? error.message : String(error)}`
      throw new AssayError({ file: this.path, message })
    }
    this.#own.set(key, value)
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
  }

  async #scan(): Promise<void> {
    let offset = 0
    let rest: Buffer[] = []
    for await (const chunk of createReadStream(this.path) as AsyncIterable<Buffer>) {
      let start = 0
      for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
        const line = Buffer.concat([...rest, chunk.subarray(start, end)])
        this.#enter(line, offset)
        offset += line.length + 1
        rest = []
        start = end + 1
      }
      if (start < chunk.length) rest.push(chunk.subarray(start))
    }
    const last = Buffer.concat(rest)
    this.#endsOpen = last.length > 0
    if (this.#endsOpen) this.#enter(last, offset)
  }

  #enter(line: Buffer, offset: number): void {
    if (line.length === 0) return
    try {
      const { key, value } = JSON.parse(line.toString('utf8')) as Partial<Recorded>
      if (typeof key !== 'string' || value === undefined) throw new Error('no recorded answer')
      this.#places.set(key, { offset, length: line.length })
    } catch {
      this.broken += 1
    }
  }
}
