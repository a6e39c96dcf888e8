import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  mcnemar,
  mcnemarPower,
  mcnemarSampleSize,
  newcombePairedInterval,
  normCdf,
  normQuantile,
  pairedTSampleSize,
  signFlipPermutation,
  tangoInterval,
} from '../../src/stats/index.ts'

const few = fc.integer({ min: 0, max: 12 })

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

  it('is the sign-flip test of single pass/fail results', () => {
    fc.assert(
      fc.property(fc.nat({ max: 80 }), fc.nat({ max: 80 }), fc.nat({ max: 20 }), (baseOnly, candOnly, same) => {
        fc.pre(baseOnly + candOnly > 0)
        const diffs = [
          ...new Array<number>(baseOnly).fill(-1),
          ...new Array<number>(same).fill(0),
          ...new Array<number>(candOnly).fill(1),
        ]
        const flips = signFlipPermutation({ diffs })
        const worse = mcnemar({ baseOnly, candOnly, alternative: 'worse' })
        const better = mcnemar({ baseOnly, candOnly, alternative: 'better' })
        expect(flips.less / worse.exact).toBeCloseTo(1, 9)
        expect(flips.midPLess / worse.midP).toBeCloseTo(1, 9)
        expect(flips.greater / better.exact).toBeCloseTo(1, 9)
        expect(flips.midPGreater / better.midP).toBeCloseTo(1, 9)
        expect(flips.twoSided).toBeCloseTo(mcnemar({ baseOnly, candOnly }).exact, 12)
        expect(mcnemar({ baseOnly, candOnly }).midP).toBeCloseTo(2 * Math.min(worse.midP, better.midP), 12)
      }),
    )
  })

  it('falls with every loss, rises with every gain, and is the z test of many', () => {
    fc.assert(
      fc.property(fc.nat({ max: 200 }), fc.nat({ max: 200 }), (baseOnly, candOnly) => {
        const worse = (losses: number, gains: number) =>
          mcnemar({ baseOnly: losses, candOnly: gains, alternative: 'worse' }).midP
        fc.pre(baseOnly + candOnly > 0)
        expect(worse(baseOnly + 1, candOnly)).toBeLessThanOrEqual(worse(baseOnly, candOnly))
        expect(worse(baseOnly, candOnly + 1)).toBeGreaterThanOrEqual(worse(baseOnly, candOnly))
      }),
    )
    const [baseOnly, candOnly] = [250_700, 249_300]
    const z = (baseOnly - candOnly) / Math.sqrt(baseOnly + candOnly)
    expect(mcnemar({ baseOnly, candOnly, alternative: 'worse' }).midP).toBeCloseTo(normCdf({ x: -z }), 5)
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
        fc.nat({ max: 50 }).map((percent) => percent / 100),
        fc.nat({ max: 50 }).map((percent) => percent / 100),
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

  it('is at most alpha without a difference (exact), mirrors, and grows with alpha', () => {
    const share = fc.double({ min: 0.01, max: 0.4, noNaN: true })
    const level = fc.double({ min: 0.01, max: 0.2, noNaN: true })
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 300 }),
        share,
        share,
        level,
        fc.constantFrom('midP', 'exact'),
        (n, one, other, alpha, test) => {
          const null_ = { n, pBaseOnly: one, pCandOnly: one, alpha, test, alternative: 'worse' } as const
          expect(mcnemarPower({ ...null_, test: 'exact' })).toBeLessThanOrEqual(alpha)
          const plan = { ...null_, pCandOnly: other }
          const worse = mcnemarPower(plan)
          const swapped = { ...plan, pBaseOnly: other, pCandOnly: one }
          expect(mcnemarPower({ ...swapped, alternative: 'better' })).toBeCloseTo(worse, 12)
          const better = mcnemarPower({ ...plan, alternative: 'better' })
          const both = mcnemarPower({ ...plan, alpha: 2 * alpha, alternative: 'two-sided' })
          expect(both).toBeCloseTo(worse + better, 12)
          expect(mcnemarPower({ ...plan, alpha: alpha * 1.5 })).toBeGreaterThanOrEqual(worse - 1e-12)
          expect(mcnemarPower({ ...plan, test: 'exact' })).toBeLessThanOrEqual(
            mcnemarPower({ ...plan, test: 'midP' }) + 1e-12,
          )
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

describe('newcombePairedInterval', () => {
  it('mirrors when the two systems change places, and pass and fail; it widens with confidence', () => {
    fc.assert(
      fc.property(few, few, few, few, (bothPass, firstOnly, secondOnly, bothFail) => {
        fc.pre(bothPass + firstOnly + secondOnly + bothFail > 0)
        const table = { bothPass, firstOnly, secondOnly, bothFail, confidence: 0.9 }
        const { ci } = newcombePairedInterval(table)
        const systems = newcombePairedInterval({ ...table, firstOnly: secondOnly, secondOnly: firstOnly })
        const outcomes = newcombePairedInterval({
          ...table,
          bothPass: bothFail,
          firstOnly: secondOnly,
          secondOnly: firstOnly,
          bothFail: bothPass,
        })
        for (const turned of [systems, outcomes]) {
          expect(turned.ci[0]).toBeCloseTo(-ci[1], 10)
          expect(turned.ci[1]).toBeCloseTo(-ci[0], 10)
        }
        const wider = newcombePairedInterval({ ...table, confidence: 0.99 })
        expect(wider.ci[0]).toBeLessThanOrEqual(ci[0] + 1e-12)
        expect(wider.ci[1]).toBeGreaterThanOrEqual(ci[1] - 1e-12)
      }),
    )
  })

  it('of many pairs is the interval of Tango and of Wald, to 2% of its width', () => {
    const table = { bothPass: 60_000, firstOnly: 4000, secondOnly: 5000, bothFail: 31_000, confidence: 0.95 }
    const [low, high] = newcombePairedInterval(table).ci
    const half = normQuantile({ p: 0.975 }) * Math.sqrt((9000 - 1000 ** 2 / 1e5) / 1e5 ** 2)
    const tango = tangoInterval(table).ci
    expect((low + 0.01) / -half).toBeCloseTo(1, 1)
    expect((high + 0.01) / half).toBeCloseTo(1, 1)
    expect(Math.abs(tango[0] - low)).toBeLessThan(0.02 * half)
    expect(Math.abs(tango[1] - high)).toBeLessThan(0.02 * half)
  })

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
