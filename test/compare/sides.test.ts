import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../src/compare/index.ts'
import type { MetricSide } from '../../src/core/comparison.ts'
import { clusteredMean, pairedT, wilsonInterval } from '../../src/stats/index.ts'
import { type CaseSketch, numbered, runPair, times } from '../support/gradedRun.ts'

function sideOf(cases: CaseSketch[]): MetricSide {
  const pair = runPair({ cases: numbered(cases) }, { cases: numbered(cases) })
  const metric = compareRuns(...pair).metrics[0]
  if (metric === undefined) throw new Error('nothing was compared')
  return metric.candidate
}

describe('one side of a metric', () => {
  it('counts trials by what became of them', () => {
    expect(sideOf([[1, 'none'], ['broken', 0], 'refused', 'timeout'])).toMatchObject({
      scored: 2,
      unscored: 1,
      graderErrors: 1,
      targetErrors: 2,
    })
  })

  it('is a mean over cases, not over trials, and over what was scored', () => {
    expect(sideOf([[1, 1, 1, 1], 0]).mean).toBe(0.5)
    expect(sideOf([1, 'none', 'timeout']).mean).toBe(1)
    expect(sideOf(['none']).mean).toBeNull()
  })

  it('tells the mean with errors as 0 where there are some that will not go away', () => {
    expect(sideOf([1, 1, 1, 'refused'])).toMatchObject({ mean: 1, meanWithErrors: 0.75 })
    expect(sideOf([[1, 'refused'], 1])).toMatchObject({ mean: 1, meanWithErrors: 0.75 })
    expect(sideOf([1, 1, 1, 'timeout']).meanWithErrors).toBeUndefined()
  })

  it('has a Wilson interval on single pass/fail results', () => {
    const expected = wilsonInterval({ successes: 18, n: 20, confidence: 0.95 })
    expect(sideOf([...times(18, 1), 0, 0]).interval).toEqual(expected)
  })

  it('has a t interval on other case means, kept within 0..1', () => {
    const { ci } = pairedT({ diffs: [0.5, 0.25, 1, 1], confidence: 0.95 })
    expect(sideOf([[1, 0], 0.25, 1, 1]).interval).toEqual([ci[0], 1])
  })

  it('has a clustered t interval where cases share a unit', () => {
    const cluster = (name: string, score: number): CaseSketch => ({ cluster: name, repeats: [score] })
    const cases = [cluster('a', 1), cluster('a', 0), cluster('b', 1), cluster('b', 1), cluster('c', 0), cluster('d', 1)]
    const { ciT } = clusteredMean({ values: [1, 0, 1, 1, 0, 1], clusters: ['a', 'a', 'b', 'b', 'c', 'd'] })
    expect(sideOf(cases).interval).toEqual([Math.max(0, ciT[0]), Math.min(1, ciT[1])])
  })

  it('claims no certainty where nothing varies', () => {
    expect(sideOf(times(10, [1, 1, 1])).interval).toEqual(wilsonInterval({ successes: 10, n: 10, confidence: 0.95 }))
    const clusters = Array.from({ length: 12 }, (_, index) => ({ cluster: `k${index % 4}`, repeats: [1] }))
    expect(sideOf(clusters).interval).toEqual(wilsonInterval({ successes: 4, n: 4, confidence: 0.95 }))
  })
})
