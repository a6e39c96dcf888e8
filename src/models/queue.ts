import type { Endpoint } from '../core/network.ts'

const minuteMs = 60_000

/** Timers of Node wrap around beyond this and would fire at once; one that fires early is set again. */
const longestTimer = 2 ** 31 - 1

interface Waiting {
  start(): void
}

/**
 * Who may ask an endpoint now. Requests at a time are halved when the server throttles and raised by one for each full round that it
 * answers (additive increase, multiplicative decrease, as TCP does: Chiu & Jain 1989); a throttling server is left alone for as long as
 * it asks to be.
 */
export class EndpointQueue {
  readonly #monotonic: () => number
  #most = Number.POSITIVE_INFINITY
  #limit = Number.POSITIVE_INFINITY
  #spacingMs = 0
  #inFlight = 0
  #successes = 0
  #nextAt = 0
  #closedUntil = 0
  /** When the limit was lowered last: what was sent before then says nothing about the new limit. */
  #loweredAt = Number.NEGATIVE_INFINITY
  #waiting: Waiting[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic
  }

  /** Requests at a time that it allows now. */
  get limit(): number {
    return Math.min(this.#limit, this.#most)
  }

  /** The narrowest of all limits that are set for it holds. */
  narrow({ maxInFlight, requestsPerMinute }: Endpoint): void {
    if (maxInFlight !== undefined) this.#most = Math.min(this.#most, maxInFlight)
    if (requestsPerMinute !== undefined) this.#spacingMs = Math.max(this.#spacingMs, minuteMs / requestsPerMinute)
  }

  /** A turn at once; undefined where one has to wait for it. */
  take(): Turn | undefined {
    if (this.#waiting.length > 0 || !this.#isOpen()) return undefined
    return this.#begin()
  }

  /** A turn, in the order of asking. Rejects with the signal's reason when it is aborted. */
  wait(signal: AbortSignal): Promise<Turn> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      const waiting: Waiting = {
        start: () => {
          signal.removeEventListener('abort', leave)
          resolve(this.#begin())
        },
      }
      const leave = () => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting)
        if (this.#waiting.length === 0) this.#rest()
        reject(signal.reason)
      }
      signal.addEventListener('abort', leave, { once: true })
      this.#waiting.push(waiting)
      this.#admit()
    })
  }

  /** Ends a turn. `waitMs`: the server has too much to do, and is left alone for so long. */
  end(turn: Turn, result: 'answered' | 'failed' | { waitMs: number }): void {
    this.#inFlight -= 1
    if (result === 'answered') this.#raise()
    else if (result !== 'failed') this.#lower(turn, result.waitMs)
    this.#admit()
  }

  #begin(): Turn {
    const now = this.#monotonic()
    this.#inFlight += 1
    this.#nextAt = Math.max(now, this.#nextAt) + this.#spacingMs
    return { begunAt: now, inFlight: this.#inFlight }
  }

  #isOpen(): boolean {
    return this.#inFlight < this.limit && this.#opensIn() <= 0
  }

  #opensIn(): number {
    return Math.max(this.#closedUntil, this.#spacingMs === 0 ? 0 : this.#nextAt) - this.#monotonic()
  }

  #admit(): void {
    while (this.#waiting.length > 0 && this.#isOpen()) this.#waiting.shift()?.start()
    if (this.#waiting.length === 0 || this.#timer !== undefined || this.#inFlight >= this.limit) return
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined
        this.#admit()
      },
      Math.min(Math.ceil(this.#opensIn()), longestTimer),
    )
  }

  /** A timer that nobody waits for would keep the process from ending. */
  #rest(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #raise(): void {
    if (this.#limit === Number.POSITIVE_INFINITY) return
    this.#successes += 1
    if (this.#successes < this.#limit) return
    this.#successes = 0
    this.#limit += 1
  }

  #lower(turn: Turn, waitMs: number): void {
    const now = this.#monotonic()
    this.#closedUntil = Math.max(this.#closedUntil, now + waitMs)
    if (turn.begunAt < this.#loweredAt) return
    this.#loweredAt = now
    this.#successes = 0
    this.#limit = Math.max(1, Math.floor(Math.min(this.limit, Math.max(turn.inFlight, this.#inFlight + 1)) / 2))
  }
}

/** A request on its way. */
export interface Turn {
  begunAt: number
  /** How many there were when it began, itself among them. */
  inFlight: number
}
