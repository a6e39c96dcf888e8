import { describe, expect, it } from 'vitest'
import { gate, policyOf } from '../support/gate.ts'
import { numbered, times } from '../support/gradedRun.ts'

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

  it('lists every reason', () => {
    const sentence = gate(
      { cases: { ...numbered(times(40, 1)), gone: 1 } },
      { cases: numbered([...times(30, 0), ...times(7, 1), 'refused', 'refused', 'refused']) },
      policyOf({ quality: { min: 0.9 } }),
    ).sentence
    expect(sentence).toBe(
      'FAIL: v2 is worse than v1 on quality (-82.5 points); 7.5% of the answers are errors (2.0% allowed); quality scores 17.5, under its floor of 90; 1 baseline case is missing; ask support-platform.',
    )
  })
})
