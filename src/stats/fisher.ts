import { requireCount, requireOneOf } from './check.ts'
import type { Alternative } from './pairedT.ts'

/**
 * Fisher's exact test (1935) of a 2 x 2 table [[a, b], [c, d]]; `greater` means a is larger than independence would have
 * it (an odds ratio above 1), `two-sided` adds up all tables that are no likelier than the one seen (Freeman & Halton
 * 1951).
 *
 * @returns the p value; 1 where a margin is 0
 * @throws RangeError when a count is not whole or the alternative is unknown
 */
export function fisherExact(input: {
  table: readonly [readonly [number, number], readonly [number, number]]
  alternative?: Alternative
}): number {
  const { table, alternative = 'two-sided' } = input
  requireOneOf('alternative', alternative, ['two-sided', 'less', 'greater'])
  const [[a, b], [c, d]] = table
  for (const [name, count] of Object.entries({ a, b, c, d })) requireCount(`table ${name}`, count)
  const least = Math.max(0, a - d)
  const weights = hypergeometricWeights(least, Math.min(a + b, a + c), a + b, a + c, a + b + c + d)
  const observed = weights[a - least] ?? 0
  const extreme = weights.filter((weight, i) => {
    if (alternative === 'greater') return i + least >= a
    if (alternative === 'less') return i + least <= a
    // As likely as the table seen, to within rounding.
    return weight <= observed * (1 + 1e-7)
  })
  return Math.min(1, total(extreme) / total(weights))
}

/** The chances of least..most in the first cell, up to a factor: steps away from the mode, so that none overflows. */
function hypergeometricWeights(least: number, most: number, row: number, column: number, n: number): number[] {
  const mode = Math.min(most, Math.max(least, Math.floor(((row + 1) * (column + 1)) / (n + 2))))
  const weights = new Array<number>(most - least + 1).fill(1)
  for (let k = mode + 1; k <= most; k++) {
    const ratio = ((row - k + 1) * (column - k + 1)) / (k * (n - row - column + k))
    weights[k - least] = (weights[k - 1 - least] ?? 0) * ratio
  }
  for (let k = mode - 1; k >= least; k--) {
    const ratio = ((k + 1) * (n - row - column + k + 1)) / ((row - k) * (column - k))
    weights[k - least] = (weights[k + 1 - least] ?? 0) * ratio
  }
  return weights
}

function total(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b).reduce((sum, value) => sum + value, 0)
}
