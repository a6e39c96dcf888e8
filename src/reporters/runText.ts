import pc from 'picocolors'
import type { MetricSide, Wavering } from '../core/comparison.ts'
import type { JudgeTotals, Run, RunTotals } from '../core/run.ts'
import { isPartial, targetLabel } from '../core/run.ts'
import {
  formatCount,
  formatDuration,
  formatInterval,
  formatPercent,
  formatScore,
  formatUsd,
  plural,
} from '../text/format.ts'
import { allPass, waveringInWords } from '../text/repeats.ts'
import { colored, prose } from './prose.ts'
import { withoutCommands } from './safe.ts'
import { type Terminal, table } from './table.ts'

/** One metric of one run: a grader's score, or a part of it. */
export interface RunMetric {
  /** `citations`, or `citations.exists` for a part. */
  metric: string
  part?: string
  side: MetricSide
}

/** How many cases of a run waver, and how often each grader passes all of k answers. */
export interface RunRepeats extends Wavering {
  metrics: readonly { metric: string; passAtK: { k: number; all: number } }[]
}

export interface RunResult {
  run: Run
  totals: RunTotals
  /** What the models took that graders asked. */
  judges?: JudgeTotals
  /** Graders first in their order, each followed by its parts. */
  metrics: readonly RunMetric[]
  /** How it wavers; null where every case was asked once. */
  repeats: RunRepeats | null
  /** How long this process took for it. */
  elapsedMs: number
}

/** What a run came to, as text for people: how it ended, each grader's mean with its interval, what was spent. */
export function renderRun({ run, totals, judges, metrics, repeats, elapsedMs }: RunResult, terminal: Terminal): string {
  const { bold } = pc.createColors(terminal.color)
  const planned = run.cases * run.repeats
  const more = Math.max(0, totals.trials - planned)
  const facts = [
    `${formatCount(totals.trials - more)} of ${plural(planned, 'trial')}`,
    ...(more > 0 ? [`${formatCount(more)} more of failing critical cases`] : []),
    `${plural(totals.errors, 'error')} (${formatPercent(totals.trials === 0 ? null : totals.errors / totals.trials)})`,
    ...(totals.inputTokens + totals.outputTokens > 0
      ? [`${formatCount(totals.inputTokens)} + ${formatCount(totals.outputTokens)} tokens`]
      : []),
    ...(totals.costUsd > 0 ? [formatUsd(totals.costUsd)] : []),
    ...judgesTold(judges),
    formatDuration(elapsedMs),
  ]
  const head = [
    colored(prose(`${run.eval} × ${targetLabel(run.target)}`, terminal.columns, 2, ''), bold),
    prose(
      `run ${run.id}, ${run.status}${isPartial(run) ? ', partial' : ''}: ${facts.join(', ')}`,
      terminal.columns,
      4,
      '  ',
    ),
    ...(repeats === null ? [] : [prose(repeatsTold(repeats), terminal.columns, 4, '  ')]),
  ]
  return withoutCommands(`${head.join('\n')}\n${metrics.length === 0 ? '' : `\n${metricRows(metrics, terminal)}`}`)
}

/** `judges: 120 calls (40,200 + 9,000 tokens, $0.21)` */
function judgesTold(judges: JudgeTotals | undefined): string[] {
  if (judges === undefined || judges.calls === 0) return []
  const { calls, inputTokens, outputTokens, costUsd } = judges
  const tokens =
    inputTokens + outputTokens > 0 ? [`${formatCount(inputTokens)} + ${formatCount(outputTokens)} tokens`] : []
  const facts = [...tokens, ...(costUsd > 0 ? [formatUsd(costUsd)] : [])]
  return [`judges: ${plural(calls, 'call')}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`]
}

/** `asked 3 times, 41 of 120 cases waver; all 3 pass: exactMatch 62.5%, citations 95.8%` */
function repeatsTold({ metrics, ...wavering }: RunRepeats): string {
  const counts = Map.groupBy(metrics, ({ passAtK: { k } }) => k)
  const passing = Array.from(counts, ([k, those]) => {
    const shares = those.map(({ metric, passAtK }) => `${metric} ${formatPercent(passAtK.all)}`)
    return `${allPass(k)}: ${shares.join(', ')}`
  })
  return [waveringInWords(wavering), ...passing].join('; ')
}

function metricRows(metrics: readonly RunMetric[], terminal: Terminal): string {
  return table(
    metrics,
    [
      {
        header: '  metric',
        value: ({ metric, part }) => (part === undefined ? `  ${metric}` : `    ${part}`),
        min: 14,
      },
      { header: 'mean', value: ({ side }) => formatScore(side.mean), align: 'right' },
      { header: '95% interval', value: ({ side }) => formatInterval(side.interval, formatScore), align: 'right' },
      { header: 'scored', value: ({ side }) => formatCount(side.scored), align: 'right' },
      { header: 'unscored', value: ({ side }) => formatCount(side.unscored), align: 'right', optional: 1 },
      { header: 'grader errors', value: ({ side }) => formatCount(side.graderErrors), align: 'right' },
    ],
    terminal,
  )
}
