import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Grader } from '../../src/core/grade.ts'
import { allOf, anyOf, contains, exactMatch, figures, not } from '../../src/graders/index.ts'
import { child, children, giving, score } from './composed.ts'
import { gradeOf, scoreOf } from './grading.ts'

const passes = (grader: Grader): boolean => Number(scoreOf(grader, {})) >= grader.passAt

describe('allOf', () => {
  it('is the lowest of the scores', () => {
    const grade = gradeOf(allOf([giving('a', 0.75), giving('b', 0.25), giving('c', 1)]), {})
    expect(grade).toMatchObject({ score: 0.25, reason: 'lowest: b 25.0%; a 75.0%' })
  })

  it('tells why the lowest are low', () => {
    const whole = allOf([exactMatch(), contains({ values: ['Bern'] })])
    expect(gradeOf(whole, { text: 'Rome', expected: 'Rome' })).toMatchObject({
      score: 0,
      reason: expect.stringMatching(/^lowest: contains 0\.0% \(.+\)$/),
      parts: { exactMatch: { score: 1 }, contains: { score: 0 } },
    })
    expect(gradeOf(whole, { text: 'Bern', expected: 'Bern' })).toMatchObject({ score: 1, reason: 'all 2 score 100%' })
  })

  it('passes at the mark that its graders share', () => {
    expect(allOf([giving('a', 1, 0.5), giving('b', 1, 0.5)]).passAt).toBe(0.5)
    expect(allOf([giving('a', 1, 0.5)], { passAt: 0.7 }).passAt).toBe(0.7)
  })

  it('is made of passes where the marks differ', () => {
    const whole = allOf([giving('a', 0.8, 0.8), giving('b', 0.9, 1)])
    expect(whole.passAt).toBe(1)
    expect(gradeOf(whole, {})).toMatchObject({ score: 0, reason: '1 of 2 fail: b 90.0%' })
    expect(scoreOf(allOf([giving('a', 0.8, 0.8), giving('b', 1, 1)]), {})).toBe(1)
  })

  it('is made of what it is told to be', () => {
    const [a, b] = [giving('a', 0.8, 0.8), giving('b', 0.9, 1)]
    expect(allOf([a, b], { by: 'score' }).passAt).toBe(1)
    expect(scoreOf(allOf([a, b], { by: 'score' }), {})).toBe(0.8)
    expect(scoreOf(allOf([a], { by: 'pass' }), {})).toBe(1)
  })

  it('tells what is not supported by the parts that do', () => {
    const cited: Grader = { ...giving('cited', 1), hallucination: ['exists', 'quotes'] }
    expect(allOf([exactMatch(), figures(), cited]).hallucination).toEqual(['figures', 'cited.exists', 'cited.quotes'])
    expect(allOf([exactMatch()])).not.toHaveProperty('hallucination')
  })

  it('passes exactly where all pass', () => {
    fc.assert(
      fc.property(children, (all) => {
        expect(passes(allOf(all))).toBe(all.every(passes))
      }),
    )
  })

  it('is what each of its graders is where all are alike', () => {
    fc.assert(
      fc.property(score, score, (given, mark) => {
        const [a, b] = [giving('a', given, mark), giving('b', given, mark)]
        expect(scoreOf(allOf([a, b]), {})).toBe(given)
        expect(passes(allOf([a]))).toBe(passes(a))
      }),
    )
  })

  it('and anyOf are each other turned round by not (De Morgan), in scores and in what passes', () => {
    fc.assert(
      fc.property(child('a'), child('b'), (a, b) => {
        const by = 'score'
        const turned = [not(a, { by, name: 'a' }), not(b, { by, name: 'b' })]
        expect(scoreOf(not(allOf(turned, { by }), { by }), {})).toBe(scoreOf(anyOf([a, b], { by }), {}))
        const named = [not(a, { name: 'a' }), not(b, { name: 'b' })]
        expect(passes(not(allOf(named)))).toBe(passes(anyOf([a, b])))
        expect(passes(not(anyOf(named)))).toBe(passes(allOf([a, b])))
      }),
    )
  })
})
