import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { betaCdf, cusum, ewma, flakyPosterior, passAtK } from '../../src/stats/index.ts'

describe('passAtK', () => {
  it('is the share of choices of k repeats with a pass, and with passes only', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(), fc.nat(), (n, seedC, seedK) => {
        const c = seedC % (n + 1)
        const k = 1 + (seedK % n)
        let [some, every, total] = [0, 0, 0]
        for (let mask = 0; mask < 2 ** n; mask++) {
          const chosen = Array.from({ length: n }, (_, i) => i).filter((i) => mask & (1 << i))
          if (chosen.length !== k) continue
          total++
          if (chosen.some((i) => i < c)) some++
          if (chosen.every((i) => i < c)) every++
        }
        expect(passAtK({ n, c, k }).passAtK).toBeCloseTo(some / total, 12)
        expect(passAtK({ n, c, k }).passHatK).toBeCloseTo(every / total, 12)
      }),
    )
  })

  it('is the pass rate for one, turns into the other when passes become fails, and moves apart with k', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), fc.nat(), fc.nat(), (n, seedC, seedK) => {
        const c = seedC % (n + 1)
        const k = 1 + (seedK % (n - 1))
        const one = passAtK({ n, c, k: 1 })
        expect(one.passAtK).toBeCloseTo(c / n, 12)
        expect(one.passHatK).toBeCloseTo(c / n, 12)
        const some = passAtK({ n, c, k })
        expect(passAtK({ n, c: n - c, k }).passHatK).toBeCloseTo(1 - some.passAtK, 12)
        const more = passAtK({ n, c, k: k + 1 })
        expect(more.passAtK).toBeGreaterThanOrEqual(some.passAtK - 1e-12)
        expect(more.passHatK).toBeLessThanOrEqual(some.passHatK + 1e-12)
        if (c === n) return
        expect(passAtK({ n, c: c + 1, k }).passAtK).toBeGreaterThanOrEqual(some.passAtK - 1e-12)
        expect(passAtK({ n, c: c + 1, k }).passHatK).toBeGreaterThanOrEqual(some.passHatK - 1e-12)
      }),
    )
  })

  it('of very many repeats is what independent ones give', () => {
    expect(passAtK({ n: 1e7, c: 3e6, k: 4 }).passAtK).toBeCloseTo(1 - 0.7 ** 4, 6)
    expect(passAtK({ n: 1e7, c: 3e6, k: 4 }).passHatK).toBeCloseTo(0.3 ** 4, 6)
  })

  it('names what is out of range', () => {
    expect(() => passAtK({ n: 3, c: 4, k: 1 })).toThrow('c must')
    expect(() => passAtK({ n: 3, c: 1, k: 4 })).toThrow('k must')
    expect(() => passAtK({ n: 3, c: 1, k: 0 })).toThrow('k must')
  })
})

describe('flakyPosterior', () => {
  it('mirrors, falls with unanimous repeats, and is certain over the whole range', () => {
    fc.assert(
      fc.property(fc.nat({ max: 50 }), fc.nat({ max: 50 }), (passes, fails) => {
        const { pFlaky } = flakyPosterior({ passes, fails })
        expect(flakyPosterior({ passes: fails, fails: passes }).pFlaky).toBeCloseTo(pFlaky, 10)
        expect(flakyPosterior({ passes, fails, lo: 0, hi: 1 }).pFlaky).toBeCloseTo(1, 12)
      }),
    )
    expect(flakyPosterior({ passes: 20, fails: 0 }).pFlaky).toBeLessThan(flakyPosterior({ passes: 5, fails: 0 }).pFlaky)
    const unlikely = flakyPosterior({ passes: 500, fails: 0 }).pFlaky
    expect(unlikely).toBeGreaterThan(0)
    expect(flakyPosterior({ passes: 0, fails: 500 }).pFlaky / unlikely).toBeCloseTo(1, 9)
  })

  it('is the share of the posterior between the limits, and settles with many repeats', () => {
    const shape = fc.double({ min: 0.1, max: 5, noNaN: true })
    const limit = fc.nat({ max: 100 }).map((percent) => percent / 100)
    const count = fc.nat({ max: 60 })
    fc.assert(
      fc.property(count, count, shape, shape, limit, limit, (passes, fails, a, b, one, other) => {
        const [lo, hi] = [Math.min(one, other), Math.max(one, other)]
        const { pFlaky, posteriorMean } = flakyPosterior({ passes, fails, a, b, lo, hi })
        const cdf = (x: number) => betaCdf({ x, a: a + passes, b: b + fails })
        expect(pFlaky).toBeCloseTo(cdf(hi) - cdf(lo), 9)
        expect(posteriorMean).toBeCloseTo((a + passes) / (a + b + passes + fails), 12)
        expect(flakyPosterior({ passes, fails, a, b, lo: lo / 2, hi }).pFlaky).toBeGreaterThanOrEqual(pFlaky - 1e-12)
      }),
    )
    expect(flakyPosterior({ passes: 500, fails: 500 }).pFlaky).toBeCloseTo(1, 12)
    expect(flakyPosterior({ passes: 990, fails: 10 }).pFlaky).toBeCloseTo(0, 12)
  })

  it('names what is out of range', () => {
    expect(() => flakyPosterior({ passes: 1, fails: 0.5 })).toThrow('fails must')
    expect(() => flakyPosterior({ passes: 1, fails: 0, lo: 0.9, hi: 0.1 })).toThrow('lo must')
    expect(() => flakyPosterior({ passes: 1, fails: 0, a: 0 })).toThrow('a must')
  })
})

describe('control charts', () => {
  it('raise the alarm at the value that crosses, on either side', () => {
    const values = [0, 0, 3, 3, 3]
    expect(cusum({ values, target: 0, k: 1, h: 3 })).toMatchObject({ upper: [0, 0, 2, 4, 6], alarmIndex: 3 })
    expect(cusum({ values: values.map((x) => -x), target: 0, k: 1, h: 3 }).alarmIndex).toBe(3)
    const chart = { lambda_: 1, target: 0, sigma: 1, L: 2 }
    expect(ewma({ values, ...chart })).toMatchObject({ ewma: values, ucl: 2, lcl: -2, alarmIndex: 2 })
    expect(ewma({ values: values.map((x) => -x), ...chart }).alarmIndex).toBe(2)
    expect(ewma({ values: [0, 1], ...chart }).alarmIndex).toBeNull()
  })

  it('name what is out of range', () => {
    expect(() => cusum({ values: [], target: 0, k: 1, h: 1 })).toThrow('values must')
    expect(() => cusum({ values: [1], target: 0, k: -1, h: 1 })).toThrow('k must')
    expect(() => ewma({ values: [1], lambda_: 0, target: 0, sigma: 1, L: 3 })).toThrow('lambda_ must')
  })
})
