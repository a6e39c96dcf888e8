/** What a stream of server-sent events says (WHATWG HTML, 9.2.6), whose lines end as all servers of models end them, by LF or CRLF. Only data is looked at. */
export class EventStream {
  readonly #onData: (data: string) => void
  readonly #decoder = new TextDecoder()
  #rest = ''
  #data: string[] = []

  constructor(onData: (data: string) => void) {
    this.#onData = onData
  }

  push(chunk: Uint8Array): void {
    this.#take(this.#decoder.decode(chunk, { stream: true }))
  }

  /** Takes what is left; an event that was not ended by a blank line counts: some servers leave the last one out. */
  end(): void {
    this.#take(`${this.#decoder.decode()}\n\n`)
  }

  #take(text: string): void {
    const all = this.#rest + text
    let start = 0
    // What was left of before holds no end of a line.
    for (let end = all.indexOf('\n', this.#rest.length); end !== -1; end = all.indexOf('\n', start)) {
      this.#line(all.slice(start, all[end - 1] === '\r' ? end - 1 : end))
      start = end + 1
    }
    this.#rest = all.slice(start)
  }

  #line(line: string): void {
    if (line.startsWith('data:')) {
      this.#data.push(line.slice(line[5] === ' ' ? 6 : 5))
    } else if (line === '' && this.#data.length > 0) {
      const data = this.#data.length === 1 ? (this.#data[0] ?? '') : this.#data.join('\n')
      this.#data = []
      this.#onData(data)
    }
  }
}
