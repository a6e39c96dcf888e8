import { describe, expect, it } from 'vitest'
import { gate, policyOf } from '../support/gate.ts'
import { type CaseSketch, numbered, times } from '../support/gradedRun.ts'

describe('the sentence of the verdict', () => {
  const target = (name: string, version?: string) => ({
    target: { name, kind: 'http', fingerprint: 'f', ...(version !== undefined && { version }) },
  })
  const failing = (before: object, after: object, owner?: string) => {
    const { owner: _, ...policy } = policyOf()
    return gate(
      { cases: numbered(times(40, 1)), run: before },
      { cases: numbered(times(40, 0)), run: after },
      { ...policy, ...(owner !== undefined && { owner }) },
    ).sentence
  }

  it('names the two by target, by version, or by role', () => {
    expect(failing(target('v1'), target('v2'))).toBe('FAIL: v2 is worse than v1 on quality (-100.0 points).')
    expect(failing(target('bot', '1.4'), target('bot', '1.5'))).toMatch(/^FAIL: bot 1\.5 is worse than bot 1\.4 on/)
    expect(failing(target('bot'), target('bot'))).toMatch(/^FAIL: the candidate is worse than the baseline on/)
    expect(failing(target('bot', '1'), target('bot', '1'))).toMatch(/^FAIL: the candidate is worse/)
  })

  it('names whom to ask', () => {
    expect(failing(target('v1'), target('v2'), 'search')).toMatch(/; ask search\.$/)
    const owned = failing({ ...target('v1') }, { ...target('v2'), owner: 'platform' })
    expect(owned).toMatch(/; ask platform\.$/)
  })

  it('stays short, however many rules and cases fail', () => {
    const graders = ['a', 'b', 'c', 'd', 'e']
    const graded = (score: number) => Object.fromEntries(graders.map((name) => [name, score]))
    const cases = (score: number) =>
      numbered(times(40, 0).map((_, index) => ({ strict: index < 8, repeats: [graded(index < 20 ? score : 1)] })))
    const policy = policyOf(Object.fromEntries(graders.map((name) => [name, { min: 0.9 }])))
    const verdict = gate({ cases: cases(1), graders }, { cases: cases(0), graders }, policy)
    expect(verdict.sentence).toBe(
      'FAIL: v2 is worse than v1 on a (-50.0 points), b (-50.0 points), c (-50.0 points) and 2 more; a, b, c and 2 more are under their floors; 8 strict cases fail a, b, c and 2 more (c000, c001, c002 and 5 more); ask support-platform.',
    )
    expect(verdict.findings.filter(({ kind }) => kind === 'critical')).toHaveLength(5)
  })

  it('tells of errors once, though both their rise and their rate fail', () => {
    const verdict = gate(times(100, 1), [...times<CaseSketch>(10, 'timeout'), ...times<CaseSketch>(90, 1)])
    expect(verdict.sentence).toBe(
      'FAIL: 10.0% of the answers are errors (2% allowed); quality could be compared on only 90.0% of the cases; ask support-platform.',
    )
  })

  it('lists every reason', () => {
    const sentence = gate(
      { cases: { ...numbered(times(40, 1)), gone: 1 } },
      { cases: numbered([...times(30, 0), ...times(7, 1), 'refused', 'refused', 'refused']) },
      policyOf({ quality: { min: 0.9 } }),
    ).sentence
    expect(sentence).toBe(
      'FAIL: v2 is worse than v1 on quality (-82.5 points); 7.5% of the answers are errors (2% allowed); quality scores 17.5%, under its floor of 90%; 1 baseline case is missing; ask support-platform.',
    )
  })
})
