import { describe, expect, it } from 'vitest'
import { AssayError } from '../../src/core/errors.ts'
import { regex } from '../../src/graders/regex.ts'
import { gradeOf, scoreOf } from './grading.ts'

describe('regex', () => {
  it('matches anywhere, with flags, and shows where', () => {
    expect(gradeOf(regex({ pattern: '\\d+ days' }), { text: 'It takes 15 days.' })).toMatchObject({
      score: 1,
      evidence: [{ start: 9, end: 16 }],
    })
    expect(scoreOf(regex({ pattern: '^paris$' }), { text: 'PARIS' })).toBe(0)
    expect(scoreOf(regex({ pattern: '^paris$', flags: 'i' }), { text: 'PARIS' })).toBe(1)
  })

  it('turns round with negate', () => {
    expect(scoreOf(regex({ pattern: 'sorry', negate: true }), { text: 'sorry' })).toBe(0)
    expect(scoreOf(regex({ pattern: 'sorry', negate: true }), { text: 'fine' })).toBe(1)
  })

  it('gives the same for the same text again', () => {
    const grader = regex({ pattern: 'a' })
    expect([1, 2, 3].map(() => scoreOf(grader, { text: 'a' }))).toEqual([1, 1, 1])
  })

  it('refuses an invalid pattern and flags that keep state', () => {
    expect(() => regex({ pattern: '(' })).toThrow(AssayError)
    expect(() => regex({ pattern: 'a', flags: 'g' })).toThrow('regex: "flags": takes the flags i, m, s, u and v')
    expect(() => regex({ pattern: 'a'.repeat(10_001) })).toThrow('longer than')
  })

  it.each(['^(a+)+$', '^(a|a)*$', '(.*a){20}x', '^(?:\\w+\\s?)*$'])(
    'stops %s when it backtracks without end',
    (pattern) => {
      const grade = gradeOf(regex({ pattern }), { text: `${'a'.repeat(5_000)}!` })
      expect(grade).toMatchObject({ status: 'error', error: { code: 'timeout', retryable: false } })
    },
  )

  it('still answers a long text', () => {
    expect(scoreOf(regex({ pattern: 'x+y' }), { text: `${'a'.repeat(100_000)}xxy` })).toBe(1)
    expect(scoreOf(regex({ pattern: '(ab)+c' }), { text: `${'ab'.repeat(1_000)}c` })).toBe(1)
  })
})
