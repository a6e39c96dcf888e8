import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  alphaSpendingBounds,
  alphaSpent,
  normCdf,
  normQuantile,
  obfConstant,
  pcg32,
  pocockConstant,
} from '../../src/stats/index.ts'

const looks = [0.25, 0.5, 0.75, 1]

describe('alpha spending', () => {
  it('ends at alpha, for every function and number of sides', () => {
    for (const spending of ['obf', 'pocock'] as const) {
      for (const sided of [1, 2] as const) {
        const spent = alphaSpent({ alpha: 0.05, sided, spending, information: looks })
        expect(spent.at(-1)).toBeCloseTo(0.05, 12)
        expect(spent.toSorted((a, b) => a - b)).toEqual(spent)
      }
    }
  })

  it('spends what it plans at each look, in simulated tests that wait for a crossing', () => {
    const [runs, information] = [40_000, [0.2, 0.55, 0.7, 1]]
    const normals = pcg32({ seed: 2, stream: 8, count: runs * information.length }).map((word) =>
      normQuantile({ p: (word + 0.5) / 2 ** 32 }),
    )
    for (const sided of [1, 2] as const) {
      for (const spending of ['obf', 'pocock'] as const) {
        const plan = { alpha: 0.1, sided, spending, information }
        const bounds = alphaSpendingBounds(plan)
        const crossed = new Array<number>(information.length).fill(0)
        for (let run = 0; run < runs; run++) {
          let score = 0
          for (let look = 0; look < information.length; look++) {
            const share = information[look] ?? 1
            const step = share - (information[look - 1] ?? 0)
            score += Math.sqrt(step) * (normals[run * information.length + look] ?? 0)
            const z = score / Math.sqrt(share)
            if ((sided === 2 ? Math.abs(z) : z) >= (bounds[look] ?? Number.NaN)) {
              crossed[look] = (crossed[look] ?? 0) + 1
              break
            }
          }
        }
        let reached = 0
        alphaSpent(plan).forEach((spent, look) => {
          reached += (crossed[look] ?? 0) / runs
          expect(Math.abs(reached - spent)).toBeLessThan(4.5 * Math.sqrt(Math.max(spent, 1e-5) / runs))
        })
      }
    }
  })

  it('spends exactly alpha, by another way of integrating', () => {
    for (const sided of [1, 2] as const) {
      for (const spending of ['obf', 'pocock'] as const) {
        const plan = { alpha: 0.05, sided, spending, information: [0.3, 0.6, 1] }
        const chances = crossingChances(plan.information, alphaSpendingBounds(plan), sided)
        alphaSpent(plan).forEach((spent, look) => {
          expect(chances[look]).toBeCloseTo(spent, 6)
        })
      }
    }
    const looks3 = [1 / 3, 2 / 3, 1]
    const pocock = pocockConstant({ K: 3, alpha: 0.05, sided: 1 })
    expect(crossingChances(looks3, [pocock, pocock, pocock], 1).at(-1)).toBeCloseTo(0.05, 6)
    expect(crossingChances(looks3, obfConstant({ K: 3, alpha: 0.05, sided: 2 }), 2).at(-1)).toBeCloseTo(0.05, 6)
  })

  it("asks for more the less it may spend, and of Pocock less at first than of O'Brien and Fleming", () => {
    const share = fc.double({ min: 0.1, max: 0.9, noNaN: true })
    const alpha = fc.double({ min: 0.005, max: 0.2, noNaN: true })
    fc.assert(
      fc.property(share, alpha, fc.constantFrom(1, 2), (first, level, sided) => {
        const information = [first, 1]
        const spent = (spending: 'obf' | 'pocock', at = level) =>
          alphaSpent({ alpha: at, sided, spending, information })
        const bounds = (spending: 'obf' | 'pocock', at = level) =>
          alphaSpendingBounds({ alpha: at, sided, spending, information })
        const fixed = normQuantile({ p: 1 - level / sided })
        for (const spending of ['obf', 'pocock'] as const) {
          expect(spent(spending)[1]).toBeCloseTo(level, 12)
          expect(spent(spending, level / 2)[0]).toBeLessThan(spent(spending)[0] ?? 0)
          expect(bounds(spending, level / 2)[0]).toBeGreaterThan(bounds(spending)[0] ?? Number.NaN)
          // Where hardly anything was spent before, the last look is the plain test.
          expect(bounds(spending)[1]).toBeGreaterThan(fixed - 1e-9)
        }
        expect(bounds('pocock')[0]).toBeLessThan(bounds('obf')[0] ?? Number.NaN)
        expect(bounds('pocock')[1]).toBeGreaterThan(bounds('obf')[1] ?? Number.NaN)
      }),
      { numRuns: 12 },
    )
  })

  it('with one look is the plain test', () => {
    const plan = { alpha: 0.05, spending: 'pocock', information: [1] } as const
    expect(alphaSpendingBounds({ ...plan, sided: 1 })[0]).toBeCloseTo(normQuantile({ p: 0.95 }), 8)
    expect(alphaSpendingBounds({ ...plan, sided: 2 })[0]).toBeCloseTo(normQuantile({ p: 0.975 }), 8)
  })

  it('spends at the first look what its bound lets through', () => {
    const plan = { alpha: 0.05, sided: 1, spending: 'pocock', information: looks } as const
    const first = alphaSpendingBounds(plan)[0] ?? Number.NaN
    expect(normCdf({ x: -first })).toBeCloseTo(alphaSpent(plan)[0] ?? Number.NaN, 10)
  })

  it('two-sided is close to one-sided at half of alpha', () => {
    const one = alphaSpendingBounds({ alpha: 0.025, sided: 1, spending: 'obf', information: looks })
    const two = alphaSpendingBounds({ alpha: 0.05, sided: 2, spending: 'obf', information: looks })
    two.forEach((bound, i) => {
      expect(bound).toBeCloseTo(one[i] ?? Number.NaN, 3)
    })
  })

  it('names what is out of range', () => {
    const plan = { alpha: 0.05, sided: 1, spending: 'obf' } as const
    expect(() => alphaSpent({ ...plan, information: [0.5, 0.5] })).toThrow('information must')
    expect(() => alphaSpent({ ...plan, information: [0.5, 1.5] })).toThrow('information must')
    expect(() => alphaSpent({ ...plan, sided: 3 as 1, information: looks })).toThrow('sided must')
    expect(() => pocockConstant({ K: 0, alpha: 0.05, sided: 1 })).toThrow('K must')
  })
})

/** The chance to have crossed by each look, on a fine grid of score values, by the trapezoidal rule. */
function crossingChances(information: readonly number[], bounds: readonly number[], sided: 1 | 2): number[] {
  const step = 0.01
  const density = (x: number, variance: number) =>
    Math.exp((-0.5 * x * x) / variance) / Math.sqrt(2 * Math.PI * variance)
  let alive = [{ score: 0, mass: 1 }]
  let crossed = 0
  return information.map((share, look) => {
    const variance = share - (information[look - 1] ?? 0)
    const bound = (bounds[look] ?? Number.NaN) * Math.sqrt(share)
    const [low, high] = [sided === 2 ? -bound : -8 * Math.sqrt(share), bound]
    const count = Math.ceil((high - low) / step)
    const width = (high - low) / count
    for (const { score, mass } of alive) {
      crossed += mass * normCdf({ x: (score - high) / Math.sqrt(variance) })
      if (sided === 2) crossed += mass * normCdf({ x: (low - score) / Math.sqrt(variance) })
    }
    alive = Array.from({ length: count + 1 }, (_, i) => {
      const score = low + i * width
      const chance = alive.reduce((sum, from) => sum + from.mass * density(score - from.score, variance), 0)
      return { score, mass: chance * width * (i === 0 || i === count ? 0.5 : 1) }
    })
    return crossed
  })
}

describe('classical bounds', () => {
  it('are the published ones for two sides (Jennison & Turnbull, tables 2.1 and 2.3)', () => {
    expect(pocockConstant({ K: 2, alpha: 0.05, sided: 2 })).toBeCloseTo(2.178, 3)
    expect(pocockConstant({ K: 10, alpha: 0.05, sided: 2 })).toBeCloseTo(2.555, 3)
    expect(obfConstant({ K: 4, alpha: 0.05, sided: 2 }).at(-1)).toBeCloseTo(2.024, 3)
  })

  it('with one look are the plain test', () => {
    expect(pocockConstant({ K: 1, alpha: 0.025, sided: 1 })).toBeCloseTo(normQuantile({ p: 0.975 }), 8)
    expect(obfConstant({ K: 1, alpha: 0.05, sided: 2 })[0]).toBeCloseTo(normQuantile({ p: 0.975 }), 8)
  })
})
