import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contains, figures, not } from '../../src/graders/index.ts'
import { child, giving, saying } from './composed.ts'
import { gradeOf, scoreOf } from './grading.ts'

describe('not', () => {
  it('is 1 - score, and has no parts', () => {
    const grade = gradeOf(not(giving('a', 0.25)), {})
    expect(grade).toMatchObject({ score: 0.75, reason: 'the opposite of a 25.0%' })
    expect(grade).not.toHaveProperty('parts')
  })

  it('passes what does not contain a word', () => {
    const clean = not(contains({ values: ['sorry'] }))
    expect(scoreOf(clean, { text: 'Here it is.' })).toBe(1)
    expect(scoreOf(clean, { text: 'So sorry.' })).toBe(0)
  })

  it('passes exactly where its grader does not, at any pass mark', () => {
    fc.assert(
      fc.property(child('a'), (a) => {
        const whole = not(a)
        expect(Number(scoreOf(whole, {})) >= whole.passAt).toBe(Number(scoreOf(a, {})) < a.passAt)
      }),
    )
  })

  it('is made of passes where its grader always passes', () => {
    expect(scoreOf(not(giving('a', 0.25, 0)), {})).toBe(0)
    expect(not(giving('a', 0.25, 0)).passAt).toBe(1)
  })

  it('tells by pass whether its grader fails', () => {
    expect(gradeOf(not(giving('a', 0.7, 0.8), { by: 'pass' }), {})).toMatchObject({
      score: 1,
      reason: 'fails: a 70.0%',
    })
    expect(gradeOf(not(giving('a', 0.8, 0.8), { by: 'pass' }), {})).toMatchObject({
      score: 0,
      reason: 'passes: a 80.0%',
    })
  })

  it('turns evidence round', () => {
    const evidence = (['good', 'bad', 'info'] as const).map((verdict, start) => ({
      kind: 'x',
      verdict,
      message: verdict,
      start,
    }))
    expect(gradeOf(not(saying('a', { status: 'scored', score: 1, evidence })), {})).toMatchObject({
      evidence: [
        { verdict: 'bad', message: 'a: good' },
        { verdict: 'good', message: 'a: bad' },
        { verdict: 'info', message: 'a: info' },
      ],
    })
  })

  it('tells nothing of what is not supported', () => {
    expect(not(figures())).not.toHaveProperty('hallucination')
  })
})
