import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  normQuantile,
  ppiMean,
  roganGladen,
  roganGladenCI,
  roganGladenDelta,
  wilsonInterval,
} from '../../src/stats/index.ts'

describe('Rogan-Gladen', () => {
  it('undoes the errors of a judge', () => {
    const share = fc.nat({ max: 1000 }).map((steps) => steps / 1000)
    const skill = fc.double({ min: 0.55, max: 1, noNaN: true })
    fc.assert(
      fc.property(share, skill, skill, (truth, sensitivity, specificity) => {
        const apparent = truth * sensitivity + (1 - truth) * (1 - specificity)
        expect(roganGladen({ apparent, sensitivity, specificity })).toBeCloseTo(truth, 9)
      }),
    )
  })

  it('stays within [0, 1]', () => {
    expect(roganGladen({ apparent: 0.05, sensitivity: 0.9, specificity: 0.9 })).toBe(0)
    expect(roganGladen({ apparent: 0.99, sensitivity: 0.9, specificity: 0.9 })).toBe(1)
  })

  it('of a judge without errors is the plain interval', () => {
    const plain = wilsonInterval({ successes: 30, n: 100, confidence: 0.95 })
    const [lower, upper] = roganGladenCI({ positives: 30, n: 100, sensitivity: 1, specificity: 1, confidence: 0.95 })
    expect(lower).toBeCloseTo(plain[0], 12)
    expect(upper).toBeCloseTo(plain[1], 12)
  })

  it('rises with the apparent rate, and mirrors when passes and fails change places', () => {
    const skill = fc.double({ min: 0.55, max: 1, noNaN: true })
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 50 }),
        fc.integer({ min: 51, max: 90 }),
        skill,
        skill,
        (positives, n, sensitivity, specificity) => {
          const judge = { sensitivity, specificity }
          const rate = roganGladen({ apparent: positives / n, ...judge })
          expect(roganGladen({ apparent: (positives + 1) / n, ...judge })).toBeGreaterThanOrEqual(rate)
          const turned = { sensitivity: specificity, specificity: sensitivity }
          expect(roganGladen({ apparent: 1 - positives / n, ...turned })).toBeCloseTo(1 - rate, 10)
          const interval = roganGladenCI({ positives, n, ...judge, confidence: 0.9 })
          const mirrored = roganGladenCI({ positives: n - positives, n, ...turned, confidence: 0.9 })
          expect(mirrored[0]).toBeCloseTo(1 - interval[1], 10)
          expect(interval[0]).toBeLessThanOrEqual(rate)
          expect(interval[1]).toBeGreaterThanOrEqual(rate)
          const wider = roganGladenCI({ positives, n, ...judge, confidence: 0.99 })
          expect(wider[0]).toBeLessThanOrEqual(interval[0])
          expect(wider[1]).toBeGreaterThanOrEqual(interval[1])
        },
      ),
    )
  })

  it('of a judge checked without end is the corrected Wald interval, and mirrors', () => {
    const count = fc.integer({ min: 20, max: 80 })
    fc.assert(
      fc.property(count, count, count, (judgedPass, right, alsoRight) => {
        const plan = { n: 100, judgedPass, confidence: 0.9 }
        const judge = {
          calibPositives: 80,
          judgePassOnPositives: right,
          calibNegatives: 85,
          judgeFailOnNegatives: alsoRight,
        }
        fc.pre(right / 80 + alsoRight / 85 > 1.1)
        const { theta, se, ci } = roganGladenDelta({ ...plan, ...judge })
        const turned = roganGladenDelta({
          ...plan,
          judgedPass: 100 - judgedPass,
          calibPositives: 85,
          judgePassOnPositives: alsoRight,
          calibNegatives: 80,
          judgeFailOnNegatives: right,
        })
        expect(turned.theta).toBeCloseTo(1 - theta, 10)
        expect(turned.se).toBeCloseTo(se, 10)
        expect(turned.ci[0]).toBeCloseTo(1 - ci[1], 10)
        const half = normQuantile({ p: 0.95 }) * se
        expect(ci[0]).toBeCloseTo(Math.max(0, theta - half), 12)
        expect(ci[1]).toBeCloseTo(Math.min(1, theta + half), 12)
      }),
    )
    const endless = {
      calibPositives: 1e12,
      judgePassOnPositives: 9e11,
      calibNegatives: 1e12,
      judgeFailOnNegatives: 8e11,
    }
    const { se } = roganGladenDelta({ n: 100, judgedPass: 60, ...endless, confidence: 0.9 })
    expect(se).toBeCloseTo(Math.sqrt((0.6 * 0.4) / 100) / 0.7, 6)
  })

  it('is less sure the fewer cases the judge was checked on', () => {
    const plan = { n: 500, judgedPass: 400, confidence: 0.95 }
    const few = { calibPositives: 20, judgePassOnPositives: 18, calibNegatives: 10, judgeFailOnNegatives: 9 }
    const many = { calibPositives: 200, judgePassOnPositives: 180, calibNegatives: 100, judgeFailOnNegatives: 90 }
    expect(roganGladenDelta({ ...plan, ...few }).theta).toBeCloseTo(roganGladenDelta({ ...plan, ...many }).theta, 12)
    expect(roganGladenDelta({ ...plan, ...few }).se).toBeGreaterThan(roganGladenDelta({ ...plan, ...many }).se)
  })

  it('names what is out of range', () => {
    expect(() => roganGladen({ apparent: 0.3, sensitivity: 0.5, specificity: 0.5 })).toThrow(
      'sensitivity + specificity',
    )
    expect(() => roganGladen({ apparent: 30, sensitivity: 0.9, specificity: 0.9 })).toThrow('apparent must')
    const plan = { n: 10, judgedPass: 11, calibPositives: 5, judgePassOnPositives: 5, confidence: 0.95 }
    expect(() => roganGladenDelta({ ...plan, calibNegatives: 5, judgeFailOnNegatives: 5 })).toThrow('judgedPass must')
  })
})

describe('ppiMean', () => {
  const labelled = [1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1, 0]
  const unlabelled = Array.from({ length: 200 }, (_, i) => (i % 4 === 0 ? 0 : 1))

  it('trusts a perfect judge and ignores one that knows nothing', () => {
    const perfect = ppiMean({ labelled, judgeOnLabelled: labelled, judgeOnUnlabelled: unlabelled })
    expect(perfect.lambda_).toBeGreaterThan(0.9)
    const constant = labelled.map(() => 1)
    expect(ppiMean({ labelled, judgeOnLabelled: constant, judgeOnUnlabelled: [1, 1, 1] }).lambda_).toBe(0)
    const contrary = labelled.map((label) => 1 - label)
    expect(ppiMean({ labelled, judgeOnLabelled: contrary, judgeOnUnlabelled: unlabelled }).lambda_).toBe(0)
  })

  it('is surer with tuned trust than with labels alone or full trust', () => {
    const judge = labelled.map((label, i) => (i === 4 || i === 6 ? 1 - label : label))
    const se = (lambda_?: number) =>
      ppiMean({
        labelled,
        judgeOnLabelled: judge,
        judgeOnUnlabelled: unlabelled,
        ...(lambda_ !== undefined && { lambda_ }),
      }).se
    expect(se()).toBeLessThan(se(0))
    expect(se()).toBeLessThan(se(1))
  })

  it('is the mean of the labels without trust, the corrected mean with full trust, and moves with unit and origin', () => {
    const score = fc.integer({ min: 0, max: 10 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(score, score), { minLength: 2, maxLength: 15 }),
        fc.array(score, { minLength: 1, maxLength: 30 }),
        fc.option(
          fc.nat({ max: 100 }).map((percent) => percent / 100),
          { nil: null },
        ),
        (rows, judgeOnUnlabelled, lambda_) => {
          const [labels, judge] = [rows.map(([label]) => label), rows.map(([, judged]) => judged)]
          const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
          const input = { labelled: labels, judgeOnLabelled: judge, judgeOnUnlabelled }
          expect(ppiMean({ ...input, lambda_: 0 }).estimate).toBeCloseTo(mean(labels), 10)
          const variance = (values: number[]) => mean(values.map((value) => (value - mean(values)) ** 2))
          expect(ppiMean({ ...input, lambda_: 0 }).se ** 2).toBeCloseTo(variance(labels) / labels.length, 10)
          const errors = labels.map((label, i) => label - (judge[i] ?? 0))
          expect(ppiMean({ ...input, lambda_: 1 }).se ** 2).toBeCloseTo(
            variance(errors) / labels.length + variance(judgeOnUnlabelled) / judgeOnUnlabelled.length,
            10,
          )
          const corrected = mean(judgeOnUnlabelled) - mean(judge) + mean(labels)
          expect(ppiMean({ ...input, lambda_: 1 }).estimate).toBeCloseTo(corrected, 10)
          const plain = ppiMean({ ...input, lambda_, alpha: 0.1 })
          expect((plain.ci[1] - plain.ci[0]) / 2).toBeCloseTo(normQuantile({ p: 0.95 }) * plain.se, 10)
          const moved = (values: number[]) => values.map((value) => value * 3 - 2).toReversed()
          const other = ppiMean({
            labelled: moved(labels),
            judgeOnLabelled: moved(judge),
            judgeOnUnlabelled: moved(judgeOnUnlabelled),
            lambda_,
          })
          expect(other.lambda_).toBeCloseTo(plain.lambda_, 8)
          expect(other.estimate).toBeCloseTo(plain.estimate * 3 - 2, 8)
          expect(other.se).toBeCloseTo(plain.se * 3, 8)
        },
      ),
    )
  })

  it('takes lambda_ null for tuned, and names what is out of range', () => {
    const input = { labelled, judgeOnLabelled: labelled, judgeOnUnlabelled: unlabelled }
    expect(ppiMean({ ...input, lambda_: null })).toEqual(ppiMean(input))
    expect(() => ppiMean({ ...input, lambda_: 2 })).toThrow('lambda_ must')
    expect(() => ppiMean({ ...input, judgeOnLabelled: [1] })).toThrow('judgeOnLabelled must')
    expect(() => ppiMean({ ...input, judgeOnUnlabelled: [] })).toThrow('judgeOnUnlabelled must')
  })
})
