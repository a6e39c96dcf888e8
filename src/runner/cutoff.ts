import { FailureError } from '../core/failure.ts'

export interface Bounds {
  timeoutMs: number
  /** Ends what runs at once. */
  signal: AbortSignal
}

/** Timers of Node wrap around beyond this and would fire at once. */
const longestTimer = 2 ** 31 - 1

/**
 * An end to work that may not end by itself. One timer and one listener, both gone after `done`; AbortSignal.timeout and
 * AbortSignal.any stay behind for as long as the signals they follow.
 */
export class Cutoff {
  readonly #controller = new AbortController()
  readonly #cut = Promise.withResolvers<never>()
  readonly #timer: NodeJS.Timeout
  readonly #bounds: Bounds

  constructor(bounds: Bounds) {
    this.#bounds = bounds
    this.#timer = setTimeout(() => this.#end(timeoutError(bounds.timeoutMs)), Math.min(bounds.timeoutMs, longestTimer))
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

  done(): void {
    clearTimeout(this.#timer)
    this.#bounds.signal.removeEventListener('abort', this.#abort)
  }

  readonly #abort = (): void => this.#end(this.#bounds.signal.reason)

  #end(reason: unknown): void {
    this.#cut.reject(reason)
    this.#controller.abort(reason)
  }
}

function timeoutError(timeoutMs: number): FailureError {
  return new FailureError({ code: 'timeout', message: `took longer than ${timeoutMs} ms`, retryable: true })
}
