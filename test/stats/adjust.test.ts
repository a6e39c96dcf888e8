import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adjustPValues, combinePValues, normCdf, normQuantile } from '../../src/stats/index.ts'

const p = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 })
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
