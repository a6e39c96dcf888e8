import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startsWith } from '../../src/graders/startsWith.ts'
import { gradeOf, scoreOf } from './grading.ts'

describe('startsWith', () => {
  it.each<[string, string | string[] | number, number]>([
    ['Yes, it is.', 'Yes', 1],
    ['  yes', 'Yes', 1],
    ['Yesterday', 'Yes', 0],
    ['Oh yes', 'Yes', 0],
    ['No.', ['Yes', 'No'], 1],
    ['1.5 days', '1', 0],
    ['1,000 days', '1', 0],
    ['1. First', '1', 1],
    ['15 days', 15, 1],
    ['是的，可以', '是', 1],
    ['cafe\u0301 noir', 'café', 1],
    ['cafe\u0301', 'cafe', 0],
    ['', 'Yes', 0],
  ])('%j for %j scores %d', (text, expected, score) => {
    expect(scoreOf(startsWith(), { text, expected })).toBe(score)
  })

  it('looks for the values of its options rather than of the case', () => {
    expect(scoreOf(startsWith({ values: ['Dear', 'Hello'] }), { text: 'Hello you', expected: 'x' })).toBe(1)
    expect(scoreOf(startsWith({ values: 'hello', ignoreCase: false }), { text: 'Hello you' })).toBe(0)
  })

  it('forgives what normalize forgives', () => {
    expect(
      scoreOf(startsWith({ normalize: true }), { text: '"The Denver Broncos" won', expected: 'Denver Broncos' }),
    ).toBe(1)
  })

  it('judges nothing where nothing is to be looked for', () => {
    expect(scoreOf(startsWith(), { text: 'x' })).toBe('unscored')
    expect(scoreOf(startsWith(), { text: 'x', expected: null })).toBe('unscored')
    expect(scoreOf(startsWith(), { text: 'x', expected: ' ' })).toBe('unscored')
  })

  it('says what it found', () => {
    expect(gradeOf(startsWith(), { text: 'Maybe', expected: ['Yes', 'No'] })).toMatchObject({
      reason: 'starts with "Maybe", not with "Yes" or any of 1 other',
    })
  })

  it('gives every text 1 for itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect([1, 'unscored']).toContain(scoreOf(startsWith(), { text, expected: text }))
      }),
    )
  })
})
