import { describe, expect, it } from 'vitest'
import type { AaReport, AlarmCheck } from '../../src/core/aa.ts'
import { renderAa } from '../../src/reporters/aaText.ts'
import { displayWidth } from '../../src/reporters/width.ts'
import { comparisonFixture } from '../support/comparisonFixture.ts'
import { rulePlan } from '../support/powerFixture.ts'

const plain = { color: false, columns: 100 }

const alarms = (over: Partial<AlarmCheck> = {}): AlarmCheck => ({
  draws: 400,
  seed: 1,
  allowed: 0.05,
  blocked: 14,
  interval: [0.021, 0.058],
  rules: [
    { rule: 'exactMatch', kind: 'regression', draws: 9 },
    { rule: 'citations', kind: 'regression', draws: 6 },
  ],
  blockedByAbsolutes: 0,
  absolutes: [],
  isTooOften: false,
  ...over,
})

function report(over: Partial<AaReport> = {}): AaReport {
  const { baseline, errors, measures } = comparisonFixture()
  const caseIds = Array.from({ length: 12 }, (_, index) => `case-${String(index).padStart(2, '0')}`)
  return {
    schemaVersion: 1,
    eval: 'support',
    first: baseline,
    second: { ...baseline, id: '019ab0c2f1d07c3f' },
    cases: 193,
    metrics: [
      {
        metric: 'exactMatch',
        cases: 124,
        flips: { caseIds, interval: [0.0563, 0.162] },
        meanAbsoluteDifference: 0.0968,
        variance: { within: 0.0484, between: 0.06 },
        sdOfDifference: 0.0279,
        difference: { mean: -0.0161, interval: [-0.0741, 0.0415], p: 0.5811 },
      },
      {
        metric: 'citations.exists',
        part: 'exists',
        cases: 0,
        flips: { caseIds: [], interval: null },
        meanAbsoluteDifference: null,
        variance: null,
        sdOfDifference: null,
        difference: null,
      },
    ],
    flipping: caseIds.map((caseId) => ({ caseId, metrics: ['exactMatch'] })),
    errors,
    measures,
    answers: { answers: 120, same: 90 },
    alarms: alarms(),
    outlook: [rulePlan('exactMatch')],
    ...over,
  }
}

const words = (text: string) => text.replace(/\s+/g, ' ')
const last = (text: string) => words(text.trimEnd().split('\n\n').at(-1) ?? '')

describe('two runs of the same version', () => {
  const text = renderAa(report(), plain)

  it('are shown metric by metric: flips, sizes, the difference and what spread follows', () => {
    const row = text.split('\n').find((line) => line.startsWith('  exactMatch ')) ?? ''
    expect(row.trim().split(/ {2,}/)).toEqual([
      'exactMatch',
      '12 of 124',
      '9.7%',
      '[5.6%, 16.2%]',
      '9.7',
      '-1.6',
      '[-7.4, +4.2]',
      '.581',
      '2.8',
    ])
    expect(text).toMatch(/^ {4}exists +0 of 0 +– /m)
  })

  it('are shown with ten of the cases that flip, what answers are the same, and what would show', () => {
    expect(text).toContain('case-09')
    expect(text).not.toContain('case-10')
    expect(text).toContain('and 2 more')
    expect(words(text)).toContain('same text: 90 of 120 answers (75.0%)')
    expect(words(text)).toContain('drops that show 1 repeat 3 repeats')
    const steady = renderAa(report({ answers: { answers: 5, same: 5 } }), plain)
    expect(words(steady)).toContain('it does not waver, or answers from memory')
  })

  it('end with how often the gate failed, and by which rules', () => {
    expect(last(text)).toBe(
      'OK Nothing got worse, and of 400 redraws, in which the two answers to a case change sides at random, the gate failed 14 (3.5% [2.1%, 5.8%]); it allows itself 5%. By rule: exactMatch 9, citations 6.',
    )
  })

  it('say where the gate cries wolf', () => {
    const often = report({ alarms: alarms({ blocked: 60, interval: [0.118, 0.188], isTooOften: true }) })
    expect(last(renderAa(often, plain))).toMatch(
      /^CRIES WOLF Nothing got worse, and of 400 redraws.*failed 60 \(15\.0%/,
    )
    const rules = [
      { rule: 'x', kind: 'critical' as const, draws: 59 },
      { rule: 'x', kind: 'coverage' as const, draws: 2 },
      { rule: 'latencyP95', kind: 'measure' as const, draws: 1 },
    ]
    expect(last(renderAa(report({ alarms: alarms({ isTooOften: true, rules }) }), plain))).toMatch(
      /By rule: critical cases of x 59, coverage of x 2, latency p95 1\. A case that wavers should not be critical\.$/,
    )
  })

  it('tell apart what fails on the version itself', () => {
    const absolutes = [
      { rule: 'citations', kind: 'floor' as const, draws: 400 },
      { rule: 'latencyP95', kind: 'measure' as const, draws: 10 },
    ]
    const said = last(renderAa(report({ alarms: alarms({ blockedByAbsolutes: 386, absolutes }) }), plain))
    expect(said).toMatch(
      /^FAILS BY ITSELF The floor of citations \(in 100\.0% of the redraws\), the limit of latency p95/,
    )
    expect(said).toContain('fail on the version itself: one that is as good will be blocked too. Nothing got worse')
    const one = (rule: string, kind: 'errors' | 'critical') =>
      last(renderAa(report({ alarms: alarms({ absolutes: [{ rule, kind, draws: 400 }] }) }), plain))
    expect(one('errors', 'errors')).toContain('MaxErrorRate (in 100.0% of the redraws) fails on the version itself')
    expect(one('x', 'critical')).toContain('Strict cases of x')
    const near = report({ alarms: alarms({ absolutes: [{ rule: 'x', kind: 'floor', draws: 9 }] }) })
    expect(last(renderAa(near, plain))).toMatch(
      /^OK Nothing got worse.* The floor of x \(in 2\.3% of the redraws\) fails on .* may be/,
    )
  })

  it('say where there is no gate to try', () => {
    expect(last(renderAa(report({ alarms: null, outlook: [] }), plain))).toBe(
      'No rule of this eval could fail, so there is no gate to try.',
    )
  })

  it('fit the terminal, and let nothing through that steers it', () => {
    const hostile = report({
      eval: 'a\u001b[2J',
      flipping: [{ caseId: '\u001b]0;x\u0007::error::', metrics: ['\u202ex'] }],
      alarms: alarms({ rules: [{ rule: '\u001b[31m', kind: 'regression', draws: 1 }] }),
    })
    for (const columns of [60, 80, 120]) {
      for (const item of [report(), hostile]) {
        const lines = renderAa(item, { color: false, columns }).split('\n')
        expect(lines.filter((line) => displayWidth(line) > columns || line.includes('\u001b'))).toEqual([])
        expect(lines.filter((line) => /^\s*::/.test(line))).toEqual([])
      }
    }
  })
})
