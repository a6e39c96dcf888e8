import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../src/compare/index.ts'
import type { RepeatsSide } from '../../src/core/comparison.ts'
import { type CaseSketch, numbered, runPair, times } from '../support/gradedRun.ts'

const steady = times(6, [1, 1, 1])

function repeatsOf(baseline: Record<string, CaseSketch>, candidate: Record<string, CaseSketch>) {
  return compareRuns(...runPair({ cases: baseline }, { cases: candidate })).repeats
}

function sideOf(cases: Record<string, CaseSketch>): RepeatsSide | null {
  const [metric] = repeatsOf(cases, cases).metrics
  return metric?.candidate ?? null
}

describe('repeats', () => {
  it('tell how scores vary within and between cases, by hand', () => {
    // Means 1, 2/3 and 0 around 5/9: mean squares 7/9 between and 1/9 within.
    const side = sideOf({ a: [1, 1, 1], b: [1, 0, 1], c: [0, 0, 0] })
    expect(side).toMatchObject({ cases: 3, repeats: [3, 3], flaky: 1 })
    expect(side?.variance?.within).toBeCloseTo(1 / 9, 12)
    expect(side?.variance?.between).toBeCloseTo(2 / 9, 12)
    expect(side?.variance?.icc).toBeCloseTo(2 / 3, 12)
    expect(side?.passAtK.k).toBe(3)
    expect(side?.passAtK.any).toBeCloseTo(2 / 3, 12)
    expect(side?.passAtK.all).toBeCloseTo(1 / 3, 12)
  })

  it('have no intraclass correlation where nothing varies, and no variance of a single case', () => {
    expect(sideOf(numbered(steady))?.variance).toEqual({ within: 0, between: 0, icc: null })
    expect(sideOf({ a: [1, 0] })?.variance).toBeNull()
  })

  it('are those of the whole side, paired or not, beyond what the test uses', () => {
    const { metrics, flaky } = repeatsOf({ a: times(5, 1), gone: [1, 1, 1, 0, 0] }, { a: [1, 1, 1], new: [0, 1, 0] })
    expect(metrics[0]?.baseline).toMatchObject({ cases: 2, repeats: [5, 5], flaky: 1 })
    expect(metrics[0]?.candidate).toMatchObject({ cases: 2, repeats: [3, 3], flaky: 1 })
    expect(flaky.map(({ caseId, side, passed, repeats }) => [caseId, side, passed, repeats])).toEqual([
      ['gone', 'baseline', 3, 5],
      ['new', 'candidate', 1, 3],
    ])
  })

  it('give chances of equally many answers on both sides', () => {
    const [metric] = repeatsOf({ a: [1, 1, 1, 0, 0] }, { a: [1, 0, 1] }).metrics
    // Of the ten ways to take 3 of 5 one has only passes, and none only fails.
    expect(metric?.baseline?.passAtK).toEqual({ k: 3, any: 1, all: expect.closeTo(0.1, 12) })
    expect(metric?.candidate?.passAtK).toEqual({ k: 3, any: 1, all: 0 })
  })

  it('pass from passAt, and vary as the rule reads the metric', () => {
    const cases = numbered([
      [0.5, 0.4, 0.6],
      [0.6, 0.6, 0.6],
    ])
    const [score] = compareRuns(...runPair({ cases }, { cases })).repeats.metrics
    const options = { statistics: { quality: 'pass' as const } }
    const [pass] = compareRuns(...runPair({ cases }, { cases }), options).repeats.metrics
    expect(score?.candidate?.passAtK.all).toBe(0.5)
    expect(pass?.candidate?.passAtK).toEqual(score?.candidate?.passAtK)
    expect(score?.candidate?.variance?.within).toBeCloseTo(0.02 / 4, 12)
    expect(pass?.candidate?.variance?.within).toBeCloseTo(2 / 3 / 4, 12)
  })

  it('count an error that will not go away as a fail, and leave out what may and what no grader could judge', () => {
    const side = sideOf({ a: ['refused', 1, 1], b: ['timeout', 1, 1], c: ['broken', 1, 1], d: ['none', 1, 1] })
    expect(side).toMatchObject({ cases: 4, repeats: [2, 3], flaky: 1, passAtK: { k: 2 } })
    // Of the three pairs of `a` one has no error.
    expect(side?.passAtK.all).toBeCloseTo((1 / 3 + 3) / 4, 12)
    expect(sideOf({ a: ['timeout', 1], b: ['broken', 0] })).toBeNull()
  })

  it('are none where every case was asked once, whatever failing critical cases were asked besides', () => {
    const once = { a: 1, b: { critical: true, repeats: [0, 1, 0] } }
    const [baseline, candidate] = runPair({ cases: once, run: { repeats: 1 } }, { cases: once, run: { repeats: 1 } })
    expect(compareRuns(baseline, candidate).repeats).toEqual({
      wavering: { baseline: null, candidate: null },
      metrics: [],
      flaky: [],
      consistency: { baseline: null, candidate: null },
    })
  })

  it('beyond the planned ones are not counted: only failing critical cases have them', () => {
    const cases = { a: [1, 1], b: { critical: true, repeats: [0, 1, 1] } }
    const run = { repeats: 2 }
    const [metric] = compareRuns(...runPair({ cases, run }, { cases, run })).repeats.metrics
    expect(metric?.candidate).toMatchObject({ repeats: [2, 2], passAtK: { any: 1, all: 0.5 } })
  })

  it('are told of the side that has them', () => {
    const [metric] = repeatsOf({ a: 1, b: 0 }, { a: [1, 0], b: [0, 0] }).metrics
    expect(metric).toMatchObject({ metric: 'quality', baseline: null, candidate: { cases: 2, flaky: 1 } })
  })

  it('go by what could be, not by what could end early', () => {
    const adaptive = { by: 'repeats' as const, looks: [1, 3], alphas: [0.02, 0.03], against: 'base', seed: 1 }
    const cases = { a: 1, b: { critical: true, repeats: [0, 0, 1] } }
    const pair = runPair({ cases }, { cases, run: { repeats: 3, adaptive } })
    expect(compareRuns(...pair).repeats.metrics[0]?.candidate).toBeNull()
  })

  it('leave parts out, and list the most uncertain cases first, each grader by itself', () => {
    const graded = (x: number, y: number) => ({ x: { status: 'scored' as const, score: x, parts: { p: x } }, y })
    const cases = { b: [graded(1, 1), graded(1, 1), graded(0, 1)], a: [graded(1, 0), graded(1, 1), graded(1, 1)] }
    const twice = { a: [graded(1, 1), graded(1, 1)], b: [graded(1, 1), graded(1, 1)] }
    const graders = ['x', 'y']
    const { metrics, flaky } = compareRuns(...runPair({ cases, graders }, { cases: twice, graders })).repeats
    expect(metrics.map(({ metric }) => metric)).toEqual(['x', 'y'])
    expect(flaky.map(({ caseId, metric }) => [caseId, metric])).toEqual([
      ['a', 'y'],
      ['b', 'x'],
    ])
    expect(flaky[0]?.pFlaky).toBeCloseTo(0.896, 3)
  })

  it('are told of a run as a whole: a case wavers where it does under any grader', () => {
    const cases = {
      both: [
        { x: 1, y: 0 },
        { x: 0, y: 1 },
      ],
      one: [
        { x: 1, y: 'none' as const },
        { x: 0, y: 'none' as const },
      ],
      steady: [
        { x: 1, y: 1 },
        { x: 1, y: 1 },
        { x: 1, y: 1 },
      ],
      once: [{ x: 1, y: 1 }],
    }
    const pair = runPair({ cases, graders: ['x', 'y'] }, { cases: { steady: { x: 1, y: 1 } }, graders: ['x', 'y'] })
    expect(compareRuns(...pair).repeats.wavering).toEqual({
      baseline: { repeats: [2, 3], cases: 3, flaky: 2 },
      candidate: null,
    })
  })

  it('drop no case from any test', () => {
    const cases = numbered([...steady, [1, 0, 1], [0, 1, 0]])
    const { metrics, repeats } = compareRuns(...runPair({ cases }, { cases }))
    expect(repeats.flaky).toHaveLength(4)
    expect(metrics[0]?.test?.pairs).toBe(8)
  })
})
