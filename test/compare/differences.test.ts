import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../src/compare/index.ts'
import type { PairedTest } from '../../src/core/comparison.ts'
import { type CaseSketch, numbered, runPair, times } from '../support/gradedRun.ts'

function testOf(baseline: CaseSketch[], candidate: CaseSketch[]): PairedTest {
  const pair = runPair({ cases: numbered(baseline) }, { cases: numbered(candidate) })
  const test = compareRuns(...pair).metrics[0]?.test
  if (test == null) throw new Error('nothing was compared')
  return test
}

describe('the paired test', () => {
  it('is McNemar mid-p with Tango bounds on single pass/fail results', () => {
    const test = testOf(
      [...times(14, 1), ...times(3, 0), ...times(183, 1)],
      [...times(14, 0), ...times(3, 1), ...times(183, 1)],
    )
    expect(test).toMatchObject({ pairs: 200, units: 200, worse: 14, better: 3, same: 183, intervalMethod: 'tango' })
    expect(test.meanDiff).toBeCloseTo(-0.055, 12)
    expect(test.pWorse).toBeCloseTo(0.0037689208984375, 12)
    expect(test.lowerBound).toBeCloseTo(-0.09282832138041724, 9)
    expect(test.testMethod).toBe('exact sign-flip permutation')
    expect(test.discordance).toBeCloseTo(0.085, 12)
  })

  it('is exact on the lattice of three repeats, with t bounds', () => {
    const worse = (steps: number): [CaseSketch, CaseSketch] => [[1, 1, 0], steps === 1 ? [0, 0, 1] : [0, 0, 0]]
    const rows: [CaseSketch, CaseSketch][] = [
      ...times(10, worse(2)),
      ...times(30, worse(1)),
      ...times<[CaseSketch, CaseSketch]>(145, [
        [1, 0, 1],
        [1, 1, 0],
      ]),
      ...times<[CaseSketch, CaseSketch]>(12, [
        [0, 0, 1],
        [1, 0, 1],
      ]),
      ...times<[CaseSketch, CaseSketch]>(3, [
        [0, 1, 0],
        [1, 1, 1],
      ]),
    ]
    const test = testOf(
      rows.map(([before]) => before),
      rows.map(([, after]) => after),
    )
    expect(test.meanDiff).toBeCloseTo(-0.05333333333333334, 12)
    expect(test.pWorse).toBeCloseTo(0.00039656177352931365, 12)
    expect(test.lowerBound).toBeCloseTo(-0.07936446120719734, 9)
    expect(test).toMatchObject({ intervalMethod: 't', lattice: 3 })
    expect(test.discordance).toBeUndefined()
  })

  it('uses only the first repeats that both sides have', () => {
    const three = testOf(times(20, [1, 0, 0]), times(20, 1))
    expect(three).toMatchObject({ meanDiff: 0, same: 20, intervalMethod: 'tango' })
    const mirrored = testOf(times(20, 1), times(20, [1, 0, 0]))
    expect(mirrored).toMatchObject({ meanDiff: 0, same: 20 })
    expect(testOf(times(20, [0, 1, 1]), times(20, 1)).meanDiff).toBe(1)
  })

  it('counts the first scored repeats, not the first repeats', () => {
    const test = testOf(times(6, [1, 1, 0]), times(6, ['timeout', 0, 1]))
    expect(test.meanDiff).toBeCloseTo(0.5 - 1, 12)
  })

  it('reports the variance of repeats within a case', () => {
    const test = testOf(times(10, [1, 0]), times(10, [1, 1]))
    expect(test.repeatVariance).toEqual({ baseline: 0.5, candidate: 0 })
    expect(testOf(times(10, 1), times(10, 1)).repeatVariance).toBeUndefined()
  })

  it('takes means that differ by rounding alone for equal', () => {
    const test = testOf(times(6, [0.1, 0.2, 0.3]), times(6, [0.3, 0.2, 0.1]))
    expect(test).toMatchObject({ worse: 0, better: 0, same: 6, meanDiff: 0 })
  })

  it('names no detectable drop for fewer than 6 units', () => {
    expect(testOf(times(5, 1), times(5, 1)).minimumDetectableDrop).toBeNull()
    expect(testOf(times(60, 1), times(60, 1)).minimumDetectableDrop).toBeGreaterThan(0.05)
  })
})

describe('errors in the paired test', () => {
  it('score 0 where they will not go away', () => {
    expect(testOf(times(6, 0.75), times(6, 'refused')).meanDiff).toBe(-0.75)
    expect(testOf(times(6, 'refused'), times(6, 0.75)).meanDiff).toBe(0.75)
    expect(testOf(times(6, [1, 1]), times(6, [1, 'refused'])).meanDiff).toBe(-0.5)
  })

  it('tie where neither side could answer', () => {
    expect(testOf([...times(6, 1), 'refused'], [...times(6, 1), 'refused'])).toMatchObject({ pairs: 7, same: 7 })
  })

  it('leave the repeat out where they may go away, or the grader broke, or there was nothing to judge', () => {
    for (const left of ['timeout', 'broken', 'none'] as const) {
      expect(testOf([...times(6, 1), 1], [...times(6, 1), left]).pairs).toBe(6)
      expect(testOf([[1, 1]], [[1, left]])).toMatchObject({ pairs: 1, meanDiff: 0 })
    }
  })

  it('count in every grader and part of the case', () => {
    const graded = { x: 1, y: { status: 'scored' as const, score: 1, parts: { z: 1 } } }
    const [baseline, candidate] = runPair(
      { cases: numbered(times(6, graded)), graders: ['x', 'y'] },
      { cases: numbered(times(6, 'refused')), graders: ['x', 'y'] },
    )
    const comparison = compareRuns(baseline, candidate)
    expect(comparison.metrics.map(({ metric, test }) => [metric, test?.meanDiff])).toEqual([
      ['x', -1],
      ['y', -1],
      ['y.z', -1],
    ])
  })

  it('are tested as such', () => {
    const [baseline, candidate] = runPair(
      { cases: numbered([...times(10, 1), 'timeout']) },
      { cases: numbered([...times(7, 1), 'refused', 'timeout', 'refused', 'timeout']) },
    )
    const { errors } = compareRuns(baseline, candidate)
    expect(errors.baseline).toEqual({ trials: 11, errors: 1, byCode: { timeout: 1 } })
    expect(errors.candidate).toEqual({ trials: 11, errors: 4, byCode: { content_filter: 2, timeout: 2 } })
    expect(errors.test).toMatchObject({ pairs: 11, worse: 3, better: 0, pWorse: 0.0625 })
  })
})
