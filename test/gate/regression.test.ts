import { describe, expect, it } from 'vitest'
import type { RuleInput } from '../../src/core/rules.ts'
import { blocking, caveatsOf, findingOf, gate, policyOf } from '../support/gate.ts'
import { type CaseSketch, times } from '../support/gradedRun.ts'

/** Cases that only the baseline passes, only the candidate passes, and both pass. */
function passes(worse: number, better: number, same: number, rule: RuleInput = {}) {
  const before: CaseSketch[] = [...times(worse, 1), ...times(better, 0), ...times(same, 1)]
  const after: CaseSketch[] = [...times(worse, 0), ...times(better, 1), ...times(same, 1)]
  return gate(before, after, policyOf({ quality: rule }))
}

describe('a regression', () => {
  it('fails when it is significant and noticeable', () => {
    const verdict = passes(14, 3, 183)
    expect(verdict.decision).toBe('fail')
    expect(blocking(verdict)).toEqual(['regression quality'])
    const finding = findingOf(verdict, 'regression')
    expect(finding.caseIds).toHaveLength(14)
    expect(finding.owner).toBe('support-platform')
  })

  it('fails on 18 worse and 3 better of 1,000, though the bound is inside the margin', () => {
    const verdict = passes(18, 3, 979)
    expect(verdict.decision).toBe('fail')
    expect(verdict.sentence).toBe('FAIL: v2 is worse than v1 on quality (-1.5 points); ask support-platform.')
    expect(findingOf(verdict, 'regression').message).toBe(
      'quality got worse by 1.5 points: 18 of 1,000 cases fell and 3 rose, p < .001 (exact sign-flip permutation); 1 point or more blocks (minEffect)',
    )
  })

  it('does not fail by chance alone', () => {
    expect(passes(3, 2, 45).decision).toBe('inconclusive')
  })

  it('does not fail when it is smaller than minEffect, and says so', () => {
    const verdict = passes(30, 10, 2960)
    expect(verdict.decision).toBe('pass')
    expect(caveatsOf(verdict)).toContain(
      'quality fell by 0.7 points, more than chance explains (p < .001) but less than minEffect, the 1 point from which a drop blocks',
    )
    expect(passes(30, 10, 2960, { minEffect: 0.005 }).decision).toBe('fail')
  })

  it('just under minEffect is not said to be as large', () => {
    expect(caveatsOf(passes(96, 0, 9904))).toContain(
      'quality fell by 0.96 points, more than chance explains (p < .001) but less than minEffect, the 1 point from which a drop blocks',
    )
  })

  it('fails at exactly minEffect', () => {
    expect(passes(10, 0, 990).decision).toBe('fail')
    expect(passes(9, 0, 991).decision).not.toBe('fail')
  })

  it('has no smallest effect where the tier is safety', () => {
    const verdict = passes(9, 0, 2991, { tier: 'safety' })
    expect(verdict.decision).toBe('fail')
    expect(findingOf(verdict, 'regression')).toMatchObject({ tier: 'safety' })
    expect(findingOf(verdict, 'regression').message).toMatch(/any significant drop blocks$/)
  })

  it('is not blocked by a margin: that is for certification only', () => {
    expect(passes(18, 3, 979, { margin: 0.5 }).decision).toBe('fail')
  })

  it('is judged by the pass rate where the rule says so', () => {
    const before = times(200, 0.9)
    const after = [...times(180, 0.9), ...times(20, 0.49)]
    const verdict = gate(before, after, policyOf({ quality: { metric: 'pass' } }))
    expect(verdict.sentence).toContain('quality (-10.0 points)')
    expect(findingOf(verdict, 'regression').message).toMatch(/^quality \(pass rate\) got worse by 10\.0 points/)
  })

  it('is found on a part that has a rule of its own', () => {
    const graded = (exists: number) => ({ citations: { status: 'scored' as const, score: 1, parts: { exists } } })
    const verdict = gate(
      { cases: Object.fromEntries(times(50, 0).map((_, i) => [`c${i}`, graded(1)])), graders: ['citations'] },
      {
        cases: Object.fromEntries(times(50, 0).map((_, i) => [`c${i}`, graded(i < 12 ? 0 : 1)])),
        graders: ['citations'],
      },
      policyOf({ 'citations.exists': { owner: 'search' } }),
    )
    expect(blocking(verdict)).toEqual(['regression citations.exists'])
    expect(verdict.sentence).toBe('FAIL: v2 is worse than v1 on citations.exists (-24.0 points); ask search.')
  })

  it('is not found in fewer than 6 units, however clear', () => {
    expect(gate(times(5, 1), times(5, 0)).decision).toBe('inconclusive')
    expect(gate(times(6, 1), times(6, 0)).decision).toBe('fail')
  })

  it('is not found in many copies of one case', () => {
    const copies = (score: number): CaseSketch[] => [
      ...times(300, { cluster: 'copied', repeats: [score] }),
      ...times(20, 1),
    ]
    expect(gate(copies(1), copies(0)).decision).toBe('inconclusive')
  })

  it('goes by the first repeats that both sides have', () => {
    const verdict = gate(times(100, [1, 0, 0]), times(100, 1))
    expect(findingOf(verdict, 'certified', 'quality').blocks).toBe(false)
    expect(caveatsOf(verdict)).toContain(
      "the tests use only the first of the baseline's 3 repeats: unequal repeats would raise false alarms",
    )
    expect(gate(times(100, 1), times(100, [0, 1, 1])).decision).toBe('fail')
  })
})
