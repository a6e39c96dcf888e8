import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonMatch } from '../../src/graders/jsonMatch.ts'
import { jsonSchema } from '../../src/graders/jsonSchema.ts'
import { faultsOf, gradeOf, scoreOf } from './grading.ts'

describe('jsonMatch', () => {
  const expected = { name: 'Ada', amount: 12.5, tags: ['a', 'b'], address: { city: 'Paris', zip: null } }

  it('scores the share of expected fields that agree, and tells the others', () => {
    const text = 'Here: ```json\n{}\n```'
    expect(scoreOf(jsonMatch(), { expected, text: JSON.stringify(expected) })).toBe(1)
    const answer = { name: 'Ada', amount: 12, tags: ['a', 'x'], address: { city: 'Paris' }, extra: 1 }
    expect(scoreOf(jsonMatch(), { expected, output: { data: answer } })).toBeCloseTo(4 / 6)
    expect(faultsOf(jsonMatch(), { expected, output: { data: answer } })).toEqual([
      'amount: expected 12.5, got 12',
      'tags[1]: expected "b", got "x"',
    ])
    expect(scoreOf(jsonMatch(), { expected, text })).toBeCloseTo(1 / 6)
  })

  it('reads the object in prose', () => {
    expect(scoreOf(jsonMatch(), { expected: { a: 1 }, text: 'By [1] it is {"a": 1}, I think.' })).toBe(1)
  })

  it('scores an answer without JSON 0', () => {
    expect(gradeOf(jsonMatch(), { expected, text: 'sorry' })).toMatchObject({
      score: 0,
      reason: 'the answer holds no JSON',
    })
  })

  it('counts surplus elements against the answer', () => {
    expect(scoreOf(jsonMatch(), { expected: { tags: ['a'] }, text: '{"tags":["a","b"]}' })).toBe(0.5)
    expect(scoreOf(jsonMatch(), { expected: { tags: [] }, text: '{"tags":["a"]}' })).toBe(0)
    expect(scoreOf(jsonMatch(), { expected: { tags: [] }, text: '{"tags":[]}' })).toBe(1)
    expect(scoreOf(jsonMatch(), { expected: { tags: [] }, text: '{}' })).toBe(0)
  })

  it('takes options', () => {
    const trial = {
      expected: { a: 1, b: 'X', items: [{ id: 1, n: 5 }] },
      text: '{"a":1.05,"b":"x.","items":[{"id":9,"n":5}]}',
    }
    expect(scoreOf(jsonMatch(), trial)).toBe(0.25)
    expect(scoreOf(jsonMatch({ tolerance: 0.05 }), trial)).toBe(0.5)
    expect(scoreOf(jsonMatch({ normalize: true }), trial)).toBe(0.5)
    expect(scoreOf(jsonMatch({ ignore: ['items[].id', 'b'] }), trial)).toBe(0.5)
    expect(scoreOf(jsonMatch({ ignore: ['a', 'b', 'items[0]', 'items'] }), trial)).toBe('unscored')
  })

  it('pairs elements whatever their order on request', () => {
    const trial = {
      expected: {
        items: [
          { id: 1, n: 'a' },
          { id: 2, n: 'b' },
          { id: 3, n: 'c' },
        ],
      },
      text: '{"items":[{"id":3,"n":"c"},{"id":2,"n":"x"},{"id":1,"n":"a"}]}',
    }
    expect(scoreOf(jsonMatch({ unordered: true }), trial)).toBeCloseTo(5 / 6)
    expect(scoreOf(jsonMatch(), trial)).toBeCloseTo(1 / 6)
  })

  it('takes an expected string that is an object, as CSV holds them', () => {
    expect(scoreOf(jsonMatch(), { expected: '{"a":1}', text: '{"a":1}' })).toBe(1)
    expect(scoreOf(jsonMatch(), { expected: 'Paris', text: '{"a":1}' })).toBe('unscored')
    expect(scoreOf(jsonMatch(), { expected: null, text: '{"a":1}' })).toBe('unscored')
    expect(scoreOf(jsonMatch(), { text: '{"a":1}' })).toBe('unscored')
  })

  it('does not take inherited properties for fields', () => {
    expect(scoreOf(jsonMatch(), { expected: JSON.parse('{"__proto__":{}}'), text: '{"a":1}' })).toBe(0)
  })

  it('gives every object 1 for itself and stays within 0..1', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { minKeys: 1 })
    fc.assert(
      fc.property(object, fc.jsonValue(), fc.boolean(), (value, other, unordered) => {
        const plain = JSON.parse(JSON.stringify(value))
        expect(scoreOf(jsonMatch({ unordered }), { expected: plain, output: { data: plain } })).toBe(1)
        const score = scoreOf(jsonMatch({ unordered }), {
          expected: plain,
          output: { data: JSON.parse(JSON.stringify(other)) },
        })
        expect(score === 'unscored' || (Number(score) >= 0 && Number(score) <= 1)).toBe(true)
      }),
    )
  })
})

describe('jsonSchema', () => {
  const schema = {
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string' },
      age: { type: 'integer', minimum: 0 },
      when: { type: 'string', format: 'date' },
    },
    additionalProperties: false,
  }

  it('scores what is valid 1 and what is not 0, with every error', () => {
    expect(scoreOf(jsonSchema({ schema }), { text: 'It is {"name":"Ada","age":3}.' })).toBe(1)
    expect(scoreOf(jsonSchema({ schema }), { output: { data: { name: 'Ada' } } })).toBe(1)
    expect(faultsOf(jsonSchema({ schema }), { text: '{"age":-1,"more":1}' })).toEqual([
      "the value must have required property 'name'",
      'the value must NOT have additional properties ("more")',
      'age must be >= 0',
    ])
    expect(gradeOf(jsonSchema({ schema }), { text: 'none' })).toMatchObject({
      score: 0,
      reason: 'the answer holds no JSON',
    })
  })

  it('checks common formats', () => {
    expect(scoreOf(jsonSchema({ schema }), { text: '{"name":"Ada","when":"2024-02-29"}' })).toBe(1)
    expect(scoreOf(jsonSchema({ schema }), { text: '{"name":"Ada","when":"2023-02-29"}' })).toBe(0)
  })

  it('reads the draft that $schema names', () => {
    const tuple = { type: 'array', items: [{ type: 'number' }], additionalItems: false }
    const draft07 = { $schema: 'http://json-schema.org/draft-07/schema#', ...tuple }
    expect(scoreOf(jsonSchema({ schema: draft07 }), { text: '[1]' })).toBe(1)
    expect(scoreOf(jsonSchema({ schema: draft07 }), { text: '[1,2]' })).toBe(0)
    expect(() => jsonSchema({ schema: tuple })).toThrow('jsonSchema: ')
    const prefix = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      prefixItems: [{ type: 'number' }],
      items: false,
    }
    expect(scoreOf(jsonSchema({ schema: { ...prefix, type: 'array' } }), { text: '[1,2]' })).toBe(0)
    expect(() => jsonSchema({ schema: { $schema: 'http://json-schema.org/draft-03/schema#' } })).toThrow('no support')
  })

  it('refuses a schema that is wrong or misspelt, and takes other vocabularies for notes', () => {
    expect(() => jsonSchema({ schema: { type: 'strin' } })).toThrow('jsonSchema: schema is invalid')
    expect(() => jsonSchema({ schema: { type: 'object', requird: ['a'] } })).toThrow(
      'jsonSchema: unknown keyword "requird"; did you mean "required"?',
    )
    expect(() => jsonSchema({ schema: { type: 'object', 'x-internal': true, example: {} } })).not.toThrow()
    expect(() => jsonSchema({ schema: { $ref: '#/$defs/none' } })).toThrow('jsonSchema: ')
  })

  it('stops a pattern of the schema that backtracks', () => {
    const schema = { type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } } }
    const grade = gradeOf(jsonSchema({ schema }), { output: { data: { a: `${'a'.repeat(5_000)}!` } } })
    expect(grade).toMatchObject({ status: 'error', error: { code: 'timeout' } })
  })
})
