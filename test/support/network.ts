import { guardedFetch, requester, SharedNetwork } from '../../src/models/index.ts'
import type { NetworkOptions } from '../../src/models/network.ts'

/** The network as a command makes it; waits before other tries are as short as chance allows. */
export function networkOf(options: Partial<NetworkOptions> = {}): SharedNetwork {
  return new SharedNetwork({
    fetch: guardedFetch((...args) => globalThis.fetch(...args), undefined),
    request: requester(undefined),
    monotonic: () => performance.now(),
    now: () => new Date('2026-03-02T09:00:00Z'),
    random: () => 0,
    ...options,
  })
}

/** What a trial hands to whatever asks a model. */
export function callContext(signal: AbortSignal = new AbortController().signal) {
  return { signal, monotonic: () => performance.now(), offClock: <T>(wait: Promise<T>) => wait }
}
