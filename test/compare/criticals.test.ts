import { describe, expect, it } from 'vitest'
import { type CompareOptions, compareRuns } from '../../src/compare/index.ts'
import { runPair, type TrialSketch } from '../support/gradedRun.ts'

type Flags = { critical?: boolean; strict?: boolean }

function criticalsOf(
  before: TrialSketch[],
  after: TrialSketch[],
  flags: Flags = { critical: true },
  options?: CompareOptions,
) {
  const pair = runPair({ cases: { q: { ...flags, repeats: before } } }, { cases: { q: { ...flags, repeats: after } } })
  return compareRuns(...pair, options).criticals
}

describe('critical cases', () => {
  it('block when they passed on all of 3 repeats and fail on all of 3', () => {
    expect(criticalsOf([1, 1, 1], [0, 0, 0])).toEqual([
      {
        caseId: 'q',
        kind: 'critical',
        grader: 'quality',
        baseline: { passed: 3, repeats: 3 },
        candidate: { passed: 0, repeats: 3 },
        blocks: true,
      },
    ])
  })

  it.each([
    ['the baseline wavered', [1, 0, 1], [0, 0, 0]],
    ['the candidate wavers', [1, 1, 1], [0, 1, 0]],
    ['the baseline has 2 repeats', [1, 1], [0, 0, 0]],
    ['the candidate has 2 repeats', [1, 1, 1], [0, 0]],
    ['a repeat may go another way', [1, 1, 1], [0, 0, 'timeout']],
    ['a repeat had nothing to judge', [1, 1, 1], [0, 0, 'none']],
  ] as [string, TrialSketch[], TrialSketch[]][])('are listed but do not block when %s', (_, before, after) => {
    expect(criticalsOf(before, after)).toMatchObject([{ blocks: false }])
  })

  it('fail by errors that will not go away', () => {
    expect(criticalsOf([1, 1, 1], ['refused', 'refused', 'refused'])).toMatchObject([{ blocks: true }])
  })

  it('fail under passAt, whatever statistic is compared', () => {
    expect(criticalsOf([0.5, 0.5, 0.5], [0.49, 0.49, 0.49])).toMatchObject([{ blocks: true }])
    expect(criticalsOf([1, 1, 1], [0.5, 0.5, 0.5])).toEqual([])
  })

  it('are looked for on the metrics that block', () => {
    expect(criticalsOf([1, 1, 1], [0, 0, 0], { critical: true }, { blocking: ['other'] })).toEqual([])
    expect(criticalsOf([1, 1, 1], [0, 0, 0], { critical: true }, { blocking: ['quality'] })).toHaveLength(1)
  })

  it('stay critical when the candidate dropped the flag', () => {
    const pair = runPair({ cases: { q: { critical: true, repeats: [1, 1, 1] } } }, { cases: { q: [0, 0, 0] } })
    expect(compareRuns(...pair).criticals).toMatchObject([{ caseId: 'q', blocks: true }])
  })
})

describe('strict cases', () => {
  it('block on one failure, whatever the baseline did', () => {
    expect(criticalsOf([1], [0], { strict: true })).toMatchObject([{ kind: 'strict', blocks: true }])
    expect(criticalsOf([0], [1, 0, 1], { strict: true })).toMatchObject([{ blocks: true }])
    expect(criticalsOf([0], [1, 1, 1], { strict: true })).toEqual([])
  })

  it('do not block on what was not judged', () => {
    expect(criticalsOf([1], ['timeout'], { strict: true })).toEqual([])
    expect(criticalsOf([1], ['none'], { strict: true })).toEqual([])
  })

  it('count though they have no partner', () => {
    const pair = runPair({ cases: { a: 1 } }, { cases: { a: 1, fresh: { strict: true, repeats: [0] } } })
    expect(compareRuns(...pair).criticals).toMatchObject([
      { caseId: 'fresh', kind: 'strict', baseline: { passed: 0, repeats: 0 }, blocks: true },
    ])
  })
})
