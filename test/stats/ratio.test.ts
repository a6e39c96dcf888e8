import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bootstrapQuantileRatio, logRatioCI, pairedT } from '../../src/stats/index.ts'

const measure = fc.double({ min: 0.01, max: 1000, noNaN: true })
const pairs = fc
  .array(fc.tuple(measure, measure), { minLength: 3, maxLength: 25 })
  .map((rows) => ({ base: rows.map(([base]) => base), cand: rows.map(([, cand]) => cand) }))
const confidence = fc.double({ min: 0.01, max: 0.999, noNaN: true })

describe('logRatioCI', () => {
  it('is the t test and interval of the logarithms', () => {
    fc.assert(
      fc.property(pairs, confidence, confidence, ({ base, cand }, level, boundConfidence) => {
        const diffs = base.map((value, i) => Math.log((cand[i] ?? 0) / value))
        const { mean, ci, p } = pairedT({ diffs, confidence: level })
        const { lower, upper } = pairedT({ diffs, confidence: boundConfidence })
        const ratios = logRatioCI({ base, cand, confidence: level, boundConfidence })
        expect(Math.log(ratios.ratio)).toBeCloseTo(mean, 9)
        expect(Math.log(ratios.ci[0])).toBeCloseTo(ci[0], 9)
        expect(Math.log(ratios.ci[1])).toBeCloseTo(ci[1], 9)
        expect(Math.log(ratios.lower)).toBeCloseTo(lower, 9)
        expect(Math.log(ratios.upper)).toBeCloseTo(upper, 9)
        expect(ratios.p).toBe(p)
        expect(logRatioCI({ base, cand, confidence: level })).toEqual(
          logRatioCI({ base, cand, confidence: level, boundConfidence: level }),
        )
      }),
    )
  })

  it('inverts when the sides change places, and ignores the unit and the order of the pairs', () => {
    fc.assert(
      fc.property(pairs, confidence, ({ base, cand }, level) => {
        const plain = logRatioCI({ base, cand, confidence: level })
        const swapped = logRatioCI({ base: cand, cand: base, confidence: level })
        expect(swapped.ratio * plain.ratio).toBeCloseTo(1, 9)
        expect(swapped.ci[0] * plain.ci[1]).toBeCloseTo(1, 9)
        expect(swapped.lower * plain.upper).toBeCloseTo(1, 9)
        const inSeconds = (values: number[]) => values.map((value) => value / 1000).toReversed()
        const scaled = logRatioCI({ base: inSeconds(base), cand: inSeconds(cand), confidence: level })
        expect(scaled.ci[0] / plain.ci[0]).toBeCloseTo(1, 9)
        expect(scaled.upper / plain.upper).toBeCloseTo(1, 9)
      }),
    )
  })

  it('names what is out of range', () => {
    expect(() => logRatioCI({ base: [1, 0], cand: [1, 1], confidence: 0.95 })).toThrow('base[1] must')
    expect(() => logRatioCI({ base: [1, 1], cand: [1, -1], confidence: 0.95 })).toThrow('cand[1] must')
    expect(() => logRatioCI({ base: [1, 1], cand: [1], confidence: 0.95 })).toThrow('cand must')
    expect(() => logRatioCI({ base: [1], cand: [1], confidence: 0.95 })).toThrow('base must')
    const pair = { base: [1, 2], cand: [1, 3] }
    expect(() => logRatioCI({ ...pair, confidence: 95 })).toThrow('confidence must')
    expect(() => logRatioCI({ ...pair, confidence: 0.9, boundConfidence: 1 })).toThrow('boundConfidence must')
  })
})

describe('bootstrapQuantileRatio', () => {
  const base = Array.from({ length: 200 }, (_, i) => 100 + ((i * 37) % 200))
  const noisy = base.map((ms, i) => ms * (1.2 + 0.4 * Math.sin(Math.floor(i / 20) * 2.4)))

  it('of a constant factor is that factor, without width', () => {
    const { ratio, ci, lower, upper } = bootstrapQuantileRatio({
      base,
      cand: base.map((ms) => ms * 1.5),
      q: 0.95,
      B: 200,
    })
    for (const value of [ratio, ...ci, lower, upper]) expect(value).toBeCloseTo(1.5, 12)
  })

  it('holds the ratio of noisy measures, wider by clusters than by pairs', () => {
    const byPair = bootstrapQuantileRatio({ base, cand: noisy, q: 0.9 })
    const clusters = base.map((_, i) => i - (i % 20))
    const byCluster = bootstrapQuantileRatio({ base, cand: noisy, q: 0.9, clusters })
    for (const { ratio, ci } of [byPair, byCluster]) {
      expect(ci[0]).toBeLessThanOrEqual(ratio)
      expect(ci[1]).toBeGreaterThanOrEqual(ratio)
    }
    expect(byCluster.ratio).toBe(byPair.ratio)
    expect(byCluster.ci[1] - byCluster.ci[0]).toBeGreaterThan(byPair.ci[1] - byPair.ci[0])
  })

  it('has one-sided bounds at the ends of the interval with twice the error, of the same draws', () => {
    for (const level of [0.8, 0.9, 0.99]) {
      const measured = { base, cand: noisy, q: 0.9, B: 300, confidence: level }
      const { lower, upper, ...rest } = bootstrapQuantileRatio({ ...measured, boundConfidence: (1 + level) / 2 })
      expect(lower).toBeCloseTo(rest.ci[0], 12)
      expect(upper).toBeCloseTo(rest.ci[1], 12)
      const plain = bootstrapQuantileRatio(measured)
      expect(plain).toMatchObject(rest)
      expect(plain.lower).toBe(bootstrapQuantileRatio({ ...measured, confidence: 0.5, boundConfidence: level }).lower)
      expect(plain.lower).toBeGreaterThan(lower)
      expect(plain.upper).toBeLessThan(upper)
    }
  })

  it('inverts when the sides change places, and ignores the unit and the names of clusters', () => {
    fc.assert(
      fc.property(pairs, fc.constantFrom(0.1, 0.5, 0.95), ({ base, cand }, q) => {
        // 201 draws at 90% put the ends on single draws, which invert one by one.
        const options = { q, B: 201, confidence: 0.9, boundConfidence: 0.95 }
        const clusters = base.map((_, i) => i >> 1)
        const plain = bootstrapQuantileRatio({ base, cand, clusters, ...options })
        const swapped = bootstrapQuantileRatio({ base: cand, cand: base, clusters, ...options })
        expect(swapped.ratio * plain.ratio).toBeCloseTo(1, 9)
        expect(swapped.ci[0] * plain.ci[1]).toBeCloseTo(1, 9)
        expect(swapped.upper * plain.lower).toBeCloseTo(1, 9)
        const scaled = bootstrapQuantileRatio({
          base: base.map((value) => value * 8),
          cand: cand.map((value) => value * 8),
          clusters: clusters.map((name) => `unit ${name}`),
          ...options,
        })
        expect(scaled).toEqual(plain)
      }),
    )
  })

  it('names what is out of range', () => {
    expect(() => bootstrapQuantileRatio({ base: [1, 0], cand: [1, 1], q: 0.5 })).toThrow('base[1] must')
    expect(() => bootstrapQuantileRatio({ base: [1, 2], cand: [1], q: 0.5 })).toThrow('cand must')
    const pair = { base: [1, 2], cand: [1, 2], q: 0.5 }
    expect(() => bootstrapQuantileRatio({ ...pair, clusters: ['a', 'a'] })).toThrow('clusters')
    expect(() => bootstrapQuantileRatio({ ...pair, boundConfidence: 0 })).toThrow('boundConfidence must')
  })
})
