import type { CaseComparison, Comparison, MetricComparison } from '../core/comparison.ts'
import type { Finding, Verdict } from '../core/verdict.ts'
import { reasonOf } from '../core/verdict.ts'
import {
  formatCount,
  formatFactor,
  formatInterval,
  formatMeasure,
  formatP,
  formatPercent,
  formatPoints,
  formatRatio,
  formatScore,
  plural,
} from '../text/format.ts'
import {
  directionOf,
  fallsOf,
  metricLabel,
  ownerOf,
  regressedCases,
  type Severity,
  severityOf,
  shownMean,
  shownMeasures,
  worseSlices,
} from './highlights.ts'
import { codeSpan, details, escapeMarkdown, markdownTable, shellBlock, shellWord } from './markdownText.ts'
import { repeatsFolded } from './repeatsMarkdown.ts'

const casesShown = 20
const slicesShown = 10
const findingsShown = 20

export interface MarkdownItem {
  comparison: Comparison
  verdict: Verdict
}

/** A verdict as GitHub-flavoured Markdown, for a comment on a pull request or the summary of a CI step. */
export function markdown(item: MarkdownItem): string {
  const { comparison, verdict } = item
  const sections = [
    heading(comparison, verdict),
    metricsSection(comparison),
    findingsSection(verdict),
    details('Errors and measures', measuresSection(comparison)),
    regressedSection(comparison),
    repeatsFolded(comparison),
    reproduceSection(item),
  ]
  return `${sections.filter((section) => section !== '').join('\n')}`
}

const decisions: Record<Verdict['decision'], string> = {
  pass: '✅ Pass',
  fail: '❌ Fail',
  inconclusive: '⚠️ Inconclusive',
}
const marks: Record<Severity, string> = { error: '❌', warning: '⚠️', good: '✅', note: 'ℹ️' }

function heading({ eval: name, baseline, candidate }: Comparison, verdict: Verdict): string {
  const runs = `candidate ${codeSpan(candidate.target)} (${codeSpan(candidate.id)}) against baseline ${codeSpan(baseline.target)} (${codeSpan(baseline.id)})`
  return `### ${decisions[verdict.decision]}: ${escapeMarkdown(name)}\n\n**${escapeMarkdown(reasonOf(verdict))}**\n\n${runs}\n`
}

function metricsSection({ metrics }: Comparison): string {
  return markdownTable(
    ['', 'Metric', 'Baseline', 'Candidate', 'Difference (points)', '95% interval', 'p', 'Worse / better / same'],
    ['-', '-', ':', ':', ':', ':', ':', ':'],
    metrics.map((metric) => [
      { worse: '🔻', better: '🔺', none: '' }[directionOf(metric)],
      `${metric.part === undefined ? '' : '&emsp;'}${codeSpan(metricLabel(metric))}`,
      formatScore(shownMean(metric.baseline)),
      formatScore(shownMean(metric.candidate)),
      formatPoints(metric.test?.meanDiff),
      formatInterval(metric.test?.interval),
      formatP(metric.test?.pWorse),
      countsCell(metric),
    ]),
  )
}

function countsCell({ test }: MetricComparison): string {
  return test === null ? formatCount(null) : [test.worse, test.better, test.same].map(formatCount).join(' / ')
}

/** What blocks or warns, then the rest folded away. */
function findingsSection(verdict: Verdict): string {
  const isLoud = (finding: Finding) => ['error', 'warning'].includes(severityOf(finding, verdict))
  const loud = verdict.findings.filter(isLoud)
  const rest = verdict.findings.filter((finding) => !isLoud(finding))
  const sections = [
    ...(loud.length === 0 ? [] : [findingList(loud, verdict)]),
    ...(rest.length === 0 ? [] : [details(plural(rest.length, 'further finding'), findingList(rest, verdict))]),
  ]
  return sections.join('\n')
}

function findingList(findings: readonly Finding[], verdict: Verdict): string {
  const shown = findings.slice(0, findingsShown).map((finding) => findingLine(finding, verdict))
  const rest = findings.length - shown.length
  return `${[...shown, ...(rest > 0 ? [`- and ${plural(rest, 'more finding')}`] : [])].join('\n')}\n`
}

function findingLine(finding: Finding, verdict: Verdict): string {
  const owner = ownerOf(finding, verdict)
  const facts = [finding.kind, finding.tier, ...(owner === undefined ? [] : [`owner ${escapeMarkdown(owner)}`])]
  const mark = marks[severityOf(finding, verdict)]
  return `- ${mark} ${codeSpan(finding.rule)} (${facts.join(', ')}): ${escapeMarkdown(finding.message)}`
}

function measuresSection(comparison: Comparison): string {
  const { errors } = comparison
  const share = (side: Comparison['errors']['baseline']) =>
    `${formatCount(side.errors)} of ${formatCount(side.trials)} (${formatPercent(side.trials === 0 ? null : side.errors / side.trials)})`
  const shown = shownMeasures(comparison)
  const table = markdownTable(
    ['', 'Baseline', 'Candidate', 'Ratio', '95% interval'],
    ['-', ':', ':', ':', ':'],
    [
      ['errors', share(errors.baseline), share(errors.candidate), '', ''],
      ...shown.map((item) => [
        item.measure,
        escapeMarkdown(formatMeasure(item.baseline, item.unit)),
        escapeMarkdown(formatMeasure(item.candidate, item.unit)),
        formatRatio(item.ratio),
        formatInterval(item.ratioInterval, formatFactor),
      ]),
    ],
  )
  return table + slicesTable(comparison)
}

function slicesTable(comparison: Comparison): string {
  const worse = worseSlices(comparison).slice(0, slicesShown)
  if (worse.length === 0) return ''
  const rows = worse.map(({ tag, metric, pairs, baseline, candidate, meanDiff, q }) => [
    codeSpan(tag),
    codeSpan(metric),
    formatCount(pairs),
    formatScore(baseline),
    formatScore(candidate),
    formatPoints(meanDiff),
    formatP(q),
  ])
  const header = ['Worse slice', 'Metric', 'Cases', 'Baseline', 'Candidate', 'Difference (points)', 'q']
  return `\n${markdownTable(header, ['-', '-', ':', ':', ':', ':', ':'], rows)}`
}

function regressedSection(comparison: Comparison): string {
  const regressed = regressedCases(comparison)
  if (regressed.length === 0) return ''
  const shown = regressed.slice(0, casesShown)
  const rest = regressed.length - shown.length
  const table = markdownTable(
    ['Case', 'Drop in points', 'Tags'],
    ['-', '-', '-'],
    shown.map((item) => [caseCell(item), dropsCell(item, comparison), item.tags.slice(0, 5).map(codeSpan).join(' ')]),
  )
  const more = rest > 0 ? `\nand ${formatCount(rest)} more\n` : ''
  return details(`${plural(regressed.length, 'case')} regressed`, table + more)
}

function caseCell({ caseId, critical, strict }: CaseComparison): string {
  return codeSpan(caseId) + (critical ? ' (critical)' : strict ? ' (strict)' : '')
}

function dropsCell(item: CaseComparison, comparison: Comparison): string {
  const falls = fallsOf(item, comparison).slice(0, 10)
  const drops = falls.map(({ metric, diff }) => `${codeSpan(metric)} ${formatPoints(diff)}`)
  return [...drops, ...(item.errors.candidate > 0 ? [plural(item.errors.candidate, 'error')] : [])].join(', ')
}

function reproduceSection({ comparison }: MarkdownItem): string {
  const runs = `${shellWord(comparison.baseline.id)} ${shellWord(comparison.candidate.id)}`
  const lines = [
    `assay compare ${runs}`,
    `assay report --against ${runs} --out ${shellWord(`reports/${comparison.eval}.html`)}`,
  ]
  return details('How to reproduce', shellBlock(lines))
}
