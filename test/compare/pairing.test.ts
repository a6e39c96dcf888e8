import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../src/compare/index.ts'
import { numbered, runPair, times } from '../support/gradedRun.ts'

describe('pairing', () => {
  it('pairs by id, whatever the position', () => {
    const [baseline, candidate] = runPair({ cases: { a: 1, b: 0, c: 1 } }, { cases: { c: 1, a: 1, b: 0 } })
    const { test } = compareRuns(baseline, candidate).metrics[0] ?? {}
    expect(test).toMatchObject({ pairs: 3, same: 3, worse: 0, better: 0 })
  })

  it('tells missing, added, changed and differently golden cases apart, and compares none of them', () => {
    const [baseline, candidate] = runPair(
      { cases: { same: 1, gone: 1, other: 1, golden: 1 } },
      {
        cases: {
          same: 1,
          fresh: 0,
          other: { inputHash: 'another question', repeats: [0] },
          golden: { goldenHash: 'another answer', repeats: [0] },
        },
      },
    )
    const comparison = compareRuns(baseline, candidate)
    expect(comparison.pairing).toEqual({
      paired: 1,
      missing: ['gone'],
      added: ['fresh'],
      changed: ['other'],
      regrade: ['golden'],
      regrouped: [],
    })
    expect(comparison.metrics[0]?.test).toMatchObject({ pairs: 1, worse: 0 })
    expect(comparison.metrics[0]?.baseline).toMatchObject({ scored: 1, mean: 1 })
    expect(comparison.cases.map(({ caseId, change }) => [caseId, change])).toEqual([
      ['gone', 'missing'],
      ['golden', 'changed'],
      ['other', 'changed'],
      ['fresh', 'added'],
      ['same', 'same'],
    ])
  })

  it('refuses runs of different evals', () => {
    const [baseline, candidate] = runPair({ cases: { a: 1 } }, { cases: { a: 1 }, run: { eval: 'billing' } })
    expect(() => compareRuns(baseline, candidate)).toThrow('run base is of eval "support" and run cand of "billing"')
  })

  it('names the graders that changed, and the sides that lack one by their own lists', () => {
    const [baseline, candidate] = runPair(
      { cases: { a: { x: 1, y: 1 } }, graders: [{ name: 'x', fingerprint: '1', passAt: 1 }, 'y'] },
      { cases: { a: { x: 1, z: 1 } }, graders: [{ name: 'x', fingerprint: '2', passAt: 1 }, 'z'] },
    )
    const comparison = compareRuns(baseline, candidate)
    expect(comparison.changedGraders).toEqual(['x'])
    expect(comparison.metrics.map(({ metric }) => metric)).toEqual(['x', 'z', 'y'])
    expect(comparison.baseline.graders).toEqual(['x', 'y'])
    expect(comparison.candidate.graders).toEqual(['x', 'z'])
    expect(comparison.metrics[1]).toMatchObject({ test: null, coverage: { of: 1, comparable: 0, lostToHarness: 1 } })
  })
})

describe('units', () => {
  const clustered = (count: number, cluster: string, score: number) => times(count, { cluster, repeats: [score] })

  it('counts the cases of a cluster as one unit', () => {
    const cases = numbered([...clustered(10, 'a', 1), ...clustered(10, 'b', 1), ...times(5, 1)])
    const [baseline, candidate] = runPair({ cases }, { cases })
    expect(compareRuns(baseline, candidate).metrics[0]?.test).toMatchObject({ pairs: 25, units: 7 })
  })

  it('follows variants of variants to their root, and the root to its cluster', () => {
    const cases = {
      root: 1,
      variant: { variantOf: 'root', repeats: [1] },
      'variant of the variant': { variantOf: 'variant', repeats: [1] },
      member: { cluster: 'k', repeats: [1] },
      'variant of the member': { variantOf: 'member', repeats: [1] },
      alone: 1,
    }
    const [baseline, candidate] = runPair({ cases }, { cases })
    expect(compareRuns(baseline, candidate).metrics[0]?.test).toMatchObject({ pairs: 6, units: 3 })
  })

  it('survives variants that name each other', () => {
    const cases = { a: { variantOf: 'b', repeats: [1] }, b: { variantOf: 'a', repeats: [0] } }
    const [baseline, candidate] = runPair({ cases }, { cases })
    expect(compareRuns(baseline, candidate).metrics[0]?.test?.pairs).toBe(2)
  })

  it('does not take duplicated lines under one cluster for evidence', () => {
    const copies = (score: number) => numbered([...clustered(200, 'copied', score), ...times(9, 1)])
    const [baseline, candidate] = runPair({ cases: copies(1) }, { cases: copies(0) })
    const test = compareRuns(baseline, candidate).metrics[0]?.test
    expect(test).toMatchObject({ pairs: 209, units: 10, worse: 200 })
    expect(test?.pWorse).toBe(0.25)
  })

  it('takes clusters from the baseline where the candidate has none', () => {
    const [baseline, candidate] = runPair({ cases: numbered(clustered(8, 'a', 1)) }, { cases: numbered(times(8, 1)) })
    expect(compareRuns(baseline, candidate).metrics[0]?.test?.units).toBe(1)
  })
})
