import type { SliceComparison } from '../core/comparison.ts'
import { byCodeUnits } from '../core/order.ts'
import { adjustPValues, MINIMUM_UNITS, signFlipPermutation } from '../stats/index.ts'
import type { MetricResult } from './metric.ts'
import type { CasePair } from './pair.ts'

/** Every grader on every tag that some but not all pairs carry, where at least 6 units can be compared; parts would be too many. */
export function compareSlices(pairs: readonly CasePair[], results: readonly MetricResult[]): SliceComparison[] {
  const slices: Omit<SliceComparison, 'q'>[] = []
  for (const [tag, members] of membersByTag(pairs)) {
    if (members.length === pairs.length) continue
    for (const result of results) {
      if (result.comparison.part !== undefined) continue
      const slice = compareSlice(pairs, members, result)
      if (slice !== null) slices.push({ tag, ...slice })
    }
  }
  const q = adjustPValues({ p: slices.map((slice) => slice.pWorse), method: 'benjaminiHochberg' })
  return slices.map((slice, index) => ({ ...slice, q: q[index] ?? 1 }))
}

function membersByTag(pairs: readonly CasePair[]): [string, number[]][] {
  const members = new Map<string, number[]>()
  pairs.forEach((pair, index) => {
    for (const tag of new Set(pair.tags)) {
      const known = members.get(tag)
      if (known === undefined) members.set(tag, [index])
      else known.push(index)
    }
  })
  return [...members].sort(([a], [b]) => byCodeUnits(a, b))
}

function compareSlice(
  pairs: readonly CasePair[],
  members: readonly number[],
  { comparison, testedBaseline, testedCandidate }: MetricResult,
): Omit<SliceComparison, 'tag' | 'q'> | null {
  const diffs: number[] = []
  const clusters: number[] = []
  const sums = { baseline: 0, candidate: 0 }
  for (const index of members) {
    const [baseline, candidate] = [testedBaseline[index] ?? Number.NaN, testedCandidate[index] ?? Number.NaN]
    const unit = pairs[index]?.unit
    if (Number.isNaN(baseline) || Number.isNaN(candidate) || unit === undefined) continue
    sums.baseline += baseline
    sums.candidate += candidate
    diffs.push(candidate - baseline)
    clusters.push(unit)
  }
  const units = new Set(clusters).size
  if (units < MINIMUM_UNITS) return null
  return {
    metric: comparison.metric,
    pairs: diffs.length,
    baseline: sums.baseline / diffs.length,
    candidate: sums.candidate / diffs.length,
    meanDiff: (sums.candidate - sums.baseline) / diffs.length,
    pWorse: signFlipPermutation({ diffs, ...(units < diffs.length && { clusters }) }).midPLess,
  }
}
