import { describe, expect, it } from 'vitest'
import { findingOf, gate, policyOf } from '../support/gate.ts'
import { type CaseSketch, numbered, times } from '../support/gradedRun.ts'

/** 40 cases that pass; of 10 more that fail before, so many pass after. */
function improved(count: number, expected: number, more = 0) {
  const rest = times<CaseSketch>(40 + more, 1)
  const before = [...rest, ...times<CaseSketch>(10, 0)]
  const after = [...rest, ...times<CaseSketch>(count, 1), ...times<CaseSketch>(10 - count, 0)]
  return gate({ cases: numbered(before) }, { cases: numbered(after), run: { expect: { quality: expected } } })
}

describe('what was expected before the run', () => {
  it('came true where it fits what was measured and no change does not', () => {
    expect(findingOf(improved(8, 0.15), 'expectation')).toMatchObject({ blocks: false, rule: 'quality' })
    expect(findingOf(improved(8, 0.15), 'expectation').message).toMatch(
      /^quality: \+15\.0 points was expected before the run, \+16\.0 points \[\+\d.*\] was measured: it came true$/,
    )
  })

  it('did not come true where it does not fit', () => {
    expect(findingOf(improved(8, 0.4), 'expectation').message).toMatch(/: it did not come true$/)
    expect(findingOf(improved(8, 0), 'expectation').message).toMatch(
      /^quality: no change was expected .* it went better than expected$/,
    )
  })

  it('may be exceeded', () => {
    expect(findingOf(improved(8, 0.01), 'expectation').message).toMatch(/: it went better than expected$/)
  })

  it('stays open where no change fits as well', () => {
    expect(findingOf(improved(1, 0.02), 'expectation').message).toMatch(/it may be true, but so may no change at all$/)
  })

  it('of no change comes true where nothing changed', () => {
    expect(findingOf(improved(0, 0, 400), 'expectation').message).toMatch(/: it came true$/)
  })

  it('of no change stays open on few cases, since not having found a change is not to have shown that there is none', () => {
    expect(findingOf(improved(0, 0), 'expectation').message).toMatch(/it may be true, but so may changes that matter$/)
  })

  it('is what stood with the run, not what the rules say today', () => {
    const rules = policyOf({ quality: { expect: 0.16 } })
    const side = { cases: numbered(times<CaseSketch>(20, 1)) }
    expect(gate(side, side, rules).findings.some(({ kind }) => kind === 'expectation')).toBe(false)
  })

  it('of a metric that cannot be compared is told as such', () => {
    const side = { cases: numbered(times<CaseSketch>(20, 1)), run: { expect: { tone: 0.1 } } }
    expect(findingOf(gate(side, side), 'expectation').message).toBe(
      'tone: +10.0 points was expected before the run, and nothing could be compared',
    )
  })
})
