import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../src/compare/index.ts'
import type { MetricComparison, TrialFacts } from '../../src/core/comparison.ts'
import { compared, type Said, saying } from '../support/answers.ts'
import { type CaseSketch, numbered, runPair, times } from '../support/gradedRun.ts'

function consistencyOf(baseline: CaseSketch[], candidate: CaseSketch[], statistics = {}) {
  const comparison = compareRuns(...runPair({ cases: numbered(baseline) }, { cases: numbered(candidate) }), {
    statistics,
  })
  return { comparison, metric: comparison.metrics.find(({ metric }) => metric === 'consistency') }
}

function agreement(item: CaseSketch): number | null {
  return consistencyOf([item], [item]).comparison.repeats.consistency.candidate
}

describe('consistency', () => {
  it('is the share of pairs of repeats with the same answer', () => {
    expect(agreement(saying(0, 0, 0))).toBe(1)
    expect(agreement(saying(0, 0, 1))).toBeCloseTo(1 / 3, 12)
    expect(agreement(saying(0, 1, 2))).toBe(0)
    expect(agreement(saying(0, 0, 1, 1))).toBeCloseTo(2 / 6, 12)
  })

  it('is a mean over the cases with two answers or more, of either side by itself', () => {
    const { comparison } = consistencyOf(
      [saying(0, 0), saying(0, 'timeout'), saying(0, 1)],
      [saying(0, 0), saying(0, 0), saying(0, 1)],
    )
    expect(comparison.repeats.consistency).toEqual({ baseline: 0.5, candidate: expect.closeTo(2 / 3, 12) })
  })

  it('lies within 0..1, does not depend on the order of the repeats, and is 1 only where all are equal', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 2 }), { minLength: 2, maxLength: 6 }), fc.nat(), (labels, turn) => {
        const value = agreement(saying(...labels)) ?? Number.NaN
        const turned = labels.map((_, index) => labels[(index + turn) % labels.length] ?? 0).reverse()
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(1)
        expect(agreement(saying(...turned))).toBeCloseTo(value, 12)
        expect(value === 1).toBe(new Set(labels).size === 1)
      }),
    )
  })

  it('mirrors when the sides are swapped, in whatever order the cases are', () => {
    const said = fc.oneof({ weight: 5, arbitrary: fc.nat({ max: 2 }) }, fc.constantFrom<Said>('refused', 'timeout'))
    const repeats = fc.array(said, { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.array(fc.tuple(repeats, repeats), { minLength: 1, maxLength: 20 }), (rows) => {
        const cases = (side: 0 | 1) => numbered([saying(0, 1), ...rows.map((row) => saying(...row[side]))])
        const [one, other] = [{ cases: cases(0) }, { cases: cases(1) }]
        const there = compareRuns(...runPair(one, other))
        const back = compareRuns(...runPair(other, one))
        const [a, b] = [there, back].map(({ metrics }) => metrics.find(({ metric }) => metric === 'consistency'))
        expect(a?.candidate).toEqual(b?.baseline)
        expect(a?.test?.meanDiff ?? 0).toBeCloseTo(-(b?.test?.meanDiff ?? 0), 12)
        const { of, comparable, lostToCandidate, lostToHarness } = a?.coverage ?? {}
        expect([(comparable ?? 0) + (lostToCandidate ?? 0) + (lostToHarness ?? 0), a?.test?.pairs ?? 0]).toEqual([
          of ?? 0,
          comparable ?? 0,
        ])
        const shuffled = runPair(one, other).map((run) => ({ ...run, cases: run.cases.toReversed() }))
        expect(compareRuns(...(shuffled as ReturnType<typeof runPair>)).repeats).toEqual(there.repeats)
      }),
    )
  })

  it('is a metric after the graders, tested case by case', () => {
    const { comparison, metric } = consistencyOf(times(8, saying(0, 0, 0)), times(8, saying(0, 0, 1)))
    expect(comparison.metrics.map(({ metric: name }) => name)).toEqual(['quality', 'consistency'])
    expect(metric).toMatchObject({ grader: 'consistency', statistic: 'score', passAt: 1, scoredTest: null })
    expect(metric?.baseline).toMatchObject({ mean: 1, scored: 24, unscored: 0, graderErrors: 0, targetErrors: 0 })
    expect(metric?.test).toMatchObject({ pairs: 8, units: 8, worse: 8, better: 0 })
    expect(metric?.test?.meanDiff).toBeCloseTo(-2 / 3, 12)
    expect(metric?.test?.pWorse).toBeLessThan(0.01)
    expect(metric?.test?.repeatVariance).toBeUndefined()
    expect(metric?.coverage).toMatchObject({ of: 8, comparable: 8 })
  })

  it('tests the first repeats that both sides have, and tells the mean of all', () => {
    const { metric } = consistencyOf([saying(0, 0, 1, 2), saying(0, 0, 0, 0)], times(2, saying(0, 0)))
    expect(metric?.test).toMatchObject({ pairs: 2, meanDiff: 0 })
    expect(metric?.baseline.mean).toBeCloseTo((1 / 6 + 1) / 2, 12)
  })

  it('can be the share of cases whose repeats all agree', () => {
    const { metric } = consistencyOf([saying(0, 0, 1), saying(0, 0, 0)], times(2, saying(0, 0, 0)), {
      consistency: 'pass',
    })
    expect(metric).toMatchObject({ statistic: 'pass', baseline: { mean: 0.5 }, candidate: { mean: 1 } })
    expect(metric?.test).toMatchObject({ meanDiff: 0.5, intervalMethod: 'tango' })
  })

  it('says of every case what it was, without calling it worse', () => {
    const { comparison } = consistencyOf([saying(0, 0, 0)], [saying(0, 0, 1)])
    expect(comparison.cases[0]).toMatchObject({ change: 'same', worst: 0 })
    expect(comparison.cases[0]?.metrics.consistency).toEqual({
      baseline: 1,
      candidate: expect.closeTo(1 / 3, 12),
      diff: expect.closeTo(-2 / 3, 12),
    })
  })

  it('has no slices', () => {
    const tagged = times(12, 0).map((_, index) => ({ ...saying(0, 1), tags: index < 6 ? ['t'] : [] }))
    expect(consistencyOf(tagged, tagged).comparison.slices.map(({ metric }) => metric)).toEqual(['quality'])
  })

  it.each([
    ['a run asked once', times(6, saying(0, 0)), times(6, saying(0))],
    ['nobody looked at what answers say', times(6, [1, 1]), times(6, [1, 1])],
  ])('is no metric where %s', (_, baseline, candidate) => {
    expect(consistencyOf(baseline, candidate).metric).toBeUndefined()
  })
})

describe('errors and consistency', () => {
  const all = times(9, saying(0, 0, 0))
  const withLast = (last: CaseSketch): MetricComparison | undefined =>
    consistencyOf([...all, saying(0, 0, 0)], [...all, last]).metric

  it('agree with nothing where they will not go away', () => {
    const metric = withLast(saying(0, 0, 'refused'))
    expect(metric?.candidate).toMatchObject({ mean: 1, scored: 29, targetErrors: 1 })
    expect(metric?.candidate.meanWithErrors).toBeCloseTo((9 + 1 / 3) / 10, 12)
    expect(metric?.test?.meanDiff).toBeCloseTo(-2 / 30, 12)
    expect(withLast(saying('refused', 'refused', 'refused'))?.test).toMatchObject({ pairs: 10, worse: 1 })
  })

  it('are left out where another try may mend them, and lose the case with the answers they take', () => {
    expect(withLast(saying(0, 0, 'timeout'))?.test).toMatchObject({ pairs: 10, worse: 0 })
    expect(withLast(saying(0, 'timeout', 'timeout'))?.coverage).toMatchObject({
      of: 10,
      comparable: 9,
      lostToCandidate: 1,
    })
    const { metric } = consistencyOf([...all, saying(0, 'timeout', 'timeout')], [...all, saying(0, 0, 0)])
    expect(metric?.coverage).toMatchObject({ of: 10, comparable: 9, lostToHarness: 1 })
  })

  it('do not hide the metric where a side has nothing but them', () => {
    const { metric } = consistencyOf(all, times(9, saying('timeout', 'timeout', 'timeout')))
    expect(metric).toMatchObject({ test: null, coverage: { of: 9, comparable: 0, lostToCandidate: 9 } })
  })
})

describe('a grader between repeats', () => {
  it('gives the agreement of each pair', () => {
    expect(agreement(compared(3, 1, 0.5, 0))).toBe(0.5)
  })

  it('leaves out pairs it could not judge, and a case of which it judged none', () => {
    const partly = compared(3, 1, 'unscored', 'error')
    expect(agreement(partly)).toBe(1)
    expect(consistencyOf([partly], [partly]).metric?.candidate).toMatchObject({
      scored: 2,
      unscored: 0,
      graderErrors: 1,
    })
    expect(agreement(compared(2, 'unscored'))).toBeNull()
    const { metric } = consistencyOf(
      [...times(3, compared(2, 1)), compared(2, 'error'), compared(2, 'unscored')],
      times(5, compared(2, 0.5)),
    )
    expect(metric?.baseline).toMatchObject({ mean: 1, scored: 6, unscored: 2, graderErrors: 2 })
    expect(metric?.coverage).toMatchObject({ of: 4, comparable: 3, lostToHarness: 1, onlyCandidate: { cases: 1 } })
  })

  it('does not let an error stand for answers that it could not judge', () => {
    const item = compared(3, 'error') as { repeats: TrialFacts[] }
    const refused = { repeat: 2, error: { code: 'content_filter', retryable: false }, grades: {} }
    const broken = { ...item, repeats: [...item.repeats.slice(0, 2), refused] }
    const { metric } = consistencyOf(times(4, compared(3, 1, 1, 1)), times(4, broken))
    expect(metric).toMatchObject({ test: null, coverage: { lostToHarness: 4 } })
  })

  it('compares the first four answers only', () => {
    // Of the pairs with the first answer those with the fifth and the sixth do not agree.
    expect(agreement(compared(6, 1, 1, 1, 0, 0))).toBe(1)
  })
})
