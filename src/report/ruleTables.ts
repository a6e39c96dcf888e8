import type { Comparison, Expectation, MetricComparison } from '../core/comparison.ts'
import { blocks, type GatePolicy, nameOnSlice } from '../core/rules.ts'
import type { Finding, Verdict } from '../core/verdict.ts'
import { formatCount, formatInterval, formatPoints, formatScore, probability } from '../text/format.ts'

/** A rule on a slice: what it is about, the numbers, and what became of it. */
export interface RequiredSliceView {
  tag: string
  metric: string
  tier: string
  cases: string
  baseline: string
  candidate: string
  difference: string
  interval: string | null
  state: 'worse' | 'proven' | 'open'
  symbol: string
  stateWord: string
}

/** What was expected of a metric before the run, beside what came. */
export interface ExpectationView {
  metric: string
  expected: string
  actual: string
  interval: string | null
  symbol: string
  outcome: string
  state: 'better' | 'worse' | 'open'
}

const states = {
  worse: { symbol: '\u2717', word: 'fails' },
  proven: { symbol: '\u2713', word: 'shown to be no worse' },
  open: { symbol: '~', word: 'open' },
} as const

/** The rules on slices, in their order; a slice without a case has a row for each of its rules. */
export function requiredSlicesView(comparison: Comparison, policy: GatePolicy, verdict: Verdict): RequiredSliceView[] {
  return comparison.requiredSlices.flatMap(({ tag, cases, metrics }) =>
    Object.entries(policy.slices?.[tag] ?? {}).map(([metric, rule]) => {
      const found = metrics.find((candidate) => candidate.metric === metric)
      const findings = verdict.findings.filter((finding) => finding.rule === nameOnSlice(metric, tag))
      const state = blocks(rule) ? stateOf(findings) : 'open'
      return {
        tag,
        metric,
        tier: rule.tier,
        cases: formatCount(cases),
        ...numbersOf(found),
        state,
        symbol: states[state].symbol,
        stateWord: stateWord(state, findings),
      }
    }),
  )
}

function stateOf(findings: readonly Finding[]): RequiredSliceView['state'] {
  if (findings.some((finding) => finding.blocks || finding.waiver !== undefined)) return 'worse'
  return findings.some(({ kind }) => kind === 'certified') ? 'proven' : 'open'
}

function stateWord(state: RequiredSliceView['state'], findings: readonly Finding[]): string {
  const waiver = findings.find((finding) => finding.waiver !== undefined)?.waiver
  if (waiver !== undefined) return `fails, waived until ${waiver.expires}`
  return findings.some(({ kind }) => kind === 'missing') ? 'no case carries the tag' : states[state].word
}

function numbersOf(metric: MetricComparison | undefined) {
  const { test = null } = metric ?? {}
  return {
    baseline: formatScore(metric?.baseline.mean),
    candidate: formatScore(metric?.candidate.mean),
    difference: formatPoints(test?.meanDiff),
    interval: test === null ? null : `${formatInterval(test.interval)}, ${probability(test.pWorse)}`,
  }
}

const outcomes: Record<Expectation['cameTrue'], Pick<ExpectationView, 'symbol' | 'outcome' | 'state'>> = {
  true: { symbol: '\u2713', outcome: 'came true', state: 'better' },
  exceeded: { symbol: '\u25b2', outcome: 'went better than expected', state: 'better' },
  open: { symbol: '~', outcome: 'may be true, but so may no change', state: 'open' },
  false: { symbol: '\u2717', outcome: 'did not come true', state: 'worse' },
}

export function expectationsView({ expectations }: Comparison): ExpectationView[] {
  return expectations.map(({ metric, expected, actual, interval, cameTrue }) => ({
    metric,
    expected: formatPoints(expected),
    actual: formatPoints(actual),
    interval: interval === null ? null : formatInterval(interval),
    ...outcomes[cameTrue],
    ...(actual === null && { outcome: 'could not be compared' }),
  }))
}
