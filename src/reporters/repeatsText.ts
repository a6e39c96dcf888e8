import pc from 'picocolors'
import type { Comparison, FlakyCase, RepeatsComparison, RepeatsOfMetric, RepeatsSide } from '../core/comparison.ts'
import { formatCount, formatPercent, missing } from '../text/format.ts'
import { allPass, anyPasses, spreadInPoints, waveringOfBoth } from '../text/repeats.ts'
import { colored, prose } from './prose.ts'
import { type Column, type Terminal, table } from './table.ts'

const flakyShown = 10
const legend = [
  'waver: cases whose pass rate is more likely than not within 10%..90%',
  'any, all: pass@k and pass^k',
  'spread: standard deviation of scores in points, between the repeats of a case and between cases',
]

/** How the runs waver, where cases were asked several times; else nothing. */
export function repeatsSection({ repeats }: Comparison, terminal: Terminal): string {
  const { wavering, metrics } = repeats
  if (wavering.baseline === null && wavering.candidate === null) return ''
  const { dim } = pc.createColors(terminal.color)
  const told = [waveringOfBoth(wavering.baseline, wavering.candidate), ...consistencyTold(repeats)]
  return [
    `${dim('  repeats')}\n`,
    ...told.map((line) => `${prose(line, terminal.columns, 4, '  ')}\n`),
    table(metrics, columnsOf(metrics), terminal),
    `${colored(prose(legend.join('; '), terminal.columns, 2), dim)}\n`,
    flakyTable(repeats.flaky, terminal),
  ].join('')
}

/** How often the same answer came again, where anybody looked. */
export function consistencyTold({ consistency: { baseline, candidate } }: RepeatsComparison): string[] {
  if (baseline === null && candidate === null) return []
  return [`two answers to a case agree: ${formatPercent(baseline)} → ${formatPercent(candidate)} (consistency)`]
}

function columnsOf(metrics: readonly RepeatsOfMetric[]): Column<RepeatsOfMetric>[] {
  const counts = new Set(metrics.map(countOf))
  const [k] = counts.size === 1 ? counts : []
  const both = (read: (side: RepeatsSide) => string) => (row: RepeatsOfMetric) =>
    `${row.baseline === null ? missing : read(row.baseline)} → ${row.candidate === null ? missing : read(row.candidate)}`
  return [
    { header: '  grader', value: ({ metric }) => `  ${metric}`, min: 12 },
    { header: 'waver', value: wavers, align: 'right' },
    { header: anyPasses(k), value: both((side) => formatPercent(side.passAtK.any)), align: 'right' },
    { header: allPass(k), value: both((side) => formatPercent(side.passAtK.all)), align: 'right' },
    {
      header: 'spread of repeats',
      value: both(({ variance }) => spreadInPoints(variance?.within)),
      align: 'right',
      optional: 1,
    },
    {
      header: 'of cases',
      value: both(({ variance }) => spreadInPoints(variance?.between)),
      align: 'right',
      optional: 2,
    },
  ]
}

function countOf({ baseline, candidate }: RepeatsOfMetric): number | undefined {
  return (baseline ?? candidate)?.passAtK.k
}

/** `12 → 41 of 120`; each of its own number of cases where they differ. */
function wavers({ baseline, candidate }: RepeatsOfMetric): string {
  const of = (side: RepeatsSide) => `${formatCount(side.flaky)} of ${formatCount(side.cases)}`
  if (baseline === null || candidate === null) {
    return [baseline, candidate].map((side) => (side === null ? missing : of(side))).join(' → ')
  }
  const before = baseline.cases === candidate.cases ? formatCount(baseline.flaky) : of(baseline)
  return `${before} → ${of(candidate)}`
}

function flakyTable(flaky: readonly FlakyCase[], terminal: Terminal): string {
  if (flaky.length === 0) return ''
  const rows = flaky.slice(0, flakyShown)
  const text = table(
    rows,
    [
      { header: '  wavering case', value: ({ caseId }) => `  ${caseId}`, min: 24 },
      { header: 'grader', value: ({ metric }) => metric, min: 10 },
      { header: 'run', value: ({ side }) => side },
      { header: 'passed', value: ({ passed, repeats }) => `${passed} of ${repeats}`, align: 'right' },
    ],
    terminal,
  )
  const rest = flaky.length - rows.length
  const { dim } = pc.createColors(terminal.color)
  return rest > 0 ? `${text}${dim(`  and ${formatCount(rest)} more`)}\n` : text
}
