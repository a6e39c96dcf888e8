import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findNear, hardTokens } from '../../src/text/nearPassage.ts'
import { toPassage } from '../../src/text/passage.ts'
import { tokenize } from '../../src/text/tokens.ts'

const text =
  'Parcels are sent on weekdays. Refunds are paid within 5 working days, once the parcel is back. Nothing else.'
const near = (passage: string, said: string) =>
  findNear(toPassage(passage), hardTokens(tokenize(said).folded), { cells: 1e7 })

describe('findNear', () => {
  it.each<[string, number, [string, string][]]>([
    ['refunds are paid within 5 working days', 0, []],
    ['refunds are paid within 5 working days once the parcel', 0, []],
    ['refunds are paid within 3 working days', 1, [['3', '5']]],
    ['refunds are always paid within 5 working days', 1, [['always', '']]],
    ['refunds are paid within 5 days once the parcel', 1, [['', 'working']]],
    ['refunds were never paid within 5 working days', 2, [['were never', 'are']]],
  ])('finds %j with %i edits', (said, distance, edits) => {
    expect(near(text, said)).toMatchObject({
      distance,
      edits: edits.map(([said, stands]) => ({ said, stands })),
    })
  })

  it('gives the span in the text', () => {
    const found = near(text, 'refunds are paid within 3 working days')
    expect(text.slice(found?.start, found?.end)).toBe('Refunds are paid within 5 working days')
  })

  it.each(['we pay when the moon is full', 'paid within', 'refunds never come to people like you'])(
    'finds nothing near %j',
    (said) => {
      expect(near(text, said)).toBeUndefined()
    },
  )

  it('does not take a sign of a number for punctuation', () => {
    expect(near('It was -5 degrees that day.', 'it was 5 degrees that day')?.distance).toBe(1)
    expect(near('It rose by 5% that day.', 'it rose by 5 that day')?.distance).toBe(1)
  })

  it('stops where the budget is spent', () => {
    expect(findNear(toPassage(text), ['refunds', 'are', 'paid'], { cells: 3 })).toBeUndefined()
  })

  it('is no further than the number of words that were changed', () => {
    const word = fc.constantFrom(...Array.from({ length: 40 }, (_, at) => `word${at}`))
    fc.assert(
      fc.property(fc.array(word, { minLength: 20, maxLength: 60 }), fc.nat(10), fc.nat(7), (words, from, at) => {
        const said = words.slice(from, from + 8)
        said[at] = 'other'
        const found = near(words.join(' '), said.join(' '))
        expect(found?.distance).toBe(1)
      }),
    )
  })
})
