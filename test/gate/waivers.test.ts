import { describe, expect, it } from 'vitest'
import type { Waiver } from '../../src/core/ledger.ts'
import { verdictExitCode } from '../../src/core/verdict.ts'
import { blocking, findingOf, gate, policyOf } from '../support/gate.ts'
import { type CaseSketch, numbered, times } from '../support/gradedRun.ts'

const waiver = (rule: string, changes: Partial<Waiver> = {}): Waiver => ({
  kind: 'waiver',
  id: 'w1',
  eval: 'support',
  reason: 'the new tone guide lands next week',
  by: 'ada',
  at: '2026-01-01T00:00:00.000Z',
  rule,
  expires: '2026-02-01',
  ...changes,
})

const before = times<CaseSketch>(60, 1)
const after = [...times<CaseSketch>(20, 0), ...times<CaseSketch>(40, 1)]

describe('a waiver', () => {
  it('lets a failing rule through, and says so in the same breath', () => {
    const verdict = gate(before, after, policyOf(), { waivers: [waiver('quality')] })
    expect(blocking(verdict)).toEqual([])
    expect(verdictExitCode(verdict)).toBe(0)
    expect(verdict.sentence).toBe('No other regression found. Failing, but waived: quality (until 2026-02-01, by ada).')
    const finding = findingOf(verdict, 'regression', 'quality')
    expect(finding).toMatchObject({
      blocks: false,
      waiver: { by: 'ada', expires: '2026-02-01', reason: 'the new tone guide lands next week' },
    })
    expect(finding.message).toMatch(/; waived until 2026-02-01 by ada: the new tone guide lands next week$/)
  })

  it('names who waived without the address', () => {
    const waivers = [waiver('quality', { by: 'Ada L. <ada@example.org>' })]
    expect(gate(before, after, policyOf(), { waivers }).sentence).toContain('by Ada L.)')
  })

  it('is for one rule of one eval', () => {
    expect(blocking(gate(before, after, policyOf(), { waivers: [waiver('errors')] }))).toEqual(['regression quality'])
    const other = [waiver('quality', { eval: 'billing' })]
    expect(blocking(gate(before, after, policyOf(), { waivers: other }))).toEqual(['regression quality'])
  })

  it('leaves the other rules their teeth', () => {
    const graders = ['x', 'y']
    const side = (score: number) => ({ cases: numbered(times(60, { x: score, y: score })), graders })
    const verdict = gate(side(1), side(0), policyOf({ x: {}, y: {} }), { waivers: [waiver('x')] })
    expect(blocking(verdict)).toEqual(['regression y'])
    expect(verdict.sentence).toBe(
      'FAIL: v2 is worse than v1 on y (-100.0 points); ask support-platform. Failing, but waived: x (until 2026-02-01, by ada).',
    )
  })

  it('is not asked to be certified, and the rest is', () => {
    const graders = ['x', 'y']
    const side = (x: number) => ({ cases: numbered(times(300, { x, y: 1 })), graders })
    const options = { waivers: [waiver('x')], certify: true }
    const verdict = gate(side(1), side(0), policyOf({ x: {}, y: {} }), options)
    expect(verdict.decision).toBe('pass')
    expect(verdict.sentence).toMatch(
      /^PASS: v2 is not worse than v1 by 3 points or more on y, .* Failing, but waived: x/,
    )
  })

  it('of every rule leaves nothing to be shown', () => {
    const waivers = [waiver('quality'), waiver('errors')]
    const failing = [...times<CaseSketch>(200, 0), ...times<CaseSketch>(300, 1)]
    const only = gate(times<CaseSketch>(500, 1), failing, policyOf({ quality: {} }, { maxErrorRate: 1 }), {
      waivers,
      certify: true,
    })
    expect(only.sentence).toMatch(/^PASS: every other rule holds\. Failing, but waived: quality/)
  })

  it('says nothing where the rule does not fail', () => {
    const verdict = gate(before, before, policyOf(), { waivers: [waiver('quality')] })
    expect(verdict.sentence).not.toContain('waived')
    expect(verdict.findings.every((finding) => finding.waiver === undefined)).toBe(true)
  })

  it('covers floors, errors and the dataset by their rules', () => {
    const floor = policyOf({ quality: { min: 0.9 } })
    expect(blocking(gate(after, after, floor, { waivers: [waiver('quality')] }))).toEqual([])
    const erring = [...times<CaseSketch>(6, 'timeout'), ...times<CaseSketch>(200, 1)]
    expect(blocking(gate(erring, erring, policyOf(), { waivers: [waiver('errors')] }))).toEqual([])
    expect(blocking(gate(before, before.slice(1), policyOf(), { waivers: [waiver('dataset')] }))).toEqual([])
  })

  it('whose words come from people cannot steer a terminal', () => {
    const hostile = [waiver('quality', { by: 'eve\u001b[2J', reason: 'a\nb' })]
    const verdict = gate(before, after, policyOf(), { waivers: hostile })
    expect(`${verdict.sentence}${findingOf(verdict, 'regression').message}`).not.toMatch(/\p{Cc}/u)
  })
})
