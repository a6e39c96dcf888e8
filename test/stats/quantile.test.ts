import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binomCdf, quantile, quantileCI, wilksMinN } from '../../src/stats/index.ts'

const methods = ['linear', 'weibull', 'hazen', 'median_unbiased', 'normal_unbiased', 'inverted_cdf'] as const
/** Even shares: doubles would crowd around 0. */
const share = fc.nat({ max: 1000 }).map((steps) => steps / 1000)
const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 20 })

describe('quantile', () => {
  it('rises with q, from the smallest value to the largest, whatever their order', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(...methods), share, (list, method, q) => {
        const at = (level: number) => quantile({ values: list, q: level, method })
        expect(at(0)).toBe(Math.min(...list))
        expect(at(1)).toBe(Math.max(...list))
        expect(at(q)).toBeGreaterThanOrEqual(at(q / 2))
        expect(quantile({ values: list.toReversed(), q, method })).toBe(at(q))
      }),
    )
  })

  it('moves with a shift and a unit, and mirrors by every continuous method', () => {
    fc.assert(
      fc.property(
        values,
        fc.constantFrom(...methods),
        share,
        fc.integer({ min: 1, max: 9 }),
        (list, method, q, unit) => {
          const plain = quantile({ values: list, q, method })
          expect(quantile({ values: list.map((x) => x * unit + 7), q, method })).toBeCloseTo(plain * unit + 7, 9)
          if (method === 'inverted_cdf') return
          const mirrored = quantile({ values: list.map((x) => -x), q: 1 - q, method })
          expect(mirrored).toBeCloseTo(-plain, 9)
        },
      ),
    )
  })

  it('is a value of the sample at each plotting position, and the inverse of the distribution by inverted_cdf', () => {
    fc.assert(
      fc.property(
        values,
        fc.nat(),
        fc.integer({ min: 1, max: 1000 }).map((steps) => steps / 1000),
        (list, seed, q) => {
          const sorted = list.toSorted((a, b) => a - b)
          const n = list.length
          const k = 1 + (seed % n)
          expect(quantile({ values: list, q: (k - 0.5) / n, method: 'hazen' })).toBeCloseTo(
            sorted[k - 1] ?? Number.NaN,
            9,
          )
          expect(quantile({ values: list, q: k / (n + 1), method: 'weibull' })).toBeCloseTo(
            sorted[k - 1] ?? Number.NaN,
            9,
          )
          if (n > 1) {
            expect(quantile({ values: list, q: (k - 1) / (n - 1) })).toBeCloseTo(sorted[k - 1] ?? Number.NaN, 9)
          }
          const inverse = quantile({ values: list, q, method: 'inverted_cdf' })
          expect(list.filter((x) => x <= inverse).length).toBeGreaterThanOrEqual(n * q - 1e-6)
          expect(list.filter((x) => x < inverse).length).toBeLessThan(n * q)
        },
      ),
    )
  })

  it('has the median of every continuous method in the middle', () => {
    for (const method of methods.slice(0, 5))
      expect(quantile({ values: [4, 1, 3, 2], q: 0.5, method })).toBeCloseTo(2.5)
    expect(quantile({ values: [4, 1, 3, 2], q: 0.5, method: 'inverted_cdf' })).toBe(2)
  })

  it('names what is out of range', () => {
    expect(() => quantile({ values: [], q: 0.5 })).toThrow('values must')
    expect(() => quantile({ values: [1], q: 95 })).toThrow('q must')
    expect(() => quantile({ values: [1], q: 0.5, method: 'mean' as 'linear' })).toThrow('method must')
  })
})

describe('quantileCI', () => {
  it('covers as promised, and no narrower ranks would', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.constantFrom(0.8, 0.95),
        (n, q, confidence) => {
          const { lowerRank, upperRank, coverage } = quantileCI({ n, q, confidence })
          const below = lowerRank === null ? 0 : binomCdf({ k: lowerRank - 1, n, p: q })
          const above = upperRank === null ? 0 : 1 - binomCdf({ k: upperRank - 1, n, p: q })
          expect(coverage).toBeGreaterThanOrEqual(confidence - 1e-12)
          expect(coverage).toBeCloseTo(1 - below - above, 9)
          const tail = (1 - confidence) / 2
          expect(binomCdf({ k: lowerRank ?? 0, n, p: q })).toBeGreaterThan(tail)
          expect(1 - binomCdf({ k: (upperRank ?? n + 1) - 2, n, p: q })).toBeGreaterThan(tail - 1e-12)
        },
      ),
    )
  })

  it('mirrors, and widens with confidence', () => {
    const level = fc.constantFrom(0.5, 0.8, 0.9, 0.95)
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 99 }),
        level,
        (n, percent, confidence) => {
          const plain = quantileCI({ n, q: percent / 100, confidence })
          const mirrored = quantileCI({ n, q: (100 - percent) / 100, confidence })
          expect(mirrored.upperRank).toBe(plain.lowerRank === null ? null : n + 1 - plain.lowerRank)
          expect(mirrored.coverage).toBeCloseTo(plain.coverage, 9)
          const wider = quantileCI({ n, q: percent / 100, confidence: (1 + confidence) / 2 })
          expect(wider.lowerRank ?? 0).toBeLessThanOrEqual(plain.lowerRank ?? 0)
          expect(wider.upperRank ?? n + 1).toBeGreaterThanOrEqual(plain.upperRank ?? n + 1)
        },
      ),
    )
  })

  it('has an upper bound from the sample size of Wilks on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 97 }), fc.constantFrom(0.8, 0.9, 0.95), (percent, confidence) => {
        const q = percent / 100
        const n = wilksMinN({ q, confidence: (1 + confidence) / 2 })
        expect(quantileCI({ n, q, confidence }).upperRank).toBe(n)
        if (n > 1) expect(quantileCI({ n: n - 1, q, confidence }).upperRank).toBeNull()
      }),
    )
  })

  it('has no bound where the sample is too small for one', () => {
    expect(quantileCI({ n: 20, q: 0.95, confidence: 0.95 }).upperRank).toBeNull()
    expect(quantileCI({ n: 20, q: 0.05, confidence: 0.95 }).lowerRank).toBeNull()
  })
})

describe('wilksMinN', () => {
  it('is the first n whose largest value bounds the quantile', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 0.999, noNaN: true }),
        fc.constantFrom(0.9, 0.95, 0.99),
        (q, confidence) => {
          const n = wilksMinN({ q, confidence })
          expect(1 - q ** n).toBeGreaterThanOrEqual(confidence - 1e-9)
          expect(1 - q ** (n - 1)).toBeLessThan(confidence)
        },
      ),
    )
  })
})
