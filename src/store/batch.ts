/** While writes keep coming, a commit happens this often at most; a write that finds the store at rest is committed at once. */
const intervalMs = 100

/** So many writes are committed without waiting for the interval. */
const fullAt = 1000

interface Pending {
  write(): void
  resolve(): void
  reject(error: unknown): void
}

/**
 * Gathers writes and commits them together. A write counts when its promise resolves. After a commit that failed nothing more is
 * taken: all pending writes and all later ones reject with that error.
 */
export class Batch {
  readonly #commit: (apply: () => void) => void
  #pending: Pending[] = []
  #soon: NodeJS.Immediate | undefined
  #pause: NodeJS.Timeout | undefined
  #failure: { error: unknown } | undefined

  /** `commit` calls what it is given within one transaction; what it throws is what the writes reject with. */
  constructor(commit: (apply: () => void) => void) {
    this.#commit = commit
  }

  add(write: () => void): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error)
    return new Promise((resolve, reject) => {
      this.#pending.push({ write, resolve, reject })
      if (this.#pending.length >= fullAt) this.#settle()
      else if (this.#pause === undefined) this.#soon ??= setImmediate(() => this.#settle())
      else this.#pause.ref()
    })
  }

  /**
   * Commits what is pending.
   * @throws what this or an earlier commit failed with
   */
  flush(): void {
    this.#settle()
    if (this.#failure !== undefined) throw this.#failure.error
  }

  /** Ends the timers and takes nothing more. */
  close(error: Error): void {
    clearTimeout(this.#pause)
    clearImmediate(this.#soon)
    this.#failure ??= { error }
  }

  #settle(): void {
    clearImmediate(this.#soon)
    this.#soon = undefined
    if (this.#pending.length === 0) return
    const settled = this.#pending
    this.#pending = []
    try {
      this.#commit(() => {
        for (const { write } of settled) write()
      })
    } catch (error) {
      this.#failure = { error }
      for (const { reject } of settled) reject(error)
      return
    }
    for (const { resolve } of settled) resolve()
    this.#rest()
  }

  #rest(): void {
    clearTimeout(this.#pause)
    this.#pause = setTimeout(() => {
      this.#pause = undefined
      this.#settle()
    }, intervalMs).unref()
  }
}
