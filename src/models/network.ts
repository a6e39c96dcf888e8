import type { Failure } from '../core/failure.ts'
import { FailureError } from '../core/failure.ts'
import type { Endpoint, Errand, HttpReply, HttpRequest, Network } from '../core/network.ts'
import { RequestError, RunStop } from '../core/network.ts'
import { formatDuration } from '../text/format.ts'
import type { Spent } from './budget.ts'
import { Budget } from './budget.ts'
import type { Turn } from './queue.ts'
import { EndpointQueue } from './queue.ts'

export interface NetworkOptions {
  /** Default true. */
  sends?: boolean
  fetch: typeof globalThis.fetch
  request(asked: HttpRequest): Promise<HttpReply>
  monotonic(): number
  now(): Date
  /** 0 <= x < 1; spreads the tries of many requests. */
  random(): number
  budget?: Budget
  /** On the monotonic clock; nothing waits beyond it. */
  deadlineAt?: number
  /** Tries that may be repeated before any has succeeded; default 100. */
  retries?: number
  keepSecret?(name: string, value: string): void
}

/** Times that one thing is asked for, the first try among them. */
const mostTries = 6
const firstWaitMs = 500
const longestWaitMs = 30_000
/** A server that asks for more has told that it is not going to answer today. */
const longestAskedMs = 120_000
const defaultRetries = 100
/** What each answer adds to what may be repeated: a server that never answers is given up soon, one that mostly does is not. */
const retriesEarned = 0.5

/** All requests of a command go through one of these. */
export class SharedNetwork implements Network {
  readonly sends: boolean
  readonly fetch: typeof globalThis.fetch
  readonly now: () => Date
  readonly budget: Budget
  /** What is to be told, each once. */
  readonly notes = new Set<string>()
  readonly #options: NetworkOptions
  readonly #queues = new Map<string, EndpointQueue>()
  #retries: number

  constructor(options: NetworkOptions) {
    this.#options = options
    this.sends = options.sends ?? true
    this.fetch = options.fetch
    this.now = options.now
    this.budget = options.budget ?? new Budget()
    this.#retries = options.retries ?? defaultRetries
  }

  request(asked: HttpRequest): Promise<HttpReply> {
    return this.#options.request(asked)
  }

  note(text: string): void {
    this.notes.add(text)
  }

  keepSecret(name: string, value: string): void {
    this.#options.keepSecret?.(name, value)
  }

  async send<T>(errand: Errand<T>): Promise<T> {
    if (!this.sends) {
      const message = 'nothing is asked in a replay, and nothing is recorded for this'
      throw new FailureError({ code: 'not_recorded', message, retryable: false })
    }
    const queue = this.#queueOf(errand.endpoint)
    for (let tries = 1; ; tries += 1) {
      this.#refuseAfterDeadline(0)
      const turn = queue.take() ?? (await errand.offClock(queue.wait(errand.signal)))
      try {
        return await this.#attempt(errand, queue, turn)
      } catch (error) {
        const waitMs = this.#waitBefore(tries, error, errand.signal)
        await errand.offClock(sleep(waitMs, errand.signal))
      }
    }
  }

  async #attempt<T>(errand: Errand<T>, queue: EndpointQueue, turn: Turn): Promise<T> {
    let end: ((spent: Spent) => void) | undefined
    try {
      this.#refuseAfterDeadline(0)
      end = this.budget.begin(errand.expected)
      const result = await errand.attempt()
      queue.end(turn, 'answered')
      end(this.#spentOn(errand, result))
      this.#retries += retriesEarned
      return result
    } catch (error) {
      end?.(errand.signal.aborted || isPaidFor(error) ? 'unknown' : 'nothing')
      const throttled = error instanceof RequestError && error.throttled
      const asked = throttled ? (error.retryAfterMs ?? this.#backoff(1)) : 0
      // Nobody waits as long as that: whoever else asks is to be told at once, too.
      queue.end(turn, throttled ? { waitMs: asked > longestAskedMs ? 0 : asked } : 'failed')
      throw error
    }
  }

  #spentOn<T>({ costOf, expected }: Errand<T>, result: T): Spent {
    const costUsd = costOf(result)
    if (costUsd !== undefined || expected === undefined) return costUsd ?? 'nothing'
    if (this.budget.limitsCost)
      this.note('answers without a count of tokens count under --max-cost as what they were expected to cost')
    return 'unknown'
  }

  /** @throws the error, with what became of it, where it is not tried again */
  #waitBefore(tries: number, error: unknown, signal: AbortSignal): number {
    if (signal.aborted) throw signal.reason
    if (!(error instanceof FailureError) || !error.failure.retryable) throw error
    const asked = error instanceof RequestError ? error.retryAfterMs : undefined
    if (tries >= mostTries) throw told(error.failure, `tried ${tries} times`)
    if (asked !== undefined && asked > longestAskedMs)
      throw told(error.failure, `it asks to wait ${formatDuration(asked)}, which is too long`)
    if (this.#retries < 1) throw told(error.failure, 'not tried again: this run has repeated too many requests')
    const waitMs = asked === undefined ? this.#backoff(tries) : asked + this.#backoff(1)
    this.#refuseAfterDeadline(waitMs)
    this.#retries -= 1
    return waitMs
  }

  /** Full jitter: many requests that failed together are not repeated together. After a server's own word only a little of it. */
  #backoff(tries: number): number {
    return this.#options.random() * Math.min(longestWaitMs, firstWaitMs * 2 ** (tries - 1))
  }

  #refuseAfterDeadline(waitMs: number): void {
    const { deadlineAt, monotonic } = this.#options
    if (deadlineAt !== undefined && monotonic() + waitMs >= deadlineAt)
      throw new RunStop('deadline', 'the deadline has passed')
  }

  #queueOf(endpoint: Endpoint): EndpointQueue {
    const known = this.#queues.get(endpoint.key)
    const queue = known ?? new EndpointQueue(this.#options.monotonic)
    if (known === undefined) this.#queues.set(endpoint.key, queue)
    queue.narrow(endpoint)
    return queue
  }
}

/** Providers count what they wrote, also where it did not arrive, or came to nothing. */
const paidFor = new Set(['timeout', 'broken_stream', 'bad_reply', 'empty'])

function isPaidFor(error: unknown): boolean {
  return error instanceof FailureError && paidFor.has(error.failure.code)
}

function told(failure: Failure, what: string): FailureError {
  return new FailureError({ ...failure, message: `${failure.message} (${what})` })
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
