import type { Comparison, RepeatsOfMetric, RepeatsSide } from '../core/comparison.ts'
import { formatCount, formatPercent } from '../text/format.ts'
import { allPass, anyPasses, spreadInPoints, waveringOfBoth } from '../text/repeats.ts'
import { codeSpan, details, escapeMarkdown, markdownTable } from './markdownText.ts'
import { consistencyTold } from './repeatsText.ts'

const flakyShown = 10

/** How the runs waver, folded away; nothing where every case was asked once. */
export function repeatsFolded({ repeats }: Comparison): string {
  const { wavering, metrics, flaky } = repeats
  if (wavering.baseline === null && wavering.candidate === null) return ''
  const rows = metrics.flatMap((metric) => [
    ...rowOf(metric, 'baseline', metric.baseline),
    ...rowOf(metric, 'candidate', metric.candidate),
  ])
  const table = markdownTable(
    ['Grader', 'Run', 'Cases that waver', 'Passes at least once', 'Passes every time', 'Spread of repeats', 'of cases'],
    ['-', '-', ':', ':', ':', ':', ':'],
    rows,
  )
  const notes = [...consistencyTold(repeats), 'spread: standard deviation of scores in points'].map(escapeMarkdown)
  const sections = [table, `${notes.join('; ')}\n`, ...(flaky.length === 0 ? [] : [flakyList(repeats)])]
  return details(`Repeats: ${waveringOfBoth(wavering.baseline, wavering.candidate)}`, sections.join('\n'))
}

function rowOf({ metric }: RepeatsOfMetric, run: string, side: RepeatsSide | null): string[][] {
  if (side === null) return []
  const { cases, flaky, passAtK, variance } = side
  return [
    [
      codeSpan(metric),
      run,
      `${formatCount(flaky)} of ${formatCount(cases)}`,
      `${formatPercent(passAtK.any)} (${anyPasses(passAtK.k)})`,
      `${formatPercent(passAtK.all)} (${allPass(passAtK.k)})`,
      spreadInPoints(variance?.within),
      spreadInPoints(variance?.between),
    ],
  ]
}

function flakyList({ flaky }: Comparison['repeats']): string {
  const shown = flaky
    .slice(0, flakyShown)
    .map(
      ({ caseId, metric, side, passed, repeats }) =>
        `- ${codeSpan(caseId)}: the ${side} passed ${codeSpan(metric)} ${passed} of ${repeats} times`,
    )
  const rest = flaky.length - shown.length
  return `${[...shown, ...(rest > 0 ? [`- and ${formatCount(rest)} more`] : [])].join('\n')}\n`
}
