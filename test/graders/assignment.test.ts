import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestAssignment } from '../../src/graders/assignment.ts'
import { longestInOrder } from '../../src/graders/inOrder.ts'

const worths = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })).chain(([rows, columns]) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: columns, maxLength: columns }), {
    minLength: rows,
    maxLength: rows,
  }),
)

/** The best sum, by trying all. */
function most(table: number[][], row = 0, used = new Set<number>()): number {
  const worthsOfRow = table[row]
  if (worthsOfRow === undefined) return 0
  let best = most(table, row + 1, used)
  for (const [column, worth] of worthsOfRow.entries()) {
    if (!used.has(column)) best = Math.max(best, worth + most(table, row + 1, new Set([...used, column])))
  }
  return best
}

describe('bestAssignment', () => {
  it('finds the largest sum', () => {
    fc.assert(
      fc.property(worths, (table) => {
        const columns = bestAssignment(table)
        const taken = columns.filter((column) => column >= 0)
        expect(new Set(taken).size).toBe(taken.length)
        expect(taken.length).toBe(Math.min(table.length, table[0]?.length ?? 0))
        expect(columns.reduce((sum, column, row) => sum + (table[row]?.[column] ?? 0), 0)).toBe(most(table))
      }),
    )
  })

  it('takes an empty table', () => {
    expect(bestAssignment([])).toEqual([])
    expect(bestAssignment([[], []])).toEqual([-1, -1])
  })
})

describe('longestInOrder', () => {
  /** By the table of Wagner and Fischer. */
  function length(a: string[], b: string[]): number {
    let row = new Array<number>(b.length + 1).fill(0)
    for (const item of a) {
      const next = [0]
      for (const [index, other] of b.entries())
        next.push(item === other ? (row[index] ?? 0) + 1 : Math.max(next[index] ?? 0, row[index + 1] ?? 0))
      row = next
    }
    return row.at(-1) ?? 0
  }

  it('finds a longest common subsequence', () => {
    const list = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 })
    fc.assert(
      fc.property(list, list, (a, b) => {
        const pairs = longestInOrder(a, b) ?? []
        expect(pairs.length).toBe(length(a, b))
        for (const [index, [at, place]] of pairs.entries()) {
          expect(a[at]).toBe(b[place])
          const [lastAt, lastPlace] = pairs[index - 1] ?? [-1, -1]
          expect(at > lastAt && place > lastPlace).toBe(true)
        }
      }),
    )
  })
})
