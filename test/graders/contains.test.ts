import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contains } from '../../src/graders/contains.ts'
import { gradeOf, scoreOf } from './grading.ts'

describe('contains', () => {
  it.each<[string, string | number | string[], number]>([
    ['It takes 5 days.', '5 days', 1],
    ['It takes 15 days.', '5 days', 0],
    ['It takes 1.5 days.', '5 days', 0],
    ['It takes 5.5 days.', '5', 0],
    ['It is -5 degrees.', '5 degrees', 0],
    ['Between 3-5 days.', '5 days', 1],
    ['I know.', 'no', 0],
    ['The category is new', 'cat', 0],
    ['PARIS is nice', 'Paris', 1],
    ['It takes\n  5 days', '5 days', 1],
    ['(5 days)', '5 days', 1],
    ['東京は日本の首都です', '日本', 1],
    ['Costs $5.', '$5', 1],
    ['Costs $50.', '$5', 0],
    ['a.b*c?', 'b*c', 1],
    ['either Lyon or Nice', ['Paris', 'Lyon'], 1],
    ['there are 12 of them', 12, 1],
    ['\ud835\udc00bc def', 'bc', 0],
    ['It takes **25** days.', '25 days', 1],
    ['It takes 25 **days**.', '25 days', 1],
    ['It doesn’t take 3–5 days', "doesn't take 3-5 days", 1],
    ['It takes 3—5 days', '3-5 days', 0],
  ])('%j for %j scores %d', (text, expected, score) => {
    expect(scoreOf(contains(), { text, expected })).toBe(score)
  })

  it('takes values of its own, any or all', () => {
    const text = 'Apples and pears'
    expect(scoreOf(contains({ values: ['apples', 'plums'] }), { text })).toBe(1)
    expect(scoreOf(contains({ values: ['apples', 'plums'], all: true }), { text })).toBe(0)
    expect(scoreOf(contains({ values: ['apples', 'pears'], all: true }), { text })).toBe(1)
    expect(scoreOf(contains({ values: 'apples', ignoreCase: false }), { text })).toBe(0)
  })

  it('normalises like exactMatch on request', () => {
    expect(scoreOf(contains(), { text: 'It has 1,000 users', expected: '1000 users' })).toBe(0)
    expect(scoreOf(contains({ normalize: true }), { text: 'It has 1,000 users', expected: '1000 users' })).toBe(1)
    expect(scoreOf(contains({ normalize: true }), { text: 'see "The Cat", now', expected: 'cat now' })).toBe(1)
  })

  it('shows where', () => {
    const grade = gradeOf(contains(), { text: 'It takes 5 days.', expected: '5 days' })
    expect(grade).toMatchObject({ evidence: [{ verdict: 'good', start: 9, end: 15 }] })
  })

  it('judges nothing without anything to look for', () => {
    expect(scoreOf(contains(), { text: 'x' })).toBe('unscored')
    expect(scoreOf(contains(), { text: 'x', expected: null })).toBe('unscored')
    expect(scoreOf(contains(), { text: 'x', expected: { a: 1 } })).toBe('unscored')
  })

  it('finds any words between other words', () => {
    const word = fc.string({ unit: fc.constantFrom(...'ab1é$'), minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(scoreOf(contains(), { text: `first ${a} ${b} last`, expected: `${a} ${b}` })).toBe(1)
      }),
    )
  })

  it('finds phrases of any length, wherever they begin', () => {
    const long = Array.from({ length: 9_000 }, (_, index) => `w${index}`).join(' ')
    const again = 'a '.repeat(1_000)
    expect(scoreOf(contains(), { text: `So: ${long}.`, expected: long })).toBe(1)
    expect(scoreOf(contains(), { text: `So: ${long.replace('w8000', 'w')}.`, expected: long })).toBe(0)
    expect(scoreOf(contains(), { text: `${again}${again}b`, expected: `${again}b` })).toBe(1)
    expect(scoreOf(contains(), { text: `“${'x😀'.repeat(60_000)}”`, expected: 'x😀'.repeat(60_000) })).toBe(1)
    expect(scoreOf(contains(), { text: 'x'.repeat(60_001), expected: 'x'.repeat(60_000) })).toBe(0)
  })
})
