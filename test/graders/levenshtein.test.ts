import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { levenshtein } from '../../src/graders/levenshtein.ts'
import { gradeOf, scoreOf } from './grading.ts'

describe('levenshtein', () => {
  it.each([
    ['kitten', 'sitting', 1 - 3 / 7],
    ['sunday', 'saturday', 1 - 3 / 8],
    ['', '', 1],
    ['', 'abc', 0],
    ['  abc\n', 'abc', 1],
    ['cafe\u0301', 'café', 1],
    ['😀b', '😀a', 0.5],
    ['你好', '你们', 0.5],
  ])('%j for %j scores %d', (text, expected, score) => {
    expect(scoreOf(levenshtein(), { text, expected })).toBeCloseTo(score, 12)
  })

  it('counts words where told', () => {
    expect(scoreOf(levenshtein({ by: 'words' }), { text: 'The cat sat.', expected: 'the dog sat' })).toBeCloseTo(
      2 / 3,
      12,
    )
  })

  it('takes the nearest of several', () => {
    expect(gradeOf(levenshtein(), { text: 'Lyons', expected: ['Paris', 'Lyon'] })).toMatchObject({
      score: 0.8,
      reason: '1 edit from "Lyon"',
    })
  })

  it('forgives case where told, and what normalize forgives', () => {
    expect(scoreOf(levenshtein(), { text: 'PARIS', expected: 'paris' })).toBe(0)
    expect(scoreOf(levenshtein({ ignoreCase: true }), { text: 'PARIS', expected: 'paris' })).toBe(1)
    expect(scoreOf(levenshtein({ normalize: true }), { text: 'The 1,000!', expected: '1000' })).toBe(1)
  })

  it('judges nothing without an expected text, nor where texts are too long and too different', () => {
    expect(scoreOf(levenshtein(), { text: 'x' })).toBe('unscored')
    expect(scoreOf(levenshtein(), { text: 'x', expected: null })).toBe('unscored')
    expect(scoreOf(levenshtein(), { text: 'x', expected: { a: 1 } })).toBe('unscored')
    const trial = { text: 'ab'.repeat(100_000), expected: 'cd'.repeat(100_000) }
    expect(gradeOf(levenshtein(), trial)).toMatchObject({
      status: 'unscored',
      reason: expect.stringContaining('too long'),
    })
  })

  it('lies in 0..1, is symmetric, and 1 for a text and itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const score = scoreOf(levenshtein(), { text: a, expected: b })
        expect(score).toBe(scoreOf(levenshtein(), { text: b, expected: a }))
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1)
        expect(scoreOf(levenshtein(), { text: a, expected: a })).toBe(1)
      }),
    )
  })
})
