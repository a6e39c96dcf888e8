import type { CaseComparison, Change, Comparison, MetricComparison } from '../core/comparison.ts'
import { plural } from '../text/format.ts'
import { caseAnchor } from './anchor.ts'
import { shortScore } from './format.ts'
import { hasErrors } from './plan.ts'

/** What is said of a case on one line, in the list of cases in full and in the list of the others. */
export interface CaseHead {
  anchor: string
  id: string
  change: Change
  symbol: string
  changeWord: string
  flags: string[]
  errors: string | null
  chips: { grader: string; before: string; after: string; direction: 'fell' | 'rose' | 'other' }[]
  /** For the filters: whether it has error outcomes, and the indexes of the graders on which it fell or rose. */
  hasErrors: boolean
  fell: string
  rose: string
}

export const changeSymbol: Record<Change, string> = {
  regressed: '\u25bc',
  improved: '\u25b2',
  mixed: '\u25c6',
  same: '=',
  added: '+',
  missing: '\u2205',
  changed: '\u2260',
}

export const changeWord: Record<Change, string> = {
  regressed: 'Regressed',
  improved: 'Improved',
  mixed: 'Mixed',
  same: 'Same',
  added: 'Added',
  missing: 'Missing',
  changed: 'Asked differently',
}

/** Builds the heads of a comparison's cases. */
export class CaseHeads {
  readonly graders: string[]
  readonly #metrics: { name: string; label: string; grader: number; whole: boolean }[]

  constructor(comparison: Comparison) {
    this.graders = graderNames(comparison.metrics)
    this.#metrics = comparison.metrics.map((metric) => ({
      name: metric.metric,
      label: metric.statistic === 'pass' ? `${metric.metric} passes` : metric.metric,
      grader: this.graders.indexOf(metric.grader),
      whole: metric.part === undefined,
    }))
  }

  head(item: CaseComparison): CaseHead {
    const chips: CaseHead['chips'] = []
    const fell = new Set<number>()
    const rose = new Set<number>()
    for (const { name, label, grader, whole } of this.#metrics) {
      const values = Object.hasOwn(item.metrics, name) ? item.metrics[name] : undefined
      if (values === undefined) continue
      const direction = values.diff === null ? 'other' : values.diff < 0 ? 'fell' : values.diff > 0 ? 'rose' : null
      if (direction === 'fell') fell.add(grader)
      if (direction === 'rose') rose.add(grader)
      const { baseline: before, candidate: after } = values
      if (!whole || direction === null || before === after || isTold(item, before, after)) continue
      chips.push({ grader: label, before: shortScore(before), after: shortScore(after), direction })
    }
    return {
      anchor: caseAnchor(item.caseId),
      id: item.caseId,
      change: item.change,
      symbol: changeSymbol[item.change],
      changeWord: changeWord[item.change],
      flags: [...(item.critical ? ['critical'] : []), ...(item.strict ? ['strict'] : [])],
      errors: errorWords(item),
      chips,
      hasErrors: hasErrors(item),
      fell: [...fell].join(' '),
      rose: [...rose].join(' '),
    }
  }
}

/** The graders of a comparison in their order, parts left out. */
export function graderNames(metrics: readonly MetricComparison[]): string[] {
  return [...new Set(metrics.map((metric) => metric.grader))]
}

/** Whether a score is on one side only for a reason that the head gives anyway: the case or its answers are not there. */
function isTold({ change, errors }: CaseComparison, before: number | null, after: number | null): boolean {
  if (before !== null && after !== null) return false
  const unpaired = change === 'added' || change === 'missing' || change === 'changed'
  return unpaired || (before === null && errors.baseline > 0) || (after === null && errors.candidate > 0)
}

function errorWords({ errors: { baseline, candidate } }: CaseComparison): string | null {
  if (baseline + candidate === 0) return null
  if (baseline === 0) return `${plural(candidate, 'error')} in the candidate`
  if (candidate === 0) return `${plural(baseline, 'error')} in the baseline`
  return `${plural(baseline, 'error')} in the baseline, ${candidate} in the candidate`
}
