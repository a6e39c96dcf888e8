import { describe, expect, it } from 'vitest'
import { answerKey, withoutCitations } from '../../src/graders/answerKey.ts'
import { requestOf } from './grading.ts'

const sources = [
  { id: 'https://a.org/x', text: 'Refunds take 5 days.' },
  { id: 'smith2020', text: 'We ship on weekdays.' },
]
const request = (text: string) => requestOf({ text, sources })

describe('withoutCitations', () => {
  it.each<[string, string]>([
    ['Five days [1].', 'Five days  .'],
    ['[Five days](https://a.org/x)', ' Five days '],
    ['<cite id="smith2020">Five days</cite>', ' Five days '],
    ['Smith (2020)', 'Smith  '],
    ['Five days [9].', 'Five days [9].'],
    ['https://a.org/x', 'https://a.org/x'],
  ])('leaves the words of %j', (text, expected) => {
    expect(withoutCitations(request(text))).toBe(expected)
  })
})

describe('answerKey', () => {
  it('is one for answers that differ in how they cite', () => {
    const key = answerKey(request('Five days.'))
    for (const text of [
      'Five days [1].',
      'Five days.¹',
      '<cite id="1">Five days</cite>',
      '[Five days](https://a.org/x)',
    ]) {
      expect(answerKey(request(text))).toBe(key)
    }
    expect(answerKey(request('Six days [1].'))).not.toBe(key)
  })
})
