import { describe, expect, it } from 'vitest'
import type { RuleInput } from '../../src/core/rules.ts'
import { slicesSchema } from '../../src/core/rules.ts'
import { blocking, findingOf, gate, gateFault, policyOf } from '../support/gate.ts'
import { type CaseSketch, times } from '../support/gradedRun.ts'

const tagged = (count: number, score: number): CaseSketch[] => times(count, { tags: ['refunds'], repeats: [score] })
const policy = (rule: RuleInput = {}, whole: RuleInput = { tier: 'advisory' }) =>
  policyOf({ quality: whole }, { slices: slicesSchema.parse({ refunds: { quality: rule } }) })
const before = [...tagged(20, 1), ...times<CaseSketch>(200, 1)]

describe('a required slice', () => {
  it('fails by a rule of its own, though the whole does not', () => {
    const after = [...tagged(8, 0), ...tagged(12, 1), ...times<CaseSketch>(200, 1)]
    const verdict = gate(before, after, policy({ owner: 'refund-desk' }))
    expect(blocking(verdict)).toEqual(['regression quality on refunds'])
    expect(verdict.sentence).toBe('FAIL: v2 is worse than v1 on quality on refunds (-40.0 points); ask refund-desk.')
    expect(findingOf(verdict, 'regression', 'quality on refunds')).toMatchObject({
      caseIds: ['c000', 'c001', 'c002', 'c003', 'c004', 'c005', 'c006', 'c007'],
    })
  })

  it('does not hear of what happens outside it', () => {
    const after = [...tagged(20, 1), ...times<CaseSketch>(30, 0), ...times<CaseSketch>(170, 1)]
    expect(blocking(gate(before, after, policy()))).toEqual([])
  })

  it('has a floor of its own', () => {
    const weak = [...tagged(4, 0), ...tagged(16, 1), ...times<CaseSketch>(200, 1)]
    const verdict = gate(weak, weak, policy({ min: 0.9 }))
    expect(blocking(verdict)).toEqual(['floor quality on refunds'])
    expect(findingOf(verdict, 'floor').message).toBe('quality on refunds scores 80.0%, under its floor of 90% (min)')
  })

  it('fails when no compared case carries its tag', () => {
    const verdict = gate(times(40, 1), times(40, 1), policy())
    expect(blocking(verdict)).toEqual(['missing quality on refunds'])
    expect(verdict.sentence).toBe('FAIL: the slice refunds has no case; ask support-platform.')
  })

  it('shares the correction of Holm with the rules on the whole', () => {
    const after = [...tagged(4, 0), ...tagged(16, 1), ...times<CaseSketch>(200, 1)]
    // 4 fell: mid-p 2^-5 = .031, enough for one rule and too much for each of two.
    expect(blocking(gate(before, after, policy()))).toEqual(['regression quality on refunds'])
    expect(blocking(gate(before, after, policy({}, {})))).toEqual([])
  })

  it('may be judged by its pass rate though the whole is by its score', () => {
    const at = (score: number): CaseSketch[] => [...tagged(20, score), ...times<CaseSketch>(20, 1)]
    const verdict = gate(at(0.9), at(0.4), policy({ metric: 'pass' }))
    expect(verdict.sentence).toContain('quality on refunds (-100.0 points)')
  })

  it('of a grader that nobody ran is a fault', () => {
    const unknown = policyOf({ quality: {} }, { slices: slicesSchema.parse({ refunds: { tone: {} } }) })
    expect(gateFault(before, before, unknown)).toContain('neither run has a grader "tone"')
  })

  it('makes an eval gateable by itself', () => {
    const only = policyOf({}, { slices: slicesSchema.parse({ refunds: { quality: {} } }) })
    expect(gate(before, before, only).decision).toBe('inconclusive')
  })
})
