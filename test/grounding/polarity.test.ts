import { describe, expect, it } from 'vitest'
import { isNegated, isNegation, isSupposed } from '../../src/grounding/polarity.ts'
import { wordsOf } from '../../src/grounding/words.ts'

/** The first word "parking" of a text, by what is asked of it. */
function ofParking(ask: typeof isNegated, text: string): boolean {
  const words = wordsOf(text)
  const at = words.findIndex(({ folded }) => folded === 'parking')
  if (at < 0) throw new Error(`no parking in "${text}"`)
  return ask(words, at, text)
}

describe('isNegated', () => {
  it.each([
    'It does not offer parking.',
    "It doesn't offer parking.",
    'It doesn’t offer parking.',
    'It never had parking.',
    'There is no music, garden or parking.',
    'Neither music nor parking is offered.',
    'It lacks parking.',
    'It comes without parking.',
    'Parking is not available.',
    "Parking isn't available.",
    'Parking is unavailable.',
    'Parking was turned off.',
    'Parking, a garden and music are not offered.',
  ])('%s', (text) => {
    expect(ofParking(isNegated, text)).toBe(true)
  })

  it.each([
    'It offers parking.',
    'It not only has music; parking is there, too.',
    'It offers not only parking, music is there, too.',
    'There is no music, but parking.',
    'It has no music. Parking is free.',
    'It has no music; parking is free.',
    'It has no music, although parking is free.',
    'Parking is free, but music is not offered.',
    'Parking is free. Music is not offered.',
    'It has parking but music is unavailable.',
    'No one of us who has ever been here in the summer months of a year complained about parking.',
  ])('%s is no denial', (text) => {
    expect(ofParking(isNegated, text)).toBe(false)
  })
})

describe('isSupposed', () => {
  it.each([
    'If you need parking, look elsewhere.',
    'Ask whether parking is there.',
    'To find parking, look elsewhere.',
    'In order to find parking, look elsewhere.',
  ])('%s', (text) => {
    expect(ofParking(isSupposed, text)).toBe(true)
  })

  it.each(['It has parking.', 'If it rains, parking is free.', 'It is close to parking.'])('%s is meant', (text) => {
    expect(ofParking(isSupposed, text)).toBe(false)
  })
})

it('knows a negation by its word', () => {
  expect(['not', 'never', "isn't", 'note', 'knot'].map(isNegation)).toEqual([true, true, true, false, false])
})
