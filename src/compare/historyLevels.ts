/** One run over the common cases: means over its repeats, NaN where it has none. */
export type LevelRow = Float64Array

/** Steps of the fit below; it converges by a factor of about the share that is missing. */
const mostSteps = 200
const converged = 1e-14

/**
 * The level of every run over the same cases, and how many it was measured on. Where every run has every case, the plain mean. Else
 * the least squares fit of a case's difficulty plus a run's effect (the two-way layout without interaction, Scheffé 1959, 4.4): a run
 * that could not be judged on some hard cases must not look better for it.
 */
export function levelsOf(rows: readonly LevelRow[]): { levels: number[]; counts: number[] } {
  const counts = rows.map((row) => row.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0))
  const length = rows[0]?.length ?? 0
  if (counts.every((count) => count === length)) return { levels: rows.map((row) => meanOver(row, () => 0)), counts }
  const difficulty = new Float64Array(length)
  let effects = rows.map(() => 0)
  for (let step = 0; step < mostSteps; step += 1) {
    for (let at = 0; at < length; at += 1) difficulty[at] = difficultyOf(rows, effects, at)
    const next = rows.map((row) => meanOver(row, (at) => difficulty[at] ?? 0))
    const change = Math.max(...next.map((effect, index) => Math.abs(effect - (effects[index] ?? 0))))
    effects = next
    if (change < converged) break
  }
  const middle = meanOver(difficulty, () => 0)
  return { levels: effects.map((effect) => middle + effect), counts }
}

function difficultyOf(rows: readonly LevelRow[], effects: readonly number[], at: number): number {
  let [sum, count] = [0, 0]
  rows.forEach((row, index) => {
    const value = row[at] ?? Number.NaN
    if (Number.isNaN(value)) return
    sum += value - (effects[index] ?? 0)
    count += 1
  })
  return sum / count
}

/** The mean of what is there, less something for each; 0 where nothing is. */
function meanOver(row: LevelRow, less: (at: number) => number): number {
  let [sum, count] = [0, 0]
  for (let at = 0; at < row.length; at += 1) {
    const value = row[at] ?? Number.NaN
    if (Number.isNaN(value)) continue
    sum += value - less(at)
    count += 1
  }
  return count === 0 ? 0 : sum / count
}

/** The mean of some runs for each case, NaN where none of them has it. */
export function meansOf(rows: readonly LevelRow[]): LevelRow {
  const length = rows[0]?.length ?? 0
  return Float64Array.from({ length }, (_, at) => {
    let [sum, count] = [0, 0]
    for (const row of rows) {
      const value = row[at] ?? Number.NaN
      if (Number.isNaN(value)) continue
      sum += value
      count += 1
    }
    return sum / count
  })
}
