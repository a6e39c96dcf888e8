import { describe, expect, it } from 'vitest'
import type { Comparison, MetricComparison } from '../../src/core/comparison.ts'
import type { ReportInput } from '../../src/report/index.ts'
import { pageView } from '../../src/report/page.ts'
import { planCases } from '../../src/report/plan.ts'
import {
  comparisonFixture,
  finding,
  metric,
  metricSide,
  pairedTest,
  policyFixture,
  verdictFixture,
} from '../support/comparisonFixture.ts'
import { noRepeats, repeatsFixture, repeatsSide } from '../support/repeatsFixture.ts'

function view(changes: Partial<ReportInput> = {}) {
  const input: ReportInput = {
    comparison: comparisonFixture(),
    verdict: verdictFixture(),
    policy: policyFixture(),
    generatedAt: '2026-03-04T12:30:00.000Z',
    assayVersion: '0.1.0',
    details: async () => new Map(),
    ...changes,
  }
  return pageView(input, planCases(input.comparison, input.verdict))
}

const rowOf = (item: MetricComparison, changes: Partial<ReportInput> = {}) => {
  const [row] = view({
    comparison: comparisonFixture({ metrics: [item] }),
    verdict: verdictFixture({ findings: [] }),
    ...changes,
  }).metrics.rows
  if (row === undefined) throw new Error('no row')
  return row
}

describe('the graders', () => {
  it('say in plain words that a metric got worse, and whether that blocks', () => {
    const rows = view().metrics.rows
    expect(rows.find((row) => row.name === 'citations')).toMatchObject({
      stateWord: 'Worse',
      gates: true,
      baseline: '96.4%',
      candidate: '85.1%',
      difference: '-11.3',
      interval: '[-16.2, -6.5]',
      probability: 'p < .001',
      meaning:
        "Answers got worse by 11.3 points, more than chance would do: 21 of 124 cases fell and 2 rose. This blocks. 2 cases of the baseline's 124 could not be compared (1.6%).",
      trials:
        'Baseline: 124 scored, 0 with nothing to judge, 0 grader errors, 0 without an answer. Candidate: 122 scored, 0 with nothing to judge, 0 grader errors, 2 without an answer.',
    })
    expect(rows.find((row) => row.name === 'citations.quotes')).toMatchObject({
      isPart: true,
      gates: false,
      stateWord: 'Worse',
    })
    expect(rows.find((row) => row.name === 'citations.quotes')?.meaning).toContain('It is advisory and does not block.')
  })

  it('do not take silence for proof', () => {
    const test = pairedTest({ meanDiff: -0.004, interval: [-0.03, 0.02], pWorse: 0.4, minimumDetectableDrop: 0.036 })
    const row = rowOf(metric('citations', { test }))
    expect(row.stateWord).toBe('No clear change')
    expect(row.meaning).toContain(
      'A drop of 3.6 points or more would very likely have shown; a smaller one may hide here.',
    )
    const blind = rowOf(metric('citations', { test: { ...test, minimumDetectableDrop: null } }))
    expect(blind.meaning).toContain('With so few cases no drop would reliably show.')
  })

  it('say no worse only where the gate has shown it', () => {
    const test = pairedTest({
      meanDiff: 0.001,
      interval: [-0.012, 0.014],
      lowerBound: -0.01,
      pWorse: 0.5,
      worse: 1,
      better: 1,
    })
    const certified = finding({ kind: 'certified', blocks: false, rule: 'citations' })
    const row = rowOf(metric('citations', { test }), { verdict: verdictFixture({ findings: [certified] }) })
    expect(row.stateWord).toBe('No worse')
    expect(row.meaning).toContain('smaller than 1.0 point, within the margin of 3 points')
    expect(rowOf(metric('citations', { test })).stateWord).toBe('No clear change')
  })

  it('tell of metrics without a test, floors, and means that errors lower', () => {
    const none = rowOf(metric('citations', { test: null, candidate: metricSide(null) }))
    expect(none).toMatchObject({ stateWord: 'Not compared', difference: '–', chart: null })
    const floor = finding({ kind: 'floor', rule: 'citations' })
    const policy = policyFixture({ citations: { tier: 'blocking', min: 0.9 } })
    expect(rowOf(metric('citations'), { policy, verdict: verdictFixture({ findings: [floor] }) }).meaning).toContain(
      'below the floor of 90.0%',
    )
    const lowered = rowOf(metric('citations', { candidate: metricSide(0.9, { meanWithErrors: 0.88 }) }))
    expect(lowered.withErrors).toContain('91.1% → 88.0%')
  })

  it('are drawn to one scale, with the zones of their own rules', () => {
    const { metrics } = view({
      policy: policyFixture({ exactMatch: { tier: 'safety' }, citations: { minEffect: 0.05 } }),
    })
    const chartOf = (name: string) => metrics.rows.find((row) => row.name === name)?.chart
    const at = (text: string | null | undefined) => Number(text?.replace('%', ''))
    expect(chartOf('exactMatch')?.zero).toBe('50.00%')
    expect(chartOf('exactMatch')?.blockZone).toBe('50.00%')
    expect(at(chartOf('citations')?.blockZone)).toBeLessThan(50)
    expect(at(chartOf('citations')?.mean)).toBeLessThan(at(chartOf('exactMatch')?.mean))
    expect(chartOf('tone')).toMatchObject({ blockZone: null, margin: null, direction: 'better' })
    // The interval of this part goes beyond what the graders need: it is drawn to the edge, without an end mark.
    expect(chartOf('citations.quotes')).toMatchObject({ low: '4.00%' })
    expect(chartOf('citations.quotes')?.ends).toHaveLength(1)
  })
})

describe('the rest of the page', () => {
  it('leaves out of the sentence what the large word says', () => {
    expect(view({ verdict: verdictFixture({ sentence: 'FAIL: v2 is worse; ask us.' }) }).sentence).toBe(
      'v2 is worse; ask us.',
    )
    expect(view({ verdict: verdictFixture({ sentence: 'No regression found.' }) }).sentence).toBe(
      'No regression found.',
    )
  })

  it('leads from findings to cases', () => {
    const [first] = view().findings
    expect(first).toMatchObject({ blocks: true, kindWord: 'Regression', rule: 'citations' })
    expect(first?.cases[0]).toEqual({ href: '#case-billing-000', id: 'billing-000' })
  })

  it('says caveats once', () => {
    const caveat = (rule: string, message: string) => finding({ kind: 'caveat', blocks: false, rule, message })
    const findings = [
      caveat('latency p50', 'latency fell'),
      caveat('slices', 'worse on warranty'),
      caveat('dataset', 'one case is new'),
    ]
    expect(view({ verdict: verdictFixture({ findings }) }).caveats).toEqual(['one case is new'])
  })

  it('gives errors by code, measures in words and only the slices that stand out', () => {
    const { errors, measures, slices, slicesNote } = view()
    expect(errors.sides.map((side) => [side.rate, side.of])).toEqual([
      ['0.0%', '0 of 124 trials'],
      ['1.6%', '2 of 125 trials'],
    ])
    expect(errors.sides[1]?.codes.map(({ code }) => code)).toEqual(['content_filter', 'timeout'])
    expect(measures.map(({ meaning }) => meaning)).toEqual([
      '30.6% quicker, over 122 cases',
      '50.1% quicker, over 122 cases',
      'no clear difference, over 122 cases',
      '55.7% more, over 122 cases',
      '86.6% less, over 122 cases',
    ])
    expect(slices.map(({ tag }) => tag)).toEqual(['warranty', 'billing'])
    expect(slicesNote).toContain(`2 slices of ${comparisonFixture().slices.length} stand out`)
  })

  it('counts cases by change and offers no filter for what there is none of', () => {
    const { filters } = view()
    expect(filters.map(({ value, count }) => `${value} ${count}`)).toEqual([
      'all 23',
      'regressed 20',
      'mixed 3',
      'errors 1',
    ])
  })

  it('names the rules it was held to', () => {
    const { method } = view({
      policy: policyFixture({ citations: { margin: 0.02, min: 0.8 }, tone: { tier: 'advisory' } }),
    })
    expect(method.at(-1)).toBe(
      'Rules. citations: blocking, smallest drop that blocks 1 point, margin 2 points, floor 80.0%; tone: advisory. Errors: at most 2.0%.',
    )
  })
})

describe('the repeats', () => {
  const wavering = (repeats: ReturnType<typeof repeatsFixture>) =>
    view({ comparison: comparisonFixture({ repeats }) }).wavering

  it('are said in words, then by grader', () => {
    const shown = wavering(repeatsFixture())
    expect(shown).toMatchObject({
      sentence: 'Asked 3 times, 12 of 120 cases waver in the baseline and 41 in the candidate.',
      consistency: 'How far two answers to a case agree (consistency): 91.2% in the baseline, 80.1% in the candidate.',
      any: 'Any of 3 passes',
      all: 'All 3 pass',
    })
    expect(shown?.rows[0]).toEqual({
      grader: 'exactMatch',
      waver: { baseline: '12 of 120', candidate: '41 of 120' },
      any: { baseline: '97.5%', candidate: '95.0%' },
      all: { baseline: '85.0%', candidate: '60.0%' },
      within: { baseline: '15.0', candidate: '30.0' },
      between: { baseline: '30.0', candidate: '35.0' },
    })
  })

  it('lead to the cases that waver, as many as a reader can take in', () => {
    const shown = wavering(repeatsFixture())
    expect(shown?.flaky).toHaveLength(40)
    expect(shown?.flaky[3]).toEqual({
      href: '#case-billing-003',
      id: 'billing-003',
      grader: 'exactMatch',
      run: 'Baseline',
      passed: '2 of 3',
    })
    expect(shown).toMatchObject({ flakyCount: '55', more: expect.stringContaining('15 more are left out here') })
    expect(wavering(repeatsFixture({ flaky: repeatsFixture().flaky.slice(0, 40) }))?.more).toBeNull()
  })

  it('show what is not known as that', () => {
    const metrics = [{ metric: 'x', baseline: null, candidate: repeatsSide({ variance: null }) }]
    const shown = wavering(repeatsFixture({ metrics, consistency: { baseline: null, candidate: null } }))
    expect(shown?.consistency).toBeNull()
    expect(shown?.rows[0]).toMatchObject({
      waver: { baseline: '–', candidate: '12 of 120' },
      within: { baseline: '–', candidate: '–' },
    })
  })

  it('are not there where every case was asked once', () => {
    expect(wavering(noRepeats)).toBeNull()
  })

  it('put wavering cases first among those that did not change, so that their texts are shown', () => {
    const cases = ['a', 'b', 'billing-001'].map((caseId) => ({
      ...(comparisonFixture().cases[0] as Comparison['cases'][number]),
      caseId,
      change: 'same' as const,
      errors: { baseline: 0, candidate: caseId === 'b' ? 1 : 0 },
    }))
    const { full } = planCases(
      comparisonFixture({ cases, repeats: repeatsFixture() }),
      verdictFixture({ findings: [] }),
    )
    expect(full.map(({ caseId }) => caseId)).toEqual(['b', 'billing-001', 'a'])
  })

  it('make a metric whose meaning is agreement', () => {
    const row = rowOf(metric('consistency'))
    expect(row).toMatchObject({ statistic: 'how far the answers to a case agree', stateWord: 'Worse' })
    expect(row.meaning).toMatch(/^Answers agree less, by 8\.9 points, more than chance would do/)
    expect(rowOf(metric('consistency', { statistic: 'pass' })).statistic).toBe('share of cases whose answers all agree')
  })
})
