import { describe, expect, it } from 'vitest'
import { measureRuleSchema } from '../../src/core/measures.ts'
import { gate, policyOf } from '../support/gate.ts'
import { type CaseSketch, times } from '../support/gradedRun.ts'

const before = times<CaseSketch>(100, 1)
const after = [...times<CaseSketch>(14, 0), ...times<CaseSketch>(86, 1)]
const told = (...args: Parameters<typeof gate>) => gate(...args).method.join('\n')

describe('how it was decided', () => {
  it('is told with the numbers of this very comparison, for people who took no course', () => {
    const text = told(before, after)
    expect(text).toContain('Both runs answered the same 100 questions')
    expect(text).toContain('On quality 14 cases fell, 0 rose and 86 stayed the same, -14.0 points on average.')
    expect(text).toContain("Tango's score interval")
    expect(text).toContain('the gate wrongly blocks about one in twenty at most')
    expect(text).not.toMatch(/undefined|NaN|Infinity/)
  })

  it('tells of clusters, repeats, several rules and certainty where there are any', () => {
    const clustered = times<CaseSketch>(40, { cluster: 'k', repeats: [1, 1, 1] }).concat(times(20, [1, 1, 1]))
    expect(told(clustered, clustered)).toContain('they count as one unit')
    expect(told(clustered, clustered)).toContain('with its mean over the first 3 repeats')
    expect(told(before, after, policyOf(), { certify: true })).toContain('Certainty was asked for (--certify)')
    const erring = [...times<CaseSketch>(1, 'timeout'), ...times<CaseSketch>(99, 1)]
    expect(told(before, erring)).toContain(
      "2 rules were tested, and many tests find something by chance, so all of them share the chance of a false alarm (Holm's correction)",
    )
  })

  it('tells of measures, floors and critical cases only where there are any', () => {
    expect(told(before, after)).not.toContain('Measures.')
    expect(told(before, after)).not.toContain('Absolute rules.')
    const rules = policyOf({ quality: { min: 0.5 } }, { measures: { errorRate: measureRuleSchema.parse({}) } })
    expect(told(before, after, rules)).toContain('Measures.')
    expect(told(before, after, rules)).toContain('Absolute rules.')
    const critical = times<CaseSketch>(20, { critical: true, repeats: [1, 1, 1] })
    expect(told(critical, critical)).toContain('Half of the usual 5% is kept for critical cases')
  })

  it('has words where nothing could be tested', () => {
    expect(told(times(5, 1), times(5, 1))).not.toMatch(/undefined|NaN|Infinity/)
  })
})
