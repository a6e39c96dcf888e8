import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mannWhitney, mannWhitneyMinP, wilcoxonSignedRank } from '../../src/stats/index.ts'

const alternatives = ['two-sided', 'less', 'greater'] as const

describe('wilcoxonSignedRank', () => {
  const diffs = fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 1, maxLength: 14 })

  it('mirrors when every sign is turned, and sees only ranks', () => {
    fc.assert(
      fc.property(diffs, fc.constantFrom('exact', 'normal'), (list, method) => {
        const p = (values: number[], alternative: (typeof alternatives)[number]) =>
          wilcoxonSignedRank({ diffs: values, alternative, method }).p
        const turned = list.map((diff) => -diff)
        expect(p(turned, 'less')).toBeCloseTo(p(list, 'greater'), 12)
        expect(
          p(
            list.map((diff) => diff ** 3),
            'less',
          ),
        ).toBeCloseTo(p(list, 'less'), 12)
      }),
    )
  })

  it('is the share of sign choices with as large a sum of ranks, whatever the order and the ties', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 9 }), (list) => {
        const ranked = list.filter((diff) => diff !== 0)
        fc.pre(ranked.length > 0)
        const ranks = ranked.map((diff) => {
          const below = ranked.filter((other) => Math.abs(other) < Math.abs(diff)).length
          return below + (ranked.filter((other) => Math.abs(other) === Math.abs(diff)).length + 1) / 2
        })
        const positive = (isPositive: (i: number) => boolean) =>
          ranks.reduce((sum, rank, i) => sum + (isPositive(i) ? rank : 0), 0)
        const observed = positive((i) => (ranked[i] ?? 0) > 0)
        let atLeast = 0
        for (let signs = 0; signs < 2 ** ranked.length; signs++) {
          if (positive((i) => ((signs >> i) & 1) === 1) >= observed - 1e-9) atLeast++
        }
        const { wPlus, p } = wilcoxonSignedRank({ diffs: list.toReversed(), alternative: 'greater', method: 'exact' })
        expect(wPlus).toBeCloseTo(observed, 12)
        expect(p).toBeCloseTo(atLeast / 2 ** ranked.length, 12)
        const turned = wilcoxonSignedRank({ diffs: list.map((diff) => -diff) }).wPlus
        expect(wPlus + turned).toBeCloseTo((ranked.length * (ranked.length + 1)) / 2, 12)
      }),
      { numRuns: 50 },
    )
  })

  it('rises with no difference, and goes over smoothly from exact to normal', () => {
    fc.assert(
      fc.property(diffs, fc.nat(), (list, seed) => {
        const distinct = list.map((diff, i) => diff + i / 100)
        const raised = distinct.map((diff, i) => diff + (i === seed % list.length ? 7 : 0))
        fc.pre([...distinct, ...raised].every((diff) => diff !== 0))
        const greater = (values: number[]) => wilcoxonSignedRank({ diffs: values, alternative: 'greater' }).p
        expect(greater(raised)).toBeLessThanOrEqual(greater(distinct) + 1e-12)
      }),
    )
    const many = Array.from({ length: 300 }, (_, i) => ((i * 37) % 101) - 46.5)
    for (const zeros of ['drop', 'pratt'] as const) {
      const p = (method: 'exact' | 'normal') => wilcoxonSignedRank({ diffs: [...many, 0, 0], method, zeros }).p
      expect(p('normal')).toBeCloseTo(p('exact'), 3)
    }
  })

  it('treats ties that rounding parted as ties', () => {
    const rounded = wilcoxonSignedRank({ x: [0.3, 0.6, 0.9, 0], y: [0.2, 0.5, 0.8, 0.1], method: 'exact' })
    expect(rounded).toEqual(wilcoxonSignedRank({ diffs: [1, 1, 1, -1], method: 'exact' }))
  })

  it('takes Pratt zeros into the ranks, and gives 1 for nothing but zeros', () => {
    expect(wilcoxonSignedRank({ diffs: [0, 1, 2], zeros: 'pratt' }).wPlus).toBe(5)
    expect(wilcoxonSignedRank({ diffs: [0, 1, 2], zeros: 'drop' }).wPlus).toBe(3)
    expect(wilcoxonSignedRank({ diffs: [0, 0] })).toEqual({ wPlus: 0, p: 1 })
  })

  it('names what is out of range', () => {
    expect(() => wilcoxonSignedRank({})).toThrow('diffs')
    expect(() => wilcoxonSignedRank({ x: [1], y: [1, 2] })).toThrow('y must')
  })
})

describe('mannWhitney', () => {
  const sample = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 6 })

  it('is what going through all choices gives, ties included', () => {
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const all = [...x, ...y]
        const u = (chosen: number[], others: number[]) =>
          chosen.reduce((sum, a) => sum + others.reduce((s, b) => s + (a > b ? 1 : a === b ? 0.5 : 0), 0), 0)
        let [above, total] = [0, 0]
        for (let mask = 0; mask < 2 ** all.length; mask++) {
          const chosen = all.filter((_, i) => mask & (1 << i))
          if (chosen.length !== x.length) continue
          total++
          if (
            u(
              chosen,
              all.filter((_, i) => !(mask & (1 << i))),
            ) >= u(x, y)
          )
            above++
        }
        const result = mannWhitney({ x, y, alternative: 'greater', method: 'exact' })
        expect(result.u).toBe(u(x, y))
        expect(result.p).toBeCloseTo(above / total, 12)
        expect(mannWhitney({ x: y, y: x, alternative: 'less', method: 'exact' }).p).toBeCloseTo(result.p, 12)
      }),
      { numRuns: 40 },
    )
  })

  it('sees only ranks, and counts every pair once', () => {
    fc.assert(
      fc.property(sample, sample, fc.constantFrom('exact', 'normal'), (x, y, method) => {
        const plain = mannWhitney({ x, y, method, alternative: 'less' })
        const cubes = (values: number[]) => values.map((value) => (value - 3) ** 3).toReversed()
        expect(mannWhitney({ x: cubes(x), y: cubes(y), method, alternative: 'less' }).p).toBeCloseTo(plain.p, 12)
        const turned = mannWhitney({ x: y, y: x, method, alternative: 'greater' })
        expect(plain.u + turned.u).toBe(x.length * y.length)
        expect(turned.p).toBeCloseTo(plain.p, 12)
        const raised = mannWhitney({ x: x.map((value) => value + 1), y, method, alternative: 'less' })
        expect(raised.u).toBeGreaterThanOrEqual(plain.u)
        if (method === 'exact') {
          const twoSided = mannWhitney({ x, y, method }).p
          expect(twoSided).toBeGreaterThanOrEqual(mannWhitneyMinP({ n1: x.length, n2: y.length }) - 1e-12)
        }
      }),
    )
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), (n1, n2) => {
        const least = mannWhitneyMinP({ n1, n2 })
        expect(mannWhitneyMinP({ n1: n2, n2: n1 })).toBeCloseTo(least, 15)
        expect(mannWhitneyMinP({ n1: n1 + 1, n2 })).toBeLessThanOrEqual(least)
      }),
    )
  })

  it('has a smallest p, reached when the samples do not overlap', () => {
    for (const [n1, n2] of [
      [4, 4],
      [3, 7],
    ] as const) {
      const x = Array.from({ length: n1 }, (_, i) => i)
      const y = Array.from({ length: n2 }, (_, i) => 100 + i)
      expect(mannWhitney({ x, y, method: 'exact' }).p).toBeCloseTo(mannWhitneyMinP({ n1, n2 }), 12)
    }
  })

  it('goes over smoothly from exact to normal', () => {
    const x = Array.from({ length: 40 }, (_, i) => (i * 37) % 101)
    const y = Array.from({ length: 40 }, (_, i) => ((i * 53) % 97) + 12)
    const exact = mannWhitney({ x, y, alternative: 'less', method: 'exact' }).p
    expect(mannWhitney({ x, y, alternative: 'less', method: 'normal' }).p).toBeCloseTo(exact, 2)
  })

  it('names what is out of range', () => {
    expect(() => mannWhitney({ x: [], y: [1] })).toThrow('x must')
    const long = Array.from({ length: 400 }, (_, i) => i)
    expect(() => mannWhitney({ x: long, y: long, method: 'exact' })).toThrow('too many')
  })
})
