import type { Failure } from './failure.ts'
import { FailureError } from './failure.ts'

/** Who a request goes to, and how much at a time may. Requests with one key share one queue, the narrowest limits of all hold. */
export interface Endpoint {
  /** Origin of the URL, or the name of a provider. */
  key: string
  maxInFlight?: number
  requestsPerMinute?: number
}

/** What a request may cost, before it is made. */
export interface ExpectedCost {
  usd: number
  /** Whether it cannot cost more, since what may be written is limited. */
  isMost: boolean
  /** Who is asked: what such a request has cost tells what another will. */
  of: string
}

/** One thing to be had from an endpoint, by as many requests as it takes. */
export interface Errand<T> {
  endpoint: Endpoint
  /** What one request is expected to cost; what it did is told by `costOf`. Absent where no price is known. */
  expected?: ExpectedCost
  /** One request. Throws a FailureError; a retryable one is tried again. */
  attempt(): Promise<T>
  costOf(result: T): number | undefined
  /** Ends the waiting for a turn, or for another try. */
  signal: AbortSignal
  /** Waits without the clock of the trial. */
  offClock<R>(wait: Promise<R>): Promise<R>
}

/** One request over HTTP. */
export interface HttpRequest {
  url: string
  method: string
  headers: Record<string, string>
  body?: string
  signal: AbortSignal
}

export interface HttpReply {
  status: number
  /** By lower-case name. */
  headers: Record<string, string>
  /** Hands on the body as it comes; resolves at its end. To be called once, in any case. */
  read(take: (chunk: Uint8Array) => void): Promise<void>
}

/** The way out: one for a command, shared by all targets, judges and embeddings. */
export interface Network {
  /** False where nothing is asked at all, since all answers are replayed: neither keys nor packages are needed then. */
  readonly sends: boolean
  /** As the platform's `fetch`; refuses hosts that are not allowed before a socket opens, and follows no redirect. */
  readonly fetch: typeof globalThis.fetch
  /** One request, likewise, for those who need no more of `fetch`. Rejects as the platform does where there is no reply. */
  request(asked: HttpRequest): Promise<HttpReply>
  /**
   * Queued by endpoint, counted against budgets, tried again with backoff.
   * @throws FailureError when no more tries are left or allowed; RunStop when the budget of the command is spent
   */
  send<T>(errand: Errand<T>): Promise<T>
  /** The time on the wall: prices change with it, and servers name dates to wait for. */
  now(): Date
  /** Something that the user should hear once, e.g. of a setting that a provider does not have. */
  note(text: string): void
  /** Keeps a value out of everything that is stored or shown; short ones occur in any text and are let be. */
  keepSecret(name: string, value: string): void
}

/** A request that failed, with what the server said of trying again. */
export class RequestError extends FailureError {
  /** The server has too much to do: whoever else would ask it waits, too. */
  readonly throttled: boolean
  /** Milliseconds that the server asks to wait before the next try. */
  readonly retryAfterMs: number | undefined

  constructor(
    failure: Failure,
    { throttled = false, retryAfterMs }: { throttled?: boolean; retryAfterMs?: number | undefined } = {},
  ) {
    super(failure)
    this.name = 'RequestError'
    this.throttled = throttled
    this.retryAfterMs = retryAfterMs
  }
}

/** Ends a run though nothing in it failed: what it asks for is not allowed any more. Its trials stay missing, so it can be resumed. */
export class RunStop extends Error {
  readonly reason: 'budget' | 'deadline'

  constructor(reason: RunStop['reason'], message: string) {
    super(message)
    this.name = 'RunStop'
    this.reason = reason
  }
}
