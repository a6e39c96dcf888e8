import type { Agreement, TrialFacts } from '../../src/core/comparison.ts'
import { type CaseSketch, times } from './gradedRun.ts'

export type Said = number | 'refused' | 'timeout'

/** A case by what its repeats say: equal numbers are equal answers. */
export function saying(...repeats: Said[]): { repeats: TrialFacts[] } {
  return {
    repeats: repeats.map((said, repeat) => {
      if (typeof said !== 'number') {
        return { repeat, error: { code: said, retryable: said === 'timeout' }, grades: {} }
      }
      return { repeat, answer: said, grades: { quality: { status: 'scored', score: 1 } } }
    }),
  }
}

/** A case whose repeats a grader compared: pairs (0, 1), (0, 2), (1, 2), ... in their order. */
export function compared(repeats: number, ...scores: Agreement['score'][]): CaseSketch {
  const pairs = Array.from({ length: repeats }, (_, first) =>
    Array.from({ length: repeats - first - 1 }, (_, more): [number, number] => [first, first + more + 1]),
  ).flat()
  const { repeats: trials } = saying(...times(repeats, 0))
  return {
    repeats: trials.map(({ answer: _, ...trial }) => trial),
    agreement: scores.map((score, index) => ({ repeats: pairs[index] ?? [0, 0], score })),
  }
}
