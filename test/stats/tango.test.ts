import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normQuantile, tangoInterval, tangoLowerBound } from '../../src/stats/index.ts'

const count = fc.integer({ min: 0, max: 60 })
const table = fc
  .record({ bothPass: count, firstOnly: count, secondOnly: count, bothFail: count })
  .filter((t) => t.bothPass + t.firstOnly + t.secondOnly + t.bothFail > 0)
const confidence = fc.double({ min: 0.5, max: 0.999, noNaN: true })

/** The score statistic with the nuisance share found by maximising the likelihood numerically. */
function scoreStatistic(firstOnly: number, secondOnly: number, n: number, difference: number): number {
  const logLikelihood = (q: number): number => {
    const term = (weight: number, share: number) => (weight === 0 ? 0 : weight * Math.log(share))
    return (
      term(firstOnly, q + difference) + term(secondOnly, q) + term(n - firstOnly - secondOnly, 1 - 2 * q - difference)
    )
  }
  let [low, high] = [Math.max(0, -difference), (1 - difference) / 2]
  for (let i = 0; i < 200; i++) {
    const [left, right] = [low + (high - low) / 3, high - (high - low) / 3]
    if (logLikelihood(left) < logLikelihood(right)) low = left
    else high = right
  }
  const q = (low + high) / 2
  return (firstOnly - secondOnly - n * difference) / Math.sqrt(n * (2 * q + difference * (1 - difference)))
}

describe('tangoInterval', () => {
  it('ends where the score test stops rejecting', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), count, (first, second, same) => {
        const n = first + second + same
        fc.pre(same > 0)
        const input = { bothPass: same, firstOnly: first, secondOnly: second, bothFail: 0, confidence: 0.95 }
        const z = normQuantile({ p: 0.975 })
        const [lower, upper] = tangoInterval(input).ci
        expect(scoreStatistic(first, second, n, lower)).toBeCloseTo(z, 3)
        expect(scoreStatistic(first, second, n, upper)).toBeCloseTo(-z, 3)
      }),
    )
  })

  it('has a one-sided bound where the one-sided score test stops rejecting, at any confidence', () => {
    const level = fc.double({ min: 0.55, max: 0.995, noNaN: true })
    const some = fc.integer({ min: 1, max: 40 })
    fc.assert(
      fc.property(some, some, some, level, (firstOnly, secondOnly, bothPass, at) => {
        const n = firstOnly + secondOnly + bothPass
        const bound = tangoLowerBound({ bothPass, firstOnly, secondOnly, bothFail: 0, confidence: at })
        const z = normQuantile({ p: at })
        expect(scoreStatistic(firstOnly, secondOnly, n, bound)).toBeCloseTo(z, 3)
        expect(scoreStatistic(firstOnly, secondOnly, n, bound - 0.01)).toBeGreaterThan(z)
        const below = tangoLowerBound({ bothPass, firstOnly, secondOnly, bothFail: 0, confidence: 1 - at })
        expect(scoreStatistic(firstOnly, secondOnly, n, below)).toBeCloseTo(-z, 3)
      }),
    )
  })

  it('at 0 is the z test of McNemar (1947) without continuity correction', () => {
    fc.assert(
      fc.property(table, confidence, (t, level) => {
        const discordant = t.firstOnly + t.secondOnly
        fc.pre(discordant > 0 && t.bothPass + t.bothFail > 0)
        const z = (t.firstOnly - t.secondOnly) / Math.sqrt(discordant)
        const critical = normQuantile({ p: level })
        fc.pre(Math.abs(z - critical) > 1e-6)
        expect(tangoLowerBound({ ...t, confidence: level }) > 0).toBe(z > critical)
      }),
    )
  })

  it('does not mind whether the pairs that agree pass or fail, and narrows as there are more of them', () => {
    fc.assert(
      fc.property(table, confidence, (t, level) => {
        const { ci } = tangoInterval({ ...t, confidence: level })
        const turned = { ...t, bothPass: t.bothFail, bothFail: t.bothPass }
        expect(tangoInterval({ ...turned, confidence: level }).ci).toEqual(ci)
        const times = (count: number) => count * 4
        const more = tangoInterval({
          bothPass: times(t.bothPass),
          firstOnly: times(t.firstOnly),
          secondOnly: times(t.secondOnly),
          bothFail: times(t.bothFail),
          confidence: level,
        }).ci
        expect(more[1] - more[0]).toBeLessThan(ci[1] - ci[0])
      }),
    )
  })

  it('goes from the estimate to everything, and is the interval of Wald for many pairs', () => {
    fc.assert(
      fc.property(table, (t) => {
        const { estimate, ci } = tangoInterval({ ...t, confidence: 1e-9 })
        expect(ci[0]).toBeCloseTo(estimate, 6)
        expect(ci[1]).toBeCloseTo(estimate, 6)
        expect(tangoLowerBound({ ...t, confidence: 0.5 })).toBeCloseTo(estimate, 6)
        const all = tangoInterval({ ...t, confidence: 1 - 1e-13 }).ci
        const few = tangoInterval({ ...t, confidence: 0.99 }).ci
        expect(all[1] - all[0]).toBeGreaterThan(few[1] - few[0])
      }),
    )
    const [n, firstOnly, secondOnly] = [4e6, 90_000, 120_000]
    const se = Math.sqrt((firstOnly + secondOnly - (firstOnly - secondOnly) ** 2 / n) / n ** 2)
    const rest = { bothPass: n - firstOnly - secondOnly, bothFail: 0 }
    const bound = tangoLowerBound({ ...rest, firstOnly, secondOnly, confidence: 0.95 })
    expect(((firstOnly - secondOnly) / n - bound) / se).toBeCloseTo(normQuantile({ p: 0.95 }), 2)
  })

  it('holds its estimate, has a width, and stays within [-1, 1]', () => {
    fc.assert(
      fc.property(table, confidence, (t, level) => {
        const { estimate, ci } = tangoInterval({ ...t, confidence: level })
        expect(ci[0]).toBeLessThanOrEqual(estimate)
        expect(ci[1]).toBeGreaterThanOrEqual(estimate)
        expect(ci[1] - ci[0]).toBeGreaterThan(0)
        expect(ci[0]).toBeGreaterThanOrEqual(-1)
        expect(ci[1]).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('mirrors when the two systems change places', () => {
    fc.assert(
      fc.property(table, confidence, (t, level) => {
        const { ci } = tangoInterval({ ...t, confidence: level })
        const swapped = tangoInterval({ ...t, firstOnly: t.secondOnly, secondOnly: t.firstOnly, confidence: level })
        expect(swapped.ci[0]).toBeCloseTo(-ci[1], 12)
        expect(swapped.ci[1]).toBeCloseTo(-ci[0], 12)
      }),
    )
  })

  it('moves down as wins turn into losses', () => {
    fc.assert(
      fc.property(table, confidence, (t, level) => {
        fc.pre(t.firstOnly > 0)
        const before = tangoInterval({ ...t, confidence: level }).ci
        const lost = { ...t, firstOnly: t.firstOnly - 1, secondOnly: t.secondOnly + 1 }
        const after = tangoInterval({ ...lost, confidence: level }).ci
        expect(after[0]).toBeLessThanOrEqual(before[0] + 1e-12)
        expect(after[1]).toBeLessThanOrEqual(before[1] + 1e-12)
      }),
    )
  })

  it('widens with confidence', () => {
    fc.assert(
      fc.property(table, (t) => {
        const narrow = tangoInterval({ ...t, confidence: 0.9 }).ci
        const wide = tangoInterval({ ...t, confidence: 0.99 }).ci
        expect(wide[0]).toBeLessThanOrEqual(narrow[0])
        expect(wide[1]).toBeGreaterThanOrEqual(narrow[1])
      }),
    )
  })

  it('has the closed ends z^2 / (n + z^2) where nothing is discordant', () => {
    const z2 = normQuantile({ p: 0.975 }) ** 2
    const { ci } = tangoInterval({ bothPass: 300, firstOnly: 0, secondOnly: 0, bothFail: 20, confidence: 0.95 })
    expect(ci[0]).toBeCloseTo(-z2 / (320 + z2), 12)
    expect(ci[1]).toBeCloseTo(z2 / (320 + z2), 12)
  })

  it('has the closed end (n - z^2) / (n + z^2) where the first alone passes everything', () => {
    const z2 = normQuantile({ p: 0.975 }) ** 2
    const { ci } = tangoInterval({ bothPass: 0, firstOnly: 10, secondOnly: 0, bothFail: 0, confidence: 0.95 })
    expect(ci[0]).toBeCloseTo((10 - z2) / (10 + z2), 12)
    expect(ci[1]).toBe(1)
  })

  it('has a one-sided bound: the lower end at twice the error', () => {
    const t = { bothPass: 150, firstOnly: 3, secondOnly: 14, bothFail: 33 }
    expect(tangoLowerBound({ ...t, confidence: 0.95 })).toBeCloseTo(tangoInterval({ ...t, confidence: 0.9 }).ci[0], 12)
  })

  it.each([
    ['bothFail', { bothPass: 1, firstOnly: 0, secondOnly: 0, bothFail: -1, confidence: 0.95 }],
    ['firstOnly', { bothPass: 1, firstOnly: 0.5, secondOnly: 0, bothFail: 1, confidence: 0.95 }],
    ['number of pairs', { bothPass: 0, firstOnly: 0, secondOnly: 0, bothFail: 0, confidence: 0.95 }],
    ['confidence', { bothPass: 1, firstOnly: 0, secondOnly: 0, bothFail: 1, confidence: 1 }],
  ])('%s out of range is named', (name, input) => {
    expect(() => tangoInterval(input)).toThrow(RangeError)
    expect(() => tangoInterval(input)).toThrow(name)
  })
})
