import { describe, expect, it } from 'vitest'
import { compared, saying } from '../support/answers.ts'
import { blocking, findingOf, gate, gateFault, policyOf } from '../support/gate.ts'
import { times } from '../support/gradedRun.ts'

const steady = times(40, saying(0, 0, 0))
const wavering = [...times(20, saying(0, 0, 1)), ...times(20, saying(0, 0, 0))]
const policy = policyOf({ quality: {}, consistency: { margin: 0.1, minEffect: 0.05 } })

describe('a rule on consistency', () => {
  it('fails where answers agree less, with the cases in which they do', () => {
    const verdict = gate(steady, wavering, policy)
    expect(blocking(verdict)).toEqual(['regression consistency'])
    const { message, caseIds } = findingOf(verdict, 'regression')
    expect(message).toMatch(/^consistency got worse by 33\.3 points: 20 of 40 cases fell and 0 rose, p < \.001/)
    expect(caseIds).toContain('c000')
    expect(caseIds).not.toContain('c020')
  })

  it('has a floor', () => {
    const verdict = gate(wavering, wavering, policyOf({ consistency: { min: 0.9 } }))
    expect(blocking(verdict)).toEqual(['floor consistency'])
    expect(blocking(gate(steady, steady, policyOf({ consistency: { min: 0.9 } })))).toEqual([])
  })

  it('passes where the drop is shown to be smaller than the margin, and needs no grading', () => {
    const verdict = gate(steady, steady, policyOf({ consistency: { margin: 0.1 } }))
    expect(findingOf(verdict, 'certified', 'consistency').message).toContain('inside the margin of 10 points')
  })

  it('does not say what more repeats would do, which is not worked out', () => {
    const some = [...times(4, saying(0, 0, 1)), ...times(36, saying(0, 0, 0))]
    const { message } = findingOf(gate(steady, some, policy), 'inconclusive', 'consistency')
    expect(message).toMatch(/more cases would settle 10 points \(the margin\)$/)
  })

  it('asks for repeats where a run has none', () => {
    expect(gateFault(steady, times(40, saying(0)), policy)).toBe(
      'gate of eval "support": a run asked every case once, so that no answer can be held beside another; ask cases several times (repeats: 3) in both runs',
    )
  })

  it('blames the grader between repeats where that breaks, not those that graded the runs', () => {
    const broken = [...times(5, compared(3, 'error', 'error', 'error')), ...times(35, compared(3, 1, 1, 1))]
    expect(gateFault(times(40, compared(3, 1, 1, 1)), broken, policyOf({ consistency: {} }))).toMatch(
      /"consistency" could be compared on only 87\.5% of 40 cases.*; mend the grader between repeats \(consistency\)$/,
    )
  })

  it('fails where errors of the candidate take the answers', () => {
    const lost = [...times(5, saying(0, 'timeout', 'timeout')), ...times(35, saying(0, 0, 0))]
    expect(blocking(gate(steady, lost, { ...policy, maxErrorRate: 1 }))).toContain('coverage consistency')
  })
})
