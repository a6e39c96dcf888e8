import pc from 'picocolors'
import type { Comparison, MetricComparison } from '../core/comparison.ts'
import { formatCount, formatInterval, formatP, formatPoints, formatScore } from '../text/format.ts'
import { countingErrors, type Direction, directionOf, shownMean } from './highlights.ts'
import { colored, prose } from './prose.ts'
import { oneLine } from './safe.ts'
import { type Column, naturalWidth, type Terminal, table } from './table.ts'
import { displayWidth, truncate } from './width.ts'

const signs: Record<Direction, string> = { worse: '▼', better: '▲', none: ' ' }
/** A name is cut to no less than this before the table gives up columns for lines. */
const shortestName = 16

/** One row a metric, as wide as the terminal allows and two lines each where no table fits; then what signs and columns mean. */
export function metricsTable(comparison: Comparison, terminal: Terminal): string {
  const { metrics } = comparison
  const wide = [...columnsOf(terminal.color), ...countColumns]
  if (naturalWidth(metrics, wide) <= terminal.columns) return table(metrics, wide, terminal) + legend(metrics, terminal)
  const narrow = [...columnsOf(terminal.color), countsColumn]
  const longest = Math.max(...metrics.map((metric) => displayWidth(nameOf(metric))), 0)
  const body =
    naturalWidth(metrics, narrow) - Math.max(0, longest - shortestName) <= terminal.columns
      ? table(metrics, narrow, terminal)
      : metrics.map((metric) => stacked(metric, terminal)).join('')
  return body + legend(metrics, terminal, '-/+/=: cases worse, better, same')
}

function legend(metrics: readonly MetricComparison[], terminal: Terminal, counted?: string): string {
  const { dim } = pc.createColors(terminal.color)
  const directions = new Set(metrics.map(directionOf))
  const counting = countingErrors(metrics)
  const words = [
    ...(directions.has('worse') ? ['▼ worse than chance explains'] : []),
    ...(directions.has('better') ? ['▲ better than chance explains'] : []),
    'diff: in points, over cases scored on both sides',
    'p: one-sided, that the candidate is worse',
    ...(counted === undefined ? [] : [counted]),
    ...(counting.length === 0 ? [] : [`errors that another try would not mend count as 0: ${counting.join(', ')}`]),
  ]
  return `${colored(prose(words.join('; '), terminal.columns, 2), dim)}\n`
}

function columnsOf(color: boolean): Column<MetricComparison>[] {
  const tint = tinted(color)
  return [
    { header: '  metric', value: nameOf, min: shortestName, style: tint },
    { header: 'baseline', value: (metric) => formatScore(shownMean(metric.baseline)), align: 'right' },
    { header: 'candidate', value: (metric) => formatScore(shownMean(metric.candidate)), align: 'right' },
    { header: 'diff', value: (metric) => formatPoints(metric.test?.meanDiff), align: 'right', style: tint },
    { header: '95% interval', value: (metric) => formatInterval(metric.test?.interval), align: 'right' },
    { header: 'p', value: (metric) => formatP(metric.test?.pWorse), align: 'right' },
  ]
}

const countColumns: Column<MetricComparison>[] = (['worse', 'better', 'same'] as const).map((word) => ({
  header: word,
  value: (metric) => formatCount(metric.test?.[word]),
  align: 'right',
}))

const countsColumn: Column<MetricComparison> = { header: '-/+/=', value: counts, align: 'right' }

function counts({ test }: MetricComparison): string {
  return test === null ? formatCount(null) : [test.worse, test.better, test.same].map(formatCount).join('/')
}

function nameOf(metric: MetricComparison): string {
  const name = metric.part === undefined ? metric.metric : `  ${metric.part}`
  return `${signs[directionOf(metric)]} ${name}${metric.statistic === 'pass' ? ' (pass)' : ''}`
}

function tinted(color: boolean): (text: string, metric: MetricComparison) => string {
  const { red, green, bold } = pc.createColors(color)
  return (text, metric) => {
    const direction = directionOf(metric)
    const weight = metric.part === undefined ? bold : String
    if (direction === 'worse') return weight(red(text))
    return direction === 'better' ? weight(green(text)) : text
  }
}

/** A name, then its numbers on as few lines as hold them whole. */
function stacked(metric: MetricComparison, terminal: Terminal): string {
  const indent = ' '.repeat(metric.part === undefined ? 4 : 6)
  const { test } = metric
  const numbers = [
    `${formatScore(shownMean(metric.baseline))} → ${formatScore(shownMean(metric.candidate))}`,
    ...(test === null
      ? ['no case compared']
      : [
          `${formatPoints(test.meanDiff)} ${formatInterval(test.interval)}`,
          `p ${formatP(test.pWorse)}`,
          counts(metric),
        ]),
  ]
  const lines = [tinted(terminal.color)(truncate(oneLine(nameOf(metric)), terminal.columns), metric)]
  let line = ''
  for (const number of numbers) {
    const joined = line === '' ? indent + number : `${line}  ${number}`
    if (line !== '' && displayWidth(joined) > terminal.columns) {
      lines.push(line)
      line = indent + number
    } else line = joined
  }
  return `${[...lines, line].join('\n')}\n`
}
