import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { Cutoff } from '../../src/runner/cutoff.ts'

const monotonic = () => performance.now()
const never = () => new Promise<never>(() => {})

describe('Cutoff', () => {
  it('leaves neither a timer nor a listener behind', () => {
    const { signal } = new AbortController()
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
    const before = timers()
    const cutoffs = Array.from({ length: 20 }, () => new Cutoff({ timeoutMs: 60_000, signal, monotonic }))
    expect(getEventListeners(signal, 'abort')).toHaveLength(20)
    expect(timers()).toBe(before + 20)
    for (const cutoff of cutoffs) cutoff.done()
    expect(getEventListeners(signal, 'abort')).toEqual([])
    expect(timers()).toBe(before)
  })

  it('cuts all that races against it, at once where the signal is aborted already', async () => {
    const cutoff = new Cutoff({ timeoutMs: 60_000, signal: AbortSignal.abort('enough'), monotonic })
    const races = [cutoff.race(never), cutoff.race(never)]
    expect(await Promise.allSettled(races)).toEqual(races.map(() => ({ status: 'rejected', reason: 'enough' })))
    expect(await cutoff.race(({ aborted, reason }) => [aborted, reason])).toEqual([true, 'enough'])
    cutoff.done()
  })
})
