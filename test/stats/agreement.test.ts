import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cohenKappa, krippendorffAlpha, weightedKappa } from '../../src/stats/index.ts'

const table = fc
  .array(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 3, maxLength: 3 }), { minLength: 3, maxLength: 3 })
  .filter((rows) => rows.filter((row) => row.some((count) => count > 0)).length > 1)

describe('kappa', () => {
  it('is 1 for perfect agreement and 0 for what chance gives', () => {
    const perfect = [
      [10, 0],
      [0, 5],
    ]
    expect(cohenKappa({ table: perfect })).toMatchObject({ kappa: 1, po: 1, se: 0 })
    expect(weightedKappa({ table: perfect, weights: 'quadratic' })).toBe(1)
    const chance = [
      [8, 4],
      [4, 2],
    ]
    expect(cohenKappa({ table: chance }).kappa).toBeCloseTo(0, 12)
    expect(weightedKappa({ table: chance, weights: 'linear' })).toBeCloseTo(0, 12)
  })

  it('does not mind which rater is first', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const swapped = rows.map((_, i) => rows.map((row) => row[i] ?? 0))
        const [one, other] = [cohenKappa({ table: rows }), cohenKappa({ table: swapped })]
        expect(other.kappa).toBeCloseTo(one.kappa, 10)
        expect(other.se).toBeCloseTo(one.se, 10)
        for (const weights of ['linear', 'quadratic'] as const) {
          const weighted = weightedKappa({ table: rows, weights })
          expect(weightedKappa({ table: swapped, weights })).toBeCloseTo(weighted, 10)
        }
      }),
    )
  })

  it('weighs two categories like plain kappa', () => {
    const rows = [
      [20, 5],
      [10, 15],
    ]
    expect(weightedKappa({ table: rows, weights: 'linear' })).toBeCloseTo(cohenKappa({ table: rows }).kappa, 12)
  })

  it('is undefined, not 1, where one category is all there is', () => {
    expect(
      cohenKappa({
        table: [
          [7, 0],
          [0, 0],
        ],
      }).kappa,
    ).toBeNaN()
  })

  it('names what is out of range', () => {
    expect(() => cohenKappa({ table: [[1, 2]] })).toThrow('table must be square')
    expect(() => cohenKappa({ table: [[0]] })).toThrow('table must hold')
    expect(() => cohenKappa({ table: [[0.5]] })).toThrow('table[0][0] must')
    expect(() => weightedKappa({ table: [[1]], weights: 'cubic' as 'linear' })).toThrow('weights must')
  })
})

describe('krippendorffAlpha', () => {
  it('is 1 for perfect agreement at every level of measurement', () => {
    const row = [1, 2, 3, 3, null, 5]
    expect(krippendorffAlpha({ observers: [row, row, row] })).toEqual({ nominal: 1, ordinal: 1, interval: 1, ratio: 1 })
  })

  it('leaves out units that only one observer rated, and does not mind the order of observers or units', () => {
    const observers = [
      [1, 2, 3, 1, null, 2],
      [1, 3, 3, 2, 4, null],
      [null, 2, 3, 1, null, null],
    ]
    const plain = krippendorffAlpha({ observers })
    const without = krippendorffAlpha({ observers: observers.map((row) => row.slice(0, 4)) })
    const turned = krippendorffAlpha({ observers: observers.toReversed().map((row) => row.toReversed()) })
    for (const level of ['nominal', 'ordinal', 'interval', 'ratio'] as const) {
      expect(without[level]).toBeCloseTo(plain[level], 12)
      expect(turned[level]).toBeCloseTo(plain[level], 12)
    }
  })

  it('ignores a shift of interval values, a unit of ratio values, and names of nominal ones', () => {
    const observers = [
      [1, 2, 3, 1, 5],
      [1, 3, 3, 2, 5],
    ]
    const plain = krippendorffAlpha({ observers })
    const mapped = (f: (x: number) => number) => krippendorffAlpha({ observers: observers.map((row) => row.map(f)) })
    expect(mapped((x) => x + 10).interval).toBeCloseTo(plain.interval, 12)
    expect(mapped((x) => x * 7).ratio).toBeCloseTo(plain.ratio, 12)
    expect(mapped((x) => (x * 5) % 11).nominal).toBeCloseTo(plain.nominal, 12)
    expect(mapped((x) => x ** 3).ordinal).toBeCloseTo(plain.ordinal, 12)
  })

  it('is undefined where nothing varies, and names what is out of range', () => {
    expect(
      krippendorffAlpha({
        observers: [
          [1, 1],
          [1, 1],
        ],
      }).nominal,
    ).toBeNaN()
    expect(() =>
      krippendorffAlpha({
        observers: [
          [1, null],
          [null, 1],
        ],
      }),
    ).toThrow('observers must')
    expect(() => krippendorffAlpha({ observers: [[1, 2], [1]] })).toThrow('observers[1] must')
    expect(() =>
      krippendorffAlpha({
        observers: [
          [1, Number.NaN],
          [1, 2],
        ],
      }),
    ).toThrow('observers[0][1] must')
  })
})
