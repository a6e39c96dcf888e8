import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clusteredMean, designEffect, nonInferiority, pairedT, varianceComponents } from '../../src/stats/index.ts'

const values = fc
  .array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 30 })
  .filter((list) => new Set(list).size > 1)

describe('pairedT', () => {
  it('rejects a mean exactly where its interval ends', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(0.8, 0.95, 0.99), (diffs, confidence) => {
        const { ci, lower, upper } = pairedT({ diffs, confidence })
        const p = (alternative: 'two-sided' | 'less' | 'greater', mean: number) =>
          pairedT({ diffs: diffs.map((diff) => diff - mean), alternative }).p
        expect(p('two-sided', ci[0])).toBeCloseTo(1 - confidence, 8)
        expect(p('two-sided', ci[1])).toBeCloseTo(1 - confidence, 8)
        expect(p('greater', lower)).toBeCloseTo(1 - confidence, 8)
        expect(p('less', upper)).toBeCloseTo(1 - confidence, 8)
      }),
    )
  })

  it('mirrors when every sign is turned', () => {
    fc.assert(
      fc.property(values, (diffs) => {
        const turned = diffs.map((diff) => -diff)
        expect(pairedT({ diffs: turned, alternative: 'less' }).p).toBeCloseTo(
          pairedT({ diffs, alternative: 'greater' }).p,
          12,
        )
      }),
    )
  })

  it('says so where all differences are equal', () => {
    expect(pairedT({ diffs: [0, 0, 0] })).toMatchObject({ t: 0, p: 1, ci: [0, 0] })
    expect(pairedT({ diffs: [0, 0, 0], alternative: 'less' }).p).toBe(1)
    expect(pairedT({ diffs: [0.1, 0.1, 0.1], alternative: 'greater' })).toMatchObject({ t: Infinity, p: 0 })
    expect(pairedT({ diffs: [0.1, 0.1, 0.1], alternative: 'less' }).p).toBe(1)
  })

  it('keeps its digits far from 0', () => {
    const near = pairedT({ diffs: [1, 2, 4] })
    const far = pairedT({ diffs: [1e9 + 1, 1e9 + 2, 1e9 + 4] })
    expect(far.sd).toBeCloseTo(near.sd, 6)
  })

  it('names what is out of range', () => {
    expect(() => pairedT({ diffs: [1] })).toThrow('diffs must')
    expect(() => pairedT({ diffs: [1, Infinity] })).toThrow('diffs[1] must')
    expect(() => pairedT({ diffs: [1, 2], confidence: 0 })).toThrow('confidence must')
    expect(() => nonInferiority({ diffs: [1, 2], confidence: 0.9, margin: Number.NaN })).toThrow('margin must')
  })
})

describe('nonInferiority', () => {
  it('turns where the lower bound meets the margin', () => {
    const diffs = [-0.2, 0.1, 0, 0.05, -0.1]
    const { lowerBound } = nonInferiority({ diffs, confidence: 0.95, margin: 1 })
    expect(nonInferiority({ diffs, confidence: 0.95, margin: -lowerBound - 1e-9 }).nonInferior).toBe(false)
    expect(nonInferiority({ diffs, confidence: 0.95, margin: -lowerBound + 1e-9 }).nonInferior).toBe(true)
  })
})

describe('clusteredMean', () => {
  it('with one value each is the t interval of the mean', () => {
    fc.assert(
      fc.property(values, (list) => {
        const clustered = clusteredMean({ values: list, clusters: list.map((_, i) => `c${i}`), confidence: 0.9 })
        const plain = pairedT({ diffs: list, confidence: 0.9 })
        expect(clustered.seCR1).toBeCloseTo(plain.se, 8)
        expect(clustered.ciT[0]).toBeCloseTo(plain.ci[0], 6)
        expect(clustered.df).toBe(plain.df)
      }),
    )
  })

  it('of copies is the interval of the clusters themselves', () => {
    const list = [0.2, 0.9, 0.4, 0.7]
    const copies = clusteredMean({
      values: [...list, ...list, ...list],
      clusters: [...list, ...list, ...list],
    })
    expect(copies.seCR1).toBeCloseTo(pairedT({ diffs: list }).se, 12)
    expect(copies.nClusters).toBe(4)
  })

  it('names what is out of range', () => {
    expect(() => clusteredMean({ values: [1, 2], clusters: ['a', 'a'] })).toThrow('clusters must')
    expect(() => clusteredMean({ values: [1, 2], clusters: ['a'] })).toThrow('clusters must')
    expect(() => clusteredMean({ values: [], clusters: [] })).toThrow('values must')
  })
})

describe('designEffect', () => {
  it('is 1 without correlation or clusters', () => {
    expect(designEffect({ meanClusterSize: 10, icc: 0, n: 50 })).toEqual({ deff: 1, nEff: 50 })
    expect(designEffect({ meanClusterSize: 1, icc: 0.5, n: 50 })).toEqual({ deff: 1, nEff: 50 })
    expect(() => designEffect({ meanClusterSize: 10, icc: -0.5, n: 50 })).toThrow('icc must')
  })
})

describe('varianceComponents', () => {
  it('splits all of the variance one way at the extremes', () => {
    const between = varianceComponents({
      scores: [
        [1, 1],
        [0, 0],
        [0.5, 0.5],
      ],
    })
    expect(between).toMatchObject({ sigma2Within: 0, icc1: 1 })
    expect(between.sigma2Between).toBeCloseTo(0.25, 12)
    const within = varianceComponents({
      scores: [
        [0, 1],
        [0, 1],
        [1, 0],
      ],
    })
    expect(within).toMatchObject({ sigma2Between: 0, seMean: 0 })
    expect(within.sigma2Within).toBeCloseTo(0.5, 12)
  })

  it('takes cases with unequal repeats', () => {
    const { sigma2Within } = varianceComponents({ scores: [[0, 1, 1], [0.5], [0, 0.5]] })
    expect(sigma2Within).toBeCloseTo((2 / 3 + 0.125) / 3, 12)
  })

  it('names what is out of range', () => {
    expect(() => varianceComponents({ scores: [[1, 2]] })).toThrow('scores must')
    expect(() => varianceComponents({ scores: [[1, 2], []] })).toThrow('scores[1] must')
    expect(() => varianceComponents({ scores: [[1], [2]] })).toThrow('2 repeats')
  })
})
