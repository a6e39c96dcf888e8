import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listMatch } from '../../src/graders/listMatch.ts'
import { faultsOf, gradeOf, partsOf, scoreOf } from './grading.ts'

const expected = ['red', 'green', 'blue']
const word = fc.constantFrom('red', 'green', 'blue', 'black')
const list = fc.array(word, { minLength: 1, maxLength: 8 })

describe('listMatch', () => {
  it('takes a list in whatever form', () => {
    for (const text of [
      '["Red", "green", "blue"]',
      'Sure:\n```json\n{"colours": ["red", "green", "blue"]}\n```',
      'They are:\n1. **Red**\n2. Green\n3. Blue.',
      'blue, red and green',
      'blue\nred\ngreen',
    ])
      expect(scoreOf(listMatch(), { expected, text })).toBe(1)
    expect(scoreOf(listMatch(), { expected, output: { data: { items: expected } } })).toBe(1)
  })

  it('scores F1, with precision and recall as parts', () => {
    // 2 of 3 expected, 2 of 4 given: 2 * 2 / (3 + 4).
    const trial = { expected, text: 'red, green, black, white' }
    expect(scoreOf(listMatch(), trial)).toBeCloseTo(4 / 7)
    expect(partsOf(listMatch(), trial)).toEqual({ precision: 0.5, recall: 2 / 3, f1: 4 / 7 })
    expect(scoreOf(listMatch({ score: 'precision' }), trial)).toBe(0.5)
    expect(scoreOf(listMatch({ score: 'recall' }), trial)).toBeCloseTo(2 / 3)
    expect(faultsOf(listMatch(), trial).sort()).toEqual([
      '"black" was not expected',
      '"blue" is missing',
      '"white" was not expected',
    ])
  })

  it('counts an item as often as it is there', () => {
    expect(partsOf(listMatch(), { expected: ['a1', 'a1', 'b1'], text: 'a1, b1, b1' })).toEqual({
      precision: 2 / 3,
      recall: 2 / 3,
      f1: 2 / 3,
    })
  })

  it('counts items only in the expected order on request', () => {
    const trial = { expected, text: 'green, blue, red' }
    expect(scoreOf(listMatch(), trial)).toBe(1)
    expect(scoreOf(listMatch({ ordered: true }), trial)).toBeCloseTo(2 / 3)
    expect(faultsOf(listMatch({ ordered: true }), trial)).toContain('"red" is there too often or out of order')
  })

  it('compares as exactMatch does, or letter by letter', () => {
    const trial = { expected: ['1,000', 'The Hague'], text: '1000; hague.' }
    expect(scoreOf(listMatch(), trial)).toBe(1)
    expect(scoreOf(listMatch({ normalize: false }), trial)).toBe(0)
    const sources = [{ id: 'doc-1', text: 'x' }]
    expect(scoreOf(listMatch(), { expected, sources, text: '- red [doc-1]\n- green\n- blue' })).toBe(1)
  })

  it('lets an item go on, on request', () => {
    const trial = {
      expected: ['Paris', 'Rome', 'Berlin'],
      text: '- **Paris**: the capital\n- Rome - old\n- Berlin (big)',
    }
    expect(scoreOf(listMatch(), trial)).toBe(0)
    expect(scoreOf(listMatch({ lead: true }), trial)).toBe(1)
  })

  it('cuts at a separator of one’s own', () => {
    expect(scoreOf(listMatch({ separator: '|' }), { expected: ['a, b', 'c'], text: 'a, b | c' })).toBe(1)
  })

  it('keeps expected items that hold "and"', () => {
    const islands = ['Cuba', 'Trinidad and Tobago']
    expect(scoreOf(listMatch(), { expected: islands, text: 'Cuba, Trinidad and Tobago' })).toBe(1)
  })

  it('takes no citation for a list', () => {
    expect(scoreOf(listMatch(), { expected, text: 'red [1], green and blue' })).toBeCloseTo(2 / 3)
    expect(scoreOf(listMatch(), { expected: '[1, 2]', text: '[2, 1]' })).toBe(1)
  })

  it('tells what cannot be graded, and what holds no list', () => {
    expect(gradeOf(listMatch(), { text: 'a' })).toMatchObject({ status: 'unscored' })
    expect(gradeOf(listMatch(), { text: 'a', expected: null })).toMatchObject({ status: 'unscored' })
    expect(gradeOf(listMatch(), { text: 'a', expected: { a: 1 } })).toMatchObject({ status: 'unscored' })
    expect(gradeOf(listMatch(), { text: ' ', expected })).toMatchObject({
      score: 0,
      reason: 'the answer holds no list',
    })
    expect(scoreOf(listMatch(), { text: '[]', expected: '[]' })).toBe(1)
    expect(scoreOf(listMatch(), { text: '["a"]', expected: '[]' })).toBe(0)
    const often = 'a1,'.repeat(3_000)
    expect(scoreOf(listMatch({ ordered: true }), { text: often, expected: often })).toBe('unscored')
    expect(scoreOf(listMatch(), { text: often, expected: often })).toBe(1)
  })

  it('gives 1 for the same list, the same score both ways, and no more in order than without', () => {
    fc.assert(
      fc.property(list, list, (a, b) => {
        const ab = Number(scoreOf(listMatch(), { expected: a, text: JSON.stringify(b) }))
        const inOrder = Number(scoreOf(listMatch({ ordered: true }), { expected: a, text: JSON.stringify(b) }))
        expect(scoreOf(listMatch({ ordered: true }), { expected: a, text: a.join('\n') })).toBe(1)
        expect(scoreOf(listMatch(), { expected: b, text: JSON.stringify(a) })).toBe(ab)
        expect(scoreOf(listMatch({ ordered: true }), { expected: b, text: JSON.stringify(a) })).toBe(inOrder)
        expect(inOrder).toBeLessThanOrEqual(ab)
      }),
    )
  })
})
