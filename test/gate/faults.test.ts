import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../src/compare/index.ts'
import { decide } from '../../src/gate/index.ts'
import { blocking, caveatsOf, gate, gateFault, policyOf } from '../support/gate.ts'
import { type CaseSketch, numbered, runPair, times } from '../support/gradedRun.ts'

const good = times<CaseSketch>(20, 1)
const cases = numbered(good)

describe('what cannot be gated', () => {
  it('is an eval without a blocking rule', () => {
    const message =
      'eval "support" has no blocking rule, so its gate could not fail; name at least one grader under `gate` with tier blocking or safety'
    expect(gateFault(good, good, policyOf({}))).toBe(message)
    expect(gateFault(good, good, policyOf({ quality: { tier: 'advisory' } }))).toBe(message)
  })

  it('is a rule on a grader that nobody ran', () => {
    expect(gateFault(good, good, policyOf({ qualty: {} }))).toBe(
      'gate of eval "support": neither run has a grader "qualty"; did you mean "quality"?',
    )
    expect(gateFault(good, good, policyOf({ tone: {}, quality: {} }))).toMatch(/"tone"; known are quality$/)
  })

  it('is a rule on a part that no answer had', () => {
    const parts = times<CaseSketch>(6, { citations: { status: 'scored', score: 1, parts: { quotes: 1 } } })
    const sketch = { cases: numbered(parts), graders: ['citations'] }
    expect(gateFault(sketch, sketch, policyOf({ 'citations.quote': {} }))).toBe(
      'gate of eval "support": grader "citations" gave no part "quote" in either run; did you mean "citations.quotes"?',
    )
  })

  it('is a blocking grader that changed', () => {
    const by = (fingerprint: string) => ({ cases, graders: [{ name: 'quality', fingerprint, passAt: 0.5 }] })
    expect(gateFault(by('1'), by('2'))).toBe(
      '"quality" has changed between the gradings of the two runs; grade both alike: `assay regrade base && assay regrade cand`',
    )
  })

  it('is not an advisory grader that changed: that is a caveat', () => {
    const both = numbered(times(20, { quality: 1, tone: 1 }))
    const worse = numbered(times(20, { quality: 1, tone: 0 }))
    const by = (fingerprint: string, items: typeof both) => ({
      cases: items,
      graders: ['quality', { name: 'tone', fingerprint, passAt: 0.5 }],
    })
    const verdict = gate(by('1', both), by('2', worse))
    expect(caveatsOf(verdict)).toContain(
      'tone changed between the gradings of the two runs, so their scores cannot be compared',
    )
    expect(verdict.findings.some(({ kind }) => kind === 'regression')).toBe(false)
  })

  it('is a side that a blocking grader never saw', () => {
    const both = { cases: numbered(times(20, { quality: 1, tone: 1 })), graders: ['quality', 'tone'] }
    expect(gateFault({ cases }, both, policyOf({ tone: {} }))).toBe(
      'run base was not graded by "tone"; grade it again: `assay regrade base`; where the eval has it no more, take the rule out and approve a new baseline',
    )
  })

  it('is a pair of sides with different golden answers', () => {
    const regolden = { cases: { ...cases, c003: { goldenHash: 'new answer', repeats: [1] } } }
    expect(gateFault({ cases }, regolden)).toBe(
      'what counts as right differs between the gradings of the two runs on 1 case (c003); grade both with the same golden answers: `assay regrade base && assay regrade cand`',
    )
  })

  it('is a run that is not complete', () => {
    expect(gateFault({ cases }, { cases, run: { status: 'interrupted' } })).toMatch(
      /^run cand of target "v2" is not complete; finish it with `assay run --resume cand`/,
    )
    expect(gateFault({ cases, gradingComplete: false }, { cases })).toMatch(/`assay regrade base`$/)
  })

  it('is a partial run, unless that is allowed', () => {
    const partial = { cases: numbered(times(8, 1)), run: { selection: { limit: 8 } } }
    expect(gateFault({ cases }, partial)).toBe(
      'run cand of target "v2" covers only some of the cases (--limit, --tag or an early end); run all cases, or gate what there is with --partial',
    )
    const verdict = gate({ cases }, partial, policyOf(), { allowPartial: true })
    expect(blocking(verdict)).toEqual([])
    expect(caveatsOf(verdict)).toContain('cand is partial: the verdict holds for the 8 cases that both runs cover')
    const reworded = { ...partial, cases: { ...partial.cases, c001: { inputHash: 'x', repeats: [1] } } }
    expect(blocking(gate({ cases }, reworded, policyOf(), { allowPartial: true }))).toEqual(['dataset dataset'])
  })

  it('does not excuse missing cases by a partial baseline', () => {
    const partial = { cases, run: { selection: { tags: ['x'] } } }
    const { c000: _, ...rest } = cases
    const verdict = gate(partial, { cases: rest }, policyOf(), { allowPartial: true })
    expect(blocking(verdict)).toEqual(['dataset dataset'])
  })

  it('is a metric that judged nothing', () => {
    const none = times<CaseSketch>(20, 'none')
    expect(gateFault(none, none)).toMatch(/^"quality" had nothing to judge on any case/)
  })

  it('is a comparison of another eval', () => {
    expect(gateFault(good, good, policyOf({ quality: {} }, { eval: 'billing' }))).toBe(
      'the rules are those of eval "billing", the runs of "support"',
    )
  })

  it('is a comparison by another statistic than the rule is about', () => {
    const comparison = compareRuns(...runPair({ cases }, { cases }))
    expect(() => decide(comparison, policyOf({ quality: { metric: 'pass' } }))).toThrow(TypeError)
  })

  it('is told all at once', () => {
    const message = gateFault({ cases, run: { selection: { limit: 1 } } }, { cases }, policyOf({ nope: {} }))
    expect(message.split('\n')).toHaveLength(2)
  })
})
