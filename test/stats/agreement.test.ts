import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cohenKappa, krippendorffAlpha, weightedKappa } from '../../src/stats/index.ts'

const table = fc
  .array(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 3, maxLength: 3 }), { minLength: 3, maxLength: 3 })
  .filter((rows) => rows.filter((row) => row.some((count) => count > 0)).length > 1)

/** The standard error of a function of shares that were counted n times, by its numerical derivatives (delta method). */
function deltaError(shares: readonly (readonly number[])[], n: number, f: (shares: number[][]) => number): number {
  const step = 1e-6
  let [mean, square] = [0, 0]
  shares.forEach((row, i) => {
    row.forEach((share, j) => {
      const moved = (by: number) => shares.map((r, k) => r.map((x, l) => (k === i && l === j ? x + by : x)))
      const slope = (f(moved(step)) - f(moved(-step))) / (2 * step)
      mean += share * slope
      square += share * slope * slope
    })
  })
  return Math.sqrt((square - mean * mean) / n)
}

/** Kappa of shares that need not add up to 1. */
function kappaOf(shares: readonly (readonly number[])[]): number {
  const total = shares.flat().reduce((sum, share) => sum + share, 0)
  const rows = shares.map((row) => row.reduce((sum, share) => sum + share, 0) / total)
  const columns = shares.map((_, j) => shares.reduce((sum, row) => sum + (row[j] ?? 0), 0) / total)
  const po = shares.reduce((sum, row, i) => sum + (row[i] ?? 0), 0) / total
  const pe = rows.reduce((sum, row, i) => sum + row * (columns[i] ?? 0), 0)
  return (po - pe) / (1 - pe)
}

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

  it('does not mind the names of categories, and weighted the direction of their order', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const turned = rows.map((row) => row.toReversed()).toReversed()
        const rotated = [rows[2], rows[0], rows[1]].map((row) => [row?.[2] ?? 0, row?.[0] ?? 0, row?.[1] ?? 0])
        const plain = cohenKappa({ table: rows })
        for (const renamed of [turned, rotated]) {
          const { kappa, se, se0 } = cohenKappa({ table: renamed })
          expect(kappa).toBeCloseTo(plain.kappa, 10)
          expect(se).toBeCloseTo(plain.se, 10)
          expect(se0).toBeCloseTo(plain.se0, 10)
        }
        for (const weights of ['linear', 'quadratic'] as const) {
          const weighted = weightedKappa({ table: rows, weights })
          expect(weightedKappa({ table: turned, weights })).toBeCloseTo(weighted, 10)
        }
      }),
    )
  })

  it('is as good with more ratings of the same kind, and surer by the root of their number', () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 2, max: 9 }), (rows, times) => {
        const plain = cohenKappa({ table: rows })
        const more = cohenKappa({ table: rows.map((row) => row.map((count) => count * times)) })
        expect(more.kappa).toBeCloseTo(plain.kappa, 10)
        expect(more.po).toBeCloseTo(plain.po, 10)
        expect(more.pe).toBeCloseTo(plain.pe, 10)
        expect(more.se * Math.sqrt(times)).toBeCloseTo(plain.se, 10)
        expect(more.se0 * Math.sqrt(times)).toBeCloseTo(plain.se0, 10)
      }),
    )
  })

  it('has the standard errors of the delta method, as things are and under no agreement', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const n = rows.flat().reduce((sum, count) => sum + count, 0)
        const shares = rows.map((row) => row.map((count) => count / n))
        const margins = shares.map((row, i) => ({
          row: row.reduce((sum, share) => sum + share, 0),
          column: shares.reduce((sum, other) => sum + (other[i] ?? 0), 0),
        }))
        const { kappa, pe, se, se0 } = cohenKappa({ table: rows })
        fc.pre(pe < 0.95)
        expect(kappa).toBeCloseTo(kappaOf(shares), 10)
        expect(se).toBeCloseTo(deltaError(shares, n, kappaOf), 6)
        const independent = margins.map(({ row }) => margins.map(({ column }) => row * column))
        expect(se0).toBeCloseTo(deltaError(independent, n, kappaOf), 6)
      }),
    )
  })

  it('rises as a disagreement turns into agreement that leaves the margins as they are', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const [first = [], second = [], third = []] = rows
        const better = [
          [(first[0] ?? 0) + 1, first[1] ?? 0, first[2] ?? 0],
          [second[0] ?? 0, (second[1] ?? 0) + 1, second[2] ?? 0],
          third,
        ]
        const worse = [
          [first[0] ?? 0, (first[1] ?? 0) + 1, first[2] ?? 0],
          [(second[0] ?? 0) + 1, second[1] ?? 0, second[2] ?? 0],
          third,
        ]
        expect(cohenKappa({ table: better }).kappa).toBeGreaterThan(cohenKappa({ table: worse }).kappa)
        expect(weightedKappa({ table: better, weights: 'linear' })).toBeGreaterThan(
          weightedKappa({ table: worse, weights: 'linear' }),
        )
      }),
    )
  })

  it("weighted by squares is Lin's concordance of the two ratings (1989)", () => {
    fc.assert(
      fc.property(table, (rows) => {
        const moments = { n: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 }
        rows.forEach((row, x) => {
          row.forEach((count, y) => {
            moments.n += count
            moments.x += count * x
            moments.y += count * y
            moments.xx += count * x * x
            moments.yy += count * y * y
            moments.xy += count * x * y
          })
        })
        const { n } = moments
        const [meanX, meanY] = [moments.x / n, moments.y / n]
        const spread = (moments.xx + moments.yy) / n - meanX ** 2 - meanY ** 2 + (meanX - meanY) ** 2
        const concordance = (2 * (moments.xy / n - meanX * meanY)) / spread
        expect(weightedKappa({ table: rows, weights: 'quadratic' })).toBeCloseTo(concordance, 10)
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

  it('of two observers who rate everything is corrected for small numbers: Scott (1955), and squared differences', () => {
    const rating = fc.integer({ min: 0, max: 4 })
    fc.assert(
      fc.property(fc.array(fc.tuple(rating, rating), { minLength: 2, maxLength: 20 }), (rows) => {
        const all = rows.flat()
        fc.pre(new Set(all).size > 1)
        const observers = [rows.map(([x]) => x), rows.map(([, y]) => y)]
        const { nominal, interval } = krippendorffAlpha({ observers })
        const observed = rows.filter(([x, y]) => x === y).length / rows.length
        const expected = [...new Set(all)].reduce(
          (sum, x) => sum + (all.filter((y) => y === x).length / all.length) ** 2,
          0,
        )
        const pi = (observed - expected) / (1 - expected)
        expect(nominal).toBeCloseTo(1 - (1 - pi) * (1 - 1 / all.length), 10)
        const mean = all.reduce((sum, x) => sum + x, 0) / all.length
        const variance = all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (all.length - 1)
        const within = rows.reduce((sum, [x, y]) => sum + (x - y) ** 2 / 2, 0) / rows.length
        expect(interval).toBeCloseTo(1 - within / variance, 10)
      }),
    )
  })

  it('of ordered ratings is that of their mean ranks as intervals', () => {
    const rating = fc.integer({ min: 0, max: 4 })
    fc.assert(
      fc.property(fc.array(fc.tuple(rating, rating, rating), { minLength: 2, maxLength: 10 }), (rows) => {
        const all = rows.flat()
        fc.pre(new Set(all).size > 1)
        const rank = (x: number) => all.filter((y) => y < x).length + all.filter((y) => y === x).length / 2
        const observers = [0, 1, 2].map((observer) => rows.map((row) => row[observer] ?? 0))
        const ranked = observers.map((row) => row.map(rank))
        expect(krippendorffAlpha({ observers }).ordinal).toBeCloseTo(
          krippendorffAlpha({ observers: ranked }).interval,
          10,
        )
      }),
    )
  })

  it('is at most 1, and 1 at no level unless all ratings of a unit are equal', () => {
    const rating = fc.option(fc.integer({ min: 1, max: 3 }), { nil: null })
    fc.assert(
      fc.property(fc.array(fc.tuple(rating, rating, rating), { minLength: 2, maxLength: 8 }), (units) => {
        const rated = units.map((unit) => unit.filter((value) => value !== null)).filter((unit) => unit.length > 1)
        fc.pre(new Set(rated.flat()).size > 1)
        const observers = [0, 1, 2].map((observer) => units.map((unit) => unit[observer] ?? null))
        const isPerfect = rated.every((unit) => new Set(unit).size === 1)
        for (const alpha of Object.values(krippendorffAlpha({ observers }))) {
          if (isPerfect) expect(alpha).toBe(1)
          else expect(alpha).toBeLessThan(1)
        }
      }),
    )
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
