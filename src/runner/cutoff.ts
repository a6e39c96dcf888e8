import { FailureError } from '../core/failure.ts'

export interface Bounds {
  timeoutMs: number
  /** Ends what runs at once. */
  signal: AbortSignal
  /** Milliseconds on a clock that never goes back. */
  monotonic(): number
}

/** Timers of Node wrap around beyond this and would fire at once. */
export const longestTimer = 2 ** 31 - 1

/**
 * An end to work that may not end by itself. One timer and one listener, both gone after `done`; AbortSignal.timeout and
 * AbortSignal.any stay behind for as long as the signals they follow.
 */
export class Cutoff {
  readonly #controller = new AbortController()
  readonly #cut = Promise.withResolvers<never>()
  #timer: NodeJS.Timeout | undefined
  #leftMs: number
  #startedAt = 0
  /** How many wait off the clock. */
  #waiting = 0
  #ended = false
  readonly #bounds: Bounds

  constructor(bounds: Bounds) {
    this.#bounds = bounds
    this.#leftMs = bounds.timeoutMs
    this.#start()
    // Not everyone who makes a cutoff races against it.
    this.#cut.promise.catch(() => {})
    if (bounds.signal.aborted) this.#abort()
    else bounds.signal.addEventListener('abort', this.#abort)
  }

  /**
   * What `work` gives, unless the cut comes first: then it rejects with a FailureError `timeout` or with the signal's reason, and
   * work that heeds no signal is left behind.
   */
  async race<T>(work: (signal: AbortSignal) => T | Promise<T>): Promise<T> {
    return Promise.race([work(this.#controller.signal), this.#cut.promise])
  }

  /** Waits without the clock: the time that is left then is left afterwards, too. */
  async offClock<T>(wait: Promise<T>): Promise<T> {
    if (this.#waiting === 0) this.#stop()
    this.#waiting += 1
    try {
      return await wait
    } finally {
      this.#waiting -= 1
      if (this.#waiting === 0 && !this.#ended) this.#start()
    }
  }

  done(): void {
    this.#ended = true
    clearTimeout(this.#timer)
    this.#bounds.signal.removeEventListener('abort', this.#abort)
  }

  #start(): void {
    this.#startedAt = this.#bounds.monotonic()
    this.#timer = setTimeout(
      () => this.#end(timeoutError(this.#bounds.timeoutMs)),
      Math.min(Math.max(0, this.#leftMs), longestTimer),
    )
  }

  #stop(): void {
    clearTimeout(this.#timer)
    this.#leftMs -= this.#bounds.monotonic() - this.#startedAt
  }

  readonly #abort = (): void => this.#end(this.#bounds.signal.reason)

  #end(reason: unknown): void {
    this.#ended = true
    this.#cut.reject(reason)
    this.#controller.abort(reason)
  }
}

function timeoutError(timeoutMs: number): FailureError {
  return new FailureError({ code: 'timeout', message: `took longer than ${timeoutMs} ms`, retryable: true })
}
