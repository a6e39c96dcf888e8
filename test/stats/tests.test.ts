import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  fisherExact,
  mannWhitney,
  mannWhitneyMinP,
  mcnemar,
  mcnemarEValue,
  mcnemarPower,
  mcnemarSampleSize,
  newcombePairedInterval,
  pairedTSampleSize,
  tCdf,
  wilcoxonSignedRank,
} from '../../src/stats/index.ts'
import { noncentralTUpper } from '../../src/stats/noncentralT.ts'

const few = fc.integer({ min: 0, max: 12 })
const alternatives = ['two-sided', 'less', 'greater'] as const

function choose(n: number, k: number): number {
  return k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k
}

describe('mcnemar', () => {
  it('is the binomial sum', () => {
    fc.assert(
      fc.property(few, few, (baseOnly, candOnly) => {
        fc.pre(baseOnly + candOnly > 0)
        const n = baseOnly + candOnly
        let above = 0
        for (let k = baseOnly + 1; k <= n; k++) above += choose(n, k) / 2 ** n
        const at = choose(n, baseOnly) / 2 ** n
        const worse = mcnemar({ baseOnly, candOnly, alternative: 'worse' })
        expect(worse.exact).toBeCloseTo(above + at, 12)
        expect(worse.midP).toBeCloseTo(above + at / 2, 12)
        expect(mcnemar({ baseOnly: candOnly, candOnly: baseOnly, alternative: 'better' })).toEqual(worse)
      }),
    )
  })

  it('names what is out of range', () => {
    expect(() => mcnemar({ baseOnly: -1, candOnly: 0 })).toThrow('baseOnly must')
    expect(() => mcnemar({ baseOnly: 1, candOnly: 0, alternative: 'less' as 'worse' })).toThrow('alternative must')
  })
})

describe('mcnemarPower', () => {
  it('is the sum over all tables', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 14 }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.constantFrom('worse', 'better', 'two-sided'),
        fc.constantFrom('midP', 'exact'),
        (n, pBaseOnly, pCandOnly, alternative, test) => {
          const alpha = 0.1
          let expected = 0
          for (let b = 0; b <= n; b++) {
            for (let c = 0; b + c <= n; c++) {
              const chance = choose(n, b) * choose(n - b, c) * pBaseOnly ** b * pCandOnly ** c
              const rejects = mcnemar({ baseOnly: b, candOnly: c, alternative })[test] <= alpha
              if (rejects) expected += chance * (1 - pBaseOnly - pCandOnly) ** (n - b - c)
            }
          }
          const power = mcnemarPower({ n, pBaseOnly, pCandOnly, alpha, test, alternative })
          expect(power).toBeCloseTo(expected, 9)
        },
      ),
    )
  })

  it('reaches about the power that the sample size formula promises', () => {
    const n = Math.ceil(
      mcnemarSampleSize({ discordance: 0.12, delta: 0.03, alpha: 0.05, power: 0.8, alternative: 'one-sided' }),
    )
    const shares = { pBaseOnly: 0.075, pCandOnly: 0.045 }
    expect(mcnemarPower({ n, ...shares, alpha: 0.05, test: 'midP', alternative: 'worse' })).toBeCloseTo(0.8, 2)
  })

  it('names what is out of range', () => {
    const plan = { n: 10, pBaseOnly: 0.6, pCandOnly: 0.6, alpha: 0.05, test: 'midP', alternative: 'worse' } as const
    expect(() => mcnemarPower(plan)).toThrow('pBaseOnly and pCandOnly')
    expect(() => mcnemarPower({ ...plan, pCandOnly: 0, n: 0 })).toThrow('n must')
    expect(() =>
      mcnemarSampleSize({ discordance: 0.1, delta: 0.2, alpha: 0.05, power: 0.8, alternative: 'one-sided' }),
    ).toThrow('discordance must')
    expect(() => pairedTSampleSize({ effectSize: 0, alpha: 0.05, power: 0.8, alternative: 'one-sided' })).toThrow(
      'effectSize must',
    )
  })
})

describe('the noncentral t', () => {
  it("without noncentrality is Student's", () => {
    for (const df of [1, 3, 40, 5000]) {
      for (const t of [-2, 0, 1.5, 6]) expect(noncentralTUpper(t, df, 0)).toBeCloseTo(tCdf({ x: -t, df }), 10)
    }
  })
})

describe('newcombePairedInterval', () => {
  it('holds its estimate, within [-1, 1]', () => {
    fc.assert(
      fc.property(few, few, few, few, (bothPass, firstOnly, secondOnly, bothFail) => {
        fc.pre(bothPass + firstOnly + secondOnly + bothFail > 0)
        const table = { bothPass, firstOnly, secondOnly, bothFail, confidence: 0.95 }
        const { estimate, ci } = newcombePairedInterval(table)
        expect(ci[0]).toBeLessThanOrEqual(estimate)
        expect(ci[1]).toBeGreaterThanOrEqual(estimate)
        expect(ci[0]).toBeGreaterThanOrEqual(-1 - 1e-12)
        expect(ci[1]).toBeLessThanOrEqual(1 + 1e-12)
      }),
    )
  })
})

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

describe('mcnemarEValue', () => {
  it('is at most 1 on average when nothing changed', () => {
    const n = 20
    let [mean, meanWorse] = [0, 0]
    for (let b = 0; b <= n; b++) {
      const { twoSided, worse } = mcnemarEValue({ baseOnly: b, candOnly: n - b })
      mean += (choose(n, b) / 2 ** n) * twoSided
      meanWorse += (choose(n, b) / 2 ** n) * worse
    }
    expect(mean).toBeCloseTo(1, 9)
    expect(meanWorse).toBeCloseTo(1, 9)
  })

  it('keeps a p value where the evidence exceeds the range of doubles', () => {
    const { worse, alwaysValidP } = mcnemarEValue({ baseOnly: 3000, candOnly: 0 })
    expect(worse).toBe(Number.POSITIVE_INFINITY)
    expect(alwaysValidP).toBe(0)
    expect(mcnemarEValue({ baseOnly: 0, candOnly: 900 }).alwaysValidP).toBe(1)
  })
})
