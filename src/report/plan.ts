import type { CaseComparison, Change, Comparison } from '../core/comparison.ts'
import type { Verdict } from '../core/verdict.ts'
import { bounds } from './input.ts'

/** Which cases are shown in full and which are only listed, each in the order of the page. */
export interface CasePlan {
  full: CaseComparison[]
  listed: CaseComparison[]
}

/** What a reviewer wants to see first. */
const order: readonly Change[] = ['regressed', 'mixed', 'missing', 'changed', 'improved', 'added', 'same']

/**
 * Chooses the cases to show in full: first those that the findings rest on, then the worst of those that changed, then some that did
 * not. Within one kind of change critical cases lead, then the order of the comparison (by size) is kept.
 */
export function planCases(comparison: Comparison, verdict: Verdict): CasePlan {
  const cited = new Set(verdict.findings.flatMap((finding) => finding.caseIds ?? []))
  const flaky = new Set(comparison.repeats.flaky.map(({ caseId }) => caseId))
  const ranked = comparison.cases
    .map((item, index) => ({ item, index, rank: order.indexOf(item.change), weight: weightOf(item, flaky) }))
    .sort((a, b) => a.rank - b.rank || b.weight - a.weight || a.index - b.index)
    .map(({ item }) => item)
  const plan: CasePlan = { full: [], listed: [] }
  let changedLeft = bounds.changedInFull - ranked.filter((item) => isNotable(item) && cited.has(item.caseId)).length
  let unchangedLeft: number = bounds.unchangedInFull
  for (const item of ranked) {
    if (cited.has(item.caseId)) plan.full.push(item)
    else if (isNotable(item) && changedLeft-- > 0) plan.full.push(item)
    else if (!isNotable(item) && unchangedLeft-- > 0) plan.full.push(item)
    else plan.listed.push(item)
  }
  return plan
}

/** What leads among cases of one kind of change: those that can block by themselves; of unchanged ones those that failed, or waver. */
function weightOf(item: CaseComparison, flaky: ReadonlySet<string>): number {
  if (item.change === 'same') return 2 * Number(hasErrors(item)) + Number(flaky.has(item.caseId))
  return Number(item.critical || item.strict)
}

/** Whether there is anything about the case that a reviewer could have to decide on. */
export function isNotable(item: CaseComparison): boolean {
  return item.change !== 'same' || hasErrors(item)
}

export function hasErrors(item: CaseComparison): boolean {
  return item.errors.baseline + item.errors.candidate > 0
}
