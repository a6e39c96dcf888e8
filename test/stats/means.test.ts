import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clusteredMean,
  designEffect,
  nonInferiority,
  normCdf,
  normQuantile,
  pairedT,
  varianceComponents,
} from '../../src/stats/index.ts'

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

  it('knows no order and no unit, and moves with a shift', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 100, noNaN: true }), (diffs, unit) => {
        const plain = pairedT({ diffs, confidence: 0.9 })
        const other = pairedT({ diffs: diffs.toReversed().map((diff) => diff * unit), confidence: 0.9 })
        expect(other.t).toBeCloseTo(plain.t, 8)
        expect(other.p).toBeCloseTo(plain.p, 8)
        expect(other.lower / unit).toBeCloseTo(plain.lower, 6)
        const shifted = pairedT({ diffs: diffs.map((diff) => diff + unit), confidence: 0.9 })
        expect(shifted.upper - unit).toBeCloseTo(plain.upper, 6)
        expect(shifted.se).toBeCloseTo(plain.se, 8)
      }),
    )
  })

  it('widens with confidence, from the mean itself to everything, and is the z test of many', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (diffs, confidence) => {
        const { ci, lower, mean, se } = pairedT({ diffs, confidence })
        const wider = pairedT({ diffs, confidence: (1 + confidence) / 2 })
        expect(wider.ci[0]).toBeLessThan(ci[0])
        expect(wider.ci[1]).toBeGreaterThan(ci[1])
        expect(wider.lower).toBeLessThan(lower)
        expect(wider.lower).toBeCloseTo(ci[0], 8)
        const nothing = pairedT({ diffs, confidence: 1e-12 })
        expect((nothing.ci[1] - mean) / se).toBeCloseTo(0, 8)
        expect((mean - pairedT({ diffs, confidence: 1 - 1e-12 }).ci[0]) / se).toBeGreaterThan(7)
      }),
    )
    const many = Array.from({ length: 60_000 }, (_, i) => ((i * 37) % 1001) / 1000 - 0.502)
    const { ci, mean, p, se } = pairedT({ diffs: many })
    expect((ci[1] - mean) / se).toBeCloseTo(normQuantile({ p: 0.975 }), 4)
    expect(p).toBeCloseTo(2 * normCdf({ x: -Math.abs(mean / se) }), 4)
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
  it('holds where the t test says that the mean lies above the margin', () => {
    fc.assert(
      fc.property(
        values,
        fc.double({ min: 0.5, max: 0.99, noNaN: true }),
        fc.nat({ max: 1000 }),
        (diffs, confidence, margin) => {
          const { p } = pairedT({ diffs: diffs.map((diff) => diff + margin), alternative: 'greater' })
          fc.pre(Math.abs(p - (1 - confidence)) > 1e-9)
          const { lowerBound, nonInferior } = nonInferiority({ diffs, confidence, margin })
          expect(nonInferior).toBe(p < 1 - confidence)
          expect(lowerBound).toBe(pairedT({ diffs, confidence }).lower)
          expect(nonInferiority({ diffs, confidence, margin: margin + 1 }).nonInferior || !nonInferior).toBe(true)
        },
      ),
    )
  })

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

  it('knows no order, no names and no unit', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 100, noNaN: true }), (list, unit) => {
        const clusters = list.map((_, i) => (i * i) % 3)
        fc.pre(new Set(clusters).size > 1)
        const plain = clusteredMean({ values: list, clusters })
        const other = clusteredMean({
          values: list.map((value) => value * unit + 5).toReversed(),
          clusters: clusters.map((name) => `document ${name}`).toReversed(),
        })
        expect((other.mean - 5) / unit).toBeCloseTo(plain.mean, 6)
        expect(other.seCR0 / unit).toBeCloseTo(plain.seCR0, 6)
        expect((other.ciT[1] - 5) / unit).toBeCloseTo(plain.ciT[1], 5)
        expect(other.df).toBe(plain.df)
        const { nClusters, seCR0, seCR1 } = plain
        expect(seCR1).toBeCloseTo(seCR0 * Math.sqrt(nClusters / (nClusters - 1)), 8)
      }),
    )
  })

  it('of clusters of equal size is the interval of their means', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(100), fc.nat(100), fc.nat(100)), { minLength: 2, maxLength: 12 }),
        (rows) => {
          const clustered = clusteredMean({ values: rows.flat(), clusters: rows.flatMap((_, i) => [i, i, i]) })
          const means = pairedT({ diffs: rows.map(([a, b, c]) => (a + b + c) / 3) })
          expect(clustered.mean).toBeCloseTo(means.mean, 9)
          expect(clustered.seCR1).toBeCloseTo(means.se, 9)
          expect(clustered.ciT[0]).toBeCloseTo(means.ci[0], 6)
        },
      ),
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

  it('of copies leaves as many cases as there are clusters, and costs more the larger and the more alike they are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        fc.nat({ max: 100 }).map((percent) => percent / 100),
        (meanClusterSize, clusters, icc) => {
          const n = meanClusterSize * clusters
          expect(designEffect({ meanClusterSize, icc: 1, n }).nEff).toBeCloseTo(clusters, 9)
          const { deff, nEff } = designEffect({ meanClusterSize, icc, n })
          expect(deff * nEff).toBeCloseTo(n, 9)
          expect(designEffect({ meanClusterSize, icc: (1 + icc) / 2, n }).deff).toBeGreaterThanOrEqual(deff)
          expect(designEffect({ meanClusterSize: meanClusterSize + 1, icc, n }).deff).toBeGreaterThanOrEqual(deff)
        },
      ),
    )
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

  it('splits the sum of squares of equal repeats, and Spearman and Brown (1910) join its correlations', () => {
    const score = fc.integer({ min: 0, max: 20 })
    fc.assert(
      fc.property(fc.array(fc.tuple(score, score, score, score), { minLength: 2, maxLength: 12 }), (scores) => {
        const [k, n] = [4, scores.length]
        const all = scores.flat()
        fc.pre(new Set(all).size > 1)
        const grand = all.reduce((sum, x) => sum + x, 0) / all.length
        const result = varianceComponents({ scores })
        const total = all.reduce((sum, x) => sum + (x - grand) ** 2, 0)
        expect(result.msBetween * (n - 1) + result.msWithin * n * (k - 1)).toBeCloseTo(total, 6)
        const means = pairedT({ diffs: scores.map((row) => row.reduce((sum, x) => sum + x, 0) / k) })
        expect(result.msBetween).toBeCloseTo(k * means.sd ** 2, 8)
        expect(result.seMean).toBeCloseTo(Math.sqrt(result.msBetween / (k * n)), 9)
        if (result.msBetween >= result.msWithin) {
          expect(result.sigma2Between + result.sigma2Within / k).toBeCloseTo(means.sd ** 2, 8)
          expect(result.icc1).toBeCloseTo(result.sigma2Between / (result.sigma2Between + result.sigma2Within), 9)
          expect(result.icc1k).toBeCloseTo((k * result.icc1) / (1 + (k - 1) * result.icc1), 8)
        } else expect(result.sigma2Between).toBe(0)
      }),
    )
  })

  it('knows no order, no origin, and no unit but its square', () => {
    const row = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 2, maxLength: 8 }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        (scores, unit) => {
          fc.pre(scores.some((repeats) => repeats.length > 1) && new Set(scores.flat()).size > 1)
          const plain = varianceComponents({ scores })
          const other = varianceComponents({
            scores: scores.map((repeats) => repeats.map((x) => x * unit - 3).toReversed()).toReversed(),
          })
          expect(other.msBetween / unit ** 2).toBeCloseTo(plain.msBetween, 6)
          expect(other.msWithin / unit ** 2).toBeCloseTo(plain.msWithin, 6)
          expect(other.sigma2Between / unit ** 2).toBeCloseTo(plain.sigma2Between, 6)
          expect(other.seMean / unit).toBeCloseTo(plain.seMean, 6)
        },
      ),
    )
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
