import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Turn } from '../../src/models/queue.ts'
import { EndpointQueue } from '../../src/models/queue.ts'

const never = new AbortController().signal
const queueOf = () => new EndpointQueue(() => performance.now())

function taken(queue: EndpointQueue, count: number): Turn[] {
  return Array.from({ length: count }, () => {
    const turn = queue.take()
    if (turn === undefined) throw new Error('no turn')
    return turn
  })
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a queue', () => {
  it('has no limit until there is one', () => {
    const queue = queueOf()
    expect(taken(queue, 500)).toHaveLength(500)
    expect(queue.limit).toBe(Number.POSITIVE_INFINITY)
  })

  it('serves in the order of asking, as many at a time as may', async () => {
    const queue = queueOf()
    queue.narrow({ key: 'a', maxInFlight: 2 })
    const turns = taken(queue, 2)
    const served: number[] = []
    for (const number of [1, 2, 3]) void queue.wait(never).then(() => served.push(number))
    expect(queue.take()).toBeUndefined()
    await vi.runAllTimersAsync()
    expect(served).toEqual([])
    queue.end(turns[0] as Turn, 'answered')
    await vi.runAllTimersAsync()
    expect(served).toEqual([1])
    queue.end(turns[1] as Turn, 'failed')
    await vi.runAllTimersAsync()
    expect(served).toEqual([1, 2])
    expect(queue.take()).toBeUndefined()
  })

  it('lets nobody go before those who wait', async () => {
    const queue = queueOf()
    queue.narrow({ key: 'a', requestsPerMinute: 60 })
    taken(queue, 1)
    const waiting = queue.wait(never)
    await vi.advanceTimersByTimeAsync(999)
    expect(queue.take()).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1)
    await waiting
    expect(queue.take()).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1000)
    expect(queue.take()).toBeDefined()
  })

  it('lets nobody go before those who wait, even where their time has come unnoticed', async () => {
    let now = 0
    const queue = new EndpointQueue(() => now)
    queue.narrow({ key: 'a', requestsPerMinute: 60 })
    taken(queue, 1)
    const waiting = queue.wait(never)
    now = 5000
    expect(queue.take()).toBeUndefined()
    await vi.runAllTimersAsync()
    await waiting
  })

  it('takes the narrowest of all limits', () => {
    const queue = queueOf()
    for (const maxInFlight of [8, 3, 5]) queue.narrow({ key: 'a', maxInFlight })
    expect(queue.limit).toBe(3)
  })

  it('halves what may be at a time when the server throttles, once for what was sent together', () => {
    const queue = queueOf()
    const turns = taken(queue, 16)
    vi.advanceTimersByTime(10)
    queue.end(turns[0] as Turn, { waitMs: 0 })
    expect(queue.limit).toBe(8)
    for (const turn of turns.slice(1, 8)) queue.end(turn, { waitMs: 0 })
    expect(queue.limit).toBe(8)
    for (const turn of turns.slice(8)) queue.end(turn, 'failed')
    vi.advanceTimersByTime(10)
    const later = taken(queue, 8).at(-1)
    vi.advanceTimersByTime(10)
    queue.end(later as Turn, { waitMs: 0 })
    expect(queue.limit).toBe(4)
  })

  it('always leaves one, and raises by one for each full round that is answered', () => {
    const queue = queueOf()
    vi.advanceTimersByTime(10)
    queue.end(taken(queue, 1)[0] as Turn, { waitMs: 0 })
    expect(queue.limit).toBe(1)
    const limits: number[] = []
    for (let answers = 0; answers < 6; answers += 1) {
      queue.end(taken(queue, 1)[0] as Turn, 'answered')
      limits.push(queue.limit)
    }
    expect(limits).toEqual([2, 2, 3, 3, 3, 4])
  })

  it('is raised by answers only, and never beyond what is set', () => {
    const queue = queueOf()
    queue.narrow({ key: 'a', maxInFlight: 2 })
    vi.advanceTimersByTime(10)
    queue.end(taken(queue, 1)[0] as Turn, { waitMs: 0 })
    for (let time = 0; time < 5; time += 1) queue.end(taken(queue, 1)[0] as Turn, 'failed')
    expect(queue.limit).toBe(1)
    for (let time = 0; time < 50; time += 1) queue.end(taken(queue, 1)[0] as Turn, 'answered')
    expect(queue.limit).toBe(2)
  })

  it('leaves a throttling server alone as long as the longest of what it asks', async () => {
    const queue = queueOf()
    const [first, second] = taken(queue, 2) as [Turn, Turn]
    queue.end(first, { waitMs: 3000 })
    queue.end(second, { waitMs: 1000 })
    let isServed = false
    const waiting = queue.wait(never).then(() => {
      isServed = true
    })
    await vi.advanceTimersByTimeAsync(2999)
    expect([isServed, queue.take()]).toEqual([false, undefined])
    await vi.advanceTimersByTimeAsync(1)
    await waiting
  })

  it('loses nobody when one who waits leaves', async () => {
    const queue = queueOf()
    queue.narrow({ key: 'a', maxInFlight: 1 })
    const [turn] = taken(queue, 1)
    const leaving = new AbortController()
    const gone = queue.wait(leaving.signal)
    const staying = queue.wait(never)
    leaving.abort(new Error('enough'))
    await expect(gone).rejects.toThrow('enough')
    queue.end(turn as Turn, 'answered')
    await expect(staying).resolves.toMatchObject({ inFlight: 1 })
    await expect(queue.wait(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late')
  })

  it('waits longer than a timer can be', async () => {
    const queue = queueOf()
    queue.narrow({ key: 'a', requestsPerMinute: 0.00002 })
    queue.take()
    let served = false
    void queue.wait(never).then(() => {
      served = true
    })
    await vi.advanceTimersByTimeAsync(2 ** 31)
    expect(served).toBe(false)
    await vi.advanceTimersByTimeAsync(2 ** 30)
    expect(served).toBe(true)
  })

  it('keeps no timer when nobody waits any more', async () => {
    const queue = queueOf()
    queue.end(taken(queue, 1)[0] as Turn, { waitMs: 60_000 })
    const leaving = new AbortController()
    const gone = queue.wait(leaving.signal)
    expect(vi.getTimerCount()).toBe(1)
    leaving.abort(new Error('enough'))
    await expect(gone).rejects.toThrow('enough')
    expect(vi.getTimerCount()).toBe(0)
    const later = queue.wait(never)
    await vi.advanceTimersByTimeAsync(60_000)
    await later
  })

  it('has never more in flight than may be, and serves or lets go everybody', async () => {
    const request = fc.record({
      afterMs: fc.nat({ max: 300 }),
      takesMs: fc.integer({ min: 1, max: 200 }),
      result: fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom('answered' as const, 'failed' as const) },
        fc.record({ waitMs: fc.nat({ max: 400 }) }, { noNullPrototype: true }),
      ),
      leavesAfterMs: fc.option(fc.nat({ max: 500 }), { freq: 4 }),
    })
    const limits = fc.record(
      { maxInFlight: fc.integer({ min: 1, max: 5 }), requestsPerMinute: fc.integer({ min: 300, max: 60_000 }) },
      { requiredKeys: [], noNullPrototype: true },
    )
    await fc.assert(
      fc.asyncProperty(limits, fc.array(request, { maxLength: 30 }), async (narrow, requests) => {
        const queue = queueOf()
        queue.narrow({ key: 'a', ...narrow })
        const begun: number[] = []
        let inFlight = 0
        const sent = requests.map(async ({ afterMs, takesMs, result, leavesAfterMs }) => {
          await new Promise((resolve) => setTimeout(resolve, afterMs))
          const leaving = new AbortController()
          if (leavesAfterMs !== null) setTimeout(() => leaving.abort(), leavesAfterMs)
          const turn = queue.take() ?? (await queue.wait(leaving.signal).catch(() => undefined))
          if (turn === undefined) return 'left'
          inFlight += 1
          begun.push(turn.begunAt)
          if (turn.inFlight > (narrow.maxInFlight ?? Number.POSITIVE_INFINITY)) throw new Error('too many')
          if (turn.inFlight > queue.limit) throw new Error('more than the limit')
          await new Promise((resolve) => setTimeout(resolve, takesMs))
          inFlight -= 1
          queue.end(turn, result)
          return 'served'
        })
        const settled = Promise.all(sent)
        settled.catch(() => {})
        await vi.runAllTimersAsync()
        const ends = await settled
        expect(ends.filter((end) => end === 'left').length).toBeLessThanOrEqual(
          requests.filter(({ leavesAfterMs }) => leavesAfterMs !== null).length,
        )
        expect(inFlight).toBe(0)
        const spacing = narrow.requestsPerMinute === undefined ? 0 : 60_000 / narrow.requestsPerMinute
        const gaps = begun.slice(1).map((at, index) => at - (begun[index] ?? 0))
        expect(gaps.every((gap) => gap >= spacing - 1e-6)).toBe(true)
        expect(vi.getTimerCount()).toBe(0)
      }),
      { numRuns: 60 },
    )
  })
})
