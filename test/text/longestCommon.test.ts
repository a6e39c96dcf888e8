import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commonIndices, longestCommon } from '../../src/text/longestCommon.ts'

const letters = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 100 })

function plainLength(a: readonly string[], b: readonly string[]): number {
  let above = b.map(() => 0)
  for (const item of a) {
    const line: number[] = []
    b.forEach((other, column) => {
      const longer = Math.max(above[column] ?? 0, line[column - 1] ?? 0)
      line.push(item === other ? (above[column - 1] ?? 0) + 1 : longer)
    })
    above = line
  }
  return above.at(-1) ?? 0
}

describe('longestCommon', () => {
  it('is as long as the recurrence says', () => {
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        expect(longestCommon(a, b)).toBe(plainLength(a, b))
      }),
    )
  })

  it('is not told where it would take too many steps', () => {
    expect(longestCommon(['a', 'b', 'c'], ['d', 'b', 'e'], 2)).toBeUndefined()
    expect(longestCommon(['a', 'b', 'c'], ['d', 'b', 'e'], 3)).toBe(1)
  })
})

describe('commonIndices', () => {
  it('makes a common subsequence of that length', () => {
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        const indices = commonIndices(a, b, 1e6) ?? []
        expect(indices).toHaveLength(plainLength(a, b))
        expect([...indices].sort((x, y) => x - y)).toEqual(indices)
        let at = 0
        for (const index of indices) at = b.indexOf(a[index] ?? 'a', at) + 1
        expect(at > 0 || indices.length === 0).toBe(true)
      }),
    )
  })

  it('gives those of the example in the package of ROUGE', () => {
    // google-research rouge_scorer_test, testLcsTable
    expect(commonIndices([1, 2, 3, 4, 5], [2, 5, 3, 4], 1e6)).toEqual([1, 2, 3])
    expect(commonIndices([1, 2, 3, 4, 5], [8, 9], 1e6)).toEqual([])
  })
})
