import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Errand } from '../../src/core/network.ts'
import { RunStop } from '../../src/core/network.ts'
import { Budget, responseFailure } from '../../src/models/index.ts'
import { mockServer } from '../support/aimock.ts'
import { callContext, networkOf } from '../support/network.ts'
import { failureOf } from '../support/openTarget.ts'
import { completion, inTurn, listen, tells } from '../support/rawServer.ts'
import { asked, modelOn, siteOf } from './asking.ts'

const nine = Date.parse('2026-03-02T09:00:00Z')

const refusal = (status: number, headers: Record<string, string> = {}) =>
  responseFailure({ status, headers, body: '' }, nine)

type Asked = Errand<{ text: string; costUsd?: number }>

/** An errand that fails in these ways, one after the other, and then succeeds; and when it was sent. */
function errandOf(failures: readonly unknown[] = [], over: Partial<Asked> = {}): { sentAt: number[]; errand: Asked } {
  const sentAt: number[] = []
  const attempt = async () => {
    sentAt.push(performance.now())
    const failure = failures[sentAt.length - 1]
    if (failure !== undefined) throw failure
    return { text: 'yes' }
  }
  const errand = { endpoint: { key: 'a' }, attempt, costOf: ({ costUsd }: { costUsd?: number }) => costUsd }
  return { sentAt, errand: { ...errand, ...callContext(), ...over } }
}

describe('a request over HTTP', () => {
  it.each([429, 408, 500, 502, 503, 504])('is tried again after %d, as it was, until it succeeds', async (status) => {
    const server = await listen(inTurn(tells({}, status), tells({}, status), completion('30 days')))
    expect((await asked(await modelOn(server.url, { stream: false }))).text).toBe('30 days')
    expect(server.heard).toHaveLength(3)
    expect(new Set(server.heard.map(({ body }) => body)).size).toBe(1)
  })

  it('is tried six times in all, and says so', async () => {
    const server = await listen(tells({ error: { message: 'Oops' } }, 500))
    expect(await failureOf(asked(await modelOn(server.url)))).toEqual({
      code: 'server_error',
      message: 'the server answered 500: Oops (tried 6 times)',
      retryable: true,
    })
    expect(server.heard).toHaveLength(6)
  })

  it.each([400, 401, 403, 404, 413, 422, 307])('is not tried again after %d', async (status) => {
    const server = await listen(tells({}, status))
    const failure = await failureOf(asked(await modelOn(server.url)))
    expect(failure.retryable).toBe(false)
    expect(failure.message).not.toContain('tried')
    expect(server.heard).toHaveLength(1)
  })

  it.each([undefined, 'anthropic', 'google', 'openai'])('is repeated by nobody else: %s', async (provider) => {
    const server = await listen(tells({ error: { message: 'Oops' } }, 500))
    const at = { ...(provider === undefined ? {} : { provider }), apiKey: 'some-key' }
    const failure = await failureOf(asked(await modelOn(server.url, at, siteOf(networkOf({ retries: 0 })))))
    expect(failure.message).toContain('(not tried again: this run has repeated too many requests)')
    expect(server.heard).toHaveLength(1)
  })

  it('is answered by a server that fails now and then', async () => {
    const mock = await mockServer((server) => server.on({}, { content: '30 days' }))
    const model = await modelOn(mock.url)
    for (const fault of [500, 503]) {
      mock.nextRequestError(fault, { message: 'Oops' })
      expect((await asked(model)).text).toBe('30 days')
    }
    expect(mock.getRequests().map(({ response }) => response.status)).toEqual([500, 200, 503, 200])
  })

  it.each([
    ['malformedRate', 'bad_reply'],
    ['disconnectRate', 'connection'],
    ['dropRate', 'server_error'],
    ['rateLimitRate', 'rate_limited'],
  ])('meets a mock with %s', async (chaos, code) => {
    const mock = await mockServer((server) => server.on({}, { content: '30 days' }), { chaos: { [chaos]: 1 } })
    const model = await modelOn(mock.url, { stream: false }, siteOf(networkOf({ retries: 0 })))
    expect(await failureOf(asked(model))).toMatchObject({ code, retryable: true })
  })

  it('waits as long as the server asks', async () => {
    const server = await listen(inTurn(tells({}, 429, { 'retry-after-ms': '5' }), completion('30 days')))
    expect((await asked(await modelOn(server.url, { stream: false }))).text).toBe('30 days')
    expect(server.heard).toHaveLength(2)
  })
})

describe('what one network repeats', () => {
  it('is bounded for all that goes through it, whatever the server', async () => {
    const servers = [await listen(tells({}, 500)), await listen(tells({}, 503)), await listen(tells({}, 429))]
    const site = siteOf(networkOf({ retries: 4 }))
    const failures = await Promise.all(servers.map(async ({ url }) => failureOf(asked(await modelOn(url, {}, site)))))
    expect(failures.map(({ retryable }) => retryable)).toEqual([true, true, true])
    expect(servers.flatMap(({ heard }) => heard)).toHaveLength(3 + 4)
  })

  it('grows by one for every two answers', async () => {
    const network = networkOf({ retries: 0 })
    const failing = errandOf([refusal(500), refusal(500)])
    await network.send(errandOf().errand)
    await expect(network.send(failing.errand)).rejects.toThrow('repeated too many requests')
    await network.send(errandOf().errand)
    const other = errandOf([refusal(500)])
    await expect(network.send(other.errand)).resolves.toEqual({ text: 'yes' })
    expect([failing.sentAt.length, other.sentAt.length]).toEqual([1, 2])
  })

  it('is never what broke by a mistake', async () => {
    const { errand, sentAt } = errandOf([new RangeError('a mistake')])
    await expect(networkOf().send(errand)).rejects.toThrow(RangeError)
    expect(sentAt).toHaveLength(1)
  })
})

describe('with a clock of our own', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  /** When its tries are sent, in milliseconds from now, once all timers have run. */
  async function triesOf(failures: readonly unknown[], network = networkOf()): Promise<number[]> {
    const from = performance.now()
    const { errand, sentAt } = errandOf(failures)
    const sent = network.send(errand)
    sent.catch(() => {})
    await vi.runAllTimersAsync()
    await sent.catch(() => {})
    return sentAt.map((at) => Math.round(at - from))
  }

  it('waits twice as long each time, by chance up to all of it', async () => {
    const failures = Array.from({ length: 6 }, () => refusal(500))
    const gaps = (times: number[]) => times.slice(1).map((at, index) => at - (times[index] ?? 0))
    const most = networkOf({ random: () => 0.998 })
    expect(gaps(await triesOf(failures, most))).toEqual([499, 998, 1996, 3992, 7984])
    const half = networkOf({ random: () => 0.5 })
    expect(gaps(await triesOf(failures, half))).toEqual([250, 500, 1000, 2000, 4000])
  })

  it.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': '0.25' }, 250],
    [{ 'retry-after': 'Mon, 02 Mar 2026 09:00:12 GMT' }, 12_000],
    [{ 'retry-after': 'Mon, 02 Mar 2026 08:00:00 GMT' }, 0],
    [{ 'retry-after-ms': '1500', 'retry-after': '2' }, 1500],
    [{ 'retry-after': '120' }, 120_000],
    [{ 'retry-after': 'soon' }, 0],
    [{ 'retry-after': '' }, 0],
  ])('waits as long as the server asks: %j', async (headers, ms) => {
    for (const status of [429, 503, 500]) expect(await triesOf([refusal(status, headers)])).toEqual([0, ms])
  })

  it('never waits for a date that has passed', () => {
    const { retryAfterMs } = refusal(429, { 'retry-after': 'Mon, 02 Mar 2026 08:00:00 GMT' })
    expect(retryAfterMs).toBe(0)
  })

  it('does not wait for a server that asks for more than two minutes, nor lets others wait for it', async () => {
    const network = networkOf()
    const { errand, sentAt } = errandOf([refusal(429, { 'retry-after': '3600' })])
    await expect(network.send(errand)).rejects.toThrow('(it asks to wait 1 h 00 min, which is too long)')
    expect(sentAt).toHaveLength(1)
    await expect(network.send(errandOf().errand)).resolves.toEqual({ text: 'yes' })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('holds back whoever else asks a server that throttles, and nobody who asks another', async () => {
    const network = networkOf()
    const throttled = errandOf([refusal(429, { 'retry-after': '10' })])
    const all = [network.send(throttled.errand)]
    await vi.advanceTimersByTimeAsync(0)
    const from = performance.now()
    const same = errandOf()
    const other = errandOf([], { endpoint: { key: 'b' } })
    all.push(network.send(same.errand), network.send(other.errand))
    await vi.runAllTimersAsync()
    await Promise.all(all)
    expect(other.sentAt).toEqual([from])
    expect(Math.round((same.sentAt[0] ?? 0) - from)).toBe(10_000)
  })

  it('waits off the clock of the trial, and asks on it', async () => {
    const waits: Promise<unknown>[] = []
    const clock: string[] = []
    const offClock = async <T>(wait: Promise<T>): Promise<T> => {
      waits.push(wait)
      clock.push('stopped')
      const result = await wait
      clock.push('going')
      return result
    }
    const { errand } = errandOf([refusal(500), refusal(500)], { offClock })
    const attempt = async () => {
      clock.push('asks')
      return errand.attempt()
    }
    const sent = networkOf({ random: () => 0.5 }).send({ ...errand, attempt })
    await vi.runAllTimersAsync()
    await sent
    expect(clock).toEqual(['asks', 'stopped', 'going', 'asks', 'stopped', 'going', 'asks'])
  })

  it('waits for its turn off the clock of the trial, too', async () => {
    const network = networkOf()
    const endpoint = { key: 'a', maxInFlight: 1 }
    let waits = 0
    const offClock = <T>(wait: Promise<T>) => {
      waits += 1
      return wait
    }
    const sent = [1, 2].map(() => network.send(errandOf([], { endpoint, offClock }).errand))
    await vi.runAllTimersAsync()
    await Promise.all(sent)
    expect(waits).toBe(1)
  })

  it('fails as the trial does where that ended meanwhile', async () => {
    const ending = new AbortController()
    const attempt = async () => {
      ending.abort(new Error('enough'))
      throw refusal(401)
    }
    const { errand } = errandOf([], { signal: ending.signal, attempt })
    await expect(networkOf().send(errand)).rejects.toThrow('enough')
  })

  it('ends a wait for another try with the trial, and leaves no timer behind', async () => {
    const ending = new AbortController()
    const { errand, sentAt } = errandOf([refusal(500, { 'retry-after': '60' })], { signal: ending.signal })
    const sent = networkOf().send(errand)
    sent.catch(() => {})
    await vi.advanceTimersByTimeAsync(1000)
    ending.abort(new Error('enough'))
    await expect(sent).rejects.toThrow('enough')
    expect(sentAt).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('ends a wait for a turn with the trial, and leaves no timer behind', async () => {
    const network = networkOf()
    const ending = new AbortController()
    const first = errandOf([refusal(429, { 'retry-after': '60' })], { signal: ending.signal })
    const second = errandOf([], { signal: ending.signal })
    const sent = [network.send(first.errand)]
    await vi.advanceTimersByTimeAsync(0)
    sent.push(network.send(second.errand))
    const settled = Promise.allSettled(sent)
    await vi.advanceTimersByTimeAsync(1000)
    ending.abort(new Error('enough'))
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(second.sentAt).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('stops rather than wait beyond the deadline', async () => {
    const network = networkOf({ deadlineAt: performance.now() + 5000 })
    const { errand, sentAt } = errandOf([refusal(500, { 'retry-after': '6' })])
    await expect(network.send(errand)).rejects.toThrow(new RunStop('deadline', 'the deadline has passed'))
    expect(sentAt).toHaveLength(1)
    expect(await triesOf([refusal(500, { 'retry-after': '4' })], network)).toEqual([0, 4000])
  })

  it('sends nothing after the deadline, not even what had waited for its turn', async () => {
    const network = networkOf({ deadlineAt: performance.now() + 5000 })
    const endpoint = { key: 'a', maxInFlight: 1 }
    const slow = network.send({
      ...errandOf([], { endpoint }).errand,
      attempt: () => new Promise((resolve) => setTimeout(() => resolve({ text: 'late' }), 6000)),
    })
    const waiting = errandOf([], { endpoint })
    const sent = network.send(waiting.errand)
    sent.catch(() => {})
    await vi.runAllTimersAsync()
    expect(await slow).toEqual({ text: 'late' })
    await expect(sent).rejects.toMatchObject({ reason: 'deadline' })
    await expect(network.send(errandOf().errand)).rejects.toMatchObject({ reason: 'deadline' })
    expect(waiting.sentAt).toEqual([])
  })

  it('spaces requests by the limit of a minute', async () => {
    const network = networkOf()
    const from = performance.now()
    const errands = Array.from({ length: 4 }, () => errandOf([], { endpoint: { key: 'a', requestsPerMinute: 30 } }))
    const sent = errands.map(({ errand }) => network.send(errand))
    await vi.runAllTimersAsync()
    await Promise.all(sent)
    expect(errands.flatMap(({ sentAt }) => sentAt).map((at) => Math.round(at - from))).toEqual([0, 2000, 4000, 6000])
  })
})

describe('the budget of calls', () => {
  it('counts tries that fail, and sends nothing beyond', async () => {
    const server = await listen(inTurn(tells({}, 500), completion('1'), completion('2'), completion('3')))
    const budget = new Budget({ maxCalls: 3 })
    const model = await modelOn(server.url, { stream: false }, siteOf(networkOf({ budget })))
    expect((await asked(model)).text).toBe('1')
    expect((await asked(model)).text).toBe('2')
    await expect(asked(model)).rejects.toThrow(new RunStop('budget', '--max-calls 3 are made'))
    expect(server.heard).toHaveLength(3)
    expect(budget.calls).toBe(3)
  })

  it('gives back the turn of what it refuses', async () => {
    const network = networkOf({ budget: new Budget({ maxCalls: 0 }) })
    const endpoint = { key: 'a', maxInFlight: 1 }
    for (let time = 0; time < 3; time += 1)
      await expect(network.send(errandOf([], { endpoint }).errand)).rejects.toThrow(RunStop)
  })
})

describe('the limits of one server', () => {
  it('are shared by all that is asked of it, and the narrowest hold', async () => {
    let inFlight = 0
    let most = 0
    const server = await listen((response, heard) => {
      inFlight += 1
      most = Math.max(most, inFlight)
      setTimeout(() => {
        inFlight -= 1
        completion('yes')(response, heard)
      }, 10)
    })
    const site = siteOf()
    const wide = await modelOn(server.url, { stream: false, maxInFlight: 5 }, site)
    const narrow = await modelOn(server.url, { stream: false, maxInFlight: 2, name: 'other' }, site)
    await asked(narrow)
    await Promise.all(Array.from({ length: 12 }, (_, index) => asked(index % 2 === 0 ? wide : narrow)))
    expect(server.heard).toHaveLength(13)
    expect(most).toBe(2)
  })
})
