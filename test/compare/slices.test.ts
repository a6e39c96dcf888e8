import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../src/compare/index.ts'
import { type CaseSketch, numbered, runPair, times } from '../support/gradedRun.ts'

const tagged = (count: number, score: number, ...tags: string[]): CaseSketch[] =>
  times(count, { tags, repeats: [score] })

function slicesOf(baseline: CaseSketch[], candidate: CaseSketch[]) {
  return compareRuns(...runPair({ cases: numbered(baseline) }, { cases: numbered(candidate) })).slices
}

describe('slices', () => {
  it('tests each tag with its false discovery rate held down', () => {
    const slices = slicesOf(
      [...tagged(10, 1, 'refunds'), ...tagged(20, 1, 'shipping'), ...tagged(4, 1, 'rare')],
      [...tagged(8, 0, 'refunds'), ...tagged(2, 1, 'refunds'), ...tagged(20, 1, 'shipping'), ...tagged(4, 0, 'rare')],
    )
    expect(slices.map(({ tag, pairs, meanDiff }) => [tag, pairs, meanDiff])).toEqual([
      ['refunds', 10, -0.8],
      ['shipping', 20, 0],
    ])
    expect(slices[0]).toMatchObject({ metric: 'quality', baseline: 1, candidate: 0.2, pWorse: 0.5 ** 9, q: 0.5 ** 8 })
    expect(slices[1]?.q).toBe(0.5)
  })

  it('leaves out a tag that all cases carry: it is the whole', () => {
    expect(slicesOf(tagged(10, 1, 'all'), tagged(10, 0, 'all'))).toEqual([])
  })

  it('counts units, not cases', () => {
    const clustered = (score: number): CaseSketch[] => [
      ...times(12, { tags: ['copied'], cluster: 'k', repeats: [score] }),
      ...times(6, 1),
    ]
    expect(slicesOf(clustered(1), clustered(0))).toEqual([])
  })
})
