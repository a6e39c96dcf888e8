import pc from 'picocolors'
import type { History, HistoryPoint, HistoryRun, MetricHistory } from '../core/history.ts'
import { targetLabel } from '../core/run.ts'
import { formatInterval, formatP, formatPoints, formatScore, plural } from '../text/format.ts'
import { sparkline } from './historyChart.ts'
import { dayOf, type Mood, moodOf, nameOf, notesOn, notesOnMetric, sentenceOf, withoutAddress } from './historyWords.ts'
import { colored, prose } from './prose.ts'
import { withoutCommands } from './safe.ts'
import { type Column, type Terminal, table } from './table.ts'

export interface HistoryTerminal extends Terminal {
  /** Whether the terminal knows no more than ASCII. */
  ascii?: boolean
}

/** Each metric over the runs, as text for people; last, where the eye rests when a command is done, a sentence a metric. */
export function renderHistory(history: History, terminal: HistoryTerminal): string {
  const sections = [
    header(history, terminal),
    ...history.metrics.map((metric) => section(metric, history, terminal)),
    legend(history, terminal),
    history.metrics.map((metric) => sentence(metric, history, terminal)).join(''),
  ]
  return withoutCommands(sections.filter((text) => text !== '').join('\n'))
}

function header(history: History, terminal: Terminal): string {
  const { bold } = pc.createColors(terminal.color)
  const { runs } = history
  const [first, last] = [runs[0], runs.at(-1)]
  const days = [...new Set([first, last].flatMap((run) => (run === undefined ? [] : [dayOf(run.createdAt)])))]
  const target = onlyTarget(history)
  const of = target === undefined ? '' : ` of ${target}`
  const title = `${history.eval}: ${plural(runs.length, 'run')}${of}, ${days.join(' to ')}`
  const lines = [
    colored(prose(title, terminal.columns, 2, ''), bold),
    ...notesOn(history).map((note) => prose(note, terminal.columns, 4, '  ')),
  ]
  return `${lines.join('\n')}\n`
}

function section(metric: MetricHistory, history: History, terminal: HistoryTerminal): string {
  const { bold, dim } = pc.createColors(terminal.color)
  const { points } = metric
  const newest = points.at(-1)?.side
  const title = `${nameOf(metric)}: ${formatScore(newest?.mean)} ${formatInterval(newest?.interval, formatScore)}`
  const lines = [
    colored(
      prose(title, terminal.columns, 2, ''),
      moodOf(metric) === 'decay' ? (text) => bold(tint(metric, terminal)(text)) : bold,
    ),
    ...(points.length > 1 ? [chart(points, terminal)] : []),
    ...notesOnMetric(metric).map((note) => colored(prose(note, terminal.columns, 4, '  '), dim)),
  ]
  return `${lines.join('\n')}\n${rows(metric, history, terminal)}`
}

/** Means of the runs themselves; the ends of the scale are written, since it begins where the series does. */
function chart(points: readonly HistoryPoint[], { columns, ascii }: HistoryTerminal): string {
  const width = Math.max(1, columns - 24)
  const means = points.map(({ side }) => side.mean)
  const known = means.slice(-width).filter((mean) => mean !== null)
  if (known.length === 0) return '  no run was scored'
  const ends = [...new Set([Math.min(...known), Math.max(...known)].map(formatScore))]
  return `  ${sparkline(means, width, ascii)}  ${ends.join(' to ')}`
}

interface Row {
  point: HistoryPoint
  run: HistoryRun | undefined
  marks: string
}

function rows(metric: MetricHistory, history: History, terminal: Terminal): string {
  const list = metric.points.map((point): Row => {
    const run = history.runs.find(({ id }) => id === point.runId)
    return { point, run, marks: marksOf(point, run, metric).join(', ') }
  })
  const { red, green, cyan } = pc.createColors(terminal.color)
  const tinted = (text: string, { point }: Row) => {
    if (point.step?.significant === 'worse') return red(text)
    return point.step?.significant === 'better' ? green(text) : text
  }
  const columns: Column<Row>[] = [
    { header: '  run', value: ({ point }) => `  ${point.runId}` },
    ...(onlyTarget(history) === undefined
      ? [{ header: 'target', value: ({ run }: Row) => (run === undefined ? '' : label(run)), min: 8, optional: 2 }]
      : []),
    { header: 'date (UTC)', value: ({ run }) => (run === undefined ? '' : dayOf(run.createdAt)), optional: 3 },
    { header: 'mean', value: ({ point }) => formatScore(point.side.mean), align: 'right' },
    {
      header: '95% interval',
      value: ({ point }) => formatInterval(point.side.interval, formatScore),
      align: 'right',
      optional: 1,
    },
    { header: 'step', value: stepOf, align: 'right', style: tinted },
    {
      header: 'p',
      value: ({ point }) => (point.step === null ? '' : formatP(point.step.test?.pWorse)),
      align: 'right',
    },
    ...(list.some(({ marks }) => marks !== '')
      ? [
          {
            header: 'marks',
            value: ({ marks }: Row) => marks,
            min: 15,
            style: (text: string) => (text === '' ? '' : cyan(text)),
          },
        ]
      : []),
  ]
  return table(list, columns, terminal)
}

/** The target of all runs, where they are of one version of one. */
function onlyTarget({ runs }: History): string | undefined {
  const labels = new Set(runs.map(label))
  return labels.size === 1 ? [...labels][0] : undefined
}

function label({ target, version }: HistoryRun): string {
  return targetLabel({ name: target, version })
}

const signs = { worse: '▼ ', better: '▲ ' }

function stepOf({ point: { step } }: Row): string {
  if (step === null) return ''
  return `${step.significant === null ? '' : signs[step.significant]}${formatPoints(step.test?.meanDiff)}`
}

function marksOf({ runId }: HistoryPoint, run: HistoryRun | undefined, { control, points }: MetricHistory): string[] {
  const approval = run?.approvals.at(-1)
  const { decay, since } = control
  return [
    ...(decay?.start === runId ? [decay.shown ? 'decay since here' : 'lower since here?'] : []),
    ...(since === runId && runId !== points[0]?.runId ? ['judged anew'] : []),
    ...(approval === undefined
      ? []
      : [`${run?.baseline === true ? 'baseline,' : 'approved'} by ${withoutAddress(approval.by)}`]),
  ]
}

function legend({ metrics }: History, terminal: Terminal): string {
  const points = metrics.flatMap((metric) => metric.points)
  const significant = new Set(points.map(({ step }) => step?.significant))
  if (!points.some(({ step }) => step !== null)) return ''
  const counting = metrics.filter((metric) => metric.points.some(({ side }) => side.meanWithErrors !== undefined))
  const words = [
    'step: in points, against the run before, over cases scored in both',
    'p: one-sided, that the run is worse',
    ...(significant.has('worse') ? ['▼ worse, and stands out among all steps of the metric (Holm)'] : []),
    ...(significant.has('better') ? ['▲ better, likewise'] : []),
    ...(metrics.some(({ control, points: [first] }) => control.since !== null && control.since !== first?.runId)
      ? ['judged anew: after a rise, decay is looked for in the runs from there on']
      : []),
    ...(counting.length === 0
      ? []
      : [`errors that another try would not mend count as 0 in steps and decay: ${counting.map(nameOf).join(', ')}`]),
  ]
  return `${colored(prose(words.join('; '), terminal.columns, 2), pc.createColors(terminal.color).dim)}\n`
}

const moods: Record<Mood, string> = { decay: '▼ ', doubt: '! ', calm: '  ' }

function sentence(metric: MetricHistory, history: History, terminal: Terminal): string {
  const text = prose(sentenceOf(metric, history), terminal.columns, 2, moods[moodOf(metric)])
  return `${colored(text, tint(metric, terminal))}\n`
}

function tint(metric: MetricHistory, { color }: Terminal): (text: string) => string {
  const { red, yellow } = pc.createColors(color)
  return { decay: red, doubt: yellow, calm: String }[moodOf(metric)]
}
