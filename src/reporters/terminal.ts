import pc from 'picocolors'
import type { ComparedRun, Comparison, MetricComparison } from '../core/comparison.ts'
import { targetLabel } from '../core/run.ts'
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
  formatTime,
  plural,
  probability,
} from '../text/format.ts'
import { directionOf, fallsOf, regressedCases, shownMeasures, worseSlices } from './highlights.ts'
import { metricsTable } from './metricsTable.ts'
import { colored, idList, prose } from './prose.ts'
import { repeatsSection } from './repeatsText.ts'
import { withoutCommands } from './safe.ts'
import { type Terminal, table } from './table.ts'

export { renderVerdict } from './verdictText.ts'

const worstShown = 10
const slicesShown = 10
const idsShown = 5

/** A comparison as text for people: metrics, errors, measures, what stands out, and what the numbers rest on. */
export function renderComparison(comparison: Comparison, terminal: Terminal): string {
  const sections = [
    header(comparison, terminal),
    metricsTable(comparison, terminal),
    trials(comparison, terminal),
    criticals(comparison, terminal),
    measures(comparison, terminal),
    slices(comparison, terminal),
    worst(comparison, terminal),
    repeatsSection(comparison, terminal),
    pairing(comparison, terminal),
  ]
  return withoutCommands(sections.filter((section) => section !== '').join('\n'))
}

function header(comparison: Comparison, terminal: Terminal): string {
  const { bold } = pc.createColors(terminal.color)
  const title = `${comparison.eval}: ${runName(comparison.candidate)} against ${runName(comparison.baseline)}`
  const run = (role: string, item: ComparedRun) =>
    prose(
      [
        `${runName(item)}, run ${item.id}, ${formatTime(item.createdAt)} UTC`,
        `${plural(item.cases, 'case')} × ${plural(item.repeats, 'repeat')}`,
        ...(item.partial ? ['partial'] : []),
        ...(item.complete ? [] : ['not complete']),
      ].join(', '),
      terminal.columns,
      13,
      `  ${role.padEnd(11)}`,
    )
  const lines = [
    colored(prose(title, terminal.columns, 2, ''), bold),
    run('baseline', comparison.baseline),
    run('candidate', comparison.candidate),
  ]
  return `${lines.join('\n')}\n`
}

function runName({ target, version }: ComparedRun): string {
  return targetLabel({ name: target, version })
}

/** What became of the trials: answered, scored, compared. */
function trials(comparison: Comparison, terminal: Terminal): string {
  const { errors, metrics } = comparison
  const pair = (metric: MetricComparison, key: 'scored' | 'unscored' | 'graderErrors' | 'targetErrors') =>
    `${formatCount(metric.baseline[key])} → ${formatCount(metric.candidate[key])}`
  const text = table(
    metrics.filter((metric) => metric.part === undefined),
    [
      { header: '  trials', value: (metric) => `  ${metric.metric}`, min: 12 },
      { header: 'scored', value: (metric) => pair(metric, 'scored') },
      { header: 'unscored', value: (metric) => pair(metric, 'unscored') },
      { header: 'grader errors', value: (metric) => pair(metric, 'graderErrors') },
      { header: 'no answer', value: (metric) => pair(metric, 'targetErrors'), optional: 1 },
      { header: 'cases compared', value: compared, optional: 2 },
    ],
    terminal,
  )
  const test =
    errors.test === null || !hasErrors(errors)
      ? ''
      : `; ${probability(errors.test.pWorse)} that the candidate fails more`
  const told = `errors: baseline ${errorsOf(errors.baseline)}, candidate ${errorsOf(errors.candidate)}${test}`
  return text + listed([told, ...lost(metrics)], terminal)
}

function hasErrors({ baseline, candidate }: Comparison['errors']): boolean {
  return baseline.errors + candidate.errors > 0
}

function errorsOf({ trials, errors, byCode }: Comparison['errors']['baseline']): string {
  const codes = Object.entries(byCode).map(([code, count]) => `${code} ${formatCount(count)}`)
  const share = formatPercent(trials === 0 ? null : errors / trials)
  return `${formatCount(errors)} of ${formatCount(trials)} (${[share, ...codes].join(', ')})`
}

function compared({ coverage }: MetricComparison): string {
  return `${formatCount(coverage.comparable)} of ${formatCount(coverage.of)}`
}

/** Why cases could not be compared, graders of the same fate together; and whether the share that could be scored changed. */
function lost(metrics: readonly MetricComparison[]): string[] {
  const graders = metrics.filter((metric) => metric.part === undefined)
  const fates = new Map<string, string[]>()
  for (const { metric, coverage } of graders) {
    const causes = [
      ...(coverage.lostToCandidate > 0
        ? [`${formatCount(coverage.lostToCandidate)} for want of an answer to score`]
        : []),
      ...(coverage.lostToHarness > 0 ? [`${formatCount(coverage.lostToHarness)} by the grader or the baseline`] : []),
    ]
    if (causes.length > 0) fates.set(causes.join(', '), [...(fates.get(causes.join(', ')) ?? []), metric])
  }
  return [
    ...[...fates].map(([causes, names]) => `not compared (${names.join(', ')}): ${causes}`),
    ...graders.flatMap(({ metric, coverage: { onlyCandidate } }) =>
      onlyCandidate.cases === 0
        ? []
        : `${metric}: only the candidate gave something to judge on ${plural(onlyCandidate.cases, 'case')}, mean ${formatScore(onlyCandidate.mean)}`,
    ),
    ...graders.flatMap(({ metric, scoredTest }) =>
      directionOf({ test: scoredTest }) === 'none' || scoredTest === null
        ? []
        : `${metric}: share that could be scored ${formatPoints(scoredTest.meanDiff)} points ${formatInterval(scoredTest.interval)}, p ${formatP(scoredTest.pWorse)}`,
    ),
  ]
}

function criticals(comparison: Comparison, terminal: Terminal): string {
  const lines = comparison.criticals.map(
    ({ caseId, kind, grader, baseline, candidate, blocks }) =>
      `${caseId} (${kind}, ${grader}): ${baseline.repeats === 0 ? 'not judged before' : `passed ${baseline.passed} of ${baseline.repeats}`}, now ${candidate.passed} of ${candidate.repeats}${blocks ? '' : '; too few repeats to block'}`,
  )
  return section('critical and strict cases that fail', lines, terminal)
}

function measures(comparison: Comparison, terminal: Terminal): string {
  const rows = shownMeasures(comparison)
  if (rows.length === 0) return ''
  return table(
    rows,
    [
      { header: '  measure', value: (row) => `  ${row.measure}` },
      { header: 'baseline', value: (row) => formatMeasure(row.baseline, row.unit), align: 'right' },
      { header: 'candidate', value: (row) => formatMeasure(row.candidate, row.unit), align: 'right' },
      { header: 'ratio', value: (row) => formatRatio(row.ratio), align: 'right' },
      { header: '95% interval', value: (row) => formatInterval(row.ratioInterval, formatFactor), align: 'right' },
    ],
    terminal,
  )
}

function slices(comparison: Comparison, terminal: Terminal): string {
  const worse = worseSlices(comparison)
  if (worse.length === 0) return ''
  const rows = worse.slice(0, slicesShown)
  const text = table(
    rows,
    [
      { header: '  worse slice', value: (row) => `  ${row.tag}`, min: 12 },
      { header: 'metric', value: (row) => row.metric, min: 10 },
      { header: 'cases', value: (row) => formatCount(row.pairs), align: 'right' },
      { header: 'baseline', value: (row) => formatScore(row.baseline), align: 'right', optional: 2 },
      { header: 'candidate', value: (row) => formatScore(row.candidate), align: 'right', optional: 1 },
      { header: 'diff', value: (row) => formatPoints(row.meanDiff), align: 'right' },
      { header: 'q', value: (row) => formatP(row.q), align: 'right' },
    ],
    terminal,
  )
  return text + more(worse.length - rows.length, terminal)
}

function worst(comparison: Comparison, terminal: Terminal): string {
  const regressed = regressedCases(comparison)
  if (regressed.length === 0) return ''
  const rows = regressed.slice(0, worstShown)
  const falls = (row: (typeof rows)[number]) =>
    [
      ...fallsOf(row, comparison).map(({ metric, diff }) => `${metric} ${formatPoints(diff)}`),
      ...(row.errors.candidate > 0 ? [plural(row.errors.candidate, 'error')] : []),
      ...(row.critical ? ['critical'] : row.strict ? ['strict'] : []),
    ].join(', ')
  const text = table(
    rows,
    [
      { header: '  worst cases', value: (row) => `  ${row.caseId}`, min: 24 },
      { header: 'drop in points', value: falls, min: 16 },
    ],
    terminal,
  )
  return text + more(regressed.length - rows.length, terminal)
}

function pairing(comparison: Comparison, terminal: Terminal): string {
  const { paired, missing, added, changed, regrade } = comparison.pairing
  const lines = [
    ...noted('missing in the candidate', missing),
    ...noted('changed: the target was asked something else', changed),
    ...noted('added, not compared', added),
    ...noted('to be graded again, since only the golden answer changed', regrade),
  ]
  if (comparison.changedGraders.length > 0) {
    const graders = comparison.changedGraders.join(', ')
    lines.push(`graded differently in the two runs: ${graders}; \`assay regrade\` grades both alike`)
  }
  return lines.length === 0 ? '' : section('pairing', [`${plural(paired, 'case')} compared`, ...lines], terminal)
}

function noted(words: string, ids: readonly string[]): string[] {
  return ids.length === 0 ? [] : [idList(`${plural(ids.length, 'case')} ${words}`, ids, idsShown)]
}

function section(title: string, lines: readonly string[], terminal: Terminal): string {
  if (lines.length === 0) return ''
  const { dim } = pc.createColors(terminal.color)
  return `${dim(`  ${title}`)}\n${listed(lines, terminal)}`
}

function listed(lines: readonly string[], terminal: Terminal): string {
  return lines.map((line) => `${prose(line, terminal.columns, 4, '  ')}\n`).join('')
}

function more(count: number, terminal: Terminal): string {
  return count > 0 ? `${pc.createColors(terminal.color).dim(`  and ${formatCount(count)} more`)}\n` : ''
}
