import { describe, expect, it } from 'vitest'
import type { TrialFacts } from '../../src/core/comparison.ts'
import type { MeasureRuleInput, MeasureRules } from '../../src/core/measures.ts'
import { measureRuleSchema } from '../../src/core/measures.ts'
import { blocking, findingOf, gate, gateFault, policyOf } from '../support/gate.ts'
import { type CaseSketch, numbered, times } from '../support/gradedRun.ts'

const policy = (measures: { [Key in keyof MeasureRules]: MeasureRuleInput }) =>
  policyOf(
    { quality: { tier: 'advisory' } },
    {
      measures: Object.fromEntries(Object.entries(measures).map(([key, rule]) => [key, measureRuleSchema.parse(rule)])),
      maxErrorRate: 1,
    },
  )

/** Trials that pass, with what they took; latencies differ from case to case. */
const taking = (factor: number, count = 40, field: keyof TrialFacts = 'latencyMs'): CaseSketch[] =>
  Array.from({ length: count }, (_, index) => ({
    repeat: 0,
    grades: { quality: { status: 'scored', score: 1 } },
    [field]: (100 + index) * factor,
  }))

describe('a rule on latency', () => {
  it('fails when it is significantly slower, and by the ratio that is too much', () => {
    const verdict = gate(taking(1), taking(1.3), policy({ latencyP95: { ratio: 1.2, owner: 'platform' } }))
    expect(blocking(verdict)).toEqual(['measure latencyP95'])
    expect(verdict.sentence).toMatch(/^FAIL: latency p95 went from \d+ ms to \d+ ms \(×1\.30\); ask platform\.$/)
    expect(findingOf(verdict, 'measure').message).toMatch(
      /^latency p95 got worse, from .* over 40 cases: p < \.001 \(permutation by seeded swaps\); a rise by a factor of 1\.20 or more blocks \(ratio\)$/,
    )
  })

  it('does not fail on a smaller ratio, however certain', () => {
    expect(blocking(gate(taking(1), taking(1.1), policy({ latencyP50: { ratio: 1.2 } })))).toEqual([])
    expect(blocking(gate(taking(1), taking(1.1), policy({ latencyP50: { ratio: 1.2, tier: 'safety' } })))).toEqual([
      'measure latencyP50',
    ])
  })

  it('does not fail on noise', () => {
    const noisy = (seed: number): CaseSketch[] =>
      Array.from({ length: 40 }, (_, index) => ({
        repeat: 0,
        grades: { quality: { status: 'scored', score: 1 } },
        latencyMs: 100 * (1 + ((index * seed) % 7)),
      }))
    expect(blocking(gate(noisy(3), noisy(5), policy({ latencyP50: {}, latencyP95: {} })))).toEqual([])
  })

  it('passes when it is shown to be less', () => {
    const verdict = gate(taking(1, 120), taking(1.01, 120), policy({ latencyP50: { ratio: 1.1 } }), { certify: true })
    expect(verdict.decision).toBe('pass')
    expect(verdict.sentence).toBe(
      'PASS: v2 is not worse than v1 by more than is allowed on latency p50, shown with 95% confidence.',
    )
  })

  it('is open while it is not shown, and says so', () => {
    const wavering = [...taking(3, 60), ...taking(0.33, 120).slice(60)]
    const verdict = gate(taking(1, 120), wavering, policy({ latencyP50: {} }), { certify: true })
    expect(verdict.decision).toBe('inconclusive')
    expect(verdict.sentence).toMatch(
      /^INCONCLUSIVE: a rise of latency p50 by a factor of up to \d+\.\d+ cannot be ruled out; ask support-platform\.$/,
    )
  })

  it('has an absolute limit', () => {
    const verdict = gate(taking(1), taking(1), policy({ latencyP95: { max: 120 } }))
    expect(blocking(verdict)).toEqual(['measure latencyP95'])
    expect(findingOf(verdict, 'measure').message).toBe('latency p95 is 138 ms, above its limit of 120 ms (max)')
  })

  it('that is advisory is told and fails nothing', () => {
    const both = policyOf({ quality: {} }, { measures: { latencyP50: measureRuleSchema.parse({ tier: 'advisory' }) } })
    const verdict = gate(taking(1), taking(2), both)
    expect(blocking(verdict)).toEqual([])
    expect(findingOf(verdict, 'measure')).toMatchObject({ tier: 'advisory', rule: 'latencyP50' })
  })

  it('is held to the other direction where more is better', () => {
    const fewer = policy({ outputTokens: { direction: 'higher', ratio: 1.5 } })
    const tokens = (factor: number) => taking(factor, 40, 'outputTokens')
    expect(blocking(gate(tokens(1), tokens(0.5), fewer))).toEqual(['measure outputTokens'])
    expect(blocking(gate(tokens(1), tokens(2), fewer))).toEqual([])
  })

  it('shares the correction of Holm', () => {
    // 6 of 6 slower: 2^-7 = .0078 by itself, enough for 6 rules and too much for 7.
    const pair = (count: number) => {
      const graders = Array.from({ length: count }, (_, index) => `g${index}`)
      const grades = Object.fromEntries(graders.map((name) => [name, { status: 'scored' as const, score: 1 }]))
      const cases = (factor: number) =>
        numbered(Array.from({ length: 6 }, () => ({ repeat: 0, grades, latencyMs: 100 * factor })))
      const rules = policyOf(Object.fromEntries(graders.map((name) => [name, {}])), {
        measures: { latencyP50: measureRuleSchema.parse({}) },
      })
      return gate({ cases: cases(1), graders }, { cases: cases(3), graders }, rules)
    }
    expect(blocking(pair(5))).toEqual(['measure latencyP50'])
    expect(blocking(pair(6))).toEqual([])
  })
})

describe('a rule on errors', () => {
  it('stands in the place of the built-in one', () => {
    const erring = (count: number): CaseSketch[] => [
      ...times<CaseSketch>(count, 'timeout'),
      ...times<CaseSketch>(300 - count, 1),
    ]
    const verdict = gate(erring(2), erring(14), policy({ errorRate: { ratio: 2, max: 0.5, owner: 'sre' } }))
    expect(blocking(verdict)).toEqual(['measure errorRate'])
    expect(verdict.sentence).toBe('FAIL: error rate went from 0.7% to 4.7% (×7.00); ask sre.')
    expect(findingOf(verdict, 'measure').caseIds).toHaveLength(12)
    expect(blocking(gate(erring(14), erring(14), policy({ errorRate: { max: 0.02 } })))).toEqual(['measure errorRate'])
  })

  it('blocks any significant rise from nothing, since there is no ratio to nothing', () => {
    const erring = (count: number): CaseSketch[] => [
      ...times<CaseSketch>(count, 'timeout'),
      ...times<CaseSketch>(300 - count, 1),
    ]
    expect(blocking(gate(erring(0), erring(8), policy({ errorRate: { ratio: 5 } })))).toEqual(['measure errorRate'])
  })
})

describe('a rule on hallucinated answers', () => {
  const graders = [
    { name: 'figures', fingerprint: '1', passAt: 1, hallucination: true as const },
    { name: 'citations', fingerprint: '1', passAt: 1, hallucination: ['exists'] },
    { name: 'tone', fingerprint: '1', passAt: 1 },
  ]
  const answer = (figures: number | 'none', exists = 1): CaseSketch => ({
    figures,
    citations: { status: 'scored', score: 0.5, parts: { exists, coverage: 0.5 } },
    tone: 0,
  })
  const sketch = (rows: CaseSketch[]) => ({ cases: numbered(rows), graders })
  const rule = policyOf(
    { figures: { tier: 'advisory' } },
    { measures: { hallucinatedPer1000: measureRuleSchema.parse({}) } },
  )

  it('sees what only the candidate can be judged on, as no paired test of the grader does', () => {
    const before = sketch(times(100, answer('none')))
    const after = sketch([...times(9, answer(0)), ...times(91, answer('none'))])
    const verdict = gate(before, after, rule)
    expect(blocking(verdict)).toEqual(['measure hallucinatedPer1000'])
    expect(verdict.sentence).toBe('FAIL: hallucinated per 1,000 went from 0 to 90; ask support-platform.')
    expect(findingOf(verdict, 'measure').caseIds).toHaveLength(9)
  })

  it('counts a part below the pass mark that it has by itself', () => {
    const whole = {
      name: 'figures',
      fingerprint: '1',
      passAt: 1,
      partPassAt: { near: 0.6 },
      hallucination: ['near', 'near.exists'],
    }
    const rows = (near: number, exists: number): CaseSketch[] => [
      ...times<CaseSketch>(9, { figures: { status: 'scored', score: 0, parts: { near, 'near.exists': exists } } }),
      ...times<CaseSketch>(91, { figures: { status: 'scored', score: 0, parts: { near: 0.6, 'near.exists': 1 } } }),
    ]
    const of = (...candidate: [number, number]) =>
      blocking(
        gate(
          { cases: numbered(rows(0.6, 1)), graders: [whole] },
          { cases: numbered(rows(...candidate)), graders: [whole] },
          rule,
        ),
      )
    expect(of(0.6, 1)).toEqual([])
    expect(of(0.5, 1)).toEqual(['measure hallucinatedPer1000'])
    expect(of(0.6, 0.9)).toEqual(['measure hallucinatedPer1000'])
  })

  it('counts parts where a grader names parts, and no grader that names nothing', () => {
    const before = sketch(times(100, answer(1)))
    expect(blocking(gate(before, sketch([...times(9, answer(1, 0.5)), ...times(91, answer(1))]), rule))).toEqual([
      'measure hallucinatedPer1000',
    ])
    expect(blocking(gate(before, before, rule))).toEqual([])
  })

  it('cannot be held where no grader tells it', () => {
    expect(gateFault(times(20, 1), times(20, 1), policy({ hallucinatedPer1000: {} }))).toBe(
      'gate of eval "support": neither run tells its hallucinated per 1,000; give the eval a grader that tells unsupported answers, such as citations or figures, and grade the runs again',
    )
  })
})

describe('a measure that is not told', () => {
  it('by either run is a fault', () => {
    expect(gateFault(times(20, 1), times(20, 1), policy({ costPer1000: {} }))).toBe(
      'gate of eval "support": neither run tells its cost per 1,000; let the target give it with its answers, or take the rule out',
    )
  })

  it('by the candidate fails: silence is no pass', () => {
    const verdict = gate(taking(1), times(40, 1), policy({ latencyP50: {} }))
    expect(blocking(verdict)).toEqual(['missing latencyP50'])
    expect(verdict.sentence).toBe('FAIL: the candidate does not tell its latency p50; ask support-platform.')
  })
})
