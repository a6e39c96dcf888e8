import type { Row } from './data.ts'

export interface Scored {
  /** The higher, the likelier it is hallucinated. */
  score: number
  positive: boolean
  weight: number
}

/** The largest F1 of any threshold, and the score from which it calls answers hallucinated. */
export function bestF1(items: readonly Scored[]): { f1: number; threshold: number } {
  const sorted = [...items].sort((a, b) => b.score - a.score)
  const positives = sorted.reduce((sum, { positive, weight }) => sum + (positive ? weight : 0), 0)
  let called = 0
  let hit = 0
  let best = { f1: 0, threshold: Number.POSITIVE_INFINITY }
  for (const [at, { score, positive, weight }] of sorted.entries()) {
    called += weight
    if (positive) hit += weight
    if (sorted[at + 1]?.score === score) continue
    const f1 = (2 * hit) / (called + positives)
    if (f1 > best.f1) best = { f1, threshold: score }
  }
  return best
}

export function f1At(items: readonly Scored[], threshold: number): { f1: number; precision: number; recall: number } {
  let [called, hit, positives] = [0, 0, 0]
  for (const { score, positive, weight } of items) {
    if (positive) positives += weight
    if (score < threshold) continue
    called += weight
    if (positive) hit += weight
  }
  return { f1: (2 * hit) / (called + positives || 1), precision: hit / (called || 1), recall: hit / (positives || 1) }
}

/** Characters that were called unsupported beside those that people marked, micro-averaged. */
export function spanF1(
  answers: readonly {
    called: readonly (readonly [number, number])[]
    marked: readonly (readonly [number, number, ...unknown[]])[]
  }[],
): { f1: number; precision: number; recall: number } {
  let [called, marked, hit] = [0, 0, 0]
  for (const answer of answers) {
    const theirs = new Set(answer.marked.flatMap(([start, end]) => range(start, end)))
    const ours = new Set(answer.called.flatMap(([start, end]) => range(start, end)))
    marked += theirs.size
    called += ours.size
    for (const at of ours) if (theirs.has(at)) hit += 1
  }
  return { f1: (2 * hit) / (called + marked || 1), precision: hit / (called || 1), recall: hit / (marked || 1) }
}

function range(start: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, step) => start + step)
}

/** The share of hallucinated answers of each generator and task: what may be known without reading a word. */
export function priorScores(rows: readonly Row[], weights: readonly number[]): number[] {
  const cells = new Map<string, { positive: number; all: number }>()
  for (const [at, row] of rows.entries()) {
    const cell = cells.get(cellOf(row)) ?? { positive: 0, all: 0 }
    cell.all += weights[at] ?? 1
    if (row.y === 1) cell.positive += weights[at] ?? 1
    cells.set(cellOf(row), cell)
  }
  return rows.map((row) => {
    const cell = cells.get(cellOf(row))
    return cell === undefined ? 0 : cell.positive / cell.all
  })
}

export function cellOf({ task, model }: Row): string {
  return `${task ?? ''} ${model ?? ''}`
}
