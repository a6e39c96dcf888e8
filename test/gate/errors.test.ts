import { describe, expect, it } from 'vitest'
import { blocking, findingOf, gate, policyOf } from '../support/gate.ts'
import { type CaseSketch, times } from '../support/gradedRun.ts'

const lenient = policyOf({ quality: {} }, { maxErrorRate: 1 })
const errors = (kind: 'refused' | 'timeout', count: number, of: number): CaseSketch[] => [
  ...times<CaseSketch>(count, kind),
  ...times<CaseSketch>(of - count, 1),
]

describe('errors', () => {
  it('fail above the rate allowed', () => {
    const verdict = gate(errors('timeout', 3, 100), errors('timeout', 3, 100))
    expect(blocking(verdict)).toEqual(['errors errors'])
    expect(verdict.sentence).toBe('FAIL: 3.0% of the answers are errors (2% allowed); ask support-platform.')
    expect(findingOf(verdict, 'errors').message).toBe(
      '3 of 100 answers are errors, 3.0% where maxErrorRate allows 2%: timeout 3',
    )
    expect(findingOf(verdict, 'errors').caseIds).toEqual(['c000', 'c001', 'c002'])
  })

  it('do not fail at exactly the rate allowed', () => {
    expect(blocking(gate(errors('timeout', 2, 100), errors('timeout', 2, 100)))).toEqual([])
  })

  it('fail when they rose significantly, whatever rate is allowed', () => {
    const verdict = gate(times(400, 1), errors('timeout', 8, 400), lenient)
    expect(blocking(verdict)).toEqual(['errors errors'])
    expect(findingOf(verdict, 'errors').message).toBe(
      'errors rose by 2.0 points: 8 of 400 cases err more often and 0 less often, p = .004 after correcting for 2 rules (exact sign-flip permutation); 1 point or more blocks (minEffect)',
    )
  })

  it('that will not go away score 0, so that they cannot hide wrong answers', () => {
    const before: CaseSketch[] = [...times(180, 1), ...times(20, 0.6)]
    const after: CaseSketch[] = [...times<CaseSketch>(180, 1), ...times<CaseSketch>(20, 'refused')]
    expect(blocking(gate(before, after, lenient))).toContain('regression quality')
  })

  it('that may go away fail by coverage when there are too many', () => {
    const verdict = gate(times(40, 1), errors('timeout', 3, 40), lenient)
    expect(blocking(verdict)).toEqual(['coverage quality'])
    expect(verdict.sentence).toBe('FAIL: quality could be compared on only 92.5% of the cases; ask support-platform.')
  })

  it('are content filters, too: as a code they score 0', () => {
    const filtered = times<CaseSketch>(10, {
      repeat: 0,
      error: { code: 'content_filter', retryable: false },
      grades: {},
    })
    expect(blocking(gate(times(60, 1), [...filtered, ...times<CaseSketch>(50, 1)], lenient))).toEqual([
      'regression quality',
      'errors errors',
    ])
  })

  it('of the baseline do not count against the candidate', () => {
    expect(gate(errors('refused', 10, 300), times(300, 1), policyOf(), { certify: true }).decision).toBe('pass')
  })
})
