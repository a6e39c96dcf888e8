import type { ComparedRun, Comparison } from '../core/comparison.ts'
import type { Decision, Finding } from '../core/verdict.ts'
import { reasonOf } from '../core/verdict.ts'
import { formatCount, formatTime, plural } from '../text/format.ts'
import { caseAnchor } from './anchor.ts'
import { changeSymbol, changeWord, graderNames } from './caseHead.ts'
import { shortFingerprint } from './format.ts'
import type { ReportInput } from './input.ts'
import { type MetricsView, metricsView } from './metrics.ts'
import { caveats, method, shownNote } from './notes.ts'
import { type CasePlan, hasErrors } from './plan.ts'
import { type ExpectationView, expectationsView, type RequiredSliceView, requiredSlicesView } from './ruleTables.ts'
import { type ErrorsView, errorsView, type MeasureView, measureView, type SliceView, slicesView } from './tables.ts'
import { type WaveringView, waveringView } from './wavering.ts'

/** All of the page but its cases. */
export interface PageView {
  title: string
  eval: string
  decision: Decision
  decisionWord: string
  sentence: string
  isLong: boolean
  owner: string | null
  tally: { filter: string; symbol: string; label: string; count: string }[]
  runs: RunView[]
  findings: FindingView[]
  noFindings: boolean
  metrics: MetricsView
  requiredSlices: RequiredSliceView[]
  expectations: ExpectationView[]
  errors: ErrorsView
  measures: MeasureView[]
  slices: SliceView[]
  slicesNote: string | null
  wavering: WaveringView | null
  caveats: string[]
  method: string[]
  prints: { label: string; value: string }[]
  filters: { value: string; label: string; count: string; symbol: string }[]
  graders: { value: string; name: string }[]
  total: string
  shown: string
  generated: string
  generatedAt: string
  assayVersion: string
}

interface RunView {
  role: 'Baseline' | 'Candidate'
  target: string
  version: string | null
  rows: { label: string; value: string; code: boolean }[]
}

interface FindingView {
  kind: string
  kindWord: string
  symbol: string
  blocks: boolean
  /** The last day of the waiver without which it would block. */
  waived: string | null
  /** Null where the word for the kind says it already. */
  rule: string | null
  owner: string | null
  message: string
  cases: { href: string; id: string }[]
  /** How many more there are. */
  moreCases: string | null
}

const decisionWords: Record<Decision, string> = { pass: 'Pass', fail: 'Fail', inconclusive: 'Inconclusive' }

const findingWords: Record<Finding['kind'], { word: string; symbol: string }> = {
  regression: { word: 'Regression', symbol: '\u25bc' },
  floor: { word: 'Below the floor', symbol: '\u22a5' },
  critical: { word: 'Critical case', symbol: '!' },
  errors: { word: 'Errors', symbol: '\u2717' },
  coverage: { word: 'Coverage', symbol: '\u2205' },
  dataset: { word: 'Dataset', symbol: '\u2260' },
  missing: { word: 'Missing', symbol: '\u2205' },
  measure: { word: 'Measure', symbol: '\u25bc' },
  expectation: { word: 'Expectation', symbol: '=' },
  inconclusive: { word: 'Inconclusive', symbol: '?' },
  certified: { word: 'No worse', symbol: '\u2713' },
  improvement: { word: 'Improvement', symbol: '\u25b2' },
  caveat: { word: 'Caveat', symbol: 'i' },
}

export function pageView(input: ReportInput, plan: CasePlan): PageView {
  const { comparison, verdict, policy } = input
  const filters = filtersOf(comparison)
  const findings = verdict.findings.filter(({ kind }) => kind !== 'caveat' && kind !== 'expectation').map(findingView)
  return {
    title: `${decisionWords[verdict.decision]}: ${comparison.eval}, ${comparison.candidate.target} against ${comparison.baseline.target}`,
    eval: comparison.eval,
    decision: verdict.decision,
    decisionWord: decisionWords[verdict.decision],
    sentence: reasonOf(verdict),
    isLong: verdict.sentence.length > 220,
    owner: policy.owner ?? comparison.owner ?? null,
    tally: filters.slice(1).map(({ value, ...rest }) => ({ filter: value, ...rest })),
    runs: [runView('Baseline', comparison.baseline), runView('Candidate', comparison.candidate)],
    findings,
    noFindings: findings.length === 0,
    metrics: metricsView(comparison, policy, verdict),
    requiredSlices: requiredSlicesView(comparison, policy, verdict),
    expectations: expectationsView(comparison),
    errors: errorsView(comparison, policy.maxErrorRate),
    measures: comparison.measures.filter(({ key }) => key !== 'errorRate').map(measureView),
    ...slicesView(comparison.slices),
    wavering: waveringView(comparison.repeats),
    caveats: caveats(verdict, comparison),
    method: method(input),
    prints: [
      { label: 'Baseline run', value: comparison.baseline.id },
      { label: 'Baseline target', value: comparison.baseline.fingerprint },
      { label: 'Baseline dataset', value: comparison.baseline.dataset.fingerprint },
      { label: 'Candidate run', value: comparison.candidate.id },
      { label: 'Candidate target', value: comparison.candidate.fingerprint },
      { label: 'Candidate dataset', value: comparison.candidate.dataset.fingerprint },
    ],
    filters,
    graders: graderNames(comparison.metrics).map((name, index) => ({ value: String(index), name })),
    total: plural(comparison.cases.length, 'case'),
    shown: shownNote(plan),
    generated: `${formatTime(input.generatedAt)} UTC`,
    generatedAt: input.generatedAt,
    assayVersion: input.assayVersion,
  }
}

function filtersOf(comparison: Comparison): PageView['filters'] {
  const { cases } = comparison
  const changes = (['regressed', 'mixed', 'improved', 'same', 'changed', 'missing', 'added'] as const).map(
    (change) => ({
      value: change,
      label: changeWord[change],
      symbol: changeSymbol[change],
      n: cases.filter((item) => item.change === change).length,
    }),
  )
  const all = [
    { value: 'all', label: 'All', symbol: '', n: cases.length },
    ...changes,
    { value: 'errors', label: 'Errors', symbol: '\u2717', n: cases.filter(hasErrors).length },
  ]
  return all
    .filter(({ value, n }) => n > 0 || value === 'all' || value === 'regressed')
    .map(({ n, ...rest }) => ({ ...rest, count: formatCount(n) }))
}

function runView(role: RunView['role'], run: ComparedRun): RunView {
  const extent = `${plural(run.cases, 'case')}${run.partial ? ', a part of the dataset' : ''}`
  return {
    role,
    target: run.target,
    version: run.version ?? null,
    rows: [
      { label: 'Run', value: run.id, code: true },
      { label: 'Date', value: `${formatTime(run.createdAt)} UTC`, code: false },
      {
        label: 'Size',
        value: `${extent}, ${plural(run.repeats, 'repeat')} each${run.complete ? '' : '; not finished'}`,
        code: false,
      },
      { label: 'Target', value: shortFingerprint(run.fingerprint), code: true },
      { label: 'Dataset', value: shortFingerprint(run.dataset.fingerprint), code: true },
    ],
  }
}

function findingView(finding: Finding): FindingView {
  const { word, symbol } = findingWords[finding.kind]
  return {
    kind: finding.kind,
    kindWord: word,
    symbol,
    blocks: finding.blocks,
    waived: finding.waiver?.expires ?? null,
    rule: finding.rule.toLowerCase() === word.toLowerCase() ? null : finding.rule,
    owner: finding.owner ?? null,
    message: finding.message,
    moreCases: finding.moreCases === undefined ? null : formatCount(finding.moreCases),
    cases: (finding.caseIds ?? []).map((id) => ({ href: `#${caseAnchor(id)}`, id })),
  }
}
