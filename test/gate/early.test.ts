import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../src/compare/index.ts'
import { measureRuleSchema } from '../../src/core/measures.ts'
import { comparisonOptions, isFutile } from '../../src/gate/index.ts'
import { blocking, byCases, byRepeats, caveatsOf, findingOf, gate, gateFault, policyOf } from '../support/gate.ts'
import { type CaseSketch, numbered, type RunSketch, runPair, times } from '../support/gradedRun.ts'

/** A candidate of 100 cases, `worse` of which fail, on so many repeats. */
const candidate = (worse: number, repeats: number, adaptive = byRepeats): RunSketch => ({
  cases: numbered([...times(worse, times(repeats, 0)), ...times(100 - worse, times(repeats, 1))]),
  run: { adaptive, repeats: 5 },
})
const baseline: RunSketch = { cases: numbered(times(100, times(5, 1))) }

describe('a run that could end early, by repeats', () => {
  it('is tested at the level of the look that it reached', () => {
    // 6 fell: mid-p 2^-7 = .0078, above .005 and below .015.
    expect(blocking(gate(baseline, candidate(6, 1)))).toEqual([])
    expect(blocking(gate(baseline, candidate(6, 3)))).toEqual(['regression quality'])
    expect(blocking(gate(baseline, candidate(7, 1)))).toEqual(['regression quality'])
  })

  it('says what was saved', () => {
    const verdict = gate(baseline, candidate(10, 1))
    expect(verdict.sentence).toMatch(/ It ended early, at look 1 of 3: 400 of 500 answers were not needed\.$/)
    expect(caveatsOf(verdict)).toContain(
      'the run was judged while it went on and ended after look 1 of 3 (at more and more repeats), tested at 0.5%: 100 of 500 answers were asked for, 400 were saved',
    )
    expect(verdict.method.join('\n')).toContain('Early end.')
  })

  it('is certified at that level, too', () => {
    // The built-in rule on errors has a margin of 3 points, for which 100 cases are too few at this level.
    const measures = { errorRate: measureRuleSchema.parse({ margin: 0.05 }) }
    const rules = policyOf({ quality: { margin: 0.05 } }, { measures })
    const certified = gate(baseline, candidate(0, 5), rules, { certify: true })
    expect(certified.sentence).toMatch(/shown with 97% confidence\.$/)
    expect(findingOf(certified, 'certified', 'quality').message).toContain('(97% sure)')
  })

  it('is not reproached with repeats that it did not need', () => {
    expect(caveatsOf(gate(baseline, candidate(0, 3))).join()).not.toContain('unequal repeats')
  })
})

describe('a run that could end early, by cases', () => {
  const part = (count: number): RunSketch => {
    const cases = Object.entries(candidate(3, 1).cases).slice(0, count)
    return { cases: Object.fromEntries(cases), run: { adaptive: byCases, cases: 100, repeats: 1 } }
  }
  const whole: RunSketch = { cases: numbered(times(100, 1)) }

  it('does not lose the cases that it never asked', () => {
    const verdict = gate(whole, part(50))
    expect(blocking(verdict)).toEqual([])
    expect(verdict.sentence).toContain('at look 2 of 3: 50 of 100 answers were not needed')
  })

  it('before its first look is no more than a part of a run', () => {
    expect(gateFault(whole, part(10))).toContain('covers only some of the cases (--limit, --tag or an early end)')
  })
})

describe('futility', () => {
  const policy = policyOf()
  const entryOf = (before: CaseSketch[], after: CaseSketch[]) => {
    const pair = runPair({ cases: numbered(before) }, { cases: numbered(after) })
    return { comparison: compareRuns(...pair, comparisonOptions(policy)), policy }
  }
  const look = (done: number) => ({ by: 'cases' as const, done, planned: 1, lastAlpha: 0.045 })

  it('is declared when even a drop of the margin in the rest would hardly show', () => {
    const good = entryOf(times(300, 1), times(300, 1))
    expect(isFutile(good, look(0.95))).toBe(true)
    expect(isFutile(good, look(0.25))).toBe(false)
  })

  it('is not declared while the candidate looks bad', () => {
    const bad = entryOf(times(300, 1), [...times(8, 0), ...times(292, 1)])
    expect(isFutile(bad, look(0.75))).toBe(false)
    expect(isFutile(bad, look(0.95))).toBe(false)
  })

  it('is declared the sooner the better the candidate looks', () => {
    const better = entryOf([...times(20, 0), ...times(280, 1)], times(300, 1))
    expect(isFutile(better, look(0.5))).toBe(true)
  })

  it('by repeats is declared where answers do not waver: more of them would say the same', () => {
    const steady = entryOf(
      [...times(20, [1, 1, 1]), ...times(20, [0, 0, 0]), ...times(60, [1, 1, 1])],
      [...times(20, [0, 0, 0]), ...times(20, [1, 1, 1]), ...times(60, [1, 1, 1])],
    )
    expect(isFutile(steady, { by: 'repeats', done: 3, planned: 5, lastAlpha: 0.03 })).toBe(true)
  })
})
