import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Grader } from '../../src/core/grade.ts'
import { anyOf, citations, exactMatch, figures } from '../../src/graders/index.ts'
import { children, giving, score } from './composed.ts'
import { gradeOf, scoreOf } from './grading.ts'

const passes = (grader: Grader): boolean => Number(scoreOf(grader, {})) >= grader.passAt

describe('anyOf', () => {
  it('is the highest of the scores', () => {
    const grade = gradeOf(anyOf([giving('a', 0.75), giving('b', 0.25)]), {})
    expect(grade).toMatchObject({ score: 0.75, reason: 'highest: a 75.0%' })
  })

  it('is made of passes where the marks differ', () => {
    expect(gradeOf(anyOf([giving('a', 0.8, 0.8), giving('b', 0.9, 1)]), {})).toMatchObject({
      score: 1,
      reason: '1 of 2 pass: a 80.0%',
    })
    expect(gradeOf(anyOf([giving('a', 0.7, 0.8), giving('b', 0.9, 1)]), {})).toMatchObject({
      score: 0,
      reason: 'none of 2 passes: a 70.0%; b 90.0%',
    })
  })

  it('tells what is not supported only where failing it says that a grader that tells fails as a whole', () => {
    expect(anyOf([exactMatch(), figures()]).hallucination).toBe(true)
    expect(anyOf([exactMatch(), citations()])).not.toHaveProperty('hallucination')
    expect(anyOf([exactMatch(), figures({ passAt: 0.5 })]).hallucination).toBe(true)
    expect(anyOf([exactMatch(), figures({ passAt: 0.5 })], { by: 'score' })).not.toHaveProperty('hallucination')
  })

  it('passes exactly where one passes', () => {
    fc.assert(
      fc.property(children, (all) => {
        expect(passes(anyOf(all))).toBe(all.some(passes))
      }),
    )
  })

  it('is what each of its graders is where all are alike', () => {
    fc.assert(
      fc.property(score, score, (given, mark) => {
        expect(scoreOf(anyOf([giving('a', given, mark), giving('b', given, mark)]), {})).toBe(given)
      }),
    )
  })
})
