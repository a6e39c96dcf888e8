import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binomCdf, quantile, quantileCI, wilksMinN } from '../../src/stats/index.ts'

const methods = ['linear', 'weibull', 'hazen', 'median_unbiased', 'normal_unbiased', 'inverted_cdf'] as const
const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 20 })

describe('quantile', () => {
  it('rises with q, from the smallest value to the largest, whatever their order', () => {
    fc.assert(
      fc.property(
        values,
        fc.constantFrom(...methods),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (list, method, q) => {
          const at = (level: number) => quantile({ values: list, q: level, method })
          expect(at(0)).toBe(Math.min(...list))
          expect(at(1)).toBe(Math.max(...list))
          expect(at(q)).toBeGreaterThanOrEqual(at(q / 2))
          expect(quantile({ values: list.toReversed(), q, method })).toBe(at(q))
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
