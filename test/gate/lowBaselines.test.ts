import { describe, expect, it } from 'vitest'
import { blocking, caveatsOf, findingOf, gate, policyOf } from '../support/gate.ts'
import { type CaseSketch, times } from '../support/gradedRun.ts'

/** So many of 2,000 cases pass. */
const passing = (count: number): CaseSketch[] => [...times<CaseSketch>(count, 1), ...times<CaseSketch>(2000 - count, 0)]

describe('a low baseline', () => {
  it('blocks on the loss of half of it, though that is less than minEffect', () => {
    const verdict = gate(passing(16), passing(6))
    expect(blocking(verdict)).toEqual(['regression quality'])
    expect(findingOf(verdict, 'regression').message).toMatch(
      /; 0\.4 points or more blocks \(maxRelativeDrop, as the baseline is low\)$/,
    )
  })

  it('is not certified by a margin that is larger than what there is to lose', () => {
    // 0.4% with a margin of 3 points: everything may be lost, and the bound is still inside.
    expect(gate(passing(8), passing(7), policyOf(), { certify: true }).decision).toBe('inconclusive')
    const without = policyOf({ quality: { maxRelativeDrop: 1 } })
    expect(gate(passing(8), passing(7), without, { certify: true }).decision).toBe('pass')
  })

  it('may be guarded more closely, or not at all', () => {
    expect(blocking(gate(passing(30), passing(22), policyOf({ quality: { maxRelativeDrop: 0.2 } })))).toEqual([
      'regression quality',
    ])
    const without = gate(passing(16), passing(6), policyOf({ quality: { maxRelativeDrop: 1 } }))
    expect(blocking(without)).toEqual([])
    expect(caveatsOf(without).join()).toContain('less than minEffect')
  })

  it('of 0 has nothing to lose', () => {
    expect(gate(passing(0), passing(0), policyOf(), { certify: true }).decision).toBe('pass')
  })

  it('guards nothing where the baseline is high', () => {
    const high = [...times<CaseSketch>(30, 0), ...times<CaseSketch>(10, 1), ...times<CaseSketch>(2960, 1)]
    const low = [...times<CaseSketch>(40, 0), ...times<CaseSketch>(2960, 1)]
    expect(blocking(gate(high, low))).toEqual([])
  })
})
