import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ValidOptions } from '../../src/graders/valid.ts'
import { valid } from '../../src/graders/valid.ts'
import { faultsOf, gradeOf, noModels, requestOf, scoreOf } from './grading.ts'

const score = (format: ValidOptions['format'], text: string, options: Partial<ValidOptions> = {}) =>
  scoreOf(valid({ format, ...options }), { text })
const faults = (format: ValidOptions['format'], text: string, options: Partial<ValidOptions> = {}) =>
  faultsOf(valid({ format, ...options }), { text })

/** SQL's parser is loaded when it is asked for. */
const sqlGrade = async (text: string, dialect?: NonNullable<ValidOptions['dialect']>) =>
  await valid({ format: 'sql', ...(dialect === undefined ? {} : { dialect }) }).grade(requestOf({ text }), noModels)
const sql = async (text: string, dialect?: NonNullable<ValidOptions['dialect']>) => {
  const grade = await sqlGrade(text, dialect)
  return grade.status === 'scored' ? grade.score : grade.status
}

describe('valid', () => {
  it('judges the only code block of an answer, and tells the place in the answer', async () => {
    const text = 'Here 😀 it is:\n\n```sql\nSELECT a\nFROM t WHERE )\n```\nEnjoy.'
    expect(await sql('So:\n```sql\nSELECT 1;\n```\n')).toBe(1)
    expect(await sql('~~~\nSELECT 1')).toBe(1)
    const grade = await sqlGrade(text)
    const [fault] = grade.status === 'scored' ? (grade.evidence ?? []) : []
    expect(fault?.message).toMatch(/^line 5, column \d+: Expected/)
    expect(fault?.start).toBeGreaterThan(text.indexOf('FROM') - 1)
  })

  it('scores several blocks and nothing at all 0, with the reason', async () => {
    expect(gradeOf(valid({ format: 'json' }), { text: '```\n1\n```\n```\n2\n```' })).toMatchObject({
      score: 0,
      reason: 'the answer holds 2 code blocks, not one',
    })
    expect(await sql('I am sorry, I cannot do that.')).toBe(0)
    for (const format of ['xml', 'html', 'url', 'json', 'yaml'] as const) {
      expect(score(format, ' \n')).toBe(0)
      expect(score(format, '```\n```')).toBe(0)
      expect(score(format, 'I am sorry, I cannot do that.')).toBe(0)
    }
  })

  it('takes SQL of its dialect', async () => {
    expect(
      await sql('SELECT a, count(*) FROM t WHERE b > 1 GROUP BY a HAVING count(*) > 2 ORDER BY 2 DESC LIMIT 5'),
    ).toBe(1)
    expect(await sql('WITH x AS (SELECT 1) SELECT * FROM x; DELETE FROM t WHERE id = 1;')).toBe(1)
    expect(await sql('SELECT `a` FROM `t`', 'mysql')).toBe(1)
    expect(await sql('SELECT `a` FROM `t`', 'postgresql')).toBe(0)
    expect(await sql("SELECT data->>'a', x::int FROM t", 'postgresql')).toBe(1)
    expect(await sql('SELECT TOP 5 [a] FROM t', 'mssql')).toBe(1)
    expect(await sql('-- nothing\n/* at all */ ;')).toBe(0)
    expect(await sqlGrade('SELECT 1;\nSELECT FROM WHERE x', 'ansi')).toMatchObject({
      score: 0,
      reason: expect.stringMatching(/^not valid SQL: line 2, column \d+: Expected/),
    })
  })

  it('takes XML that is well-formed', () => {
    expect(score('xml', '<?xml version="1.0"?>\n<a x="1">é😀<b/>&amp;<![CDATA[<]]></a>')).toBe(1)
    expect(faults('xml', '<a>\n<b></a>')).toEqual(['line 2, column 7: unexpected close tag'])
    for (const text of [
      '<a>',
      '<a></b>',
      '<a/><b/>',
      '<a x=1/>',
      '<a x="1" x="2"/>',
      '<a>&nbsp;</a>',
      '<a>&</a>',
      'a<b/>',
    ])
      expect(score('xml', text)).toBe(0)
  })

  it('expands no entity', () => {
    const names = Array.from({ length: 100 }, (_, index) => `<!ENTITY e${index + 1} "${`&e${index};`.repeat(10)}">`)
    const bomb = `<!DOCTYPE a [<!ENTITY e0 "ha">${names.join('')}<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&e100;&f;</a>`
    expect(score('xml', bomb)).toBe(1)
    expect(score('xml', bomb.replace('&f;', '&g;'))).toBe(0)
  })

  it('takes HTML without parse errors, whole or in part', () => {
    expect(
      score('html', '<!DOCTYPE html>\n<html><head><title>x</title></head><body><p>one<p>two<br></body></html>'),
    ).toBe(1)
    expect(score('html', '<ul><li>one<li>two</ul> and <b>text</b><svg><path d="M0"/></svg>')).toBe(1)
    expect(score('html', '<table><tr><td>1<td>2</table>')).toBe(1)
    expect(faults('html', '<div>\n<p>one</p>')).toEqual(['line 1, column 1: <div> is not closed'])
    expect(faults('html', '<p>one</b></p>')).toEqual(['line 1, column 7: </b> closes nothing'])
    expect(faults('html', '<p a=1 a=2>x</p>')).toEqual(['line 1, column 9: duplicate attribute'])
    expect(score('html', '<b><i>x</b></i>')).toBe(0)
  })

  it('takes absolute URLs of the schemes and hosts that may stand', () => {
    expect(score('url', ' https://example.com/a?b=c#d ')).toBe(1)
    expect(score('url', '<https://example.com>')).toBe(1)
    expect(score('url', 'https://bücher.example/')).toBe(1)
    for (const text of [
      'example.com',
      '/a',
      'http://',
      'http:example.com',
      'https://a b',
      'https:\\\\a.com',
      'ftp://a.com',
      'see https://a.com',
      'javascript:alert(1)',
      'http://[::1',
      'http:///a',
    ])
      expect(score('url', text)).toBe(0)
    expect(score('url', 'ftp://a.com', { schemes: ['ftp'] })).toBe(1)
    const hosts = ['example.com', '*.example.org']
    expect(score('url', 'https://EXAMPLE.com:8080/', { hosts })).toBe(1)
    expect(score('url', 'https://a.example.org/', { hosts })).toBe(1)
    for (const text of [
      'https://example.org/',
      'https://example.com.evil.net/',
      'https://evilexample.org/',
      'https://example.com@evil.net/',
    ])
      expect(score('url', text, { hosts })).toBe(0)
  })

  it('takes JSON and YAML', () => {
    expect(score('json', '```json\n{"a": [1, null]}\n```')).toBe(1)
    expect(score('json', '{"a": 1,}')).toBe(0)
    expect(score('yaml', 'a: 1\nb:\n  - x\n---\n- y\n')).toBe(1)
    expect(faults('yaml', 'a: 1\na: 2')).toEqual(['line 2, column 1: the key "a" is there twice'])
    expect(score('yaml', 'a: [1')).toBe(0)
    expect(score('yaml', 'a: b: c')).toBe(0)
    expect(
      score('yaml', `a: &a [1]\n${Array.from({ length: 50 }, (_, index) => `b${index}: [*a, *a]`).join('\n')}`),
    ).toBe(1)
  })

  it('refuses options of another format', () => {
    expect(() => valid({ format: 'xml', dialect: 'mysql' })).toThrow('valid: dialect is for the format sql')
    expect(() => valid({ format: 'json', hosts: ['a'] })).toThrow('valid: hosts is for the format url')
    expect(() => valid({ format: 'sql', dialect: 'cobol' } as never)).toThrow('dialect')
  })

  it('tells what nests deeper than its parser goes from what is faulty', async () => {
    const deep = 100_000
    expect(await sql(`SELECT ${'('.repeat(deep)}1${')'.repeat(deep)}`)).toBe('unscored')
    expect(await sql(`SELECT ${'1+'.repeat(deep)}1`)).toBe('unscored')
    expect(await sql('SELECT 1')).toBe(1)
    expect(score('html', `${'<div>'.repeat(deep)}`)).toBe('unscored')
    expect(score('html', Array.from({ length: 8_000 }, (_, index) => `<p><b id=${index}>`).join(''))).toBe('unscored')
    expect(score('xml', `${'<a>'.repeat(deep)}${'</a>'.repeat(deep)}`)).toBe(1)
    expect(score('xml', '<a>'.repeat(deep))).toBe(0)
    expect(score('json', `${'['.repeat(deep)}${']'.repeat(deep)}`)).toBe(1)
    expect(score('yaml', '['.repeat(deep))).toBe('unscored')
  })

  it('grades SQL after the parser ran out of its stack, again and again', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      expect(await sql(`SELECT CAST(a AS ${'ARRAY<'.repeat(10_000)}`, 'bigquery')).toBe('unscored')
      expect(await sql('SELECT 1')).toBe(1)
    }
  })

  it('agrees with JSON.parse', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.json().map((text) => text.slice(1)),
          fc.string(),
        ),
        (text) => {
          fc.pre(!/`{3}|~{3}/.test(text) && !text.trim().startsWith('<'))
          let good = true
          try {
            JSON.parse(text)
          } catch {
            good = false
          }
          fc.pre(text.trim() === text.replace(/^[ \t\n\r]+|[ \t\n\r]+$/g, ''))
          expect(score('json', text)).toBe(good ? 1 : 0)
        },
      ),
    )
  })
})
