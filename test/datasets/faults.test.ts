import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { z as z3 } from 'zod/v3'
import { AssayError, formatProblem } from '../../src/core/errors.ts'
import { dataset, readDataset } from '../../src/datasets/index.ts'
import { jsonl, project } from '../support/project.ts'
import { problemLines, readSound } from '../support/readCases.ts'

const good = { id: 'ok', input: 'What?' }

describe('the faults of rows', () => {
  it('finds every one at once, each with its place and mend', async () => {
    const root = project({
      'a.jsonl': [
        JSON.stringify(good),
        "{'id': 'b', 'input': 'x'}",
        '{"id": "c", "input": "x",}',
        '',
        '{"id": "d", "input": "x", "expected": NaN}',
        '{"input": "x"}',
        '{"id": 7, "input": "x"}',
        '{"id": "e", "input": ["x"]}',
        '{"id": "f", "input": "x", "expcted": "y", "sources": [{"id": "s"}]}',
        '[1, 2]',
        '{"id": "ok", "input": "again"}',
        '{"id": "g", "input": "x", "variantOf": "nobody"}',
        '{"id": "h", "input": "x", "sources": [{"id": "s", "text": ""}, {"id": "s", "text": ""}]}',
      ].join('\n'),
      'b.jsonl': '{"id": "ok", "input": "third"}\n',
    })
    expect(await problemLines(dataset('*.jsonl'), root)).toEqual([
      'a.jsonl:2: not JSON at column 2: single quotes are not JSON; use double quotes',
      'a.jsonl:3: not JSON at column 25: there is a comma after the last entry; take it out',
      'a.jsonl:5: not JSON at column 39: NaN is not JSON; write null',
      'a.jsonl:6: "id" is missing; give every row a text "id" of its own',
      'a.jsonl:7: "id" must be text, not 7; write it in quotes: "7"',
      'a.jsonl:8: "input" must be text or an object, not a list; give it what the system is asked: text or an object',
      'a.jsonl:9: "sources.0.text" is missing',
      'a.jsonl:9: unknown key "expcted"; did you mean "expected"?',
      'a.jsonl:10: a row must be an object, not a list; write {"id": ..., "input": ...}',
      'a.jsonl:11: the id "ok" is taken by a.jsonl:1; give each case an id of its own',
      'a.jsonl:12: "variantOf" names "nobody", which no case has as its id; name a case of this dataset',
      'a.jsonl:13: two sources have the id "s"; a citation could mean either: give each its own id',
      'b.jsonl:1: the id "ok" is taken by a.jsonl:1; give each case an id of its own',
    ])
  })

  it('names the line of the row in every format', async () => {
    const root = project({
      'a.json': '[\n  {"id": "a", "input": "x"},\n\n  {\n    "input": "x"\n  },\n  {"id": "b"}\n]\n',
      'b.csv': 'id,input\n\nb1,"two\n\nlines"\n,"x\ny"\n\nb2,\nb3\n',
      'c.yaml': '# cases\n- id: c1\n  input: |\n    one\n    two\n- id: c2\n  inputs: x\n',
    })
    expect(await problemLines(dataset('*.*'), root)).toEqual([
      'a.json:4: "id" is missing; give every row a text "id" of its own',
      'a.json:7: "input" is missing; give it what the system is asked: text or an object',
      'b.csv:6: "id" is missing; give every row a text "id" of its own',
      'b.csv:9: "input" is missing; give it what the system is asked: text or an object',
      'b.csv:10: the row has 1 cell, the header 2; put cells that hold a comma in double quotes, and leave no cell out',
      'c.yaml:6: unknown key "inputs"; did you mean "input"?',
    ])
  })

  it('finds variants that cannot be one unit with their root', async () => {
    const root = project({
      'a.jsonl': jsonl([
        { id: 'v2', input: 'x', variantOf: 'v1' },
        { id: 'v1', input: 'x', variantOf: 'root' },
        { id: 'root', input: 'x' },
        { id: 'self', input: 'x', variantOf: 'self' },
        { id: 'other', input: 'x', variantOf: 'root', cluster: 'c' },
        { id: 'p', input: 'x', variantOf: 'q' },
        { id: 'q', input: 'x', variantOf: 'p' },
        { id: 'fine', input: 'x', variantOf: 'root' },
      ]),
    })
    expect(await problemLines(dataset('a.jsonl'), root)).toEqual([
      'a.jsonl:1: "variantOf" names "v1", which is itself a variant; name the root, "root"',
      'a.jsonl:4: case "self" is a variant of itself; name the case that it rephrases',
      'a.jsonl:5: case "other" and its root "root" are not of the same cluster; give both the same "cluster", or none: they count as one unit',
      'a.jsonl:6: "variantOf" names "q", which is itself a variant; name a case that is no variant',
      'a.jsonl:7: "variantOf" names "p", which is itself a variant; name a case that is no variant',
    ])
  })

  it('does not blame a variant for the fault of its root', async () => {
    const root = project({ 'a.jsonl': '{"id": "r", "inptu": 1}\n{"id": "v", "input": "x", "variantOf": "r"}\n' })
    expect(await problemLines(dataset('a.jsonl'), root)).toEqual([
      'a.jsonl:1: unknown key "inptu"; did you mean "input"?',
    ])
  })

  it('checks inputs by the schema of the eval, and leaves them as they are', async () => {
    const root = project({
      'a.jsonl': jsonl([
        { id: 'a', input: { q: 1, more: true } },
        { id: 'b', input: { q: 'x' } },
      ]),
    })
    const strict = dataset('a.jsonl', { input: z.object({ q: z.string() }) })
    expect(await problemLines(strict, root)).toEqual([
      'a.jsonl:1: the eval\'s schema rejects "input": "q" must be text, not 1; write it in quotes: "1"',
    ])
    const loose = dataset('a.jsonl', { input: z.object({ q: z.unknown().transform(String) }) })
    const cases = await Array.fromAsync((await readSound(loose, root)).cases())
    expect(cases[0]?.input).toEqual({ q: 1, more: true })
    const slow = dataset('a.jsonl', { input: z.unknown().refine(async (value) => value === 3, 'not three') })
    expect(await problemLines(slow, root)).toEqual([
      'a.jsonl:1: the eval\'s schema rejects "input": it: not three',
      'a.jsonl:2: the eval\'s schema rejects "input": it: not three',
    ])
  })

  it('takes schemas of zod 3, which many projects still have', async () => {
    const root = project({ 'a.jsonl': jsonl([{ id: 'a', input: { q: 1, deep: { x: true } } }]) })
    const schema = z3.object({ q: z3.string(), deep: z3.object({}).strict() })
    // Its types are others; an eval in TypeScript is loaded without looking at them.
    const spec = dataset('a.jsonl', { input: schema as unknown as z.ZodType })
    expect(await problemLines(spec, root)).toEqual([
      'a.jsonl:1: the eval\'s schema rejects "input": "q": Expected string, received number',
      'a.jsonl:1: the eval\'s schema rejects "input": "deep": Unrecognized key(s) in object: \'x\'',
    ])
  })

  it('keeps the first thousand of very many', async () => {
    const root = project({ 'a.jsonl': '{"id": "x"}\n'.repeat(3_000) })
    const lines = await problemLines(dataset('a.jsonl'), root)
    expect(lines).toHaveLength(1_001)
    expect(lines.at(-1)).toBe('and 4,999 more problems; mend these first')
  })

  it('survives a row that is nested beyond reason', async () => {
    const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`
    const root = project({ 'a.jsonl': `{"id": "a", "input": "x", "metadata": ${deep}}\n` })
    expect(await problemLines(dataset('a.jsonl'), root)).toEqual([
      'a.jsonl:1: the row is nested too deeply; flatten it',
    ])
  })
})

describe('bytes', () => {
  it('names the line, the column and the byte that is not UTF-8, in every format', async () => {
    const bad = (text: string) => Buffer.from(text, 'latin1')
    const root = project({})
    const write = (name: string, text: string) => writeFileSync(join(root, name), bad(text))
    write('a.jsonl', '{"id": "a", "input": "x"}\n{"id": "b", "input": "caf\xe9"}\n{"id": "c", "input": "x"}\n')
    write('b.csv', 'id,input\nd,x\ne,caf\xe9\n')
    write('c.json', '[{"id": "f",\n"input": "caf\xe9"}]')
    write('d.yaml', '- id: g\n  input: caf\xe9\n')
    expect(await problemLines(dataset('*.*'), root)).toEqual([
      'a.jsonl:2: byte 0xE9 at column 26 is not UTF-8; save the file as UTF-8',
      'b.csv:3: byte 0xE9 at column 6 is not UTF-8; save the file as UTF-8',
      'c.json:2: byte 0xE9 at column 14 is not UTF-8; save the file as UTF-8',
      'd.yaml:2: byte 0xE9 at column 13 is not UTF-8; save the file as UTF-8',
    ])
  })

  it.each([
    ['with a byte order mark', '\uFEFF'],
    ['without', ''],
  ])('says that a file is UTF-16 (%s)', async (_, mark) => {
    const root = project({})
    writeFileSync(join(root, 'a.csv'), Buffer.from(`${mark}id,input\na,x\n`, 'utf16le'))
    expect(await problemLines(dataset('a.csv'), root)).toEqual([
      'a.csv:1: the file is UTF-16, not UTF-8; save it as UTF-8',
    ])
  })
})

describe('broken files', () => {
  it.each([
    [
      'a.json',
      '[{"id": "a", "input": "x"}\n {"id": "b", "input": "x"}]',
      'a.json:2: not JSON at column 2: a comma or "]" is missing before "{"',
    ],
    [
      'a.json',
      '[{"id": "a", "input": "x"},\n]',
      'a.json:1: not JSON at column 27: there is a comma after the last entry; take it out',
    ],
    [
      'a.json',
      '{"id": "a", "input": "x"}',
      'a.json:1: the file is not a list of rows; write the rows as [ {...}, {...} ]',
    ],
    [
      'a.json',
      '{"id": "a", "input": "x"}\n{"id": "b", "input": "x"}\n',
      'a.json:2: not JSON at column 1: there is more text after the end of the value; name it .jsonl if every line is a row, else make it a list [ ... ]',
    ],
    ['a.json', '[{"id": "a", "input": "x"}} 1]', 'a.json:1: not JSON at column 27: "}" closes what "[" opened'],
    [
      'a.json',
      '[{"id": "a", "input": "x"}',
      'a.json:1: not JSON at column 27: the text ends before "]"; complete it: it may have been cut off',
    ],
    ['a.yaml', 'id: a\ninput: x\n', 'a.yaml:1: the file is not a list of rows; begin every row with "- "'],
    [
      'a.yaml',
      '- id: a\n  input: x\n  id: b\n',
      'a.yaml:3: not YAML at column 3: map keys must be unique; keep one of them',
    ],
    [
      'a.yaml',
      '- id: a\n  input: *nobody\n',
      'a.yaml:1: not YAML: unresolved alias (the anchor must be set before the alias): nobody; check its anchors (&name) and aliases (*name)',
    ],
    [
      'a.csv',
      'id;input\na;x\n',
      'a.csv:1: the columns seem to be separated by ";"; save the file with commas between columns',
    ],
    ['a.csv', 'id,input,expcted\na,x,y\n', 'a.csv:1: unknown column "expcted"; did you mean "expected"?'],
    [
      'a.csv',
      'id,input,author\na,x,y\n',
      'a.csv:1: unknown column "author"; name it "metadata.author" to keep it, or map columns to fields',
    ],
    ['a.csv', 'id,input,id\na,x,y\n', 'a.csv:1: there are two columns "id"; rename one of them'],
    [
      'a.csv',
      'id,input,input.q\na,x,y\n',
      'a.csv:1: columns "input" and "input.q" fill the same field; keep one of them',
    ],
    [
      'a.csv',
      'id,input\n\na,x\nb,"never\nc,x\n',
      'a.csv:4: a quote that is opened here is never closed; close it; the rest of the file is read once this is mended',
    ],
    ['a.csv', 'id,input,critical\na,x,maybe\n', 'a.csv:2: "critical" must be true or false, not the text "maybe"'],
    [
      'a.csv',
      'id,input\ra,x\rb,y\r',
      'a.csv:1: the lines end in CR alone, as on old Macs; save the file with LF or CRLF at line ends',
    ],
    [
      'a.yaml',
      '- id: a\n  input: !!binary aGVsbG8=\n',
      'a.yaml:2: not YAML at column 10: unresolved tag: tag:yaml.org,2002:binary; take the tag (!...) out',
    ],
    ['a.jsonl', '\n \r\n', 'a.jsonl: holds no row; write a case'],
    ['a.csv', 'id,input\n', 'a.csv: holds no row; write a case'],
    ['a.json', '[]', 'a.json: holds no row; write a case'],
    ['a.yaml', '# nothing yet\n', 'a.yaml: holds no row; write a case'],
  ])('%s: %j', async (name, text, problem) => {
    const root = project({ [name]: text })
    expect(await problemLines(dataset(name), root)).toEqual([problem])
  })

  it('goes on after a stray quote in a CSV, and finds the other faults', async () => {
    const root = project({ 'a.csv': 'id,input\na,x"y\nb,\nc,z"\n' })
    expect(await problemLines(dataset('a.csv'), root)).toEqual([
      'a.csv:2: a quote stands inside a cell that is not in quotes; put the whole cell in double quotes and write "" for each quote inside',
      'a.csv:3: "input" is missing; give it what the system is asked: text or an object',
      'a.csv:4: a quote stands inside a cell that is not in quotes; put the whole cell in double quotes and write "" for each quote inside',
    ])
  })

  it('does not invent faults after a quote that is closed too early', async () => {
    const root = project({ 'a.csv': 'id,input\na,\nb,"x"y\nc,"z"\nd,\ne,\n' })
    expect(await problemLines(dataset('a.csv'), root)).toEqual([
      'a.csv:2: "input" is missing; give it what the system is asked: text or an object',
      'a.csv:3: there is text after the closing quote of a cell; write "" for each quote inside a cell in quotes; the rest of the file is read once this is mended',
    ])
  })

  it('finds columns that a mapping names wrongly', async () => {
    const root = project({ 'a.csv': 'Nr,Question\n1,x\n', 'b.jsonl': jsonl([good]) })
    expect(
      await problemLines(dataset('a.csv', { columns: { id: 'Nr', input: 'Qestion', expcted: 'Nr' } }), root),
    ).toEqual([
      'a.csv:1: there is no column "Qestion" to read "input" from; did you mean "Question"?',
      'a.csv:1: the column mapping names "expcted", which is no field of a case; did you mean "expected"?',
    ])
    expect(await problemLines(dataset('b.jsonl', { columns: { id: 'Nr' } }), root)).toEqual([
      'the dataset maps columns, but none of its files is CSV; take "columns" out',
    ])
  })
})

describe('files', () => {
  it('takes paths and globs, those of a glob sorted, each file once', async () => {
    const root = project({
      'data/b.jsonl': jsonl([{ id: 'b', input: 'x' }]),
      'data/a.jsonl': jsonl([{ id: 'a', input: 'x' }]),
      'data/[1].jsonl': jsonl([{ id: '1', input: 'x' }]),
      'z.csv': 'id,input\nz,x\n',
    })
    const read = await readSound(dataset(['z.csv', 'data/*.jsonl', './data/a.jsonl']), root)
    expect(read.files).toEqual(['z.csv', 'data/[1].jsonl', 'data/a.jsonl', 'data/b.jsonl'])
    expect(read.size).toBe(4)
    expect((await readSound(dataset('data/[1].jsonl'), root)).files).toEqual(['data/[1].jsonl'])
  })

  it('says what is not there, or is of no known kind', async () => {
    const root = project({ 'data/cases.jsonl': jsonl([good]), 'notes.txt': 'x' })
    expect(
      await problemLines(dataset(['data/case.jsonl', 'gone/*.csv', 'data', 'notes.txt', 'far/away.json']), root),
    ).toEqual([
      'data/case.jsonl: there is no such file; did you mean "cases.jsonl"?',
      'no file matches the glob "gone/*.csv"; globs start from the project root; check folder and ending',
      'data: is a folder, not a file; name the files in it, e.g. data/*.jsonl',
      'notes.txt: is of no kind that can be read; a dataset is made of .jsonl, .ndjson, .json, .csv, .yaml, .yml files',
      'far/away.json: there is no such file; paths start from the project root',
    ])
  })

  it('notices that a file has changed since it was checked', async () => {
    const root = project({ 'a.jsonl': jsonl([good]) })
    const read = await readSound(dataset('a.jsonl'), root)
    writeFileSync(join(root, 'a.jsonl'), jsonl([good, { id: 'new', input: 'y' }]))
    const error = await Array.fromAsync(read.cases()).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(AssayError)
    expect((error as AssayError).message).toBe('a.jsonl: has changed since it was checked; start again')
  })

  it('reads lines and characters that fall on any border between two reads', async () => {
    const rows = Array.from({ length: 4_000 }, (_, n) => ({ id: `c${n}`, input: '€😀é'.repeat(n % 37) }))
    const root = project({ 'a.jsonl': jsonl(rows) })
    const read = await readSound(dataset('a.jsonl'), root)
    expect(await Array.fromAsync(read.cases())).toEqual(rows)
    expect(await Array.fromAsync(read.cases())).toHaveLength(4_000)
  })

  it('counts tags', async () => {
    const root = project({
      'a.jsonl': jsonl([
        { ...good, tags: ['x', 'y'] },
        { id: 'b', input: '', tags: ['x'] },
      ]),
    })
    expect([...(await readSound(dataset('a.jsonl'), root)).tagCounts]).toEqual([
      ['x', 2],
      ['y', 1],
    ])
  })

  it('reports problems as values with file and line', async () => {
    const root = project({ 'a.jsonl': '{}\n' })
    const reading = await readDataset(dataset('a.jsonl'), { root })
    expect('problems' in reading && reading.problems.map(({ file, line }) => ({ file, line }))).toEqual([
      { file: 'a.jsonl', line: 1 },
      { file: 'a.jsonl', line: 1 },
    ])
    if ('problems' in reading) expect(reading.problems.map(formatProblem).join()).not.toContain(root)
  })
})
