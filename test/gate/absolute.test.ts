import { describe, expect, it } from 'vitest'
import { blocking, caveatsOf, findingOf, gate, policyOf } from '../support/gate.ts'
import { type CaseSketch, times } from '../support/gradedRun.ts'

const stand = 'floors and critical cases are absolute: they stand outside the 5% chance of a false alarm'

describe('a floor', () => {
  const policy = (min: number) => policyOf({ quality: { min } }, { maxErrorRate: 1 })
  const quarter: CaseSketch[] = [...times(30, 1), ...times(10, 0)]

  it('fails below, whatever the baseline', () => {
    const verdict = gate(quarter, quarter, policy(0.8))
    expect(blocking(verdict)).toEqual(['floor quality'])
    expect(verdict.sentence).toBe('FAIL: quality scores 75.0%, under its floor of 80%; ask support-platform.')
    expect(caveatsOf(verdict)).toContain(stand)
  })

  it('holds at exactly the floor', () => {
    expect(blocking(gate(quarter, quarter, policy(0.75)))).toEqual([])
    expect(caveatsOf(gate(quarter, quarter, policy(0.75)))).not.toContain(stand)
  })

  it('is told from a mean that is only just below it', () => {
    const verdict = gate(times(400, 1), [...times(21, 0), ...times(379, 1)], policy(0.95))
    expect(findingOf(verdict, 'floor').message).toBe('quality scores 94.8%, under its floor of 95% (min)')
    const nearer = gate(times(2500, 1), [...times(126, 0), ...times(2374, 1)], policy(0.95))
    expect(findingOf(nearer, 'floor').message).toBe('quality scores 94.96%, under its floor of 95% (min)')
  })

  it('counts errors that will not go away as 0', () => {
    const refused: CaseSketch[] = [...times<CaseSketch>(30, 1), ...times<CaseSketch>(10, 'refused')]
    const verdict = gate(refused, refused, policy(0.8))
    expect(findingOf(verdict, 'floor').message).toBe(
      'quality scores 75.0%, errors counted as 0, under its floor of 80% (min)',
    )
  })

  it('of an advisory rule fails nothing', () => {
    const both = policyOf({ quality: { min: 0.8, tier: 'advisory' }, other: {} })
    const cases = { cases: Object.fromEntries(times(20, 0).map((_, i) => [`c${i}`, { quality: 0, other: 1 }])) }
    const sketch = { ...cases, graders: ['quality', 'other'] }
    expect(blocking(gate(sketch, sketch, both))).toEqual([])
  })
})

describe('a critical case', () => {
  const withCritical = (repeats: CaseSketch & number[], flags = {}) => ({
    cases: {
      'refund-17': { critical: true, ...flags, repeats },
      ...Object.fromEntries(times(20, 0).map((_, i) => [`c${i}`, [1, 1, 1]])),
    },
  })

  it('fails when it turned on all of three repeats', () => {
    const verdict = gate(withCritical([1, 1, 1]), withCritical([0, 0, 0]))
    expect(blocking(verdict)).toEqual(['critical quality'])
    expect(findingOf(verdict, 'critical')).toMatchObject({
      message: 'critical case fails quality: refund-17 (passed 3 of 3 before, now 0 of 3)',
      caseIds: ['refund-17'],
    })
    expect(verdict.sentence).toBe('FAIL: critical case refund-17 fails quality; ask support-platform.')
    // Half of the 5% is kept for what the critical case itself can do by chance.
    expect(caveatsOf(verdict)).toContain(stand.replace('5%', '2.5%'))
  })

  it('does not fail when it wavers', () => {
    expect(blocking(gate(withCritical([1, 1, 1]), withCritical([0, 1, 0])))).toEqual([])
    expect(blocking(gate(withCritical([1, 0, 1]), withCritical([0, 0, 0])))).toEqual([])
  })

  it('does not fail on too few repeats, but says what would settle it', () => {
    const verdict = gate(withCritical([1]), withCritical([0, 0, 0]))
    expect(blocking(verdict)).toEqual([])
    expect(caveatsOf(verdict)).toContain(
      '1 critical case (refund-17) turned from pass to fail on quality, on too few repeats to block (3 on each side): `assay run support --target v1 --repeats 3` would settle it',
    )
    expect(verdict.sentence).toMatch(
      /^No regression found.* But 1 critical case turned from pass to fail, on too few repeats to block \(refund-17\)\.$/,
    )
    expect(caveatsOf(gate(withCritical([1]), withCritical([0])))).toContainEqual(
      expect.stringContaining('--target v2 --repeats 3` and `assay run support --target v1 --repeats 3`'),
    )
  })

  it('that wavered on too few repeats is not said to have turned', () => {
    expect(caveatsOf(gate(withCritical([1, 1]), withCritical([0, 1]))).join()).not.toContain('critical')
  })

  it('of an advisory grader fails nothing', () => {
    const sketch = (score: number) => ({
      cases: {
        q: { critical: true, repeats: times(3, { x: score, y: 1 }) },
        ...Object.fromEntries(times(9, 0).map((_, i) => [`c${i}`, { x: 1, y: 1 }])),
      },
      graders: ['x', 'y'],
    })
    expect(blocking(gate(sketch(1), sketch(0), policyOf({ y: {} })))).toEqual([])
    expect(blocking(gate(sketch(1), sketch(0), policyOf({ x: {} })))).toEqual(['critical x'])
  })

  it('that is strict fails on one repeat', () => {
    const verdict = gate(withCritical([1], { strict: true }), withCritical([1, 0, 1], { strict: true }))
    expect(blocking(verdict)).toEqual(['critical quality'])
    expect(findingOf(verdict, 'critical').message).toBe('strict case fails quality: refund-17 (passed 2 of 3)')
  })
})

describe('the dataset', () => {
  const full = { cases: Object.fromEntries(times(20, 0).map((_, i) => [`c${i}`, 1])) }
  const { c0: _, ...rest } = full.cases

  it('fails when baseline cases are gone or changed', () => {
    const candidate = { cases: { ...rest, c1: { inputHash: 'reworded', repeats: [1] } } }
    const verdict = gate(full, candidate)
    expect(blocking(verdict)).toEqual(['dataset dataset'])
    expect(verdict.sentence).toBe('FAIL: 1 baseline case is missing and 1 baseline case changed; ask support-platform.')
    expect(findingOf(verdict, 'dataset')).toMatchObject({ caseIds: ['c0', 'c1'] })
    expect(findingOf(verdict, 'dataset').message).toContain('--allow-dataset-change')
  })

  it('may change where that is allowed, and the verdict says so', () => {
    const verdict = gate(full, { cases: rest }, policyOf(), { allowDatasetChange: true })
    expect(blocking(verdict)).toEqual([])
    expect(caveatsOf(verdict)).toContain('1 baseline case missing or changed, as allowed, and not compared')
  })

  it('may grow: new cases are told and not counted', () => {
    const verdict = gate({ cases: rest }, { cases: { ...rest, c0: 0 } })
    expect(blocking(verdict)).toEqual([])
    expect(caveatsOf(verdict)).toContain('1 case is new and not counted in any test')
  })
})
