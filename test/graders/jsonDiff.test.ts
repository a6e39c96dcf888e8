import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/core/json.ts'
import { jsonDiff } from '../../src/graders/jsonDiff.ts'
import { faultsOf, gradeOf, partsOf, scoreOf } from './grading.ts'

const json = fc
  .dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc.jsonValue({ maxDepth: 3, noUnicodeString: true } as object) as fc.Arbitrary<Json>,
  )
  .filter(
    (value) => JSON.stringify(value) !== '{}' && JSON.stringify(JSON.parse(JSON.stringify(value))) !== '{"a":null}',
  )

describe('jsonDiff', () => {
  const expected = { name: 'Ada', amount: 12.5, tags: ['x', 'y'], address: { city: 'Paris', zip: null } }

  it('scores F1 over leaves and tells every path', () => {
    const data = { name: 'Ada', amount: 12, tags: ['x'], address: { city: 'Paris', street: 'Rue' } }
    // Leaves expected: name, amount, tags[0], tags[1], address.city; a null member is as good as none. Of the answer:
    // name, amount, tags[0], address.city, address.street. Three agree.
    const trial = { expected, output: { data } }
    expect(scoreOf(jsonDiff(), trial)).toBeCloseTo(6 / 10)
    expect(faultsOf(jsonDiff(), trial)).toEqual([
      'amount: expected 12.5, got 12',
      'tags[1]: missing, expected "y"',
      'address.street: nothing expected, got "Rue"',
    ])
    expect(partsOf(jsonDiff(), trial)).toEqual({ matched: 0.5, missing: 0.8, extra: 0.8, wrong: 0.75 })
    expect(gradeOf(jsonDiff(), trial)).toMatchObject({
      evidence: expect.arrayContaining([
        expect.objectContaining({ kind: 'field', verdict: 'good', message: 'name: "Ada"' }),
      ]),
    })
  })

  it('takes numbers within the tolerance, strings but for their writing, and ignores paths', () => {
    const trial = { expected: { a: 1, b: 'X', c: [{ id: 1, n: 2 }] }, text: '{"a":1.05,"b":"x.","c":[{"id":9,"n":2}]}' }
    expect(scoreOf(jsonDiff(), trial)).toBe(0.25)
    expect(scoreOf(jsonDiff({ tolerance: 0.05 }), trial)).toBe(0.5)
    expect(scoreOf(jsonDiff({ normalize: true }), trial)).toBe(0.5)
    expect(scoreOf(jsonDiff({ ignore: ['a', 'b', 'c[].id'] }), trial)).toBe(1)
    expect(scoreOf(jsonDiff({ ignore: ['a', 'b', 'c'] }), trial)).toBe('unscored')
  })

  it('pairs the elements of sets so that most leaves agree', () => {
    const trial = {
      expected: {
        items: [
          { id: 1, n: 'a', m: 1 },
          { id: 2, n: 'b', m: 1 },
          { id: 3, n: 'c', m: 1 },
        ],
      },
      output: {
        data: {
          items: [
            { id: 3, n: 'c', m: 1 },
            { id: 1, n: 'x', m: 1 },
            { id: 2, n: 'b', m: 2 },
          ],
        },
      },
    }
    expect(scoreOf(jsonDiff(), trial)).toBeCloseTo(2 / 9)
    expect(scoreOf(jsonDiff({ arrays: 'set' }), trial)).toBeCloseTo(7 / 9)
    expect(faultsOf(jsonDiff({ arrays: 'set' }), trial)).toEqual([
      'items[0].n: expected "a", got "x"',
      'items[1].m: expected 1, got 2',
    ])
  })

  it('ignores paths while it pairs', () => {
    const trial = {
      expected: {
        items: [
          { n: 1, at: 5, x: 0 },
          { n: 2, at: 6, x: 0 },
        ],
      },
      output: {
        data: {
          items: [
            { n: 2, at: 5, x: 0 },
            { n: 1, at: 6, x: 0 },
          ],
        },
      },
    }
    expect(scoreOf(jsonDiff({ arrays: 'set', ignore: ['items[].at'] }), trial)).toBe(1)
  })

  it('pairs objects by a key', () => {
    const trial = {
      expected: {
        items: [
          { id: 1, n: 'a' },
          { id: 2, n: 'b' },
        ],
        tags: ['x', 'y'],
      },
      output: {
        data: {
          items: [
            { id: 2, n: 'a' },
            { id: 3, n: 'b' },
          ],
          tags: ['y', 'x'],
        },
      },
    }
    expect(faultsOf(jsonDiff({ key: 'id', arrays: 'set' }), trial)).toEqual([
      'items[0].id: missing, expected 1',
      'items[0].n: missing, expected "a"',
      'items[1].n: expected "b", got "a"',
      'items[1].id: nothing expected, got 3',
      'items[1].n: nothing expected, got "b"',
    ])
  })

  it('counts a leaf where a container stands as wrong, and what is beyond as extra', () => {
    const trial = { expected: { a: 1, b: [] }, output: { data: { a: { x: 1, y: 2 }, b: [1, 2] } } }
    expect(partsOf(jsonDiff(), trial)).toEqual({ matched: 0, missing: 1, extra: 0.5, wrong: 0 })
  })

  it('reads lists and JSON in strings, and tells what cannot be graded', () => {
    expect(scoreOf(jsonDiff(), { expected: ['a', 'b'], text: '["a", "b"]' })).toBe(1)
    expect(scoreOf(jsonDiff(), { expected: '[{"a": 1}]', text: 'So: [{"a": 1}]' })).toBe(1)
    expect(gradeOf(jsonDiff(), { expected, text: 'sorry' })).toMatchObject({
      score: 0,
      reason: 'the answer holds no JSON',
    })
    expect(scoreOf(jsonDiff(), { text: '{}' })).toBe('unscored')
    expect(scoreOf(jsonDiff(), { text: '{}', expected: null })).toBe('unscored')
    expect(scoreOf(jsonDiff(), { text: '{}', expected: 'words' })).toBe('unscored')
  })

  it('gives 1 for equal values, and the same score both ways', () => {
    fc.assert(
      fc.property(json, json, fc.constantFrom<'position' | 'set'>('position', 'set'), (a, b, arrays) => {
        const grader = jsonDiff({ arrays })
        const same = scoreOf(grader, { expected: a, output: { data: a } })
        expect(same === 1 || same === 'unscored').toBe(true)
        const there = scoreOf(grader, { expected: a, output: { data: b } })
        const back = scoreOf(grader, { expected: b, output: { data: a } })
        expect(there).toEqual(back)
      }),
    )
  })

  it('ends on sets that are large, deep or both', () => {
    const wide = Array.from({ length: 20_000 }, (_, index) => ({ n: index, m: [index, [index]] }))
    const other = wide.map(({ n }) => ({ n: n + 1, m: [[n], n] }))
    const grade = gradeOf(jsonDiff({ arrays: 'set' }), { expected: { wide }, output: { data: { wide: other } } })
    expect(grade.status).toBe('scored')
    let deep: Json = 1
    let also: Json = 2
    for (let level = 0; level < 900; level += 1) {
      deep = [deep, level]
      also = [also, level]
    }
    expect(gradeOf(jsonDiff({ arrays: 'set' }), { expected: { deep }, output: { data: { deep: also } } }).status).toBe(
      'scored',
    )
  })
})
