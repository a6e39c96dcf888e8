import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { AssayError } from '../../src/core/errors.ts'
import type { Failure } from '../../src/core/failure.ts'
import { FailureError } from '../../src/core/failure.ts'
import type { TargetInput } from '../../src/core/target.ts'
import { jsonTemplate, template, templateData, valueAt } from '../../src/models/template.ts'
import { fromEnv } from '../support/openTarget.ts'

const input = {
  question: 'How long?',
  count: 3,
  zero: 0,
  no: false,
  nothing: null,
  empty: '',
  list: ['a', 'b'],
  none: [],
  person: { name: 'Ada', 'first-name': 'A' },
}
const item: TargetInput = {
  id: 'c1',
  input,
  sources: [
    { id: 's1', text: 'One.' },
    { id: 's2', text: 'Two.', title: 'Second' },
  ],
  metadata: { locale: 'de' },
}
const data = templateData(item)

const filled = (text: string, over: Partial<TargetInput> = {}) =>
  template(text, 'messages.0.content')(templateData({ ...item, ...over }))

function failureIn(work: () => unknown): Failure {
  try {
    work()
  } catch (error) {
    if (error instanceof FailureError) return error.failure
    throw error
  }
  throw new Error('no failure')
}

function faultIn(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof AssayError) return error.message
    throw error
  }
  throw new Error('no fault')
}

describe('a template', () => {
  it.each([
    ['{{id}}: {{input.question}}', 'c1: How long?'],
    ['{{{input.question}}}', 'How long?'],
    ['{{input.person.name}} {{input.person.first-name}}', 'Ada A'],
    ['{{input.list.[1]}}', 'b'],
    ['{{input.count}} {{input.zero}} {{input.no}}', '3 0 false'],
    ['[{{input.nothing}}{{input.empty}}]', '[]'],
    ['{{#each sources}}[{{id}}] {{text}} {{/each}}', '[s1] One. [s2] Two. '],
    ['{{#each sources}}{{@index}}{{#unless @last}},{{/unless}}{{/each}}', '0,1'],
    ['{{#each input.list}}{{this}}{{/each}}', 'ab'],
    ['{{#each input.person}}{{@key}}={{this}};{{/each}}', 'name=Ada;first-name=A;'],
    ['{{#each sources}}{{../id}}{{/each}}', 'c1c1'],
    ['{{#each input.none}}x{{else}}none{{/each}}', 'none'],
    ['{{#with input.person}}{{name}}{{/with}}', 'Ada'],
    ['{{lookup input.person "name"}}', 'Ada'],
    ['{{#if metadata.locale}}{{metadata.locale}}{{/if}}', 'de'],
    ['{{#if metadata.missing}}x{{else}}y{{/if}}', 'y'],
    ['{{#if input.zero}}x{{else}}y{{/if}}', 'y'],
    ['{{#unless metadata.missing}}x{{/unless}}', 'x'],
    [
      '{{json input.person}} {{json input.list}} {{json input.question}}',
      '{"name":"Ada","first-name":"A"} ["a","b"] "How long?"',
    ],
    ['{{json input.nothing}} {{json input.zero}}', 'null 0'],
    ['\\{{id}}', '{{id}}'],
    ['{{! a remark }}x{{!-- another --}}', 'x'],
    ['a\n  {{#if id}}\n  b\n  {{/if}}\nc', 'a\n  b\nc'],
    ['', ''],
  ])('%j gives %j', (text, wanted) => {
    expect(filled(text)).toBe(wanted)
  })

  it('escapes nothing: what is put in arrives as it is', () => {
    const text = `<b>"Tom" & 'Jerry'</b> \` = {{id}} \\ \u2028 😀`
    expect(filled('{{input}} {{{input}}}', { input: text })).toBe(`${text} ${text}`)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (any) => {
        expect(filled('<{{input.a}}>', { input: { a: any } })).toBe(`<${any}>`)
      }),
    )
  })

  it('takes what a case holds for data: no template, no reference', () => {
    const text = `{{id}} {{#each nope}} ${fromEnv('HOME')} $${fromEnv('HOME')} {{> x}} {{{json input}}}`
    expect(filled('{{input}}', { input: text })).toBe(text)
    expect(filled('{{#each sources}}{{text}}{{/each}}', { sources: [{ id: 's', text }] })).toBe(text)
  })

  it.each([
    ['{{qestion}}', 'qestion'],
    ['{{input.qestion}}', 'qestion'],
    ['{{input.person.age}}', 'age'],
    ['{{input.question.age}}', 'age'],
    ['{{input.nothing.age}}', 'age'],
    ['{{metadata.tenant}}', 'tenant'],
    ['{{#each sources}}{{title}}{{/each}}', 'title'],
    ['{{#with input.person}}{{age}}{{/with}}', 'age'],
    ['{{#if id}}{{input.qestion}}{{/if}}', 'qestion'],
    ['{{lookup input.person "age"}}', 'age'],
    ['{{lookup input.list 7}}', '7'],
  ])('%j names what the case does not have', (text, name) => {
    expect(failureIn(() => filled(text))).toEqual({
      code: 'template',
      message: `"messages.0.content" names "${name}", which the case does not have`,
      retryable: false,
    })
  })

  it.each([
    ['{{#each nope}}x{{/each}}'],
    ['{{#each input.nope}}x{{/each}}'],
    ['{{#each metadata.nope}}x{{/each}}'],
    ['{{#with input.nope}}x{{/with}}'],
    ['{{#each input.nope}}x{{else}}y{{/each}}'],
    ['{{#nope}}x{{/nope}}'],
    ['{{json input.nope}}'],
    ['{{nope input}}'],
    ['{{log input}}'],
  ])('%j is an error, not nothing', (text) => {
    const { code, retryable, message } = failureIn(() => filled(text))
    expect({ code, retryable }).toEqual({ code: 'template', retryable: false })
    expect(message).toContain('"messages.0.content"')
  })

  it.each([
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    'input.constructor',
    'input.__proto__',
    'input.question.constructor',
    'input.list.map',
    'input.list.constructor',
    'sources.0.constructor',
    'metadata.valueOf',
  ])('reaches no prototype: %s', (path) => {
    for (const text of [
      `{{${path}}}`,
      `{{#with ${path}}}x{{/with}}`,
      `{{json ${path}}}`,
      `{{#each ${path}}}x{{/each}}`,
    ])
      expect(failureIn(() => filled(text)).code).toBe('template')
    expect(filled(`{{#if ${path}}}x{{else}}y{{/if}}`)).toBe('y')
  })

  it('reaches no prototype by a helper, nor by names that a case has', () => {
    expect(failureIn(() => filled('{{lookup input "constructor"}}')).code).toBe('template')
    expect(failureIn(() => filled('{{lookup input "__proto__"}}')).code).toBe('template')
    const own = JSON.parse('{"__proto__": {"name": "Eve"}, "constructor": "c", "toString": "t"}')
    expect(filled('{{input.__proto__.name}} {{input.constructor}} {{input.toString}}', { input: own })).toBe('Eve c t')
    expect(failureIn(() => filled('{{input.name}}', { input: own })).code).toBe('template')
    expect(({} as { name?: string }).name).toBeUndefined()
  })

  it.each([
    '{{input}}',
    '{{input.person}}',
    '{{input.list}}',
    '{{#each sources}}{{this}}{{/each}}',
    '{{sources}}',
    '{{input.none}}',
  ])('%j puts an object into the text, which is an error', (text) => {
    expect(failureIn(() => filled(text))).toMatchObject({
      code: 'template',
      message: '"messages.0.content" puts an object into the text; name what is wanted of it, or write {{json ...}}',
    })
  })

  it.each([
    ['{{input', 'is no template'],
    ['{{#each sources}}x', 'is no template'],
    ['{{#if a}}x{{/each}}', 'is no template'],
    ['{{/if}}', 'is no template'],
    ['{{#each sources as |source|}}{{source.nope}}{{/each}}', 'names what stands in a block'],
    ['{{#if id}}{{#each sources as |source i|}}x{{/each}}{{/if}}', 'names what stands in a block'],
    ['{{#with input as |it|}}x{{/with}}', 'names what stands in a block'],
  ])('%j is a fault of who wrote it, told in one line', (text, said) => {
    const fault = faultIn(() => template(text, 'messages.0.content'))
    expect(fault).toContain(`"messages.0.content" ${said}`)
    expect(fault).not.toContain('\n')
  })

  it('has no partials', () => {
    expect(failureIn(() => filled('{{> secrets}}')).code).toBe('template')
  })

  it('says nothing on the console', () => {
    const said = (['log', 'warn', 'error'] as const).map((method) => vi.spyOn(console, method))
    for (const text of ['{{log id}}', '{{constructor}}', '{{#with input.constructor}}x{{/with}}'])
      expect(failureIn(() => filled(text)).code).toBe('template')
    for (const spy of said) expect(spy).not.toHaveBeenCalled()
  })

  afterEach(() => {
    vi.restoreAllMocks()
  })
})

describe('what templates see', () => {
  it('is id, input, sources and metadata, the last two in any case', () => {
    const bareItem = templateData({ id: 'c', input: 'q' })
    expect(Object.keys(bareItem).sort()).toEqual(['id', 'input', 'metadata', 'sources'])
    expect(template('{{#each sources}}x{{/each}}{{#if metadata.a}}x{{/if}}ok', 'p')(bareItem)).toBe('ok')
  })

  it('is a copy that the case does not feel', () => {
    expect(item.input).toBe(input)
    expect(Object.getPrototypeOf(input)).toBe(Object.prototype)
  })

  it('is found by its path', () => {
    expect(valueAt(data, 'input.person.name', 'p')).toBe('Ada')
    expect(valueAt(data, 'input.list.1', 'p')).toBe('b')
    for (const path of ['input.nope', 'input.list.map', 'input.question.length', 'input.nothing.x', 'constructor'])
      expect(failureIn(() => valueAt(data, path, 'p')).message).toContain('which the case does not have')
  })
})

describe('a template in JSON', () => {
  const json = (value: Parameters<typeof jsonTemplate>[0]) => jsonTemplate(value, 'body')(data)

  it('keeps the type of what it names alone', () => {
    expect(
      json({
        list: '{{input.list}}',
        object: '{{ input.person }}',
        count: '{{input.count}}',
        no: '{{{input.no}}}',
        nothing: '{{input.nothing}}',
        text: '{{input.question}}',
        sources: '{{sources}}',
        item: '{{input.list.1}}',
      }),
    ).toEqual({
      list: ['a', 'b'],
      object: { name: 'Ada', 'first-name': 'A' },
      count: 3,
      no: false,
      nothing: null,
      text: 'How long?',
      sources: item.sources,
      item: 'b',
    })
  })

  it('fills texts in and leaves all else', () => {
    const value = { a: ['n={{input.count}}', 1, null, true], b: { c: 'x{{json input.list}}' }, '{{id}}': '{{id}}' }
    expect(json(value)).toEqual({ a: ['n=3', 1, null, true], b: { c: 'x["a","b"]' }, '{{id}}': 'c1' })
    expect(json('{{input.count}}')).toBe(3)
    expect(json('n {{input.count}}')).toBe('n 3')
    expect(json(7)).toBe(7)
  })

  it('gives plain values, whatever their names', () => {
    const own = JSON.parse('{"deep": {"__proto__": {"x": 1}, "constructor": 2}}')
    const value = jsonTemplate({ it: '{{input.deep}}' }, 'body')(templateData({ id: 'c', input: own }))
    expect(JSON.stringify(value)).toBe('{"it":{"__proto__":{"x":1},"constructor":2}}')
    expect(({} as { x?: number }).x).toBeUndefined()
  })

  it('says where a fault is', () => {
    expect(failureIn(() => json({ a: [{ b: '{{input.nope}}' }] })).message).toContain('"body.a.0.b" names "nope"')
    expect(failureIn(() => json({ a: 'x {{input.nope}}' })).message).toContain('"body.a" names "nope"')
    expect(failureIn(() => json({ a: 'x {{input.list}}' })).message).toContain('"body.a" puts an object into the text')
    expect(faultIn(() => jsonTemplate({ a: ['{{#if}}'] }, 'body'))).toContain('"body.a.0" is no template')
  })
})
