import { describe, expect, it } from 'vitest'
import { blocking, caveatsOf, findingOf, gate, gateFault, policyOf } from '../support/gate.ts'
import { type CaseSketch, times } from '../support/gradedRun.ts'

const some = (first: CaseSketch, count: number, of: number): CaseSketch[] => [
  ...times<CaseSketch>(count, first),
  ...times<CaseSketch>(of - count, 1),
]

describe('coverage', () => {
  it('fails when the candidate gives too little that can be scored', () => {
    const verdict = gate(times(40, 1), some('none', 3, 40))
    expect(blocking(verdict)).toEqual(['coverage quality'])
    expect(findingOf(verdict, 'coverage').message).toBe(
      'quality could be compared on only 92.5% of 40 cases (95% are needed): on 3 the candidate gave nothing that could be scored',
    )
  })

  it('is enough at exactly 95%', () => {
    const verdict = gate(times(40, 1), some('none', 2, 40))
    expect(blocking(verdict)).toEqual([])
    expect(caveatsOf(verdict)).toContain('quality leaves out 2 cases of 40 that could not be compared')
  })

  it('fails when significantly less can be scored, though 95% are comparable', () => {
    const verdict = gate(times(400, 1), some('none', 10, 400))
    expect(blocking(verdict)).toEqual(['coverage quality'])
    expect(verdict.sentence).toBe(
      'FAIL: quality could be scored on fewer answers, by 2.5 points; ask support-platform.',
    )
    expect(findingOf(verdict, 'coverage').caseIds).toHaveLength(10)
  })

  it('lost to the grader is a fault, not a regression', () => {
    expect(gateFault(times(40, 1), some('broken', 3, 40))).toBe(
      '"quality" could be compared on only 92.5% of 40 cases: 3 cases lack a grade through no fault of the candidate; the grader broke on 3 answers; mend the grader and grade again: `assay regrade base && assay regrade cand`',
    )
  })

  it('lost to the baseline is a fault, too', () => {
    expect(gateFault(some('timeout', 3, 40), times(40, 1))).toMatch(/run the baseline again and approve it/)
  })

  it('does not ask for what the baseline gave nothing to judge on: the rule is tested all the same', () => {
    const before = [...times<CaseSketch>(10, 'none'), ...times<CaseSketch>(30, 1)]
    const after = [...times<CaseSketch>(20, 0), ...times<CaseSketch>(20, 1)]
    expect(blocking(gate(before, after))).toEqual(['regression quality'])
  })

  it('lost to the grader does not hide a regression of another rule', () => {
    const graders = ['x', 'y']
    const cases = (x: CaseSketch[]) => ({
      cases: Object.fromEntries(x.map((item, index) => [`c${String(index).padStart(3, '0')}`, item])),
      graders,
    })
    const before = cases(times(50, { x: 1, y: 1 }))
    const after = cases([...times<CaseSketch>(10, { x: 0, y: 'broken' }), ...times<CaseSketch>(40, { x: 1, y: 1 })])
    const verdict = gate(before, after, policyOf({ x: {}, y: {} }))
    expect(blocking(verdict)).toEqual(['regression x'])
    expect(findingOf(verdict, 'coverage', 'y').blocks).toBe(false)
  })

  it('lost a little to both is laid to the side that lost more', () => {
    const mixed = (none: number, broken: number): CaseSketch[] => [
      ...times<CaseSketch>(none, 'none'),
      ...times<CaseSketch>(broken, 'broken'),
      ...times<CaseSketch>(40 - none - broken, 1),
    ]
    expect(blocking(gate(times(40, 1), mixed(2, 1)))).toEqual(['coverage quality'])
    expect(gateFault(times(40, 1), mixed(1, 2))).toContain('the grader broke on 2 answers')
  })

  it('does not count what neither side was asked to do', () => {
    const side = some('none', 30, 60)
    expect(gate(side, side).decision).toBe('inconclusive')
  })
})
