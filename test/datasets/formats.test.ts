import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import type { Case } from '../../src/core/case.ts'
import { dataset } from '../../src/datasets/index.ts'
import { jsonl, project } from '../support/project.ts'
import { readCases, readSound } from '../support/readCases.ts'

const cases: Case[] = [
  {
    id: 'q-1',
    input: { question: 'How long is the warranty?', lang: 'en' },
    expected: 'Two years',
    sources: [
      { id: 'doc-1', text: 'The warranty, "limited", is two years.', title: 'Warranty' },
      { id: 'doc-2', text: 'Line one\nline two' },
    ],
    tags: ['warranty', 'easy'],
    cluster: 'doc-1',
    critical: true,
    metadata: { author: 'me' },
  },
  { id: 'q-2', input: { question: 'Who won?', lang: 'de' }, expected: null, cluster: 'doc-1', variantOf: 'q-1' },
  { id: 'q-3', input: { question: 'How much?', lang: 'fr' }, expected: ['5', 'five'], strict: false },
]

const csv = `id,input.question,input.lang,expected,sources.0.id,sources.0.text,sources.0.title,sources.1.id,sources.1.text,tags,cluster,variantOf,critical,strict,metadata.author
q-1,How long is the warranty?,en,Two years,doc-1,"The warranty, ""limited"", is two years.",Warranty,doc-2,"Line one
line two",warranty; easy,doc-1,,TRUE,,me
q-2,Who won?,de,null,,,,,,,doc-1,q-1,,,
q-3,How much?,fr,"[""5"", ""five""]",,,,,,,,,,false,
`

describe('the formats', () => {
  it.each([
    ['a.jsonl', jsonl(cases)],
    ['a.ndjson', jsonl(cases)],
    ['a.json', JSON.stringify(cases, null, 2)],
    ['a.csv', csv],
    ['a.yaml', stringify(cases)],
    ['a.YML', stringify(cases, { defaultStringType: 'QUOTE_DOUBLE' })],
  ])('reads %s', async (name, text) => {
    const root = project({ [name]: text })
    expect(await readCases(dataset(name), root)).toEqual(cases)
  })

  it('gives one fingerprint to one content, whatever the format, the order of rows and keys, line ends and byte order mark', async () => {
    const backwards = cases.toReversed().map((item) => Object.fromEntries(Object.entries(item).toReversed()))
    const texts = {
      'a.jsonl': jsonl(cases),
      'b.jsonl': jsonl(backwards),
      'c.jsonl': `\uFEFF${jsonl(cases).replaceAll('\n', '\r\n\r\n  \r\n')}`,
      'd.json': `\uFEFF${JSON.stringify(backwards, null, '\t')}`,
      'e.csv': csv,
      'f.csv': `\uFEFF${csv.replaceAll('\n', '\r\n')}`,
      'g.yaml': stringify(backwards),
    }
    const root = project(texts)
    const fingerprints = await Promise.all(
      Object.keys(texts).map(async (name) => (await readSound(dataset(name), root)).fingerprint),
    )
    expect(new Set(fingerprints).size).toBe(1)
    const [first] = cases
    const changed = project({ 'a.jsonl': jsonl([{ ...first, expected: 'Three years' }, ...cases.slice(1)]) })
    expect((await readSound(dataset('a.jsonl'), changed)).fingerprint).not.toBe(fingerprints[0])
  })

  it('gives one fingerprint to any cases in any order as JSONL, JSON and YAML', async () => {
    const root = project({})
    const json = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 })
    const row = fc.record(
      { input: fc.oneof(fc.string(), json), expected: fc.oneof(fc.constant(null), fc.string()), metadata: json },
      { requiredKeys: ['input'] },
    )
    const rows = fc
      .array(row, { minLength: 1, maxLength: 6 })
      .map((list) => list.map((one, n) => ({ id: `${n}`, ...one })))
    await fc.assert(
      fc.asyncProperty(rows, fc.integer(), async (list, turn) => {
        const clean = JSON.parse(JSON.stringify(list)) as Case[]
        const at = Math.abs(turn) % clean.length
        writeFileSync(join(root, 'a.jsonl'), jsonl(clean))
        writeFileSync(join(root, 'b.json'), JSON.stringify([...clean.slice(at), ...clean.slice(0, at)], null, 1))
        writeFileSync(join(root, 'c.yaml'), stringify(clean, { defaultStringType: 'QUOTE_DOUBLE' }))
        const read = await Promise.all(['a.jsonl', 'b.json', 'c.yaml'].map((name) => readSound(dataset(name), root)))
        expect(new Set(read.map(({ fingerprint }) => fingerprint)).size).toBe(1)
      }),
      { numRuns: 60 },
    )
  })
})

describe('CSV', () => {
  it('keeps any text of any cell', async () => {
    const root = project({})
    const meaning = /^\s*$|^\s*[[{]|^\s*null\s*$/
    const text = fc
      .string({ unit: fc.constantFrom('a', ',', '"', '\n', ' ', ';', 'é', '😀', '\t', "'", '|', '0', '\\') })
      .filter((value) => !meaning.test(value))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 5 }), async (rows) => {
        const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`
        const lines = rows.map((cells, n) => [`c${n}`, ...cells.map(quoted)].join(','))
        writeFileSync(join(root, 'a.csv'), `id,input,expected,metadata.note\n${lines.join('\n')}\n`)
        const wanted = rows.map(([input, expected, note], n) => ({ id: `c${n}`, input, expected, metadata: { note } }))
        expect(await readCases(dataset('a.csv'), root)).toEqual(wanted)
      }),
      { numRuns: 100 },
    )
  })

  it('reads cells as text except where a field says otherwise', async () => {
    const root = project({
      'a.csv': `id,input,expected,tags,metadata.zip,metadata.more,sources,critical
007,1.10,42,a|b ;; c,00123,"{""n"": 1}","[{""id"": ""d"", ""text"": ""t""}]",False
8,"{""question"": ""x""}","{""total"": 5}","[""a; b""]",,,,
9,[1] says what?,[1],,,,,
`,
    })
    expect(await readCases(dataset('a.csv'), root)).toEqual([
      {
        id: '007',
        input: '1.10',
        expected: '42',
        tags: ['a', 'b', 'c'],
        metadata: { zip: '00123', more: { n: 1 } },
        sources: [{ id: 'd', text: 't' }],
        critical: false,
      },
      { id: '8', input: { question: 'x' }, expected: { total: 5 }, tags: ['a; b'] },
      { id: '9', input: '[1] says what?', expected: '[1]' },
    ])
  })

  it('reads fields from the columns that a mapping names, and leaves the others alone', async () => {
    const root = project({
      'a.csv': 'Nr,Question,Answer,Editor,tags,Topic\n1,Why?,Because,Eva,x,t1\n,,,,,\n2,How?,,Eva,,t1\n',
    })
    const columns = {
      id: 'Nr',
      'input.question': 'Question',
      expected: 'Answer',
      cluster: 'Topic',
      'metadata.nr': 'Nr',
    }
    expect(await readCases(dataset('a.csv', { columns }), root)).toEqual([
      { id: '1', input: { question: 'Why?' }, expected: 'Because', tags: ['x'], cluster: 't1', metadata: { nr: '1' } },
      { id: '2', input: { question: 'How?' }, cluster: 't1', metadata: { nr: '2' } },
    ])
  })
})

describe('YAML', () => {
  it('knows anchors and merge keys', async () => {
    const text = `- &first
  id: a
  input: What?
  tags: [x]
- <<: *first
  id: b
`
    const root = project({ 'a.yaml': text })
    expect(await readCases(dataset('a.yaml'), root)).toEqual([
      { id: 'a', input: 'What?', tags: ['x'] },
      { id: 'b', input: 'What?', tags: ['x'] },
    ])
  })
})
