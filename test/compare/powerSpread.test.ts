import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../src/compare/index.ts'
import { spreadAt } from '../../src/compare/power.ts'
import { spreadOfRun, spreadOfSame, spreadOfVersions } from '../../src/compare/powerSpread.ts'
import type { MetricComparison, PairedTest } from '../../src/core/comparison.ts'
import { minimumDetectableDrop } from '../../src/stats/index.ts'
import { pairedTest } from '../support/comparisonFixture.ts'
import { type CaseSketch, gradedRun, numbered, runPair } from '../support/gradedRun.ts'

function metricOf(cases: CaseSketch[], tag?: string) {
  const run = gradedRun({ cases: numbered(cases) })
  const [metric] = compareRuns(run, run).metrics
  if (metric === undefined) throw new Error('no metric')
  return spreadOfRun(run, metric, tag)
}

function testOf(before: CaseSketch[], after: CaseSketch[]): PairedTest {
  const [metric] = compareRuns(...runPair({ cases: numbered(before) }, { cases: numbered(after) })).metrics
  if (metric?.test == null) throw new Error('no test')
  return metric.test
}

describe('the spread of two runs of one version', () => {
  it('is all noise: three answers instead of one take two thirds of the variance away', () => {
    const spread = spreadOfSame(testOf([1, 1, 1, 0, 0, 1, 1, 1], [1, 0, 1, 1, 0, 1, 1, 1]), 1)
    expect(spread).toMatchObject({ pairs: 8, units: 8, measured: { discordance: 0.25, lattice: 1 } })
    // Differences -1, +1 and six of 0: variance 2 / 7.
    expect(spread.noise).toBeCloseTo(2 / 7, 12)
    expect(spreadAt(spread, 3)?.sd).toBeCloseTo(Math.sqrt(2 / 21), 12)
  })
})

describe('the spread of two versions', () => {
  it('tells noise from change by the repeats, in units where cases are grouped', () => {
    const test = pairedTest({ pairs: 100, units: 100, sd: 0.4, repeatVariance: { baseline: 0.06, candidate: 0.1 } })
    expect(spreadOfVersions(test, 2).noise).toBeCloseTo(0.16, 12)
    expect(spreadAt(spreadOfVersions(test, 2), 4)?.sd).toBeCloseTo(Math.sqrt(0.16 - 0.08 + 0.04), 12)
    expect(spreadOfVersions({ ...test, units: 25 }, 2).noise).toBeCloseTo(0.04, 12)
  })

  it('does not, with single answers', () => {
    const spread = spreadOfVersions(testOf([1, 1, 0, 1, 1, 1], [1, 0, 0, 1, 1, 1]), 1)
    expect(spread.noise).toBeNull()
    expect(spreadAt(spread, 3)).toBeNull()
  })
})

describe('the spread of one run', () => {
  it('follows from its repeats: twice the variance within a case, by their number', () => {
    const found = metricOf([
      [1, 0],
      [1, 1],
      [0, 0],
      [1, 1],
    ])
    // One case of four wavers, with a variance of 1/2: 1/8 within a case.
    expect(found?.source).toBe('repeats')
    expect(found?.spread.noise).toBeCloseTo(0.25, 12)
    expect(found?.spread.measured).toEqual({ sd: expect.closeTo(Math.sqrt(0.125), 12), lattice: 2 })
  })

  it('without repeats is at worst that of answers which have nothing to do with their case', () => {
    const found = metricOf([1, 1, 1, 1, 0, 1, 1, 1, 1, 0])
    expect(found).toMatchObject({ source: 'worstCase', spread: { units: 10, measured: { lattice: 1 } } })
    expect(found?.spread.measured.discordance).toBeCloseTo(2 * 0.8 * 0.2, 12)
    const scores = metricOf([0.2, 0.4, 0.9, 0.5])
    // Variance of 0.2, 0.4, 0.9, 0.5 is 0.26 / 3, and twice that of a difference.
    expect(scores?.spread.measured).toEqual({ sd: expect.closeTo(Math.sqrt((2 * 0.26) / 3), 12) })
  })

  it('bounds what repeats would have shown', () => {
    const waver = [
      [1, 0, 1],
      [1, 1, 1],
      [0, 0, 0],
      [1, 1, 0],
      [1, 1, 1],
      [1, 1, 1],
      [0, 1, 1],
      [1, 1, 1],
    ]
    const known = metricOf(waver)
    const bound = metricOf(waver.map(([first = 0]) => first))
    if (known === null || bound === null) throw new Error('no spread')
    const drop = (spread: typeof known.spread) => minimumDetectableDrop({ n: 200, ...spreadAt(spread, 1) }) ?? 1
    expect(drop(known.spread)).toBeLessThan(drop(bound.spread))
  })

  it('counts what can be judged: cases with a score, of the slice that is meant, in their clusters', () => {
    const cases: CaseSketch[] = [
      { cluster: 'a', tags: ['t'], repeats: [1] },
      { cluster: 'a', tags: ['t'], repeats: [0] },
      { cluster: 'b', tags: ['t'], repeats: [1] },
      { cluster: 'c', repeats: [1] },
      'none',
    ]
    expect(metricOf(cases)?.spread).toMatchObject({ pairs: 4, units: 3 })
    expect(metricOf(cases, 't')?.spread).toMatchObject({ pairs: 3, units: 2 })
    expect(metricOf(cases, 'nowhere')).toBeNull()
  })

  it('leaves out the repeats that only failing critical cases were given', () => {
    const cases = numbered([1, 1, 1, { critical: true, repeats: [0, 1, 1] }])
    const run = gradedRun({ cases, run: { repeats: 1 } })
    const [metric] = compareRuns(run, run).metrics
    expect(spreadOfRun(run, metric as MetricComparison)?.source).toBe('worstCase')
  })
})
