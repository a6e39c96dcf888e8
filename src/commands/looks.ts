import { significance } from '../core/rules.ts'
import { alphaSpendingBounds, normCdf } from '../stats/index.ts'

/** Looks at repeats and what each may spend; together the usual 5%. */
const repeatLooks = [
  { repeats: 1, alpha: 0.005 },
  { repeats: 3, alpha: 0.015 },
  { repeats: 5, alpha: 0.03 },
]

/** Looks at shares of the cases. */
const caseLooks = [0.25, 0.5, 0.75, 1]
/** With fewer cases the first looks would see next to nothing. */
export const fewestCases = 48

export interface PlannedLook {
  at: number
  alpha: number
}

/** The last look may spend what the looks that are left out would have. */
export function looksAtRepeats(ofBaseline: number, most = Number.POSITIVE_INFINITY): PlannedLook[] {
  const possible = repeatLooks.filter(({ repeats }) => repeats <= Math.min(ofBaseline, most))
  const before = possible.slice(0, -1)
  const spent = before.reduce((sum, { alpha }) => sum + alpha, 0)
  return possible.map(({ repeats, alpha }, index) => ({
    at: repeats,
    alpha: index === possible.length - 1 ? significance - spent : alpha,
  }))
}

/**
 * O'Brien-Fleming-like bounds (Lan & DeMets 1983), as levels of the exact tests. Each of several rules has bounds for its own share of the
 * 5%, since bounds for all of it, divided afterwards, would spend more than that at the first looks.
 */
export function looksAtCases(rules: number): PlannedLook[] {
  const [one, many] = [levelsAtCases(significance), levelsAtCases(significance / rules)]
  return caseLooks.map((at, index) => ({ at, alpha: Math.min(one[index] ?? 0, (many[index] ?? 0) * rules) }))
}

function levelsAtCases(alpha: number): number[] {
  const bounds = alphaSpendingBounds({ alpha, sided: 1, spending: 'obf', information: caseLooks })
  return bounds.map((bound) => normCdf({ x: -bound }))
}
