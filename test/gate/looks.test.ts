import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../src/compare/index.ts'
import { measureRuleSchema } from '../../src/core/measures.ts'
import { slicesSchema } from '../../src/core/rules.ts'
import { comparisonOptions, decideEach, type Look, lookOutcome } from '../../src/gate/index.ts'
import { blocking, byCases, byRepeats, caveatsOf, gate, gateFault, policyOf } from '../support/gate.ts'
import { type CaseSketch, numbered, type RunSketch, runPair, times } from '../support/gradedRun.ts'

const early = (cases: CaseSketch[], adaptive = byCases): RunSketch => ({
  cases: numbered(cases),
  run: {
    adaptive,
    cases: adaptive.by === 'cases' ? cases.length * 2 : cases.length,
    repeats: adaptive.by === 'cases' ? 1 : 5,
  },
})
const whole = (cases: CaseSketch[]): RunSketch => ({ cases: numbered(cases) })
const halfway: Look = { by: 'cases', done: 0.5, planned: 1, lastAlpha: 0.04 }

function look(baseline: RunSketch, candidate: RunSketch, policy = policyOf(), at = halfway) {
  const comparison = compareRuns(...runPair(baseline, candidate), comparisonOptions(policy))
  return lookOutcome({ comparison, policy }, at, { allowPartial: true })
}

describe('a look before the last', () => {
  it('ends a run on what a test found', () => {
    expect(look(whole(times(100, 1)), early([...times(20, 0), ...times(80, 1)]))).toBe('regression')
  })

  it('ends it on a critical case that failed as often as it must', () => {
    const critical = (score: number): CaseSketch => ({ critical: true, repeats: times(3, score) })
    const before = [critical(1), ...times<CaseSketch>(99, 1)]
    expect(look(whole(before), early([critical(0), ...times<CaseSketch>(99, 1)]))).toBe('regression')
  })

  it('does not end it on what more answers may mend, and certifies nothing meanwhile', () => {
    const good = times<CaseSketch>(400, 1)
    expect(look(whole(good), early(good))).toBe('certified')
    const floor = policyOf({ quality: { min: 0.99 } })
    const under = [...times<CaseSketch>(8, 0), ...times<CaseSketch>(392, 1)]
    expect(look(whole(under), early(under), floor)).toBeUndefined()
    const slice = policyOf({ quality: {} }, { slices: slicesSchema.parse({ rare: { quality: {} } }) })
    expect(look(whole(good), early(good), slice)).toBeUndefined()
    const erring = [...times<CaseSketch>(12, 'timeout'), ...times<CaseSketch>(388, 1)]
    expect(look(whole(erring), early(erring))).toBeUndefined()
  })

  it('goes on where a rule has nothing to look at yet', () => {
    const consistency = policyOf({ quality: {}, consistency: {} })
    const five = times<CaseSketch>(400, { repeats: times(5, 1) })
    const one = early(times<CaseSketch>(400, 1), byRepeats)
    expect(look(whole(five), one, consistency, { by: 'repeats', done: 1, planned: 5, lastAlpha: 0.03 })).toBeUndefined()
    const worse = early([...times<CaseSketch>(40, 0), ...times<CaseSketch>(360, 1)], byRepeats)
    expect(look(whole(five), worse, consistency, { by: 'repeats', done: 1, planned: 5, lastAlpha: 0.03 })).toBe(
      'regression',
    )
  })

  it('proves nothing where the gate could not judge', () => {
    const regraded = { ...early([...times<CaseSketch>(20, 0), ...times<CaseSketch>(80, 1)]) }
    const graders = [{ name: 'quality', fingerprint: 'quality-2', passAt: 0.5 }]
    expect(look(whole(times(100, 1)), { ...regraded, graders })).toBeUndefined()
  })

  it('is never futile after one repeat', () => {
    const half = [...times<CaseSketch>(20, 0), ...times<CaseSketch>(20, 1)]
    const at: Look = { by: 'repeats', done: 1, planned: 5, lastAlpha: 0.03 }
    expect(look(whole(half), early(half, byRepeats), policyOf(), at)).toBeUndefined()
  })
})

describe('the gate of a run that ended early', () => {
  const consistency = policyOf({ quality: {}, consistency: {} })
  const five = whole(times<CaseSketch>(100, { repeats: times(5, 1) }))

  it('fails for what is proven, though a rule had nothing to look at', () => {
    const worse = early([...times<CaseSketch>(20, 0), ...times<CaseSketch>(80, 1)], byRepeats)
    expect(blocking(gate(five, worse, consistency))).toEqual(['regression quality'])
  })

  it('is no pass while a rule has nothing to look at', () => {
    const fault = gateFault(five, early(times<CaseSketch>(100, 1), byRepeats), consistency)
    expect(fault).toContain('a run asked every case once')
  })

  it('beside another baseline than that of its looks is a part, and says whom it was held against', () => {
    const other = { ...whole(times<CaseSketch>(200, 1)), run: { id: 'another' } }
    expect(gateFault(other, early(times<CaseSketch>(100, 1)))).toContain('covers only some of the cases')
    const repeated = { cases: five.cases, run: { id: 'another' } }
    expect(caveatsOf(gate(repeated, early(times<CaseSketch>(100, 1), byRepeats))).join()).toContain(
      'the looks held the run against base, not against this baseline',
    )
  })

  it('as a baseline is a part', () => {
    const half = { ...early(times<CaseSketch>(100, 1)) }
    expect(gateFault(half, whole(times<CaseSketch>(200, 1)))).toContain('run base of target "v1" covers only some')
  })

  it('does not disarm the rules of the evals beside it', () => {
    const entry = (baseline: RunSketch, candidate: RunSketch, name: string) => {
      const policy = { ...policyOf(), eval: name }
      const named = (sketch: RunSketch): RunSketch => ({ ...sketch, run: { ...sketch.run, eval: name } })
      const pair = runPair(named(baseline), named(candidate))
      return { comparison: compareRuns(...pair, comparisonOptions(policy)), policy }
    }
    const tight = { ...byCases, alphas: [1e-6, 1e-6, 0.04] }
    const fine = entry(whole(times(100, 1)), early([0, ...times(99, 1)], tight), 'a')
    const worse = entry(whole(times(100, 1)), whole([...times(8, 0), ...times(92, 1)]), 'b')
    const [, other] = decideEach([fine, worse])
    expect(other?.verdict?.decision).toBe('fail')
  })
})

describe('several evals in one call', () => {
  it('keep half of the 5% where critical cases of any of them can block', () => {
    const entry = (before: CaseSketch[], after: CaseSketch[], name: string) => {
      const policy = { ...policyOf(), eval: name }
      const named = (cases: CaseSketch[]): RunSketch => ({ cases: numbered(cases), run: { eval: name } })
      return { comparison: compareRuns(...runPair(named(before), named(after)), comparisonOptions(policy)), policy }
    }
    const good = times<CaseSketch>(100, 1)
    // 5 fell: mid-p 2^-6 = .016 times two rules is above .025 and below .05.
    const worse = entry(good, [...times<CaseSketch>(5, 0), ...times<CaseSketch>(95, 1)], 'a')
    const critical: CaseSketch[] = times<CaseSketch>(40, { critical: true, repeats: [1, 1, 1] })
    expect(decideEach([worse, entry(good, good, 'b')])[0]?.verdict?.decision).toBe('fail')
    expect(decideEach([worse, entry(critical, critical, 'b')])[0]?.verdict?.decision).toBe('inconclusive')
  })

  it('count a critical case as a chance to be wrong whether it failed or not', () => {
    const before: CaseSketch[] = times<CaseSketch>(40, { critical: true, repeats: [1, 1, 1] })
    const passing = compareRuns(
      ...runPair(whole(before), whole(times<CaseSketch>(40, { critical: true, repeats: [1] }))),
    )
    expect(passing.criticalsAtRisk).toBe(40)
  })
})

describe('critical and strict cases', () => {
  const onSlice = policyOf(
    { quality: { tier: 'advisory' } },
    { slices: slicesSchema.parse({ refunds: { quality: {} } }) },
  )
  const cases = (score: number): CaseSketch[] => [
    { critical: true, tags: ['refunds'], repeats: times(3, score) },
    { strict: true, tags: ['refunds'], repeats: times(3, score) },
    { critical: true, repeats: times(3, score) },
    ...times<CaseSketch>(60, { tags: ['refunds'], repeats: times(3, 1) }),
  ]

  it('block by the rules of their slice where the whole has none', () => {
    const verdict = gate(cases(1), cases(0), onSlice)
    expect(blocking(verdict)).toEqual(['critical quality on refunds', 'critical quality on refunds'])
    expect(verdict.sentence).toBe(
      'FAIL: critical case fails quality on refunds (c000); strict case fails quality on refunds (c001); ask support-platform.',
    )
  })
})

describe('a run whose critical cases were asked once more', () => {
  it('does not count them over and over in its rates', () => {
    const critical: CaseSketch = { critical: true, repeats: ['timeout', 'timeout', 'timeout'] }
    const cases = [critical, ...times<CaseSketch>(99, 1)]
    const comparison = compareRuns(
      ...runPair({ ...whole(cases), run: { repeats: 1 } }, { ...whole(cases), run: { repeats: 1 } }),
    )
    expect(comparison.errors.candidate).toMatchObject({ trials: 100, errors: 1 })
    expect(comparison.measures.find(({ key }) => key === 'errorRate')?.candidate).toBeCloseTo(0.01, 12)
    const rule = policyOf({ quality: {} }, { measures: { errorRate: measureRuleSchema.parse({ max: 0.015 }) } })
    expect(comparison.measures.every(({ coverage }) => coverage.of === coverage.comparable)).toBe(true)
    expect(
      blocking(
        gate({ cases: numbered(cases), run: { repeats: 1 } }, { cases: numbered(cases), run: { repeats: 1 } }, rule),
      ),
    ).toEqual([])
  })
})
