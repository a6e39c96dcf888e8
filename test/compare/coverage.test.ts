import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../src/compare/index.ts'
import type { MetricComparison } from '../../src/core/comparison.ts'
import { type CaseSketch, numbered, runPair, times } from '../support/gradedRun.ts'

function metricOf(baseline: CaseSketch[], candidate: CaseSketch[]): MetricComparison {
  const pair = runPair({ cases: numbered(baseline) }, { cases: numbered(candidate) })
  const metric = compareRuns(...pair).metrics[0]
  if (metric === undefined) throw new Error('nothing was compared')
  return metric
}

describe('coverage', () => {
  const rows: [
    before: CaseSketch,
    after: CaseSketch,
    counted: 'comparable' | 'candidate' | 'harness' | 'apart' | 'onlyCandidate',
  ][] = [
    [1, 0, 'comparable'],
    [1, 'refused', 'comparable'],
    ['refused', 'refused', 'comparable'],
    [[1, 'none'], ['broken', 1], 'comparable'],
    [1, 'none', 'candidate'],
    [1, 'timeout', 'candidate'],
    [1, [], 'candidate'],
    ['refused', 'timeout', 'candidate'],
    [1, 'broken', 'harness'],
    [1, ['none', 'broken'], 'harness'],
    ['broken', 1, 'harness'],
    ['timeout', 1, 'harness'],
    ['timeout', 'timeout', 'harness'],
    ['none', 1, 'onlyCandidate'],
    ['none', 0, 'onlyCandidate'],
    ['none', ['none', 0.5], 'onlyCandidate'],
    ['none', 'broken', 'harness'],
    ['none', 'none', 'apart'],
    ['none', 'refused', 'apart'],
    ['none', 'timeout', 'apart'],
    ['refused', 'none', 'apart'],
  ]
  it.each(rows)('%j before and %j after is %s', (before, after, counted) => {
    expect(metricOf([before], [after]).coverage).toEqual({
      of: counted === 'apart' || counted === 'onlyCandidate' ? 0 : 1,
      comparable: counted === 'comparable' ? 1 : 0,
      lostToCandidate: counted === 'candidate' ? 1 : 0,
      lostToHarness: counted === 'harness' ? 1 : 0,
      onlyCandidate: {
        cases: counted === 'onlyCandidate' ? 1 : 0,
        mean: counted === 'onlyCandidate' ? expect.any(Number) : null,
      },
    })
  })

  it('tells how good the answers are that only the candidate can be judged on', () => {
    const metric = metricOf(['none', 'none', 1], [0, [0.5, 1], 1])
    expect(metric.coverage).toMatchObject({ of: 1, comparable: 1, onlyCandidate: { cases: 2, mean: 0.375 } })
  })
})

describe('the test on what could be scored', () => {
  it('sees a candidate that gives less to score', () => {
    const metric = metricOf(times(20, 1), [...times<CaseSketch>(12, 1), ...times<CaseSketch>(8, 'none')])
    expect(metric.test).toMatchObject({ pairs: 12, same: 12 })
    expect(metric.scoredTest).toMatchObject({ pairs: 20, worse: 8, better: 0, meanDiff: -0.4, pWorse: 0.5 ** 9 })
  })

  it('leaves out what was unscored on both sides, and every error', () => {
    const metric = metricOf(
      [...times<CaseSketch>(10, 1), ...times<CaseSketch>(30, 'none'), 1, 1, 1],
      [...times<CaseSketch>(9, 1), 'none', ...times<CaseSketch>(30, 'none'), 'refused', 'timeout', 'broken'],
    )
    expect(metric.scoredTest).toMatchObject({ pairs: 10, worse: 1 })
  })

  it('is absent where nothing changed', () => {
    expect(metricOf([1, 'none', 0], [0, 'none', 1]).scoredTest).toBeNull()
  })

  it('goes by share over repeats', () => {
    const metric = metricOf(times(6, [1, 1]), times(6, [1, 'none']))
    expect(metric.scoredTest).toMatchObject({ meanDiff: -0.5, worse: 6 })
  })
})
