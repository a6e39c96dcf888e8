import { describe, expect, it } from 'vitest'
import type { TrialFacts } from '../../src/core/comparison.ts'
import { measureRuleSchema } from '../../src/core/measures.ts'
import { slicesSchema } from '../../src/core/rules.ts'
import { blocking, caveatsOf, findingOf, gate, gateFault, policyOf } from '../support/gate.ts'
import { type CaseSketch, numbered, times } from '../support/gradedRun.ts'

const good = { quality: { status: 'scored' as const, score: 1 } }
const costing = (costUsd: number, count: number): CaseSketch[] =>
  times<CaseSketch>(count, { repeat: 0, grades: good, costUsd } satisfies TrialFacts)
const silent = (count: number): CaseSketch[] => times<CaseSketch>(count, { repeat: 0, grades: good })
const onCost = policyOf({ quality: {} }, { measures: { costPer1000: measureRuleSchema.parse({}) } })

describe('a measure that the candidate tells of some cases alone', () => {
  it('fails, since what it keeps to itself could be anything', () => {
    const verdict = gate(costing(0.01, 100), [...costing(0.01, 90), ...silent(10)], onCost)
    expect(blocking(verdict)).toEqual(['coverage costPer1000'])
    expect(verdict.sentence).toBe(
      'FAIL: the candidate tells its cost per 1,000 on only 90.0% of the cases; ask support-platform.',
    )
    expect(blocking(gate(costing(0.01, 100), [...costing(0.01, 96), ...silent(4)], onCost))).toEqual([])
  })

  it('fails where it is silent on some of the answers to each case', () => {
    const thrice = (told: number): CaseSketch[] =>
      times<CaseSketch>(100, {
        repeats: [0, 1, 2].map((repeat) => ({ repeat, grades: good, ...(repeat < told && { costUsd: 0.01 }) })),
      })
    expect(blocking(gate(thrice(3), thrice(1), onCost))).toEqual(['coverage costPer1000'])
    expect(blocking(gate(thrice(2), thrice(2), onCost))).toEqual([])
  })

  it('cannot be gated where the baseline does not tell it at all', () => {
    expect(gateFault(silent(40), costing(0.01, 40), onCost)).toContain(
      'the baseline does not tell its cost per 1,000, so the rule on "costPer1000" cannot be gated',
    )
  })

  it('is not made up for by answers that cost nothing', () => {
    const verdict = gate([...costing(0.01, 60), ...costing(0, 40)], costing(0.01, 100), onCost)
    expect(blocking(verdict)).toEqual(['measure costPer1000'])
  })

  it('is told where even the baseline seldom tells it', () => {
    const verdict = gate([...costing(0.01, 10), ...silent(90)], costing(0.01, 100), onCost)
    expect(blocking(verdict)).toEqual([])
    expect(caveatsOf(verdict).join('\n')).toContain('cost per 1,000 is compared on 10 of 100 cases')
    const few = gate([...costing(0.01, 4), ...silent(96)], costing(0.01, 100), onCost)
    expect(few.sentence).toMatch(/ Too few cases tell cost per 1,000 to test it\.$/)
  })
})

describe('graders that tell hallucinated answers', () => {
  const invents = (fingerprint: string) => ({ name: 'quality', fingerprint, passAt: 1, hallucination: true as const })
  const rule = policyOf({}, { measures: { hallucinatedPer1000: measureRuleSchema.parse({}) } })
  const cases = numbered(times<CaseSketch>(100, 1))

  it('must be the same on both sides where a rule is about what they tell', () => {
    const fault = gateFault({ cases, graders: [invents('1')] }, { cases, graders: [invents('2')] }, rule)
    expect(fault).toContain('"quality" has changed between the gradings of the two runs')
  })

  it('do not speak for one another: what the broken one would have said is not known', () => {
    const two = { graders: [invents('1'), { ...invents('1'), name: 'other' }] }
    const fine = times<CaseSketch>(200, { quality: 1, other: 1 })
    const half = times<CaseSketch>(200, { quality: 'broken', other: 1 })
    const fault = gateFault({ cases: numbered(fine), ...two }, { cases: numbered(half), ...two }, rule)
    expect(fault).toContain('could be compared on only 0.0% of 200 cases')
    const caught = times<CaseSketch>(200, { quality: 'broken', other: 0 })
    expect(blocking(gate({ cases: numbered(fine), ...two }, { cases: numbered(caught), ...two }, rule))).toEqual([
      'measure hallucinatedPer1000',
    ])
  })

  it('that broke on the baseline leave nothing to hold the candidate against', () => {
    const broken = numbered([...times<CaseSketch>(100, 'broken'), ...times<CaseSketch>(100, 1)])
    const inventing = numbered([...times<CaseSketch>(100, 0), ...times<CaseSketch>(100, 1)])
    const graders = [invents('1')]
    expect(gateFault({ cases: broken, graders }, { cases: inventing, graders }, rule)).toContain('on only 50.0% of 200')
  })

  it('that broke are not the fault of the candidate', () => {
    const broken = numbered([...times<CaseSketch>(20, 'broken'), ...times<CaseSketch>(80, 1)])
    const fault = gateFault({ cases, graders: [invents('1')] }, { cases: broken, graders: [invents('1')] }, rule)
    expect(fault).toMatch(
      /"hallucinatedPer1000" could be compared on only 80\.0% of 100 cases: its graders \(quality\)/,
    )
  })
})

describe('several measures that fail', () => {
  it('are all told', () => {
    const slow = (factor: number): CaseSketch[] =>
      times<CaseSketch>(40, { repeat: 0, grades: good, latencyMs: 100 * factor, costUsd: 0.01 * factor })
    const rule = measureRuleSchema.parse({})
    const both = policyOf({ quality: {} }, { measures: { latencyP50: rule, costPer1000: rule } })
    expect(gate(slow(1), slow(2), both).sentence).toBe(
      'FAIL: latency p50 went from 100 ms to 200 ms (×2.00) and cost per 1,000 went from $10.00 to $20.00 (×2.00); ask support-platform.',
    )
  })
})

describe('advisory rules', () => {
  it('tell floors, limits and missing slices, and fail nothing', () => {
    const rules = policyOf(
      { quality: { tier: 'advisory', min: 0.9 }, other: {} },
      {
        slices: slicesSchema.parse({ refunds: { quality: { tier: 'advisory' } } }),
        measures: { latencyP95: measureRuleSchema.parse({ tier: 'advisory', max: 50 }) },
      },
    )
    const side = {
      graders: ['quality', 'other'],
      cases: numbered(
        times<CaseSketch>(40, {
          repeat: 0,
          latencyMs: 100,
          grades: { quality: { status: 'scored', score: 0.5 }, other: { status: 'scored', score: 1 } },
        }),
      ),
    }
    const verdict = gate(side, side, rules)
    expect(blocking(verdict)).toEqual([])
    expect(findingOf(verdict, 'floor', 'quality')).toMatchObject({ blocks: false, tier: 'advisory' })
    expect(findingOf(verdict, 'measure', 'latencyP95')).toMatchObject({ blocks: false })
    expect(findingOf(verdict, 'missing', 'quality on refunds')).toMatchObject({ blocks: false })
  })
})

describe('the dataset of the candidate', () => {
  const policy = policyOf(
    { quality: { tier: 'advisory' } },
    { slices: slicesSchema.parse({ refunds: { quality: {} } }) },
  )
  const tagged = (score: number): CaseSketch[] => times<CaseSketch>(20, { tags: ['refunds'], repeats: [score] })

  it('cannot take a case out of a required slice by untagging it', () => {
    const untagged = [...times<CaseSketch>(10, 0), ...tagged(1).slice(10)]
    expect(blocking(gate(tagged(1), untagged, policy))).toEqual(['regression quality on refunds'])
  })

  it('tells where it groups cases otherwise', () => {
    const grouped: CaseSketch[] = [...times<CaseSketch>(2, { cluster: 'a', repeats: [1] }), ...times<CaseSketch>(38, 1)]
    expect(caveatsOf(gate(times<CaseSketch>(40, 1), grouped)).join()).toContain(
      '2 cases belong to other groups (cluster, variantOf) than when the baseline ran (c000 and c001)',
    )
  })

  it('may not have rules on a slice of what is told of the whole alone', () => {
    const rules = policyOf({ quality: {} }, { slices: slicesSchema.parse({ refunds: { consistency: {} } }) })
    const twice: CaseSketch[] = times<CaseSketch>(20, {
      tags: ['refunds'],
      repeats: [0, 1].map((repeat) => ({ repeat, answer: 1, grades: good })),
    })
    expect(gateFault(twice, twice, rules)).toContain('"consistency" is told of all cases together')
  })
})

describe('a finding', () => {
  it('says how many cases there are beyond those that it lists', () => {
    const verdict = gate(times<CaseSketch>(100, 1), [...times<CaseSketch>(30, 0), ...times<CaseSketch>(70, 1)])
    expect(findingOf(verdict, 'regression')).toMatchObject({ moreCases: 10 })
    expect(findingOf(verdict, 'regression').caseIds).toHaveLength(20)
  })
})

describe('a grader that is gone with its rule', () => {
  it('is told, since nothing holds what it graded any more', () => {
    const cases = numbered(times<CaseSketch>(40, { quality: 1, figures: 1 }))
    const verdict = gate({ cases, graders: ['quality', 'figures'] }, { cases, graders: ['quality'] })
    expect(caveatsOf(verdict)).toContain(
      'figures graded the baseline and not the candidate, so nothing tells whether it got worse there',
    )
  })
})
