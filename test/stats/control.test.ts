import { describe, expect, it } from 'vitest'
import { commonVariance, normQuantile, pcg32, selfStartingCusum } from '../../src/stats/index.ts'

const ones = (values: readonly number[]) => values.map(() => 1)

/** Standard normal numbers, the same in every run of the tests. */
function normals(stream: number, count: number): number[] {
  return pcg32({ seed: 41, stream, count }).map((word) => normQuantile({ p: (word + 0.5) / 2 ** 32 }))
}

describe('selfStartingCusum', () => {
  it('holds each value to the mean of all before it, in standard deviations of their difference', () => {
    const { deviations, lower, upper } = selfStartingCusum({ values: [1, 2, 0], sds: [1, 1, 1] })
    // (2 - 1) / sqrt(1 + 1) and (0 - 1.5) / sqrt(1 + 1/2)
    expect(deviations).toEqual([0, expect.closeTo(Math.SQRT1_2, 12), expect.closeTo(-Math.sqrt(1.5), 12)])
    expect(lower).toEqual([0, 0, expect.closeTo(Math.sqrt(1.5) - 0.5, 12)])
    expect(upper).toEqual([0, expect.closeTo(Math.SQRT1_2 - 0.5, 12), 0])
  })

  it('weighs what came before by its precision', () => {
    const { deviations } = selfStartingCusum({ values: [0, 3, 2.6], sds: [1, 2, 1] })
    // Weights 1 and 1/4: the mean before the last is 0.6, with variance 1 / 1.25.
    expect(deviations).toEqual([0, expect.closeTo(3 / Math.sqrt(5), 12), expect.closeTo(2 / Math.sqrt(1.8), 12)])
  })

  it('tells when a fall began, when it was found, and when it was over', () => {
    const values = [0, 0, 0, 0, 0, -3, -3, 3, 3, 0]
    const { lower, falls } = selfStartingCusum({ values, sds: ones(values) })
    expect(falls).toEqual([{ start: 4, alarm: 6, end: 7, peak: lower[6] }])
    expect(lower[6]).toBeCloseTo(3 / Math.sqrt(1.2) - 0.5 + 2.5 / Math.sqrt(7 / 6) - 0.5, 12)
    const still = selfStartingCusum({ values: values.slice(0, 7), sds: ones(values.slice(0, 7)) })
    expect(still.falls).toMatchObject([{ start: 4, alarm: 6, end: null }])
  })

  it('finds rises as it finds falls', () => {
    const values = [0, 0, 0, 0, 0, -3, -3, -3]
    const down = selfStartingCusum({ values, sds: ones(values) })
    const up = selfStartingCusum({ values: values.map((value) => 0 - value), sds: ones(values) })
    expect(up.upper).toEqual(down.lower)
    expect(up.rises).toEqual(down.falls)
    expect(up.falls).toEqual([])
  })

  it('does not take one bad value for decay, however bad', () => {
    const values = [0, 0, 0, 0, -50, 0, 0]
    expect(selfStartingCusum({ values, sds: ones(values) })).toMatchObject({ falls: [] })
    const twice = [0, 0, 0, 0, -50, -50]
    expect(selfStartingCusum({ values: twice, sds: ones(twice) }).falls).toMatchObject([{ start: 3, alarm: 5 }])
  })

  it('without noise alarms at a fall that lasts, and at nothing else', () => {
    const alarms = (values: number[]) =>
      selfStartingCusum({ values, sds: values.map(() => 0) }).falls.map(({ start, alarm }) => [start, alarm])
    expect(alarms([0.9, 0.9, 0.9, 0.9])).toEqual([])
    expect(alarms([0.9, 0.9, 0.89, 0.89])).toEqual([[1, 3]])
    expect(alarms([0.9, 0.9, 0.89, 0.9, 0.9])).toEqual([])
    // What only rounding tells apart is the same.
    expect(alarms([0.3, 0.1 + 0.2, 0.3 - 1e-16, 0.3 - 1e-16])).toEqual([])
    expect(alarms([0.9])).toEqual([])
  })

  it('gives independent standard normal deviations while nothing changes, whatever the noise of each value', () => {
    const [series, length] = [4000, 6]
    const sds = [1, 3, 0.5, 2, 1, 4]
    const draws = normals(1, series * length)
    const sums = { mean: 0, square: 0, product: 0 }
    for (let at = 0; at < series; at += 1) {
      const values = sds.map((sd, i) => 7 + sd * (draws[at * length + i] ?? 0))
      // No limit that a deviation could reach.
      const { deviations } = selfStartingCusum({ values, sds, h: 100 })
      const [before = 0, last = 0] = deviations.slice(-2)
      sums.mean += last / series
      sums.square += last ** 2 / series
      sums.product += (before * last) / series
    }
    expect(Math.abs(sums.mean)).toBeLessThan(0.06)
    expect(Math.abs(sums.square - 1)).toBeLessThan(0.1)
    expect(Math.abs(sums.product)).toBeLessThan(0.06)
  })

  it('alarms in 7% of unchanged series of 30 values, and nearly always after a shift by two standard deviations', () => {
    const series = 2000
    const draws = normals(2, series * 30)
    const alarmed = (shift: number) => {
      let count = 0
      for (let at = 0; at < series; at += 1) {
        const values = draws.slice(at * 30, at * 30 + 30).map((value, i) => (i < 10 ? value : value - shift))
        if (selfStartingCusum({ values, sds: ones(values) }).falls.length > 0) count += 1
      }
      return count / series
    }
    expect(alarmed(0)).toBeGreaterThan(0.05)
    expect(alarmed(0)).toBeLessThan(0.09)
    expect(alarmed(2)).toBeGreaterThan(0.95)
  })

  it('names what is out of range', () => {
    const call = (changes: object) => () => selfStartingCusum({ values: [1, 2], sds: [1, 1], ...changes })
    expect(call({ values: [] })).toThrow('values must')
    expect(call({ sds: [1] })).toThrow('sds must be as long as values')
    expect(call({ sds: [1, -1] })).toThrow('sds[1] must')
    expect(call({ sds: [1, 0] })).toThrow('all 0 or all above 0')
    expect(call({ k: -1 })).toThrow('k must')
    expect(call({ h: 0 })).toThrow('h must')
  })
})

describe('commonVariance', () => {
  it('is the mean where steps are alike, and does not follow one that is not', () => {
    expect(commonVariance({ variances: [1, 2, 3] })).toBe(2)
    expect(commonVariance({ variances: [1, 1, 1, 1, 100] })).toBe((4 + 4) / 5)
  })

  it('keeps what noise there is where most steps show none', () => {
    expect(commonVariance({ variances: [0, 0, 0, 0.5] })).toBe(0.125)
    expect(commonVariance({ variances: [0, 0] })).toBe(0)
  })

  it('names what is out of range', () => {
    expect(() => commonVariance({ variances: [] })).toThrow('variances must')
    expect(() => commonVariance({ variances: [1, -1] })).toThrow('variances[1] must')
  })
})
