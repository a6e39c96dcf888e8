import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fisherExact, normCdf } from '../../src/stats/index.ts'

const few = fc.integer({ min: 0, max: 12 })
const alternatives = ['two-sided', 'less', 'greater'] as const

function choose(n: number, k: number): number {
  return k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k
}

describe('fisherExact', () => {
  it('is the hypergeometric sum', () => {
    fc.assert(
      fc.property(few, few, few, few, (a, b, c, d) => {
        const [row, column, n] = [a + b, a + c, a + b + c + d]
        const chance = (k: number) => (choose(column, k) * choose(n - column, row - k)) / choose(n, row)
        let greater = 0
        for (let k = a; k <= Math.min(row, column); k++) greater += chance(k)
        const table = [
          [a, b],
          [c, d],
        ] as const
        expect(fisherExact({ table, alternative: 'greater' })).toBeCloseTo(greater, 10)
        const swapped = [table[1], table[0]] as const
        expect(fisherExact({ table: swapped, alternative: 'less' })).toBeCloseTo(greater, 10)
        expect(fisherExact({ table: swapped })).toBeCloseTo(fisherExact({ table }), 10)
      }),
    )
  })

  it('does not mind rows and columns changing places, and has one table in common between its two sides', () => {
    fc.assert(
      fc.property(few, few, few, few, (a, b, c, d) => {
        const p = (
          table: readonly [readonly [number, number], readonly [number, number]],
          alternative: (typeof alternatives)[number],
        ) => fisherExact({ table, alternative })
        const table = [
          [a, b],
          [c, d],
        ] as const
        const transposed = [
          [a, c],
          [b, d],
        ] as const
        for (const alternative of alternatives) {
          expect(p(transposed, alternative)).toBeCloseTo(p(table, alternative), 10)
        }
        const chance = (choose(a + c, a) * choose(b + d, b)) / choose(a + b + c + d, a + b)
        expect(p(table, 'less') + p(table, 'greater')).toBeCloseTo(1 + chance, 10)
        expect(p(table, 'two-sided')).toBeGreaterThanOrEqual(Math.min(p(table, 'less'), p(table, 'greater')) - 1e-12)
        const more = [
          [a + 1, b],
          [c, d + 1],
        ] as const
        expect(p(more, 'greater')).toBeLessThanOrEqual(p(table, 'greater') + 1e-12)
      }),
    )
  })

  it('of large tables is the z test of two proportions', () => {
    const [x, y, n] = [30_300, 29_900, 100_000]
    const table = [
      [x, n - x],
      [y, n - y],
    ] as const
    const pooled = (x + y) / (2 * n)
    const z = (x - y - 1) / Math.sqrt(2 * n * pooled * (1 - pooled))
    expect(fisherExact({ table, alternative: 'greater' })).toBeCloseTo(normCdf({ x: -z }), 4)
  })

  it('does not overflow on large tables', () => {
    const p = fisherExact({
      table: [
        [9000, 1000],
        [8900, 1100],
      ],
      alternative: 'greater',
    })
    expect(p).toBeGreaterThan(0.005)
    expect(p).toBeLessThan(0.02)
  })
})
