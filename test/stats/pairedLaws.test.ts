import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  gateDecision,
  gateVerdict,
  normCdf,
  pairedAnalysis,
  pairedT,
  pcg32,
  signFlipPermutation,
  tangoInterval,
} from '../../src/stats/index.ts'

/** Scores as they come: pass or fail, thirds of three repeats, rubric steps, shares. */
const score = fc.oneof(
  fc.constantFrom(-1, 0, 1),
  fc.integer({ min: -3, max: 3 }).map((thirds) => thirds / 3),
  fc.integer({ min: -20, max: 20 }).map((steps) => steps / 20),
  fc.integer({ min: -1e6, max: 1e6 }).map((steps) => steps / 1e6 / Math.SQRT2),
)
const diffs = fc.array(score, { minLength: 2, maxLength: 14 })
const confidence = fc.constantFrom(0.8, 0.95, 0.99)
const rule = { alpha: 0.05, minEffect: 0.01, margin: 0.03, confidence: 0.95 }

describe('the sign-flip test', () => {
  it('never takes a candidate that did better on a case for a worse one', () => {
    fc.assert(
      fc.property(diffs, fc.nat(), fc.integer({ min: 0, max: 100 }), (values, seed, percent) => {
        const raised = values.map((diff, i) => (i === seed % values.length ? diff + percent / 100 : diff))
        const [before, after] = [signFlipPermutation({ diffs: values }), signFlipPermutation({ diffs: raised })]
        expect(after.midPLess).toBeGreaterThanOrEqual(before.midPLess - 1e-12)
        expect(after.less).toBeGreaterThanOrEqual(before.less - 1e-12)
        expect(after.greater).toBeLessThanOrEqual(before.greater + 1e-12)
      }),
    )
  })

  it('knows no names of clusters, and no order of cases within or between them', () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.tuple(score, fc.nat({ max: 4 })), { minLength: 2, maxLength: 14 })
          .chain((cases) => fc.tuple(fc.constant(cases), fc.shuffledSubarray(cases, { minLength: cases.length }))),
        ([given, shuffled]) => {
          const test = (cases: typeof given, name: (cluster: number) => string | number) =>
            signFlipPermutation({
              diffs: cases.map(([diff]) => diff),
              clusters: cases.map(([, cluster]) => name(cluster)),
            })
          const plain = test(given, (cluster) => cluster)
          const other = test(shuffled, (cluster) => `document ${7 - cluster}`)
          expect(other.midPLess).toBeCloseTo(plain.midPLess, 9)
          expect(other.twoSided).toBeCloseTo(plain.twoSided, 9)
        },
      ),
    )
  })

  it('of a case that is there twice in a cluster is the test of one twice as heavy', () => {
    fc.assert(
      fc.property(diffs, (values) => {
        const twice = signFlipPermutation({
          diffs: [...values, ...values],
          clusters: [...values.keys(), ...values.keys()],
        })
        expect(twice.midPLess).toBeCloseTo(signFlipPermutation({ diffs: values }).midPLess, 12)
      }),
    )
  })

  it('of many cases is the z test of their sum over the root of their squares, and the t test', () => {
    for (const [round, digits] of [
      [(x: number) => Math.round(x), 3],
      [(x: number) => Math.round(3 * x) / 3, 3],
      // Off every lattice the differences are rounded, by at most a hundredth of a standard deviation of their sum.
      [(x: number) => x, 2],
    ] as const) {
      const uniform = pcg32({ seed: 6, stream: 2, count: 20_000 }).map((word) => word / 2 ** 32)
      const values = uniform.map((u) => round((u - 0.506) * 1.9))
      const sum = values.reduce((total, value) => total + value, 0)
      const root = Math.sqrt(values.reduce((total, value) => total + value * value, 0))
      const { midPLess } = signFlipPermutation({ diffs: values })
      expect(midPLess).toBeCloseTo(normCdf({ x: sum / root }), digits)
      expect(midPLess).toBeCloseTo(pairedT({ diffs: values, alternative: 'less' }).p, digits)
      expect(midPLess).toBeGreaterThan(0.001)
      expect(midPLess).toBeLessThan(0.4)
    }
  })
})

describe('a paired analysis', () => {
  it('mirrors when baseline and candidate change places', () => {
    fc.assert(
      fc.property(diffs, fc.boolean(), confidence, (values, isClustered, level) => {
        const clusters = values.map((_, i) => (isClustered ? i >> 1 : i))
        const plain = pairedAnalysis({ diffs: values, clusters, confidence: level })
        const turned = pairedAnalysis({ diffs: values.map((diff) => -diff), clusters, confidence: level })
        expect(turned.meanDiff).toBeCloseTo(-plain.meanDiff, 12)
        expect(turned.pWorseMidP).toBeCloseTo(1 - plain.pWorseMidP, 9)
        expect(turned.lowerBound).toBeCloseTo(-plain.upperBound, 9)
        expect(turned.interval[0]).toBeCloseTo(-plain.interval[1], 9)
        expect(turned.lowerBoundMethod).toBe(plain.lowerBoundMethod)
        expect(turned.spread.sd).toBeCloseTo(plain.spread.sd, 9)
      }),
    )
  })

  it('knows no order and no names', () => {
    fc.assert(
      fc.property(diffs, fc.boolean(), confidence, (values, isClustered, level) => {
        const clusters = values.map((_, i) => (isClustered ? i % 3 : i))
        const plain = pairedAnalysis({ diffs: values, clusters, confidence: level })
        const other = pairedAnalysis({
          diffs: values.toReversed(),
          clusters: clusters.map((cluster) => `document ${cluster}`).toReversed(),
          confidence: level,
        })
        expect(other.meanDiff).toBeCloseTo(plain.meanDiff, 12)
        expect(other.pWorseMidP).toBeCloseTo(plain.pWorseMidP, 9)
        expect(other.lowerBound).toBeCloseTo(plain.lowerBound, 9)
        expect(other.upperBound).toBeCloseTo(plain.upperBound, 9)
        expect([other.n, other.units]).toEqual([plain.n, plain.units])
      }),
    )
  })

  it('has bounds that widen with confidence, by every method', () => {
    fc.assert(
      fc.property(diffs, fc.boolean(), confidence, (values, isClustered, level) => {
        const clusters = values.map((_, i) => (isClustered ? i >> 1 : i))
        const narrow = pairedAnalysis({ diffs: values, clusters, confidence: level })
        const wide = pairedAnalysis({ diffs: values, clusters, confidence: (1 + level) / 2 })
        expect(wide.lowerBound).toBeLessThanOrEqual(narrow.lowerBound)
        expect(wide.upperBound).toBeGreaterThanOrEqual(narrow.upperBound)
        expect(wide.interval[0]).toBeLessThanOrEqual(narrow.interval[0])
        expect(wide.pWorseMidP).toBe(narrow.pWorseMidP)
      }),
    )
  })

  it('of single pass/fail results has the interval of Tango, and of many of them nearly that of t', () => {
    const table = { bothPass: 9000, firstOnly: 380, secondOnly: 420, bothFail: 200 }
    const values = [
      ...new Array<number>(table.firstOnly).fill(1),
      ...new Array<number>(table.secondOnly).fill(-1),
      ...new Array<number>(table.bothPass + table.bothFail).fill(0),
    ]
    const binary = pairedAnalysis({ diffs: values, confidence: 0.95 })
    expect(binary.interval).toEqual(tangoInterval({ ...table, confidence: 0.95 }).ci)
    const scores = pairedAnalysis({ diffs: values, confidence: 0.95, binary: false })
    expect(scores.lowerBoundMethod).toBe('t')
    expect(scores.lowerBound / binary.lowerBound).toBeCloseTo(1, 2)
  })
})

describe('the verdict', () => {
  // Even shares: doubles would crowd around 0.
  const level = fc.integer({ min: 0, max: 200 }).map((steps) => (steps / 200) ** 2)
  const mean = fc.integer({ min: -100, max: 100 }).map((steps) => steps / 1000)
  const order = ['fail', 'inconclusive', 'pass']

  it('never gets worse as the evidence of harm weakens, nor better with a stricter rule', () => {
    fc.assert(
      fc.property(
        level,
        mean,
        mean,
        fc.integer({ min: 1, max: 300 }),
        mean,
        (pWorse, meanDiff, lowerBound, units, gain) => {
          const input = { ...rule, pWorse, meanDiff, lowerBound, units }
          const rank = (changes: Partial<typeof input>) => order.indexOf(gateVerdict({ ...input, ...changes }))
          const plain = rank({})
          expect(rank({ pWorse: Math.sqrt(pWorse) })).toBeGreaterThanOrEqual(plain)
          expect(rank({ meanDiff: meanDiff + Math.abs(gain) })).toBeGreaterThanOrEqual(plain)
          expect(rank({ lowerBound: lowerBound + Math.abs(gain) })).toBeGreaterThanOrEqual(plain)
          expect(rank({ minEffect: 0.02 })).toBeGreaterThanOrEqual(plain)
          expect(rank({ margin: 0.02 })).toBeLessThanOrEqual(plain)
        },
      ),
    )
  })

  it('passes where the bound clears the margin on enough cases, and fails on significant drops alone', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(-1, 0, 0, 0, 0, 0, 0, 0, 1), { minLength: 1, maxLength: 300 }), (values) => {
        const { verdict, ...decision } = gateDecision({ ...rule, diffs: values })
        const hasFailed = decision.pWorseMidP <= rule.alpha && decision.meanDiff <= -rule.minEffect + 1e-12
        const isCertified = decision.lowerBound > -rule.margin && values.length >= decision.minCasesForMargin
        const expected = values.length < 6 ? 'inconclusive' : hasFailed ? 'fail' : isCertified ? 'pass' : 'inconclusive'
        expect(verdict).toBe(expected)
        expect(decision.minCasesForMargin).toBe(99)
        expect((1 - rule.margin) ** decision.minCasesForMargin).toBeLessThanOrEqual(rule.alpha)
      }),
    )
  })

  it('certifies on the bound alone where the bound has a confidence of its own', () => {
    const values = [
      ...new Array<number>(2).fill(-1),
      ...new Array<number>(398).fill(0),
      ...new Array<number>(2).fill(1),
    ]
    const at = (boundConfidence: number) => gateDecision({ ...rule, diffs: values, margin: 0.02, boundConfidence })
    expect(at(0.95).verdict).toBe('pass')
    expect(at(0.9999).verdict).toBe('inconclusive')
    expect(at(0.9999).interval).toEqual(at(0.95).interval)
  })
})
