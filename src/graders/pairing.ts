import { bestAssignment } from './assignment.ts'

/** Pairs (row, column), each used once, whose worths add up to the most. */
export function pairedAtBest(worths: readonly (readonly number[])[]): [number, number][] {
  return bestAssignment(worths).flatMap((column, row): [number, number][] => (column < 0 ? [] : [[row, column]]))
}

/** The same with rows and columns both in order: Needleman and Wunsch (1970) without a price for gaps. O(rows x columns). */
export function pairedInOrder(worths: readonly (readonly number[])[]): [number, number][] {
  const columns = worths[0]?.length ?? 0
  // best[r][c]: the most that the rows from r on and the columns from c on are worth together.
  const best = Array.from({ length: worths.length + 1 }, () => new Float64Array(columns + 1))
  const at = (row: number, column: number) => best[row]?.[column] ?? 0
  const worth = (row: number, column: number) => worths[row]?.[column] ?? 0
  for (let row = worths.length - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      const both = worth(row, column) + at(row + 1, column + 1)
      const line = best[row]
      if (line !== undefined) line[column] = Math.max(both, at(row + 1, column), at(row, column + 1))
    }
  }
  const pairs: [number, number][] = []
  let row = 0
  let column = 0
  while (row < worths.length && column < columns) {
    if (worth(row, column) > 0 && at(row, column) === worth(row, column) + at(row + 1, column + 1))
      pairs.push([row++, column++])
    else if (at(row, column) === at(row + 1, column)) row += 1
    else column += 1
  }
  return pairs
}
