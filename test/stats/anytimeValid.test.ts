import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mcnemarEValue, msprt, pcg32 } from '../../src/stats/index.ts'

function choose(n: number, k: number): number {
  return k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k
}

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

  it('is a martingale: the next result, either way as likely, leaves it where it is on average', () => {
    fc.assert(
      fc.property(fc.nat({ max: 300 }), fc.nat({ max: 300 }), (baseOnly, candOnly) => {
        const now = mcnemarEValue({ baseOnly, candOnly })
        const loss = mcnemarEValue({ baseOnly: baseOnly + 1, candOnly })
        const gain = mcnemarEValue({ baseOnly, candOnly: candOnly + 1 })
        expect((loss.twoSided + gain.twoSided) / 2 / now.twoSided).toBeCloseTo(1, 9)
        expect((loss.worse + gain.worse) / 2 / now.worse).toBeCloseTo(1, 9)
        expect(loss.worse).toBeGreaterThan(now.worse)
        expect(now.alwaysValidP).toBeCloseTo(Math.min(1, 1 / now.worse), 12)
        const turned = mcnemarEValue({ baseOnly: candOnly, candOnly: baseOnly })
        expect(turned.twoSided / now.twoSided).toBeCloseTo(1, 9)
        expect((turned.worse + now.worse) / 2 / now.twoSided).toBeCloseTo(1, 9)
      }),
    )
  })

  it('cries wolf at most as often as its level says, however often one looks', () => {
    const [runs, cases, alpha] = [2000, 200, 0.1]
    const words = pcg32({ seed: 4, stream: 6, count: runs * cases })
    let alarms = 0
    for (let run = 0; run < runs; run++) {
      let [baseOnly, candOnly] = [0, 0]
      for (let i = 0; i < cases; i++) {
        if ((words[run * cases + i] ?? 0) < 2 ** 31) baseOnly++
        else candOnly++
        if (i % 5 === 4 && mcnemarEValue({ baseOnly, candOnly }).alwaysValidP <= alpha) {
          alarms++
          break
        }
      }
    }
    expect(alarms / runs).toBeLessThan(alpha)
    expect(alarms).toBeGreaterThan(0)
  })

  it('keeps a p value where the evidence exceeds the range of doubles', () => {
    const { worse, alwaysValidP } = mcnemarEValue({ baseOnly: 3000, candOnly: 0 })
    expect(worse).toBe(Number.POSITIVE_INFINITY)
    expect(alwaysValidP).toBe(0)
    expect(mcnemarEValue({ baseOnly: 0, candOnly: 900 }).alwaysValidP).toBe(1)
  })
})

describe('msprt', () => {
  it('averages to 1 when nothing changed, and only then favours no change', () => {
    const [n, variance, tau2] = [50, 1, 0.04]
    let mean = 0
    const step = 0.001
    for (let z = -8; z <= 8; z += step) {
      const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)
      mean += msprt({ n, meanDiff: z * Math.sqrt(variance / n), variance, tau2 }).lambda_ * density * step
    }
    expect(mean).toBeCloseTo(1, 3)
    expect(msprt({ n, meanDiff: 0, variance, tau2 }).alwaysValidP).toBe(1)
    expect(msprt({ n, meanDiff: 0.3, theta0: 0.3, variance, tau2 })).toEqual(msprt({ n, meanDiff: 0, variance, tau2 }))
    expect(() => msprt({ n, meanDiff: 0, variance: 0, tau2 })).toThrow('variance must')
  })

  it('has no unit, mirrors, grows with the difference, and its p value is its inverse', () => {
    const size = fc.double({ min: 0.01, max: 2, noNaN: true })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), size, size, size, size, (n, meanDiff, variance, tau2, unit) => {
        const plain = msprt({ n, meanDiff, variance, tau2 })
        fc.pre(plain.lambda_ < 1e200)
        const scaled = msprt({ n, meanDiff: meanDiff * unit, variance: variance * unit ** 2, tau2: tau2 * unit ** 2 })
        expect(scaled.lambda_ / plain.lambda_).toBeCloseTo(1, 6)
        expect(msprt({ n, meanDiff: -meanDiff, variance, tau2 })).toEqual(plain)
        expect(msprt({ n, meanDiff: meanDiff * 1.1, variance, tau2 }).lambda_).toBeGreaterThan(plain.lambda_)
        expect(plain.alwaysValidP).toBeCloseTo(Math.min(1, 1 / plain.lambda_), 12)
        expect(msprt({ n, meanDiff, variance, tau2: 0 })).toEqual({ lambda_: 1, alwaysValidP: 1 })
      }),
    )
  })
})
