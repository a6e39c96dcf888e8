import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chrf } from '../../src/graders/chrf.ts'
import { scoreOf } from './grading.ts'

describe('chrf', () => {
  // sacreBLEU, test_chrf.py: orders that there are, beta 3
  it.each([
    ['a', 'a', 100],
    ['', 'reference', 0],
    ['a b c', 'a b c', 100],
    ['a b c', 'abc', 100],
    ['', 'c', 0],
    ['aa', 'ab', 25],
    ['abcdefg', 'hijklmnop', 0],
  ])('%j for %j scores %d', (text, expected, score) => {
    expect(Number(scoreOf(chrf({ beta: 3 }), { text, expected })) * 100).toBeCloseTo(score, 4)
  })

  it.each([
    // sacreBLEU, test_chrf.py
    [
      'Die Beziehung zwischen Obama und Netanjahu ist nicht gerade freundlich.',
      'Das Verhältnis zwischen Obama und Netanyahu ist nicht gerade freundschaftlich.',
      67.3481606,
      64.1302698,
    ],
    [
      'risk assessment must be made of those who are qualified and expertise in the sector - these are the scientists .',
      'risk assessment has to be undertaken by those who are qualified and expert in that area - that is the scientists .',
      65.2414427,
      63.36173,
    ],
  ])('%j gives what sacreBLEU documents, with white space and without', (text, expected, kept, removed) => {
    expect(Number(scoreOf(chrf({ beta: 3, whitespace: true }), { text, expected })) * 100).toBeCloseTo(kept, 4)
    expect(Number(scoreOf(chrf({ beta: 3 }), { text, expected })) * 100).toBeCloseTo(removed, 4)
  })

  it('counts words, too, as chrF++', () => {
    // sacreBLEU 2.6.0
    const trial = { text: 'The cat sat on the mat.', expected: 'The cat is on the mat, now.' }
    expect(Number(scoreOf(chrf({ wordOrder: 2 }), trial)) * 100).toBeCloseTo(51.565603920405, 9)
    expect(Number(scoreOf(chrf(), trial)) * 100).toBeCloseTo(50.53060930538481, 9)
  })

  it('takes the best of several', () => {
    expect(scoreOf(chrf(), { text: 'Lyon', expected: ['Paris', 'Lyon'] })).toBe(1)
  })

  it('judges nothing without an expected text', () => {
    expect(scoreOf(chrf(), { text: 'x' })).toBe('unscored')
    expect(scoreOf(chrf(), { text: 'x', expected: null })).toBe('unscored')
    expect(scoreOf(chrf(), { text: 'x', expected: ' ' })).toBe('unscored')
  })

  it('lies in 0..1, and is 1 for a text and itself', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        fc.constantFrom(0, 2),
        (a, b, wordOrder) => {
          const score = scoreOf(chrf({ wordOrder }), { text: a, expected: b })
          if (score === 'unscored') return
          expect(score).toBeGreaterThanOrEqual(0)
          expect(score).toBeLessThanOrEqual(1)
          expect(scoreOf(chrf({ wordOrder }), { text: b, expected: b })).toBeCloseTo(1, 12)
        },
      ),
    )
  })
})
