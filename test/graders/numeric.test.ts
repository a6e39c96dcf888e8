import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { numeric } from '../../src/graders/numeric.ts'
import { gradeOf, scoreOf } from './grading.ts'

describe('numeric', () => {
  it.each<[string, number | string | string[], number]>([
    ['The answer is 42.', 42, 1],
    ['So 6 × 7 = 42', 42, 1],
    ['#### 1,234', 1234, 1],
    ['1.234,5', 1234.5, 1],
    ['−3', -3, 1],
    ['3', -3, 0],
    ['about 1.5 million', 1_500_000, 1],
    ['It costs $1,500.00', 1500, 1],
    ['It costs $5', '$5', 1],
    ['It costs €5', '$5', 0],
    ['It costs 5', '$5', 1],
    ['50%', 50, 1],
    ['50%', 0.5, 1],
    ['0.5', '50%', 1],
    ['50', '50%', 1],
    ['6.02e23', 6.02e23, 1],
    ['twelve', 12, 1],
    ['minus twelve? No, minus 12', -12, 1],
    ['3/4', 0.75, 1],
    ['1 3/4 cups', 1.75, 1],
    ['¾', '3/4', 1],
    ['on 3/4/2024 it was 5', 5, 1],
    ['42 miles', '42 km', 0],
    ['42', '42 km', 1],
    ['2 weeks', '14 days', 1],
    ['42000 m', '42 km', 1],
    ['The total is 42 [1].', 42, 1],
    ['It is 5', ['4', '5'], 1],
    ['\\boxed{42}', 42, 1],
    ['142', 42, 0],
    ['no idea', 42, 0],
    ['0.30000000000000004', 0.3, 1],
  ])('%j for %j scores %d', (text, expected, score) => {
    expect(scoreOf(numeric(), { text, expected })).toBe(score)
  })

  it('takes the last number, the first or the only one', () => {
    const trial = { text: '3 apples and 4 pears', expected: 3 }
    expect(scoreOf(numeric(), trial)).toBe(0)
    expect(scoreOf(numeric({ take: 'first' }), trial)).toBe(1)
    expect(scoreOf(numeric({ take: 'only' }), trial)).toBe(0)
    expect(scoreOf(numeric({ take: 'only' }), { text: '3 apples', expected: 3 })).toBe(1)
  })

  it('allows for a tolerance, ends included', () => {
    expect(scoreOf(numeric({ tolerance: 0.1 }), { text: '10.1', expected: 10 })).toBe(1)
    expect(scoreOf(numeric({ tolerance: 0.1 }), { text: '10.11', expected: 10 })).toBe(0)
    expect(scoreOf(numeric({ relative: 0.01 }), { text: '-198', expected: -200 })).toBe(1)
    expect(scoreOf(numeric({ relative: 0.01 }), { text: '-197.9', expected: -200 })).toBe(0)
  })

  it('judges nothing where no number is expected', () => {
    expect(scoreOf(numeric(), { text: '1' })).toBe('unscored')
    expect(scoreOf(numeric(), { text: '1', expected: null })).toBe('unscored')
    expect(scoreOf(numeric(), { text: '1', expected: 'Paris' })).toBe('unscored')
  })

  it('shows the number it took', () => {
    expect(gradeOf(numeric(), { text: 'It is 41 working days', expected: 42 })).toMatchObject({
      reason: 'expected 42, got "41 working days"',
      evidence: [{ start: 6, end: 21 }],
    })
  })

  it('reads back any number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), (value) => {
        expect(scoreOf(numeric(), { text: `It is ${value}.`, expected: value })).toBe(1)
      }),
    )
  })
})
