import { commonIndices, longestCommon } from '../text/longestCommon.ts'
import { NgramIndex } from '../text/ngrams.ts'

export type RougeVariant = '1' | '2' | 'L' | 'Lsum'

/** The words of a text by line; all in one line where lines make no difference. */
export interface RougeUnits {
  lines: string[][]
  /** How many words there are. */
  length: number
}

export interface RougeCounts {
  f1: number
  precision: number
  recall: number
  shared: number
  answered: number
  expected: number
}

export function rougeUnits(variant: RougeVariant, text: string, words: (text: string) => string[]): RougeUnits {
  const lines = (variant === 'Lsum' ? text.split('\n') : [text]).map(words).filter((line) => line.length > 0)
  return { lines, length: lines.reduce((sum, line) => sum + line.length, 0) }
}

/** Undefined where the texts are too long to compare. */
export function rougeCounts(variant: RougeVariant, answer: RougeUnits, reference: RougeUnits): RougeCounts | undefined {
  if (variant === 'Lsum') return counted(summary(answer.lines, reference.lines), answer.length, reference.length)
  const [words = []] = answer.lines
  const [wanted = []] = reference.lines
  if (variant === 'L') return counted(longestCommon(wanted, words), words.length, wanted.length)
  const order = variant === '1' ? 1 : 2
  const index = new NgramIndex(order)
  index.add(wanted)
  const counts = index.compare(words)
  return counted(counts.shared[order - 1], counts.answer[order - 1], counts.reference[order - 1])
}

function counted(shared: number | undefined, answered = 0, expected = 0): RougeCounts | undefined {
  if (shared === undefined) return undefined
  const precision = shared / Math.max(1, answered)
  const recall = shared / Math.max(1, expected)
  const f1 = (2 * shared) / Math.max(1, answered + expected)
  return { f1, precision, recall, shared, answered, expected }
}

/** Steps of 30 cells, each with 4 bytes while two lines are compared. */
const summarySteps = 2 ** 24

/**
 * How many words of the expected lines stand in the union of what each has in common with the answer's lines (Lin 2004, section 3.2); like
 * ROUGE-1.5.5 it counts no word of the answer twice.
 */
function summary(answer: readonly string[][], reference: readonly string[][]): number | undefined {
  const left = new Map<string, number>()
  for (const word of answer.flat()) left.set(word, (left.get(word) ?? 0) + 1)
  let budget = summarySteps
  let hits = 0
  for (const line of reference) {
    const union = new Set<number>()
    for (const other of answer) {
      // A pair of short lines costs more than its cells.
      budget -= 8 + Math.ceil(line.length / 30) * other.length
      if (budget < 0) return undefined
      for (const index of commonIndices(line, other, summarySteps) ?? []) union.add(index)
    }
    for (const index of [...union].sort((a, b) => a - b)) {
      const word = line[index] ?? ''
      const rest = left.get(word) ?? 0
      if (rest === 0) continue
      left.set(word, rest - 1)
      hits += 1
    }
  }
  return hits
}
