import type { FlakyCase, RepeatsComparison, RepeatsOfMetric, RepeatsSide } from '../core/comparison.ts'
import { formatCount, formatPercent, missing } from '../text/format.ts'
import { allPass, anyPasses, spreadInPoints, waveringOfBoth } from '../text/repeats.ts'
import { caseAnchor } from './anchor.ts'

/** How the runs waver where their cases were asked several times. */
export interface WaveringView {
  sentence: string
  consistency: string | null
  /** Headings of the chances, with the number of answers where it is one. */
  any: string
  all: string
  rows: WaveringRow[]
  flaky: { href: string; id: string; grader: string; run: string; passed: string }[]
  flakyCount: string
  more: string | null
}

/** One grader, on either side. */
interface WaveringRow {
  grader: string
  waver: Sides
  any: Sides
  all: Sides
  within: Sides
  between: Sides
}

interface Sides {
  baseline: string
  candidate: string
}

const mostFlaky = 40

/** Null where every case was asked once. */
export function waveringView({ wavering, metrics, flaky, consistency }: RepeatsComparison): WaveringView | null {
  const { baseline, candidate } = wavering
  if (baseline === null && candidate === null) return null
  const counts = new Set(metrics.map((metric) => (metric.baseline ?? metric.candidate)?.passAtK.k))
  const [k] = counts.size === 1 ? counts : []
  const rest = flaky.length - mostFlaky
  return {
    sentence: `${sentenceCase(waveringOfBoth(baseline, candidate))}.`,
    consistency:
      consistency.baseline === null && consistency.candidate === null
        ? null
        : `How far two answers to a case agree (consistency): ${formatPercent(consistency.baseline)} in the baseline, ${formatPercent(consistency.candidate)} in the candidate.`,
    any: sentenceCase(anyPasses(k)),
    all: sentenceCase(allPass(k)),
    rows: metrics.map(rowOf),
    flaky: flaky.slice(0, mostFlaky).map(flakyView),
    flakyCount: formatCount(flaky.length),
    more: rest > 0 ? `${formatCount(rest)} more are left out here; \`assay gate --json\` lists them all.` : null,
  }
}

function rowOf(metric: RepeatsOfMetric): WaveringRow {
  const sides = (read: (side: RepeatsSide) => string): Sides => ({
    baseline: metric.baseline === null ? missing : read(metric.baseline),
    candidate: metric.candidate === null ? missing : read(metric.candidate),
  })
  return {
    grader: metric.metric,
    waver: sides(({ flaky, cases }) => `${formatCount(flaky)} of ${formatCount(cases)}`),
    any: sides(({ passAtK }) => formatPercent(passAtK.any)),
    all: sides(({ passAtK }) => formatPercent(passAtK.all)),
    within: sides(({ variance }) => spreadInPoints(variance?.within)),
    between: sides(({ variance }) => spreadInPoints(variance?.between)),
  }
}

function flakyView({ caseId, metric, side, passed, repeats }: FlakyCase): WaveringView['flaky'][number] {
  return {
    href: `#${caseAnchor(caseId)}`,
    id: caseId,
    grader: metric,
    run: side === 'baseline' ? 'Baseline' : 'Candidate',
    passed: `${passed} of ${repeats}`,
  }
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
