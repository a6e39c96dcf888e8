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
