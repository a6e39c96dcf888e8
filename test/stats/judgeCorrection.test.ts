import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ppiMean, roganGladen, roganGladenCI, roganGladenDelta, wilsonInterval } from '../../src/stats/index.ts'

describe('Rogan-Gladen', () => {
  it('undoes the errors of a judge', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
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

  it('takes lambda_ null for tuned, and names what is out of range', () => {
    const input = { labelled, judgeOnLabelled: labelled, judgeOnUnlabelled: unlabelled }
    expect(ppiMean({ ...input, lambda_: null })).toEqual(ppiMean(input))
    expect(() => ppiMean({ ...input, lambda_: 2 })).toThrow('lambda_ must')
    expect(() => ppiMean({ ...input, judgeOnLabelled: [1] })).toThrow('judgeOnLabelled must')
    expect(() => ppiMean({ ...input, judgeOnUnlabelled: [] })).toThrow('judgeOnUnlabelled must')
  })
})
