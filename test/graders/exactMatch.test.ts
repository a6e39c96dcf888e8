import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactMatch } from '../../src/graders/exactMatch.ts'
import { gradeOf, scoreOf } from './grading.ts'

describe('exactMatch', () => {
  it.each<[string, string | number | string[], number]>([
    ['Paris', 'Paris', 1],
    ['Paris\n', 'Paris', 1],
    ['paris', 'Paris', 0],
    ['Lyon', ['Paris', 'Lyon'], 1],
    ['cafe\u0301', 'café', 1],
    ['42', 42, 1],
    ['42.0', 42, 1],
    ['42 days', 42, 0],
    ['0x2a', 42, 0],
    ['', 0, 0],
  ])('as written, %j for %j scores %d', (text, expected, score) => {
    expect(scoreOf(exactMatch(), { text, expected })).toBe(score)
  })

  it.each<[string, string | number | string[], number]>([
    // SQuAD's exact_match_score
    ['the Denver Broncos!', 'Denver Broncos', 1],
    ['Denver', 'Denver Broncos', 0],
    ['  A   cat ', 'cat', 1],
    ['1,000', '1000', 1],
    ['1,000', 1000, 1],
    ['1.5', '15', 0],
    ['-5', 5, 0],
    ['3-5', 35, 0],
    ['50 percent', '50%', 1],
  ])('normalised, %j for %j scores %d', (text, expected, score) => {
    expect(scoreOf(exactMatch({ normalize: true }), { text, expected })).toBe(score)
  })

  it.each([
    ['30 days [returns].', '30 days', 1],
    ['30 days [returns]', '30 days [returns]', 1],
    ['30 [returns] days [1]', '30 days', 1],
    ['30 days [nowhere]', '30 days', 0],
    ['300 days [returns]', '30 days', 0],
  ])(
    'with normalize, markers that cite a source are no part of the answer: %j for %j scores %d',
    (text, expected, score) => {
      const sources = [{ id: 'returns', text: 'Within 30 days.' }]
      expect(scoreOf(exactMatch({ normalize: true }), { text, expected, sources })).toBe(score)
      if (score === 1 && text !== expected) expect(scoreOf(exactMatch(), { text, expected, sources })).toBe(0)
    },
  )

  it('compares objects by value, from data or from text', () => {
    const expected = { city: 'Paris', codes: [1, 2] }
    expect(scoreOf(exactMatch(), { expected, text: '{"codes":[1,2],"city":"Paris"}' })).toBe(1)
    expect(scoreOf(exactMatch(), { expected, text: '```json\n{"codes":[1,2],"city":"Paris"}\n```' })).toBe(1)
    expect(scoreOf(exactMatch(), { expected, output: { data: { city: 'Paris', codes: [2, 1] } } })).toBe(0)
    expect(scoreOf(exactMatch(), { expected, output: { data: { city: 'paris', codes: [1, 2] } } })).toBe(0)
    expect(
      scoreOf(exactMatch({ normalize: true }), { expected, output: { data: { city: 'paris.', codes: [1, 2] } } }),
    ).toBe(1)
    expect(scoreOf(exactMatch(), { expected, text: 'Paris' })).toBe(0)
  })

  it('judges nothing without an expected answer, and says so', () => {
    expect(gradeOf(exactMatch(), { text: 'x' })).toEqual({
      status: 'unscored',
      reason: 'the case has no expected answer',
    })
    expect(gradeOf(exactMatch(), { text: 'x', expected: null })).toEqual({
      status: 'unscored',
      reason: 'the case expects no answer',
    })
  })

  it('says what it expected and got', () => {
    expect(gradeOf(exactMatch(), { text: 'Lyon', expected: 'Paris' })).toMatchObject({
      reason: 'expected "Paris", got "Lyon"',
    })
  })

  it('gives every text 1 for itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, normalize) => {
        expect(scoreOf(exactMatch({ normalize }), { text, expected: text })).toBe(1)
      }),
    )
  })
})
