import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stem } from '../../src/grounding/stem.ts'
import { wordsOf } from '../../src/grounding/words.ts'

describe('wordsOf', () => {
  it('tells content from grammar, and capitals and digits from the rest', () => {
    expect(wordsOf('The Finch sells 3 cakes.')).toMatchObject([
      { folded: 'the', content: false, capital: true, digits: false },
      { folded: 'finch', content: true, capital: true },
      { folded: 'sells', content: true, capital: false },
      { folded: '3', content: true, digits: true },
      { folded: 'cakes', stem: stem('cakes'), content: true },
    ])
  })

  it('writes thousands without their commas', () => {
    expect(wordsOf('1,234,567 miles')[0]).toMatchObject({ stem: '1234567', digits: true })
  })

  it('gives words in the order of the text, none over another', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        let last = 0
        for (const { start, end } of wordsOf(text)) {
          expect(last <= start && start < end && end <= text.length).toBe(true)
          last = end
        }
      }),
    )
  })

  it('gives a long word the stem it has by itself, time and again', () => {
    const long = `${'x'.repeat(100_000)}ings`
    expect(wordsOf(long)[0]?.stem).toBe(stem(long))
    expect(wordsOf(long)[0]?.stem).toBe(stem(long))
  })
})
