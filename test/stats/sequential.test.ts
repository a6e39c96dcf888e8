import { describe, expect, it } from 'vitest'
import {
  alphaSpendingBounds,
  alphaSpent,
  normCdf,
  normQuantile,
  obfConstant,
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
