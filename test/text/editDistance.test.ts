import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editDistance } from '../../src/text/editDistance.ts'

const distance = (a: string, b: string) => editDistance([...a], [...b])

/** By the recurrence itself (Wagner and Fischer 1974). */
function plainDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      line.push(Math.min(replaced, (above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1))
    }
    above = line
  }
  return above[b.length] ?? 0
}

describe('editDistance', () => {
  it.each([
    // Textbook examples
    ['kitten', 'sitting', 3],
    ['saturday', 'sunday', 3],
    ['intention', 'execution', 5],
    ['', 'abc', 3],
    ['', '', 0],
  ])('of %j and %j is %d', (a, b, expected) => {
    expect(distance(a, b)).toBe(expected)
    expect(distance(b, a)).toBe(expected)
  })

  const letters = (max: number) => fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: max })

  it('is what the recurrence gives', () => {
    fc.assert(
      fc.property(letters(150), letters(150), (a, b) => {
        expect(distance(a, b)).toBe(plainDistance(a, b))
      }),
    )
  })

  it('is what the recurrence gives where the band is narrower than the texts', () => {
    const edits = fc.array(fc.tuple(fc.nat(900), letters(3)), { maxLength: 100 })
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 300, maxLength: 900 }),
        edits,
        (a, changes) => {
          const b = changes.reduce((text, [at, piece]) => text.slice(0, at) + piece + text.slice(at + 1), a)
          expect(distance(a, b)).toBe(plainDistance(a, b))
        },
      ),
      { numRuns: 40 },
    )
  })

  it('is exact for long texts that are much alike', () => {
    const text = Array.from({ length: 500_000 }, (_, index) => (index * 7919) % 101)
    const other = text.filter((_, index) => index % 5000 !== 17)
    expect(editDistance(text, other)).toBe(100)
  })

  it('is not told where it would take too many steps', () => {
    const a = Array.from({ length: 100_000 }, (_, index) => index)
    expect(
      editDistance(
        a,
        a.map((item) => -1 - item),
      ),
    ).toBeUndefined()
  })
})
