import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { multipleChoice } from '../../src/graders/multipleChoice.ts'
import { gradeOf, partsOf, scoreOf } from './grading.ts'

const choices = ['London', 'Paris', 'New York', 'York']
const grader = multipleChoice({ choices })
const score = (text: string, expected: string | number | string[] = 'B') => scoreOf(grader, { expected, text })

describe('multipleChoice', () => {
  it.each([
    'B',
    'b',
    '(b)',
    '**B**',
    'B.',
    'B) Paris',
    'B. Paris',
    '**B) Paris**',
    'Paris',
    'Answer: b',
    '{"answer": "B"}',
    'Answer: **B**',
    '**Answer:** B',
    '**Final answer: (B)**',
    'The answer is (B).',
    'The correct answer is B, since A is in England.',
    'The correct option is **B**.',
    'The answer is Paris.',
    'The answer is: B',
    'I would pick option B because A is in England and D is too.',
    'I choose B.',
    'B is correct.',
    'A is wrong. D is wrong. B is the correct answer.',
    'The answer is not A. The answer is B.',
    'Option A is wrong, so it must be option B.',
    'So we get $\\boxed{B}$',
    'So we get \\boxed{\\text{B}}',
    'A) London\nB) Paris\nC) New York\nD) York\n\nAnswer: B',
    'At first I thought the answer is A. Final answer: B',
    'It must be Paris, I think.',
    'The capital is not London, it is Paris.',
  ])('finds B in %j', (text) => {
    expect(score(text)).toBe(1)
    expect(score(text, 'A')).toBe(0)
  })

  it.each([
    ['The answer is a city on the Seine.', 'picks none'],
    ['The answer is I think unclear', 'picks none'],
    ['I have no idea. I don’t know the answer.', 'abstains'],
    ['I cannot answer this question.', 'abstains'],
    ['', 'picks none'],
    ['A or B', 'ambiguous'],
    ['The answer is A. The answer is B.', 'ambiguous'],
    ['A) London\nB) Paris', 'ambiguous'],
    ['London and Paris', 'ambiguous'],
    ['The answer is C.', 'picks C; expected B'],
  ])('scores %j 0, and says why', (text, reason) => {
    expect(gradeOf(grader, { expected: 'B', text })).toMatchObject({
      score: 0,
      reason: expect.stringContaining(reason),
    })
  })

  it('finds no text within a longer one', () => {
    expect(score('New York', 'C')).toBe(1)
    expect(score('York', 'D')).toBe(1)
  })

  it.each([['B'], ['(b)'], [1], ['1'], ['Paris'], ['paris.'], ['B) Paris']])(
    'takes %j for what is expected',
    (expected) => {
      expect(score('B', expected)).toBe(1)
    },
  )

  it('counts indexes from where it is told', () => {
    expect(scoreOf(multipleChoice({ choices, indexBase: 1 }), { expected: 2, text: 'B' })).toBe(1)
  })

  it('asks for all of several correct choices, or any', () => {
    const trial = { expected: ['A', 'C'], text: 'A and C' }
    expect(scoreOf(grader, trial)).toBe(1)
    expect(score('The answers are (A), (C)', 'A, C')).toBe(1)
    expect(score('A', ['A', 'C'])).toBe(0)
    expect(partsOf(grader, { ...trial, text: 'A, B' })).toEqual({ precision: 0.5, recall: 0.5 })
    const any = multipleChoice({ choices, several: 'any' })
    expect(scoreOf(any, { ...trial, text: 'C' })).toBe(1)
    expect(scoreOf(any, trial)).toBe(0)
  })

  it('finds the choices in metadata, the input or the question', () => {
    const bare = multipleChoice()
    expect(scoreOf(bare, { metadata: { choices }, expected: 'Paris', text: 'B' })).toBe(1)
    expect(
      scoreOf(bare, {
        metadata: { options: { i: 'London', ii: 'Paris' } },
        expected: 'ii',
        text: 'The answer is (ii)',
      }),
    ).toBe(1)
    expect(scoreOf(bare, { input: { question: 'Where?', choices }, expected: 1, text: 'Paris' })).toBe(1)
    expect(scoreOf(bare, { input: 'Where?\nA) London\nB) Paris', expected: 'B', text: 'It is Paris.' })).toBe(1)
    expect(scoreOf(bare, { input: 'Where?\n1. London\n2. Paris', expected: 2, text: '2' })).toBe(1)
    expect(scoreOf(bare, { input: 'Where?', expected: 'B', text: 'The answer is B' })).toBe(1)
  })

  it('is unscored where nothing is expected, or it is no choice', () => {
    expect(scoreOf(grader, { text: 'B' })).toBe('unscored')
    expect(scoreOf(grader, { text: 'B', expected: null })).toBe('unscored')
    expect(gradeOf(grader, { text: 'B', expected: 'Berlin' })).toMatchObject({
      status: 'unscored',
      reason: '"Berlin" is none of the choices',
    })
  })

  it('tells where the pick stands', () => {
    const text = 'I say: the answer is (B).'
    const grade = gradeOf(grader, { text, expected: 'B' })
    const [pick] = grade.status === 'scored' ? (grade.evidence ?? []) : []
    expect(text.slice(pick?.start, pick?.end)).toBe('(B)')
  })

  it('finds every label that is asked for plainly', () => {
    fc.assert(
      fc.property(fc.nat(3), fc.nat(3), (picked, wanted) => {
        const label = 'ABCD'[picked] ?? ''
        for (const text of [
          label,
          `(${label})`,
          `The answer is ${label}.`,
          `${label}) ${choices[picked]}`,
          choices[picked] ?? '',
        ])
          expect(score(text, 'ABCD'[wanted] ?? '')).toBe(picked === wanted ? 1 : 0)
      }),
    )
  })
})
