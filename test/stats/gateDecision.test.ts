import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clusteredMean,
  gateDecision,
  gateVerdict,
  pairedAnalysis,
  pairedT,
  signFlipPermutation,
  tQuantile,
} from '../../src/stats/index.ts'

const rule = { alpha: 0.05, minEffect: 0.01, margin: 0.03, confidence: 0.95 }

function counted(worse: number, same: number, better: number): number[] {
  return [
    ...new Array<number>(worse).fill(-1),
    ...new Array<number>(same).fill(0),
    ...new Array<number>(better).fill(1),
  ]
}

describe('the verdict', () => {
  it('is the same from differences as from their counts', () => {
    const fromCounts = gateDecision({ ...rule, diffCounts: { '-2': 10, '-1': 30, '0': 145, '1': 12 }, lattice: 3 })
    const diffs = [
      ...new Array<number>(10).fill(-2 / 3),
      ...new Array<number>(12).fill(1 / 3),
      ...new Array<number>(30).fill(-1 / 3),
      ...new Array<number>(145).fill(0),
    ]
    const { meanDiff, lowerBound, ...rest } = gateDecision({ ...rule, diffs })
    const { meanDiff: otherMean, lowerBound: otherBound, ...others } = fromCounts
    expect(meanDiff).toBe(otherMean)
    expect(lowerBound).toBeCloseTo(otherBound, 12)
    expect(rest.verdict).toBe(others.verdict)
    expect(rest.pWorseMidP).toBe(others.pWorseMidP)
  })

  it('is fail before it is pass', () => {
    const decision = gateDecision({ ...rule, diffs: counted(18, 979, 3) })
    expect(decision.lowerBound).toBeGreaterThan(-rule.margin)
    expect(decision.verdict).toBe('fail')
  })

  it('blocks a drop of exactly the minimum effect, and none below it', () => {
    const diffs = [...new Array<number>(20).fill(-0.5), ...new Array<number>(980).fill(0)]
    expect(gateDecision({ ...rule, diffs, minEffect: 0.01 }).verdict).toBe('fail')
    expect(gateDecision({ ...rule, diffs, minEffect: 0.0101 }).verdict).toBe('pass')
  })

  it('never depends on the order of the cases', () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.oneof(fc.constantFrom(-1, -0.5, -1 / 3, 0, 0.25, 1), fc.double({ min: -1, max: 1, noNaN: true })), {
            minLength: 2,
            maxLength: 30,
          })
          .chain((d) => fc.tuple(fc.constant(d), fc.shuffledSubarray(d, { minLength: d.length }))),
        ([diffs, shuffled]) => {
          const [one, other] = [gateDecision({ ...rule, diffs }), gateDecision({ ...rule, diffs: shuffled })]
          expect(other.verdict).toBe(one.verdict)
          expect(other.meanDiff).toBe(one.meanDiff)
          expect(other.pWorseMidP).toBe(one.pWorseMidP)
          expect(other.lowerBound).toBeCloseTo(one.lowerBound, 12)
        },
      ),
    )
  })

  it('is inconclusive below 6 units, however clear the cases look', () => {
    expect(gateDecision({ ...rule, diffs: counted(5, 0, 0) }).verdict).toBe('inconclusive')
    expect(gateDecision({ ...rule, diffs: counted(6, 0, 0) }).verdict).toBe('fail')
    const clusters = Array.from({ length: 500 }, (_, i) => i % 5)
    expect(gateDecision({ ...rule, diffs: counted(500, 0, 0), clusters }).verdict).toBe('inconclusive')
  })

  it('does not certify a margin on fewer cases than could exclude it', () => {
    expect(gateDecision({ ...rule, diffs: counted(0, 98, 0) }).verdict).toBe('inconclusive')
    expect(gateDecision({ ...rule, diffs: counted(0, 99, 0) }).verdict).toBe('pass')
    expect(gateDecision({ ...rule, diffs: counted(0, 98, 0), binary: false }).verdict).toBe('inconclusive')
    const clusters = Array.from({ length: 500 }, (_, i) => i % 98)
    expect(gateDecision({ ...rule, diffs: counted(0, 500, 0), clusters }).verdict).toBe('inconclusive')
  })

  it('follows a p value that was adjusted afterwards', () => {
    const analysis = gateDecision({ ...rule, diffs: counted(14, 183, 3) })
    expect(gateVerdict({ ...rule, ...analysis, pWorse: analysis.pWorseMidP })).toBe('fail')
    expect(gateVerdict({ ...rule, ...analysis, pWorse: 0.051 })).toBe('inconclusive')
  })
})

describe('the bounds', () => {
  it('are t on case means where the scores are not single pass/fail results', () => {
    const diffs = [-0.5, 0.25, 0, 0, -0.25, 0.5, -1, 0, 0.25, -0.5]
    const { lower, upper, ci } = pairedT({ diffs, confidence: 0.95 })
    expect(pairedAnalysis({ diffs, confidence: 0.95 })).toMatchObject({
      lowerBoundMethod: 't',
      lowerBound: lower,
      upperBound: upper,
      interval: ci,
    })
    expect(pairedAnalysis({ diffs: counted(3, 5, 2), confidence: 0.95, binary: false }).lowerBoundMethod).toBe('t')
  })

  it('are clustered t where cases share a unit, even for pass/fail results', () => {
    const diffs = counted(6, 12, 2)
    const clusters = diffs.map((_, i) => `doc-${i % 7}`)
    const analysis = pairedAnalysis({ diffs, clusters, confidence: 0.95 })
    const { mean, seCR1, df, ciT } = clusteredMean({ values: diffs, clusters })
    expect(analysis).toMatchObject({ lowerBoundMethod: 'clusteredT', n: 20, units: 7, interval: ciT })
    expect(analysis.lowerBound).toBeCloseTo(mean - tQuantile({ p: 0.95, df }) * seCR1, 12)
    expect(analysis.pWorseMidP).toBe(signFlipPermutation({ diffs, clusters }).midPLess)
  })

  it('ignore clusters of one case each', () => {
    const diffs = counted(3, 20, 2)
    expect(pairedAnalysis({ diffs, clusters: diffs.map((_, i) => i), confidence: 0.95 })).toEqual(
      pairedAnalysis({ diffs, confidence: 0.95 }),
    )
  })

  it('do not take equal differences for certainty', () => {
    for (const n of [1, 6, 100, 1000]) {
      const { lowerBound, upperBound, interval, lowerBoundMethod } = pairedAnalysis({
        diffs: new Array<number>(n).fill(0),
        binary: false,
        confidence: 0.95,
      })
      expect(lowerBoundMethod).toBe('ruleOfThree')
      expect(lowerBound).toBeCloseTo(-(1 - 0.05 ** (1 / n)), 12)
      expect(upperBound).toBeCloseTo(1 - 0.05 ** (1 / n), 12)
      expect(interval[0]).toBeLessThan(lowerBound)
    }
    const { lowerBound } = pairedAnalysis({ diffs: new Array<number>(20).fill(0.5), confidence: 0.95 })
    // The share of cases that may differ from 0.5 could each score -1: a loss of 1.5.
    expect(lowerBound).toBeCloseTo(0.5 - 1.5 * (1 - 0.05 ** (1 / 20)), 12)
    const clusters = Array.from({ length: 40 }, (_, i) => i % 10)
    const clustered = pairedAnalysis({ diffs: new Array<number>(40).fill(0), clusters, confidence: 0.95 })
    expect(clustered.lowerBound).toBeCloseTo(-(1 - 0.05 ** (1 / 10)), 12)
  })

  it('have a confidence of their own where one is given, by every method', () => {
    const confidence = fc.double({ min: 0.01, max: 0.999, noNaN: true })
    const halves = fc.array(fc.constantFrom(-1, -0.5, 0, 0.5, 1), { minLength: 2, maxLength: 20 })
    const seen = new Set<string>()
    fc.assert(
      fc.property(
        fc.oneof(halves, fc.array(fc.constantFrom(-1, 0, 1), { minLength: 2, maxLength: 20 }), fc.constant([0.5, 0.5])),
        fc.boolean(),
        confidence,
        confidence,
        (diffs, isClustered, interval, bound) => {
          const clusters = diffs.map((_, i) => (isClustered ? i >> 1 : i))
          const analysis = pairedAnalysis({ diffs, clusters, confidence: interval, boundConfidence: bound })
          const { lowerBound, upperBound, lowerBoundMethod } = pairedAnalysis({ diffs, clusters, confidence: bound })
          expect(analysis).toEqual({
            ...pairedAnalysis({ diffs, clusters, confidence: interval }),
            lowerBound,
            upperBound,
          })
          // The ends of a two-sided interval are one-sided bounds at half the error.
          const ends = pairedAnalysis({ diffs, clusters, confidence: interval, boundConfidence: (1 + interval) / 2 })
          expect(ends.lowerBound).toBeCloseTo(ends.interval[0], 10)
          expect(ends.upperBound).toBeCloseTo(ends.interval[1], 10)
          seen.add(lowerBoundMethod)
        },
      ),
    )
    expect([...seen].toSorted()).toEqual(['clusteredT', 'ruleOfThree', 't', 'tango'])
  })

  it('enclose the mean and stay in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(-1, -0.5, 0, 0.5, 1), { minLength: 2, maxLength: 30 }),
        fc.boolean(),
        (diffs, isClustered) => {
          const clusters = diffs.map((_, i) => (isClustered ? i >> 1 : i))
          const { interval, lowerBound, meanDiff, upperBound } = pairedAnalysis({ diffs, clusters, confidence: 0.9 })
          const ordered = [interval[0], lowerBound, meanDiff, upperBound, interval[1]]
          expect(ordered.toSorted((a, b) => a - b)).toEqual(ordered)
        },
      ),
    )
  })
})

describe('the spread for planning', () => {
  it('is the discordance of pass/fail results, and the sd of scores', () => {
    expect(pairedAnalysis({ diffs: counted(3, 15, 2), confidence: 0.95 }).spread).toMatchObject({
      discordance: 0.25,
      lattice: 1,
    })
    const scores = pairedAnalysis({ diffs: [0.25, -0.5, 0, 0.25], confidence: 0.95 }).spread
    expect(scores).toEqual({ sd: pairedT({ diffs: [0.25, -0.5, 0, 0.25] }).sd, lattice: 4 })
  })

  it('of clusters gives the clustered standard error over their number', () => {
    const diffs = [1, 1, -1, -1, 0, 0, 1, 1]
    const clusters = [0, 0, 1, 1, 2, 2, 3, 3]
    const { spread } = pairedAnalysis({ diffs, clusters, confidence: 0.95 })
    expect(spread.sd / Math.sqrt(4)).toBeCloseTo(clusteredMean({ values: diffs, clusters }).seCR1, 12)
  })
})

describe('arguments', () => {
  it.each([
    ['diffs', { ...rule, diffs: [] }],
    ['diffs[1]', { ...rule, diffs: [0, 1.5] }],
    ['diffs or diffCounts', rule],
    ['lattice', { ...rule, diffCounts: { '0': 3 } }],
    ['diffCounts', { ...rule, diffCounts: { '0.5': 3 }, lattice: 2 }],
    ['n must', { ...rule, diffs: [0, 1], n: 3 }],
    ['clusters', { ...rule, diffs: [0, 1], clusters: [1] }],
    ['binary', { ...rule, diffs: [0.5, 1], binary: true }],
    ['alpha', { ...rule, diffs: [0, 1], alpha: 0 }],
    ['margin', { ...rule, diffs: [0, 1], margin: 0 }],
    ['minEffect', { ...rule, diffs: [0, 1], minEffect: -0.1 }],
    ['confidence', { ...rule, diffs: [0, 1], confidence: 95 }],
    ['boundConfidence', { ...rule, diffs: [0, 1], boundConfidence: 0 }],
  ])('%s out of range is named', (name, input) => {
    expect(() => gateDecision(input)).toThrow(RangeError)
    expect(() => gateDecision(input)).toThrow(name)
  })
})
