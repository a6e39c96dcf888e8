import type { AdaptiveProgress, GradedRun } from '../core/comparison.ts'

/** How far an adaptive run went, from its rows alone; undefined where a run is not adaptive, or has not reached its first look. */
export function adaptiveProgress({ run, cases }: GradedRun): AdaptiveProgress | undefined {
  const { adaptive } = run
  if (adaptive === undefined) return undefined
  const done = adaptive.by === 'cases' ? cases.length : repeatsOfAll(cases)
  const reached = adaptive.looks.map((look) => (adaptive.by === 'cases' ? lookSize(look, run.cases) : look) <= done)
  const look = reached.lastIndexOf(true) + 1
  if (look === 0) return undefined
  return {
    by: adaptive.by,
    against: adaptive.against,
    look,
    looks: adaptive.looks.length,
    alpha: adaptive.alphas[look - 1] ?? 0,
    asked: cases.reduce((sum, { trials }) => sum + trials.length, 0),
    planned: run.cases * run.repeats,
  }
}

/** How many cases a look at a share of them takes. */
export function lookSize(share: number, cases: number): number {
  return Math.min(cases, Math.ceil(share * cases - 1e-9))
}

function repeatsOfAll(cases: GradedRun['cases']): number {
  return cases.reduce((fewest, { trials }) => Math.min(fewest, trials.length), Number.POSITIVE_INFINITY)
}
