import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../src/compare/index.ts'
import { type CaseSketch, numbered, runPair, times } from '../support/gradedRun.ts'

describe('the share of errors', () => {
  it('does not count the extra repeats that only failing critical cases are given', () => {
    const candidate = [...times<CaseSketch>(99, 1), ['refused', 'refused', 'refused'] as CaseSketch]
    const pair = runPair(
      { cases: numbered(times(100, 1)), run: { repeats: 1 } },
      { cases: numbered(candidate), run: { repeats: 1 } },
    )
    expect(compareRuns(...pair).errors.candidate).toEqual({ trials: 100, errors: 1, byCode: expect.any(Object) })
  })

  it('counts every planned repeat', () => {
    const cases = numbered([...times<CaseSketch>(9, [1, 1, 1]), [1, 'timeout', 'refused']])
    const [run, other] = runPair({ cases }, { cases })
    expect(compareRuns(run, other).errors.baseline).toMatchObject({ trials: 30, errors: 2 })
  })
})
