import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { measureRuleSchema } from '../../src/core/measures.ts'
import { slicesSchema } from '../../src/core/rules.ts'
import { junit } from '../../src/reporters/junit.ts'
import { oneLine } from '../../src/reporters/safe.ts'
import {
  comparisonFixture,
  finding,
  metric,
  passingVerdict,
  policyFixture,
  verdictFixture,
} from '../support/comparisonFixture.ts'
import { hostileItem, hostileText } from '../support/hostile.ts'
import { parseXml, type XmlElement } from '../support/xml.ts'

function suitesOf(text: string): XmlElement[] {
  const root = parseXml(text)
  expect(root.name).toBe('testsuites')
  return root.children
}

function testsOf(suite: XmlElement | undefined): Map<string, XmlElement> {
  const tests = suite?.children.filter(({ name }) => name === 'testcase') ?? []
  return new Map(tests.map((test) => [test.attributes.name ?? '', test]))
}

function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((item) => item.name === name)
}

const item = { comparison: comparisonFixture(), verdict: verdictFixture(), policy: policyFixture() }

describe('junit', () => {
  it('is a suite for the eval and a test for each rule, the built-in ones too', () => {
    const [suite, ...rest] = suitesOf(junit([item]))
    expect(rest).toEqual([])
    expect(suite?.attributes).toEqual({
      name: 'support',
      tests: '6',
      failures: '2',
      errors: '0',
      skipped: '0',
      timestamp: '2025-11-23T15:40:03',
    })
    const tests = testsOf(suite)
    expect([...tests.keys()]).toEqual(['exactMatch', 'citations', 'refusal', 'tone', 'errors', 'dataset'])
    for (const test of tests.values()) expect(test.attributes.classname).toBe('support')
  })

  it('has a test for each rule on a measure and on a slice, with its numbers', () => {
    const comparison = comparisonFixture({
      requiredSlices: [{ tag: 'billing', cases: 31, metrics: [metric('exactMatch')] }],
    })
    const policy = {
      ...policyFixture(),
      measures: { latencyP95: measureRuleSchema.parse({}) },
      slices: slicesSchema.parse({ billing: { exactMatch: {} } }),
    }
    const findings = [
      finding({ kind: 'measure', rule: 'latencyP95', message: 'latency p95 got worse' }),
      finding({ kind: 'inconclusive', blocks: false, rule: 'exactMatch on billing', message: 'open' }),
    ]
    const tests = testsOf(suitesOf(junit([{ comparison, policy, verdict: verdictFixture({ findings }) }]))[0])
    expect(child(tests.get('latencyP95'), 'failure')?.text).toContain(
      'baseline 3.81 s, candidate 1.90 s, ratio ×0.50 [0.43, 0.58]; 122 cases',
    )
    expect(child(tests.get('exactMatch on billing'), 'system-out')?.text).toContain('difference -8.9 points')
  })

  it('fails a rule with what was found, its owner, its cases and its numbers', () => {
    const test = testsOf(suitesOf(junit([item]))[0]).get('citations')
    const failure = child(test, 'failure')
    expect(failure?.attributes.type).toBe('regression')
    expect(failure?.attributes.message).toMatch(/^citations fell by 11.3 points/)
    expect(failure?.text).toContain('owner: support-platform')
    expect(failure?.text).toContain('case billing-000, exactMatch -100.0, citations -100.0')
    expect(failure?.text).toContain('baseline 96.4%, candidate 85.1%; difference -11.3 points')
  })

  it('puts two faults of one rule into one failure', () => {
    const test = testsOf(suitesOf(junit([item]))[0]).get('exactMatch')
    expect(test?.children.filter(({ name }) => name === 'failure')).toHaveLength(1)
    expect(child(test, 'failure')?.attributes.message).toContain('(and 1 more finding)')
    expect(child(test, 'failure')?.text).toContain('critical case billing-000')
  })

  it('passes what does not block and keeps what was found as output', () => {
    const tests = testsOf(suitesOf(junit([item]))[0])
    expect(child(tests.get('tone'), 'failure')).toBeUndefined()
    expect(child(tests.get('tone'), 'system-out')?.text).toContain('improvement (advisory): tone rose by 17.2 points')
    expect(child(tests.get('errors'), 'system-out')?.text).toContain('candidate 2 of 125 trials (1.6%)')
    expect(child(tests.get('refusal'), 'failure')).toBeUndefined()
  })

  it('keeps what concerns no rule of the policy as output of the suite', () => {
    const findings = [
      finding({ kind: 'caveat', tier: 'advisory', blocks: false, rule: 'slices', message: 'worse on some tags' }),
      finding({ kind: 'critical', rule: 'unlisted', message: 'case a fails' }),
    ]
    const [suite] = suitesOf(junit([{ ...item, verdict: verdictFixture({ findings }) }]))
    expect(child(suite, 'system-out')?.text).toBe('caveat (advisory): worse on some tags')
    expect(testsOf(suite).has('slices')).toBe(false)
    expect(child(testsOf(suite).get('unlisted'), 'failure')?.attributes.message).toBe('case a fails')
  })

  it('fails doubt only where certainty was asked for', () => {
    const failures = (certify: boolean) => {
      const findings = [
        finding({ kind: 'inconclusive', blocks: false }),
        finding({ kind: 'inconclusive', blocks: false, rule: 'tone', tier: 'advisory' }),
      ]
      const verdict = passingVerdict({ decision: 'inconclusive', certify, findings })
      return suitesOf(junit([{ ...item, verdict }]))[0]?.attributes.failures
    }
    expect(failures(true)).toBe('1')
    expect(failures(false)).toBe('0')
  })

  it('holds several evals, and an error for one that could not be judged', () => {
    const text = junit([item, { eval: 'emails', problem: 'emails has no baseline; assay baseline approve RUN' }])
    expect(parseXml(text).attributes).toMatchObject({ tests: '7', failures: '2', errors: '1' })
    const error = child(testsOf(suitesOf(text)[1]).get('gate'), 'error')
    expect(error?.attributes.message).toBe('emails has no baseline; assay baseline approve RUN')
  })

  it('stays well-formed and keeps hostile text as text', () => {
    fc.assert(
      fc.property(hostileItem, hostileText, ({ comparison, verdict }, problem) => {
        const [suite, other] = suitesOf(
          junit([
            { comparison, verdict, policy: policyFixture({}) },
            { eval: 'e', problem },
          ]),
        )
        const shown = (text: string) => oneLine(text).replace(/[\ufffe\uffff]/g, '\ufffd')
        expect(suite?.attributes.name).toBe(shown(comparison.eval))
        const rule = verdict.findings[0]?.rule ?? ''
        expect(testsOf(suite).has(shown(rule))).toBe(true)
        expect(child(testsOf(other).get('gate'), 'error')?.text).toBe(shown(problem))
        expect(suite?.children.every(({ name }) => ['properties', 'testcase', 'system-out'].includes(name))).toBe(true)
      }),
      { numRuns: 150 },
    )
  })
})
