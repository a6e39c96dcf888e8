import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findJson } from '../../src/text/json.ts'

describe('findJson', () => {
  it.each<[string, unknown]>([
    ['{"a":1}', { a: 1 }],
    [' 5 ', 5],
    ['Here:\n```json\n{"a":1}\n```\nDone.', { a: 1 }],
    ['```\nnot json\n```\n~~~\n[1,2]\n~~~', [1, 2]],
    ['```json\n{"a":1}', { a: 1 }],
    ['The result is {"a":{"b":"}"}} as asked {"c":2}', { a: { b: '}' } }],
    ['As said in [1], it is {"a":1}.', { a: 1 }],
    ['Only [1, 2] here', [1, 2]],
    ['{oops} then {"a":1}', { a: 1 }],
    ['{"open": {"a":1}', { a: 1 }],
    ['"quote {"a": "x\\"}y"}', { a: 'x"}y' }],
  ])('in %j finds %j', (text, value) => {
    expect(findJson(text)).toEqual({ value })
  })

  it.each(['', 'no data', '{a: 1}', '[1, 2', "{'a': 1}"])('finds none in %j', (text) => {
    expect(findJson(text)).toBeUndefined()
  })

  it('looks for what is wanted first', () => {
    expect(findJson('["x"] and {"a":1}', (value) => !Array.isArray(value))).toEqual({ value: { a: 1 } })
    expect(findJson('only ["x"]', (value) => !Array.isArray(value))).toEqual({ value: ['x'] })
  })

  it('finds any object within prose', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom('', 'It is ', 'A: '), (value, lead) => {
        const plain = JSON.parse(JSON.stringify(value))
        expect(findJson(`${lead}${JSON.stringify(plain)} as asked`)).toEqual({ value: plain })
      }),
    )
  })

  it('gives up on a thicket of brackets', () => {
    expect(findJson('[{'.repeat(100_000))).toBeUndefined()
    expect(findJson(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toBeUndefined()
    expect(findJson('{"'.repeat(100_000))).toBeUndefined()
  })
})
