/** How far back the rate looks: long enough to smooth bursts, short enough to follow a change of pace. */
const windowMs = 30_000
const sampleMs = 250
/** Before this the first, slowest answers would give a time left that nobody should believe. */
const fewest = 3
const earliestMs = 1_000

export interface Rate {
  add(now: number): void
  /** Finished per second over the last half minute, or since the start; undefined as long as too little is known. */
  perSecond(now: number): number | undefined
}

/** A rate over a sliding window of at most 120 samples, however many events there are. */
export function createRate(startedAt: number): Rate {
  let count = 0
  /** Ascending in time; each says how many had finished by then. The first is the oldest that the window needs. */
  let samples = [{ at: startedAt, count: 0 }]
  const trim = (now: number) => {
    const inside = samples.findIndex(({ at }) => at > now - windowMs)
    const first = inside === -1 ? samples.length - 1 : Math.max(0, inside - 1)
    if (first > 0) samples = samples.slice(first)
  }
  return {
    add(now) {
      count += 1
      const last = samples[samples.length - 1]
      if (last === undefined || now - last.at < sampleMs) return
      samples.push({ at: now, count })
      trim(now)
    },
    perSecond(now) {
      if (count < fewest || now - startedAt < earliestMs) return undefined
      trim(now)
      const first = samples[0] ?? { at: startedAt, count: 0 }
      const recent = (count - first.count) / (now - first.at)
      // Nothing for half a minute: a pause, not a rate of 0.
      return (recent > 0 ? recent : count / (now - startedAt)) * 1000
    },
  }
}
