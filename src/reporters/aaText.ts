import pc from 'picocolors'
import type { AaReport, Wavering } from '../core/aa.ts'
import type { ComparedRun, ErrorComparison, MeasureComparison } from '../core/comparison.ts'
import type { RulePlan } from '../core/power.ts'
import { targetLabel } from '../core/run.ts'
import {
  formatCount,
  formatInterval,
  formatMeasure,
  formatP,
  formatPercent,
  formatPoints,
  formatRatio,
  formatTime,
  missing,
  plural,
} from '../text/format.ts'
import { alarmWords, failsByItself } from './aaWords.ts'
import { shownMeasures } from './highlights.ts'
import { colored, prose } from './prose.ts'
import { withoutCommands } from './safe.ts'
import { type Terminal, table } from './table.ts'

const casesShown = 10
const legend = [
  'flips: cases of which another share of answers passes',
  'size: mean of the differences without their sign; diff: second minus first; both in points',
  'p: two-sided; spread: standard deviation of diff, in points, that follows from how answers waver within cases',
]

/** Two runs of the same version as text for people; last, what the gate says of them. */
export function renderAa(report: AaReport, terminal: Terminal): string {
  const sections = [
    header(report, terminal),
    metricsSection(report, terminal),
    aside(report, terminal),
    flippingSection(report, terminal),
    outlookSection(report, terminal),
    conclusion(report, terminal),
  ]
  return withoutCommands(sections.filter((section) => section !== '').join('\n'))
}

function header({ eval: name, first, second }: AaReport, terminal: Terminal): string {
  const { bold } = pc.createColors(terminal.color)
  const run = (role: string, { id, createdAt, cases, repeats, complete }: ComparedRun) =>
    prose(
      `run ${id}, ${formatTime(createdAt)} UTC, ${plural(cases, 'case')} × ${plural(repeats, 'repeat')}${complete ? '' : ', not complete'}`,
      terminal.columns,
      10,
      `  ${role.padEnd(8)}`,
    )
  const title = `${name} × ${targetLabel({ name: second.target, version: second.version })}: the same version twice`
  return `${[colored(prose(title, terminal.columns, 2, ''), bold), run('first', first), run('second', second)].join('\n')}\n`
}

function metricsSection({ metrics }: AaReport, terminal: Terminal): string {
  const { dim } = pc.createColors(terminal.color)
  const text = table(
    metrics,
    [
      {
        header: '  metric',
        value: ({ metric, part }) => (part === undefined ? `  ${metric}` : `    ${part}`),
        min: 14,
      },
      { header: 'flips', value: flipsOf, align: 'right' },
      {
        header: 'share',
        value: ({ flips, cases }) => formatPercent(shareOf(flips.caseIds.length, cases)),
        align: 'right',
      },
      {
        header: '95%',
        value: ({ flips }) => formatInterval(flips.interval, formatPercent),
        align: 'right',
        optional: 3,
      },
      {
        header: 'size',
        value: ({ meanAbsoluteDifference }) => sizeInPoints(meanAbsoluteDifference),
        align: 'right',
        optional: 2,
      },
      { header: 'diff', value: ({ difference }) => formatPoints(difference?.mean), align: 'right' },
      { header: '95% interval', value: ({ difference }) => formatInterval(difference?.interval), align: 'right' },
      { header: 'p', value: ({ difference }) => formatP(difference?.p), align: 'right' },
      { header: 'spread', value: ({ sdOfDifference }) => sizeInPoints(sdOfDifference), align: 'right', optional: 1 },
    ],
    terminal,
  )
  return `${text}${colored(prose(legend.join('; '), terminal.columns, 2), dim)}\n`
}

function sizeInPoints(size: number | null): string {
  return size === null ? missing : (size * 100).toFixed(1)
}

function flipsOf({ flips, cases }: Wavering): string {
  return `${formatCount(flips.caseIds.length)} of ${formatCount(cases)}`
}

function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

/** Errors, measures and texts, in a line each. */
function aside(report: AaReport, terminal: Terminal): string {
  const { errors, answers } = report
  const told = [
    `errors: ${errorsOf(errors.baseline)} → ${errorsOf(errors.candidate)}`,
    ...shownMeasures(report).map(measureOf),
    answers.answers === 0
      ? 'no case was answered in both runs'
      : `same text: ${formatCount(answers.same)} of ${plural(answers.answers, 'answer')} (${formatPercent(answers.same / answers.answers)})`,
    ...(answers.answers > 0 && answers.same === answers.answers ? ['it does not waver, or answers from memory'] : []),
  ]
  return `${prose(told.join('; '), terminal.columns, 2)}\n`
}

function errorsOf({ errors, trials }: ErrorComparison['baseline']): string {
  return `${formatCount(errors)} of ${formatCount(trials)}`
}

function measureOf({ measure, baseline, candidate, unit, ratio }: MeasureComparison): string {
  const factor = ratio === null ? '' : ` (${formatRatio(ratio)})`
  return `${measure} ${formatMeasure(baseline, unit)} → ${formatMeasure(candidate, unit)}${factor}`
}

function flippingSection({ flipping }: AaReport, terminal: Terminal): string {
  if (flipping.length === 0) return ''
  const { dim } = pc.createColors(terminal.color)
  const rows = flipping.slice(0, casesShown)
  const text = table(
    rows,
    [
      { header: '  cases that flip', value: ({ caseId }) => `  ${caseId}`, min: 24 },
      { header: 'on', value: ({ metrics }) => metrics.join(', '), min: 12 },
    ],
    terminal,
  )
  const rest = flipping.length - rows.length
  return rest > 0 ? `${text}${dim(`  and ${formatCount(rest)} more`)}\n` : text
}

/** Drops that would show between two such runs, now and with more repeats. */
function outlookSection({ outlook, cases }: AaReport, terminal: Terminal): string {
  if (outlook.length === 0) return ''
  const { dim } = pc.createColors(terminal.color)
  const repeats = [...new Set(outlook.flatMap((plan) => plan.table.map((effort) => effort.repeats)))]
  const dropAt = ({ table: efforts }: RulePlan, count: number) =>
    efforts.find((effort) => effort.cases === cases && effort.repeats === count)?.drop ?? null
  const text = table(
    outlook,
    [
      { header: '  drops that show', value: ({ rule }) => `  ${rule}`, min: 18 },
      ...repeats.map((count) => ({
        header: plural(count, 'repeat'),
        value: (plan: RulePlan) => sizeInPoints(dropAt(plan, count)),
        align: 'right' as const,
      })),
    ],
    terminal,
  )
  const words = `in points, in 4 of 5 tries, with ${plural(cases, 'case')} asked as often on both sides; a version that changes more than it breaks adds spread of its own`
  return `${text}${colored(prose(words, terminal.columns, 2), dim)}\n`
}

/** Where the eye rests when a command is done. */
function conclusion({ alarms }: AaReport, terminal: Terminal): string {
  const { bold, green, red, yellow } = pc.createColors(terminal.color)
  if (alarms === null)
    return `${prose('No rule of this eval could fail, so there is no gate to try.', terminal.columns, 0)}\n`
  const [word, tint] = alarms.isTooOften
    ? ['CRIES WOLF', red]
    : failsByItself(alarms)
      ? ['FAILS BY ITSELF', yellow]
      : ['OK', green]
  const sentence = prose(alarmWords(alarms), terminal.columns, 2, `${word}  `).slice(word.length)
  return `${bold(tint(word))}${sentence}\n`
}
