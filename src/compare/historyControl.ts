import type { Control, Decay } from '../core/history.ts'
import { clusteredMean, commonVariance, MINIMUM_UNITS, selfStartingCusum, tCdf } from '../stats/index.ts'
import { type LevelRow, levelsOf, meansOf } from './historyLevels.ts'

/** In standard deviations of one run's noise; see selfStartingCusum for what they promise. */
const slack = 0.5
const limit = 4
/** Fewer runs could not raise an alarm. */
const fewestRuns = 3
/** One-sided level at which a step up begins anew, and at which a fall counts as shown. */
const sure = 0.01
/** Variances of rounding. */
const rounding = 1e-24

/** One run of a metric as its control reads it. */
export interface ControlPoint {
  runId: string
  row: LevelRow
  /** Mean over its cases of 1 / repeats: how much of one answer's noise is left. */
  noiseShare: number
  /** One-sided mid-p that it is better than the run before; null for the first. */
  pBetter: number | null
}

/** What is found before the fall is tested; indices of points. */
export interface Found {
  control: Control
  /** Null where nothing was scored. */
  levels: (number | null)[]
  /** The sums of falls, null outside the stretch that is judged. */
  sums: (number | null)[]
  fall: { start: number; alarm: number; pShift: number } | null
}

/**
 * Watches the level of one metric over the common cases. `units` numbers the independent unit of each case.
 *
 * The metric is judged from where it last rose: by a step that is significant at .01, or slowly, as the CUSUM of rises finds. The runs
 * that showed the rise are left out, since what was chosen for standing high is no yardstick: its luck would look like decay in the
 * runs after it. Approvals begin nothing anew: one harmless drop approved after the other is how slow decay goes.
 *
 * Simulated: where nothing changes over 30 runs of 200 cases at 90%, 6% of series show decay at some time and 2% at the end; where
 * 400 cases lose 0.7 points a run over 15 runs, 95% do at the end, most of them without a step that stands out.
 */
export function controlOf(points: readonly ControlPoint[], units: Int32Array): Found {
  const { rows, kept } = scoredOften(points, units)
  const { levels, counts } = levelsOf(rows)
  const unitCount = new Set(kept).size
  const blank: Control = {
    cases: kept.length,
    units: unitCount,
    slack,
    limit,
    noise: null,
    since: null,
    sum: null,
    peak: null,
    decay: null,
  }
  const known = levels.map((level, index) => (counts[index] === 0 ? null : level))
  const none = { control: blank, levels: known, sums: points.map(() => null), fall: null }
  const variance = answerVariance(points, rows, kept)
  if (variance === null || unitCount < MINIMUM_UNITS || counts.includes(0)) return none
  const sds = points.map(({ noiseShare }, index) => Math.sqrt((variance * noiseShare) / (counts[index] ?? 1)))
  const noise = sds.at(-1) ?? null
  const stretch = lastStretch(points, levels, sds)
  const since = points[stretch.start]?.runId ?? null
  if (points.length - stretch.start < fewestRuns) return { ...none, control: { ...blank, noise, since } }
  const { lower, falls } = stretch
  const sums = points.map((_, index) => lower[index - stretch.start] ?? null)
  const peak = Math.max(...lower.slice(lower.lastIndexOf(0)))
  const control = { ...blank, noise, since, sum: lower.at(-1) ?? null, peak }
  const last = falls.at(-1)
  if (last === undefined || last.end !== null) return { control, levels, sums, fall: null }
  const [start, alarm] = [last.start + stretch.start, last.alarm + stretch.start]
  const pShift = shiftP(rows.slice(stretch.start, start + 1), rows.slice(start + 1), kept)
  return { control, levels, sums, fall: { start, alarm, pShift } }
}

/** Whether a fall is beyond what other cases might not show. */
export function isShown({ pShift }: Pick<Decay, 'pShift'>): boolean {
  return pShift <= sure
}

/** The cases that at least half of the points were scored on, with their units. */
function scoredOften(points: readonly ControlPoint[], units: Int32Array): { rows: LevelRow[]; kept: number[] } {
  const chosen: number[] = []
  for (let at = 0; at < units.length; at += 1) {
    const scored = points.filter(({ row }) => !Number.isNaN(row[at] ?? Number.NaN)).length
    if (scored * 2 >= points.length) chosen.push(at)
  }
  return {
    rows: points.map(({ row }) => Float64Array.from(chosen, (at) => row[at] ?? Number.NaN)),
    kept: chosen.map((at) => units[at] ?? 0),
  }
}

/**
 * The variance of a single answer's score within its case, from the differences between successive runs: these share their cases, so
 * that what lies between cases cancels. Null where no two runs can be compared.
 */
function answerVariance(
  points: readonly ControlPoint[],
  rows: readonly LevelRow[],
  units: readonly number[],
): number | null {
  const variances: number[] = []
  for (let index = 1; index < points.length; index += 1) {
    const [before, after] = [rows[index - 1], rows[index]]
    const [a, b] = [points[index - 1], points[index]]
    if (before === undefined || after === undefined || a === undefined || b === undefined) continue
    const difference = differenceOf(before, after, units)
    if (difference === null) continue
    variances.push((difference.seCR1 ** 2 * difference.n) / (a.noiseShare + b.noiseShare))
  }
  if (variances.length === 0) return null
  const variance = commonVariance({ variances })
  return variance < rounding ? 0 : variance
}

interface Difference {
  mean: number
  seCR1: number
  df: number
  n: number
}

/** The mean difference over the cases that both have, with its error by units; null where these are fewer than 2. */
function differenceOf(before: LevelRow, after: LevelRow, units: readonly number[]): Difference | null {
  const values: number[] = []
  const clusters: number[] = []
  units.forEach((unit, at) => {
    const difference = (after[at] ?? Number.NaN) - (before[at] ?? Number.NaN)
    if (Number.isNaN(difference)) return
    values.push(difference)
    clusters.push(unit)
  })
  if (new Set(clusters).size < 2) return null
  return { ...clusteredMean({ values, clusters }), n: values.length }
}

/** The last stretch that begins after a rise. */
function lastStretch(
  points: readonly ControlPoint[],
  levels: readonly number[],
  sds: readonly number[],
): { start: number } & Pick<ReturnType<typeof selfStartingCusum>, 'lower' | 'falls'> {
  let start = 0
  while (start < points.length) {
    const input = { values: levels.slice(start), sds: sds.slice(start), k: slack, h: limit }
    const { deviations, lower, falls, rises } = selfStartingCusum(input)
    // A step up to what was before, as from a bad run in the middle of a decline, is no rise.
    const step = deviations.findIndex((deviation, index) => {
      const p = points[start + index]?.pBetter ?? null
      return deviation > 0 && p !== null && p <= sure
    })
    const risen = Math.min(step < 0 ? Number.POSITIVE_INFINITY : step, rises[0]?.alarm ?? Number.POSITIVE_INFINITY)
    if (risen === Number.POSITIVE_INFINITY) return { start, lower, falls }
    start += risen + 1
  }
  return { start, lower: [], falls: [] }
}

/** One-sided p that the later runs are worse than the earlier ones, case by case. */
function shiftP(before: readonly LevelRow[], after: readonly LevelRow[], units: readonly number[]): number {
  const difference = differenceOf(meansOf(before), meansOf(after), units)
  if (difference === null) return 1
  const { mean, seCR1, df } = difference
  if (seCR1 * seCR1 < rounding) return mean < 0 ? 0 : 1
  return tCdf({ x: mean / seCR1, df })
}
