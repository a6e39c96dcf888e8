import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adjustPValues, combinePValues, normCdf, normQuantile } from '../../src/stats/index.ts'

const even = fc.nat({ max: 1000 }).map((steps) => steps / 1000)
const tiny = fc.double({ min: 0, max: 1, noNaN: true })
const p = fc.array(fc.oneof(even, tiny), { minLength: 1, maxLength: 20 })
const methods = ['bonferroni', 'holm', 'hochberg', 'benjaminiHochberg', 'benjaminiYekutieli'] as const

describe('adjustPValues', () => {
  it('keeps order, never lowers a p, and leaves a single one alone', () => {
    fc.assert(
      fc.property(p, fc.constantFrom(...methods), (values, method) => {
        const adjusted = adjustPValues({ p: values, method })
        values.forEach((value, i) => {
          expect(adjusted[i]).toBeGreaterThanOrEqual(value)
          expect(adjusted[i]).toBeLessThanOrEqual(1)
          values.forEach((other, j) => {
            if (value < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] ?? 0)
          })
        })
        expect(adjustPValues({ p: values.slice(0, 1), method })).toEqual(values.slice(0, 1))
      }),
    )
  })

  it('follows the values when they are shuffled', () => {
    fc.assert(
      fc.property(p, fc.constantFrom(...methods), (values, method) => {
        const backwards = adjustPValues({ p: values.toReversed(), method }).toReversed()
        expect(backwards).toEqual(adjustPValues({ p: values, method }))
      }),
    )
  })

  it('rejects as the step-down and step-up procedures do', () => {
    fc.assert(
      fc.property(p, fc.double({ min: 0.001, max: 0.3, noNaN: true }), (values, alpha) => {
        const sorted = values.toSorted((a, b) => a - b)
        const m = sorted.length
        const firstKept = sorted.findIndex((value, i) => value * (m - i) > alpha)
        const holm = adjustPValues({ p: values, method: 'holm' }).filter((value) => value <= alpha).length
        expect(holm).toBe(firstKept < 0 ? m : firstKept)
        const lastFound = sorted.findLastIndex((value, i) => value * (m / (i + 1)) <= alpha)
        const bh = adjustPValues({ p: values, method: 'benjaminiHochberg' }).filter((value) => value <= alpha).length
        expect(bh).toBe(lastFound + 1)
        const lastStepped = sorted.findLastIndex((value, i) => value * (m - i) <= alpha)
        const hochberg = adjustPValues({ p: values, method: 'hochberg' }).filter((value) => value <= alpha).length
        expect(hochberg).toBe(lastStepped + 1)
      }),
    )
  })

  it('is the stricter the more a method promises', () => {
    fc.assert(
      fc.property(p, (values) => {
        const by = (method: (typeof methods)[number]) => adjustPValues({ p: values, method })
        const [bonferroni, holm, hochberg, bh, yekutieli] = methods.map(by)
        const harmonic = values.reduce((sum, _, i) => sum + 1 / (i + 1), 0)
        values.forEach((value, i) => {
          expect(bonferroni?.[i]).toBe(Math.min(1, value * values.length))
          expect(holm?.[i]).toBeLessThanOrEqual(bonferroni?.[i] ?? 0)
          expect(hochberg?.[i]).toBeLessThanOrEqual(holm?.[i] ?? 0)
          expect(bh?.[i]).toBeLessThanOrEqual(hochberg?.[i] ?? 0)
          expect(yekutieli?.[i]).toBeCloseTo(Math.min(1, (bh?.[i] ?? 0) * harmonic), 12)
        })
      }),
    )
  })

  it('never gains from a p value that rises', () => {
    fc.assert(
      fc.property(p, fc.constantFrom(...methods), fc.nat(), (values, method, seed) => {
        const raised = values.map((value, i) => (i === seed % values.length ? Math.sqrt(value) : value))
        const before = adjustPValues({ p: values, method })
        adjustPValues({ p: raised, method }).forEach((after, i) => {
          expect(after).toBeGreaterThanOrEqual(before[i] ?? 1)
        })
      }),
    )
  })

  it('gives nothing for nothing and names what is out of range', () => {
    expect(adjustPValues({ p: [], method: 'holm' })).toEqual([])
    expect(() => adjustPValues({ p: [0.1, 2], method: 'holm' })).toThrow('p[1] must')
    expect(() => adjustPValues({ p: [0.1], method: 'fdr' as 'holm' })).toThrow('method must')
  })
})

describe('combinePValues', () => {
  it('gives a single p back', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1, noNaN: true }), (value) => {
        expect(combinePValues({ p: [value], method: 'fisher' }).p).toBeCloseTo(value, 12)
        expect(combinePValues({ p: [value], method: 'stouffer' }).p).toBeCloseTo(value, 9)
      }),
    )
  })

  it('adds z values by Stouffer, and takes a p of 0', () => {
    const z = -normQuantile({ p: 0.02 })
    expect(combinePValues({ p: [0.02, 0.02, 0.02, 0.02], method: 'stouffer' }).p).toBeCloseTo(
      normCdf({ x: -2 * z }),
      12,
    )
    expect(combinePValues({ p: [0, 0.5], method: 'fisher' }).p).toBe(0)
    expect(combinePValues({ p: [0, 0.5], method: 'stouffer' }).p).toBe(0)
    expect(() => combinePValues({ p: [0, 1], method: 'stouffer' })).toThrow('p must')
    expect(() => combinePValues({ p: [], method: 'fisher' })).toThrow('p must')
  })
})

describe('both ways of combining', () => {
  const inside = fc.array(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), { minLength: 2, maxLength: 12 })
  const ways = ['fisher', 'stouffer'] as const

  it('know no order, and rise with every p', () => {
    fc.assert(
      fc.property(inside, fc.constantFrom(...ways), fc.nat(), (values, method, seed) => {
        const combined = combinePValues({ p: values, method }).p
        expect(combinePValues({ p: values.toReversed(), method }).p).toBeCloseTo(combined, 10)
        const raised = values.map((value, i) => (i === seed % values.length ? Math.sqrt(value) : value))
        expect(combinePValues({ p: raised, method }).p).toBeGreaterThanOrEqual(combined - 1e-12)
      }),
    )
  })

  it('have closed forms: Fisher for two, Stouffer for the other direction', () => {
    fc.assert(
      fc.property(inside, (values) => {
        const product = (values[0] ?? 1) * (values[1] ?? 1)
        const two = combinePValues({ p: values.slice(0, 2), method: 'fisher' }).p
        expect(two).toBeCloseTo(product * (1 - Math.log(product)), 12)
        const turned = combinePValues({ p: values.map((value) => 1 - value), method: 'stouffer' }).p
        expect(turned).toBeCloseTo(1 - combinePValues({ p: values, method: 'stouffer' }).p, 8)
      }),
    )
  })

  it('stay in the middle for any number of middling values', () => {
    for (const m of [10, 700, 800, 5000]) {
      // Quantiles of the uniform distribution: on average -2 ln p is 2, so the sum is the mean of its distribution.
      const values = Array.from({ length: m }, (_, i) => (i + 0.5) / m)
      expect(combinePValues({ p: values, method: 'stouffer' }).p).toBeCloseTo(0.5, 9)
      const fisher = combinePValues({ p: values, method: 'fisher' }).p
      expect(fisher).toBeGreaterThan(0.45)
      expect(fisher).toBeLessThan(0.55)
    }
  })
})
