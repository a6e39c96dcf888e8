import { unitOf } from '../core/case.ts'
import type { GradedRun, MetricComparison, PairedTest } from '../core/comparison.ts'
import { clusteredMean, type Spread, varianceComponents } from '../stats/index.ts'
import type { RepeatSpread } from './power.ts'
import { meanOf, Tally } from './reading.ts'

/** Of two runs of the same version: all that they differ by is how its answers waver. */
export function spreadOfSame(test: PairedTest, repeats: number): RepeatSpread {
  const measured = spreadOf(test)
  return { pairs: test.pairs, units: test.units, repeats, measured, noise: repeats * measured.sd ** 2 }
}

/** Of two versions: the repeats tell, where there are any, how much of the spread is how answers waver. */
export function spreadOfVersions(test: PairedTest, repeats: number): RepeatSpread {
  const { pairs, units, repeatVariance } = test
  const noise =
    repeatVariance === undefined ? null : ((repeatVariance.baseline + repeatVariance.candidate) * units) / pairs
  return { pairs, units, repeats, measured: spreadOf(test), noise }
}

/**
 * Of one run alone: by its repeats, two such runs would differ by 2 sigma^2 / r; without any, at worst by as much as answers that have
 * nothing to do with their case. `source` says which it is. Null where the metric has no score.
 */
export function spreadOfRun(
  run: GradedRun,
  metric: MetricComparison,
  tag?: string,
): { source: 'repeats' | 'worstCase'; spread: RepeatSpread } | null {
  const { scores, unitNames } = scoresOf(run, metric, tag)
  const pairs = scores.length
  if (pairs === 0) return null
  const units = new Set(unitNames).size
  const { repeats } = run.run
  const isPassFail = scores.flat().every((score) => score === 0 || score === 1)
  const shared = { pairs, units, repeats }
  const isRepeated = scores.length > 1 && scores.some((row) => row.length > 1)
  if (isRepeated) {
    const noise = (2 * varianceComponents({ scores }).sigma2Within * units) / pairs
    const measured = { sd: Math.sqrt(noise / repeats), ...(isPassFail && units === pairs && { lattice: repeats }) }
    return { source: 'repeats', spread: { ...shared, measured, noise } }
  }
  const measured = independent(
    scores.map((row) => row[0] ?? 0),
    unitNames,
    isPassFail,
  )
  return { source: 'worstCase', spread: { ...shared, measured, noise: repeats * measured.sd ** 2 } }
}

/** Two answers to a case as unlike as those to two cases. */
function independent(
  scores: readonly number[],
  clusters: readonly string[],
  isPassFail: boolean,
): Spread & { sd: number } {
  const units = new Set(clusters).size
  if (units < 2) return { sd: 0 }
  const isClustered = units < scores.length
  if (isPassFail && !isClustered) {
    const rate = meanOf(scores) ?? 0
    const discordance = 2 * rate * (1 - rate)
    return { sd: Math.sqrt(discordance), discordance, lattice: 1 }
  }
  const { seCR1 } = clusteredMean({ values: scores, clusters })
  return { sd: seCR1 * Math.sqrt(2 * units) }
}

/** The scores that the test would count, of every case that has one, and the units of the cases. */
function scoresOf(
  { run, cases }: GradedRun,
  metric: MetricComparison,
  tag: string | undefined,
): { scores: number[][]; unitNames: string[] } {
  const scores: number[][] = []
  const unitNames: string[] = []
  const tally = new Tally()
  for (const facts of cases) {
    if (tag !== undefined && facts.tags?.includes(tag) !== true) continue
    tally.read(facts, metric)
    if (tally.counted.length === 0) continue
    scores.push(tally.counted.slice(0, run.repeats))
    unitNames.push(unitOf(facts))
  }
  return { scores, unitNames }
}

function spreadOf({ sd, discordance, lattice }: PairedTest): Spread & { sd: number } {
  return { sd, ...(discordance !== undefined && { discordance }), ...(lattice !== undefined && { lattice }) }
}
