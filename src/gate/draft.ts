import type { CaseComparison } from '../core/comparison.ts'
import { byCodeUnits } from '../core/order.ts'
import type { Finding } from '../core/verdict.ts'

/** A finding with what it contributes to the sentence of the verdict. */
export interface Draft extends Finding {
  /** A fall to be listed: `figures (-9.2 points)`. */
  fall?: string
  /** A reason of its own: `3 baseline cases are missing`. */
  clause?: string
}

/** Cases that a finding shows at most. */
const mostCases = 20

/** The cases that fell most, by what a case lost. */
export function worstCases(
  { cases }: { cases: readonly CaseComparison[] },
  lossOf: (item: CaseComparison) => number,
): Pick<Draft, 'caseIds' | 'moreCases'> {
  const caseIds = cases
    .map((item) => ({ id: item.caseId, loss: lossOf(item) }))
    .filter(({ loss }) => loss > 0)
    .sort((a, b) => b.loss - a.loss || byCodeUnits(a.id, b.id))
    .map(({ id }) => id)
  return firstCases(caseIds)
}

export function firstCases(caseIds: readonly string[]): Pick<Draft, 'caseIds' | 'moreCases'> {
  if (caseIds.length === 0) return {}
  const more = caseIds.length - mostCases
  return { caseIds: caseIds.slice(0, mostCases), ...(more > 0 && { moreCases: more }) }
}
