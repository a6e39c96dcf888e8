import type { Comparison, MeasureComparison } from '../core/comparison.ts'
import { byCodeUnits } from '../core/order.ts'
import { falseDiscoveryRate } from '../core/rules.ts'
import {
  formatCount,
  formatFactor,
  formatInterval,
  formatMeasure,
  formatPercent,
  formatPoints,
  formatRatio,
  missing,
  plural,
  probability,
} from '../text/format.ts'

export interface ErrorsView {
  any: boolean
  sides: { role: string; rate: string; of: string; codes: { code: string; count: string }[] }[]
  meaning: string
  limit: string
}

export interface MeasureView {
  name: string
  baseline: string
  candidate: string
  ratio: string
  interval: string | null
  meaning: string
}

export interface SliceView {
  tag: string
  metric: string
  pairs: string
  difference: string
  direction: 'worse' | 'better'
  symbol: string
  q: string
}

const mostSlices = 40

export function errorsView({ errors }: Comparison, maxErrorRate: number): ErrorsView {
  const sides = (['baseline', 'candidate'] as const).map((side) => {
    const { trials, errors: failed, byCode } = errors[side]
    return {
      role: side === 'baseline' ? 'Baseline' : 'Candidate',
      rate: trials === 0 ? missing : formatPercent(failed / trials),
      of: `${formatCount(failed)} of ${plural(trials, 'trial')}`,
      codes: Object.entries(byCode)
        .sort(([a, x], [b, y]) => y - x || byCodeUnits(a, b))
        .map(([code, n]) => ({ code, count: formatCount(n) })),
    }
  })
  const any = errors.baseline.errors + errors.candidate.errors > 0
  const { test } = errors
  const tested =
    test === null
      ? ''
      : ` Answered trials changed by ${formatPoints(test.meanDiff)} points (95% interval ${formatInterval(test.interval)}; one-sided ${probability(test.pWorse)}).`
  return {
    any,
    sides,
    meaning: any
      ? `An error is not a wrong answer: it has no score.${tested}`
      : 'Every trial of both runs has an answer.',
    limit: `The gate allows the candidate ${formatPercent(maxErrorRate)} of errors.`,
  }
}

export function measureView(measure: MeasureComparison): MeasureView {
  const unit = measure.unit
  return {
    name: measure.measure,
    baseline: formatMeasure(measure.baseline, unit),
    candidate: formatMeasure(measure.candidate, unit),
    ratio: formatRatio(measure.ratio),
    interval: measure.ratioInterval === null ? null : formatInterval(measure.ratioInterval, formatFactor),
    meaning: measureMeaning(measure),
  }
}

function measureMeaning({ ratio: factor, ratioInterval, unit, pairs }: MeasureComparison): string {
  if (factor === null || ratioInterval === null) return 'too few pairs to compare'
  const [low, high] = ratioInterval
  const basis = `over ${plural(pairs, 'case')}`
  if (low <= 1 && high >= 1) return `no clear difference, ${basis}`
  const share = formatPercent(Math.abs(factor - 1))
  const word = unit === 'ms' ? (factor < 1 ? 'quicker' : 'slower') : factor < 1 ? 'less' : 'more'
  return factor >= 2 ? `${factor.toFixed(1)} times as much, ${basis}` : `${share} ${word}, ${basis}`
}

function sliceView(slice: Comparison['slices'][number]): SliceView {
  const direction = slice.meanDiff < 0 ? 'worse' : 'better'
  return {
    tag: slice.tag,
    metric: slice.metric,
    pairs: formatCount(slice.pairs),
    difference: formatPoints(slice.meanDiff),
    direction,
    symbol: direction === 'worse' ? '\u25bc' : '\u25b2',
    q: slice.q < 0.001 ? '< 0.001' : slice.q.toFixed(3),
  }
}

export function slicesView(slices: Comparison['slices']): { slices: SliceView[]; slicesNote: string | null } {
  const flagged = slices.filter((slice) => slice.q <= falseDiscoveryRate)
  return { slices: flagged.slice(0, mostSlices).map(sliceView), slicesNote: slicesNote(slices.length, flagged.length) }
}

function slicesNote(tested: number, flagged: number): string | null {
  if (tested === 0) return null
  const more = flagged > mostSlices ? ` The first ${mostSlices} are shown.` : ''
  return `${plural(flagged, 'slice')} of ${formatCount(tested)} stand${flagged === 1 ? 's' : ''} out after correction for looking at so many (false discovery rate ${formatPercent(falseDiscoveryRate)}). Advisory: only slices with rules of their own can block.${more}`
}
