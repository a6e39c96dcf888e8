import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { f1 } from '../../src/graders/f1.ts'
import { gradeOf, partsOf, scoreOf } from './grading.ts'

describe('f1', () => {
  // What evaluate-v2.0.py of SQuAD gives
  it.each<[string, string | string[], number]>([
    ['the Denver Broncos!', 'Denver Broncos', 1],
    ['Denver', 'Denver Broncos', 2 / 3],
    ['Carolina Panthers', 'Denver Broncos', 0],
    ['a cat sat on a mat', 'the cat sat', (2 * (2 / 4)) / (2 / 4 + 1)],
    ['cat cat cat', 'cat cat dog', 2 / 3],
    ["Levi's Stadium", 'Levis Stadium in Santa Clara', (2 * (2 / 5)) / (1 + 2 / 5)],
    ['1.5', '15', 1],
    ['“Paris”', 'Paris', 0],
    ['', '', 1],
    ['the', '', 1],
    ['x', '', 0],
    ['', 'x', 0],
    ['Lyon', ['Paris', 'Lyon, France'], 2 / 3],
  ])('%j for %j scores %d', (text, expected, score) => {
    expect(scoreOf(f1(), { text, expected })).toBeCloseTo(score, 12)
  })

  it('tells precision and recall', () => {
    expect(partsOf(f1(), { text: 'in Denver', expected: 'Denver Broncos football team' })).toEqual({
      precision: 0.5,
      recall: 0.25,
    })
  })

  it('reads words of any script where told', () => {
    expect(scoreOf(f1(), { text: '我在北京', expected: '北京' })).toBe(0)
    expect(scoreOf(f1({ tokenize: 'words' }), { text: '我在北京', expected: '北京' })).toBeCloseTo(2 / 3, 12)
  })

  it('takes markers that cite a source for no part of the answer', () => {
    const sources = [{ id: 'returns', text: 'Within 30 days.' }]
    expect(scoreOf(f1(), { text: '30 days [returns]', expected: '30 days', sources })).toBe(1)
  })

  it('judges nothing without an expected text', () => {
    expect(gradeOf(f1(), { text: 'x' })).toEqual({ status: 'unscored', reason: 'the case has no expected answer' })
    expect(scoreOf(f1(), { text: 'x', expected: null })).toBe('unscored')
    expect(scoreOf(f1(), { text: 'x', expected: { a: 1 } })).toBe('unscored')
  })

  it('lies in 0..1, is symmetric, and 1 for a text and itself', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom('a', 'cat', 'dog', 'x.')).map((words) => words.join(' ')),
    )
    fc.assert(
      fc.property(text, text, fc.constantFrom('squad', 'words'), (a, b, tokenize) => {
        const grader = f1({ tokenize })
        const score = scoreOf(grader, { text: a, expected: b })
        expect(score).toBe(scoreOf(grader, { text: b, expected: a }))
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1)
        expect(scoreOf(grader, { text: a, expected: a })).toBe(1)
      }),
    )
  })
})
