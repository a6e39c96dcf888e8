import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rouge } from '../../src/graders/rouge.ts'
import { gradeOf, partsOf, scoreOf } from './grading.ts'

const variants = ['1', '2', 'L', 'Lsum'] as const

describe('rouge', () => {
  // Lin 2004, section 3.1: candidates for "police killed the gunman"
  it.each([
    ['police kill the gunman', 'L', 3 / 4],
    ['the gunman kill police', 'L', 2 / 4],
    ['the gunman police killed', 'L', 2 / 4],
    ['police kill the gunman', '2', 1 / 3],
    ['the gunman kill police', '2', 1 / 3],
    ['the gunman police killed', '2', 2 / 3],
  ] as const)('%j scores by ROUGE-%s %d', (text, variant, score) => {
    expect(scoreOf(rouge({ variant }), { text, expected: 'police killed the gunman' })).toBeCloseTo(score, 12)
  })

  // The tests of rouge_score
  it.each([
    ['testing', '1', 1, 1 / 3, 1 / 2],
    ['testing one', '2', 1, 1 / 2, 2 / 3],
    ['testing one', 'L', 1, 2 / 3, 4 / 5],
    ['testing two', 'L', 1, 2 / 3, 4 / 5],
    ['', '1', 0, 0, 0],
    ['', '2', 0, 0, 0],
    ['', 'L', 0, 0, 0],
    ['', 'Lsum', 0, 0, 0],
    ['/', 'Lsum', 0, 0, 0],
  ] as const)('%j by ROUGE-%s has precision %d, recall %d and F1 %d', (text, variant, precision, recall, f1) => {
    const trial = { text, expected: 'testing one two' }
    expect(scoreOf(rouge({ variant, measure: 'precision' }), trial)).toBeCloseTo(precision, 12)
    expect(scoreOf(rouge({ variant, measure: 'recall' }), trial)).toBeCloseTo(recall, 12)
    expect(scoreOf(rouge({ variant }), trial)).toBeCloseTo(f1, 12)
  })

  it('joins what the lines have in common for Lsum', () => {
    // Lin 2004, section 3.2, and rouge_score's testRougeLsum
    const trial = { text: 'w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5', expected: 'w1 w2 w3 w4 w5' }
    expect(partsOf(rouge({ variant: 'Lsum' }), trial)).toEqual({ precision: 0.4, recall: 0.8 })
    expect(scoreOf(rouge({ variant: 'Lsum' }), trial)).toBeCloseTo(0.5333, 4)
  })

  it('counts no word of the answer twice for Lsum', () => {
    expect(partsOf(rouge({ variant: 'Lsum' }), { text: 'a', expected: 'a\na' })).toEqual({ precision: 1, recall: 0.5 })
  })

  it('takes the best of several', () => {
    expect(scoreOf(rouge(), { text: 'one two', expected: ['three', 'one two', ''] })).toBe(1)
  })

  it('reads words of any script only where told', () => {
    expect(gradeOf(rouge(), { text: '北京', expected: '北京' })).toEqual({
      status: 'unscored',
      reason: 'the expected answer has not a word of a-z and 0-9; tokenize: words takes any script',
    })
    expect(scoreOf(rouge({ tokenize: 'words' }), { text: '我在北京', expected: '北京' })).toBeCloseTo(2 / 3, 12)
  })

  it('judges nothing where nothing is to be counted', () => {
    expect(scoreOf(rouge(), { text: 'x' })).toBe('unscored')
    expect(scoreOf(rouge(), { text: 'x', expected: '' })).toBe('unscored')
    expect(scoreOf(rouge({ variant: '2' }), { text: 'x', expected: 'x' })).toBe('unscored')
  })

  it.each(['L', 'Lsum'] as const)('does not compare texts that are too long by %s', (variant) => {
    const trial = { text: 'a b '.repeat(50_000), expected: 'c d '.repeat(50_000) }
    expect(gradeOf(rouge({ variant }), trial)).toMatchObject({
      status: 'unscored',
      reason: expect.stringContaining('too long'),
    })
  })

  it('lies in 0..1, its F1 is symmetric for 1, 2 and L, and 1 for a text and itself', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', '\n'), { maxLength: 80 }).map((words) => words.join(' '))
    fc.assert(
      fc.property(text, text, fc.constantFrom(...variants), (a, b, variant) => {
        const grader = rouge({ variant })
        const score = scoreOf(grader, { text: a, expected: b })
        if (score === 'unscored') return
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1)
        expect(scoreOf(grader, { text: b, expected: b })).toBe(1)
        const other = scoreOf(grader, { text: b, expected: a })
        if (variant !== 'Lsum' && other !== 'unscored') expect(score).toBe(other)
      }),
    )
  })
})
