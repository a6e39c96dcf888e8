import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareRuns, costOfAnswer, flippingCases, waveringOf } from '../../src/compare/index.ts'
import type { Wavering } from '../../src/core/aa.ts'
import { wilsonInterval } from '../../src/stats/index.ts'
import { type CaseSketch, gradedRun, numbered, type RunSketch, runPair } from '../support/gradedRun.ts'

function wavering(before: RunSketch, after: RunSketch): Wavering[] {
  const [first, second] = runPair(before, after)
  return waveringOf(first, second, compareRuns(first, second).metrics)
}

function ofQuality(before: CaseSketch[], after: CaseSketch[]): Wavering {
  const [found] = wavering({ cases: numbered(before) }, { cases: numbered(after) })
  if (found === undefined) throw new Error('no metric')
  return found
}

describe('how much a version wavers', () => {
  it('is the share of cases that flip, with the size of the differences', () => {
    const found = ofQuality([1, 1, 0, 1, 0, 1, 1, 1], [1, 0, 1, 1, 0, 1, 1, 1])
    expect(found.flips.caseIds).toEqual(['c001', 'c002'])
    expect(found.flips.interval).toEqual(wilsonInterval({ successes: 2, n: 8, confidence: 0.95 }))
    expect(found).toMatchObject({ cases: 8, meanAbsoluteDifference: 0.25 })
    // Two cases of eight have one answer of either kind: a variance of 1/2 each.
    expect(found.variance?.within).toBeCloseTo(1 / 8, 12)
    expect(found.sdOfDifference).toBeCloseTo(Math.sqrt((2 * (1 / 8)) / 8), 12)
  })

  it('of scores tells flips at passAt and sizes apart', () => {
    const found = ofQuality([0.4, 0.9, 0.7], [0.6, 0.8, 0.7])
    expect(found.flips.caseIds).toEqual(['c000'])
    expect(found.meanAbsoluteDifference).toBeCloseTo(0.1, 12)
  })

  it('with repeats looks at all of them: two of three is not three of three', () => {
    const found = ofQuality(
      [
        [1, 1, 1],
        [1, 0, 1],
      ],
      [
        [1, 1, 0],
        [0, 1, 1],
      ],
    )
    expect(found.flips.caseIds).toEqual(['c000'])
    // Six answers to each case: five and four right ones, variances of 1/6 and 4/15.
    expect(found.variance?.within).toBeCloseTo((1 / 6 + 4 / 15) / 2, 12)
    expect(found.sdOfDifference).toBeCloseTo(Math.sqrt((2 * (13 / 60)) / (3 * 2)), 12)
  })

  it('measures the difference by the paired test, in both directions alike', () => {
    const [before, after] = [
      [1, 1, 1, 1, 1, 1, 1, 0],
      [0, 0, 0, 1, 1, 1, 1, 1],
    ]
    const [there, back] = [ofQuality(before, after), ofQuality(after, before)]
    expect(there.difference?.mean).toBeCloseTo(-0.25, 12)
    // Three fell and one rose: mid-p (1 + 4/2) / 16 on one side.
    expect(there.difference?.p).toBeCloseTo(2 * (3 / 16), 12)
    expect(back.difference?.p).toBeCloseTo(there.difference?.p ?? 0, 12)
  })

  it('leaves out what only one run has a score of, and counts errors that will not go away as failures', () => {
    const found = ofQuality([1, 'none', 'timeout', 1, 1], [1, 1, 1, 'refused', 1])
    expect(found).toMatchObject({ cases: 3, flips: { caseIds: ['c003'] } })
  })

  it('of nothing is nothing', () => {
    expect(ofQuality(['none'], ['none'])).toMatchObject({
      cases: 0,
      flips: { caseIds: [], interval: null },
      meanAbsoluteDifference: null,
      variance: null,
      sdOfDifference: null,
      difference: null,
    })
  })

  it('agrees with the comparison of the two on which cases changed', () => {
    const score = fc.constantFrom(0, 1)
    const rows = fc.array(fc.tuple(score, score), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(rows, (cases) => {
        const [before, after] = [cases.map(([a]) => a), cases.map(([, b]) => b)]
        const [first, second] = runPair({ cases: numbered(before) }, { cases: numbered(after) })
        const [metric] = compareRuns(first, second).metrics
        const found = ofQuality(before, after)
        expect(found.flips.caseIds).toHaveLength((metric?.test?.worse ?? 0) + (metric?.test?.better ?? 0))
        expect(found.meanAbsoluteDifference).toBeCloseTo(found.flips.caseIds.length / found.cases, 12)
      }),
    )
  })
})

describe('cases that flip', () => {
  it('are listed by the number of graders, parts apart', () => {
    const graders = ['x', 'y']
    const parts = (score: number) => ({ status: 'scored' as const, score: 1, parts: { p: score } })
    const found = wavering(
      { graders, cases: { a: { x: 1, y: 1 }, b: { x: 1, y: 1 }, c: { x: parts(1), y: 1 } } },
      { graders, cases: { a: { x: 1, y: 0 }, b: { x: 0, y: 0 }, c: { x: parts(0), y: 1 } } },
    )
    expect(flippingCases(found)).toEqual([
      { caseId: 'b', metrics: ['x', 'y'] },
      { caseId: 'a', metrics: ['y'] },
    ])
    expect(found.find(({ metric }) => metric === 'x.p')?.flips.caseIds).toEqual(['c'])
  })
})

describe('the cost of an answer', () => {
  it('is a mean over the answers that tell it; errors are none', () => {
    const run = gradedRun({
      cases: {
        a: [
          { repeat: 0, latencyMs: 100, costUsd: 0.01, grades: {} },
          { repeat: 1, latencyMs: 300, grades: {} },
        ],
        b: [{ repeat: 0, latencyMs: 5000, costUsd: 1, error: { code: 'timeout', retryable: true }, grades: {} }],
      },
    })
    expect(costOfAnswer(run)).toEqual({ usd: 0.01, latencyMs: 200, inputTokens: null, outputTokens: null })
  })
})
