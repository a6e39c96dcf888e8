import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { assay } from '../support/cli.ts'
import { addFiles, jsonl, project } from '../support/project.ts'

const rows = (count: number) =>
  jsonl(
    Array.from({ length: count }, (_, index) => ({
      id: `c${index}`,
      input: { question: `${index}` },
      expected: `${index}`,
    })),
  )

/** As people write TypeScript: relative imports without extensions, types, a zod schema, a grader of their own. */
const typescript = {
  'src/bot.ts': `export type Question = { question: string }
export async function answer({ input }: { input: unknown }): Promise<string> {
  return (input as Question).question
}
`,
  'evals/shared.ts': `import { grader } from 'assay'
export const short = grader('short', ({ output }) => output.text.length < 3)
`,
  'evals/mine.eval.ts': `import { dataset, defineEval, exactMatch } from 'assay'
import { answer } from '../src/bot'
import { short } from './shared'

export default defineEval({
  name: 'mine',
  dataset: dataset('cases.jsonl'),
  targets: { now: answer },
  graders: [exactMatch(), short, function brief({ output }) { return output.text.length < 3 }],
  gate: { short: { tier: 'blocking' } },
})
`,
  'cases.jsonl': rows(12),
}

describe('evals in TypeScript', () => {
  it('are loaded with imports without extensions and graders of one’s own', async () => {
    const root = project(typescript)
    const run = await assay(root, ['run'])
    expect(run).toMatchObject({ code: 0 })
    expect(run.stdout).toMatch(/exactMatch\s+1\.000|exactMatch\s+100/)
    expect(run.stdout).toContain('short')
    expect(run.stdout).toContain('brief')
  })

  it('may check inputs with zod', async () => {
    const schema = `import { z } from '${import.meta.resolve('zod')}'\n`
    const root = project({
      ...typescript,
      'evals/mine.eval.ts':
        schema +
        typescript['evals/mine.eval.ts'].replace(
          "'cases.jsonl'",
          "'cases.jsonl', { input: z.object({ question: z.string().max(1) }) }",
        ),
    })
    const check = await assay(root, ['check'])
    expect(check.code).toBe(3)
    expect(check.stderr).toMatch(/^cases\.jsonl:11: .*question/m)
    expect(check.stderr).toMatch(/^cases\.jsonl:12: /m)
    expect(check.stderr).not.toMatch(/^cases\.jsonl:10: /m)
  })

  it.each([
    ['a syntax error', 'export default {', 'cannot be loaded'],
    ['an import that is not there', "import './nowhere'\nexport default {}", 'nowhere'],
    ['a throw', "throw new Error('no luck today')", 'no luck today'],
    ['no default export', 'export const x = 1', 'default export'],
    [
      'a grader with wrong options',
      "import { exactMatch, defineEval } from 'assay'\nexport default defineEval({ name: 'x', dataset: 'cases.jsonl', graders: [exactMatch({ normalise: true })] })",
      'did you mean "normalize"?',
    ],
    [
      'a grader with wrong options, with its line',
      "import { regex } from 'assay'\n\nexport default { graders: [regex({})] }",
      'evals/mine.eval.ts:3: regex: "pattern" is missing',
    ],
    [
      'a dataset with wrong options, with its line',
      "import { dataset } from 'assay'\nexport default { dataset: dataset('x', { column: {} }) }",
      'evals/mine.eval.ts:2: dataset: unknown key "column"; did you mean "columns"?',
    ],
    [
      'an unknown key',
      "export default { name: 'x', dataset: 'cases.jsonl', graders: ['exactMatch'], repeat: 3 }",
      'did you mean "repeats"?',
    ],
  ])('tell %s in one line', async (_, code, told) => {
    const root = project({ ...typescript, 'evals/mine.eval.ts': code })
    const check = await assay(root, ['check'])
    expect(check.code).toBe(3)
    expect(check.stderr).toMatch(/^evals\/mine\.eval\.ts/)
    expect(check.stderr).toContain(told)
    expect(check.stderr).not.toContain('    at ')
  })
})

describe('code of one’s own', () => {
  const chatty = {
    ...typescript,
    'src/bot.ts': `${typescript['src/bot.ts'].replace('  return', "  console.log('thinking')\n  return")}\nconsole.info('loaded')\n`,
  }

  it('may print without getting into what the command prints', async () => {
    const run = await assay(project(chatty), ['run', '--limit', '2', '--json'])
    expect(JSON.parse(run.stdout).runs).toMatchObject([{ eval: 'mine', totals: { ok: 2 } }])
    expect(run.stderr).toContain('thinking')
    expect(run.stderr).toContain('loaded')
  })

  it.each([
    ['ends the process', 'process.exit(0)'],
    ['never comes to its end', 'await new Promise(() => {})'],
    ['throws on the side', "setTimeout(() => { throw new Error('x') })\nawait new Promise((r) => setTimeout(r, 500))"],
  ])('that %s is neither a pass nor a regression', async (_, code) => {
    const check = await assay(project({ ...typescript, 'evals/mine.eval.ts': code }), ['check'])
    expect(check.code).toBe(3)
    expect(check.stderr).toMatch(/^assay: .+\n$/)
  })
})

describe('the graders that compile what they are given', () => {
  it.each([
    'https://json-schema.org/draft/2020-12/schema',
    'https://json-schema.org/draft/2019-09/schema',
    'http://json-schema.org/draft-07/schema#',
  ])('work as built: %s', async ($schema) => {
    const schema = JSON.stringify({ $schema, type: 'object', required: ['a'] })
    const root = project({
      'cases.jsonl': rows(2),
      'answers.jsonl': jsonl([
        { id: 'c0', text: '{"a": 1}' },
        { id: 'c1', text: '{"b": 1}' },
      ]),
      'evals/e.eval.yaml': `name: e\ndataset: cases.jsonl\ntargets: { t: { recorded: answers.jsonl } }\ngraders: [{ jsonSchema: { schema: ${schema} } }]\n`,
    })
    const run = await assay(root, ['run'])
    expect(run.code).toBe(0)
    expect(run.stdout).toMatch(/jsonSchema\s+50\.0%.*\s2\s+0\s+0\n/)
  })
})

const echo = `let text = ''
for await (const chunk of process.stdin) text += chunk
process.stdout.write((process.env.TOKEN ?? 'none') + ' ' + process.argv.slice(2).join(' ') + ' ' + JSON.parse(text).input.question)
`
const withSecret = {
  'cases.jsonl': rows(6),
  'echo.mjs': echo,
  'evals/e.eval.yaml': `name: e
dataset: cases.jsonl
targets:
  bot: { command: [node, echo.mjs, "--key", "\${TOKEN}"], version: "1" }
graders: [contains]
gate: { contains: { tier: blocking } }
`,
}

describe('the environment', () => {
  it('is read from .env, which never overrides it, and its values are kept nowhere', async () => {
    const secret = 'planted-key-4711'
    const root = project({ ...withSecret, '.env': `TOKEN=${secret}\n` })
    const run = await assay(root, ['run'])
    expect(run.code).toBe(0)
    await assay(root, ['baseline', 'approve', 'latest', '--reason', 'x'])
    await assay(root, ['baseline', 'export', 'b.jsonl'])
    const exported = readFileSync(join(root, 'b.jsonl'), 'utf8')
    expect(exported).toContain('[TOKEN]')
    const kept = [exported, run.stdout, run.stderr, readFileSync(join(root, '.assay/assay.sqlite'), 'latin1')]
    for (const text of kept) expect(text).not.toContain(secret)

    const other = await assay(root, ['run'], { env: { TOKEN: 'another-key-0815' } })
    expect(other.code).toBe(0)
    const runs = JSON.parse((await assay(root, ['runs', '--json'])).stdout).runs
    expect(runs[0].targetFingerprint).toBe(runs[1].targetFingerprint)
    await assay(root, ['baseline', 'export', 'c.jsonl', '--run', runs[0].id])
    expect(readFileSync(join(root, 'c.jsonl'), 'utf8')).not.toContain('another-key-0815')
  })

  it('must have what is referred to', async () => {
    const root = project(withSecret)
    const run = await assay(root, ['run'])
    expect(run.code).toBe(3)
    expect(run.stderr).toContain(`evals/e.eval.yaml:4: \${TOKEN} is not set`)
  })
})

describe('assay.config', () => {
  it('makes the root of the project, and gives targets, store and concurrency to all evals', async () => {
    const root = project({
      ...withSecret,
      'assay.config.yaml':
        'store: kept/here.sqlite\ntargets:\n  shared: { command: [node, echo.mjs, hello], version: "1" }\nconcurrency: 2\n',
      'deep/down/.keep': '',
      '.env': 'TOKEN=planted-key-4711\n',
    })
    const run = await assay(join(root, 'deep/down'), ['run', '--target', 'shared', '--json'])
    expect(run.code).toBe(0)
    expect(JSON.parse(run.stdout).runs).toMatchObject([{ target: 'shared', totals: { ok: 6 } }])
    expect(readFileSync(join(root, 'kept/here.sqlite')).length).toBeGreaterThan(0)
  })

  it('is checked like an eval', async () => {
    const root = project({ ...withSecret, 'assay.config.yaml': 'concurency: 2\n', '.env': 'TOKEN=planted-key-4711\n' })
    const check = await assay(root, ['check'])
    expect(check.code).toBe(3)
    expect(check.stderr).toMatch(/^assay\.config\.yaml:1: .*did you mean "concurrency"\?$/m)
  })

  it('may be TypeScript', async () => {
    const root = project({
      ...typescript,
      'assay.config.ts':
        "import { defineConfig, recorded } from 'assay'\nexport default defineConfig({ targets: { old: recorded('old.jsonl') } })\n",
      'old.jsonl': jsonl(Array.from({ length: 12 }, (_, index) => ({ id: `c${index}`, text: 'wrong answer' }))),
    })
    expect((await assay(root, ['run'])).code).toBe(0)
    expect((await assay(root, ['gate', '--against', 'old', 'now'])).code).toBe(0)
    expect((await assay(root, ['gate', '--against', 'now', 'old'])).code).toBe(1)
  })
})

describe('assay schema', () => {
  it('knows every key, grader and target that YAML may say', async () => {
    const root = project({})
    const schema = JSON.parse((await assay(root, ['schema'])).stdout)
    expect(Object.keys(schema.properties)).toEqual(
      expect.arrayContaining(['name', 'owner', 'dataset', 'targets', 'graders', 'repeats', 'gate']),
    )
    const text = JSON.stringify(schema)
    for (const word of ['recorded', 'command', 'lines', 'citations', 'normalize', 'margin', 'blocking'])
      expect(text).toContain(`"${word}"`)
    expect(schema.additionalProperties).toBe(false)
    expect(JSON.parse((await assay(root, ['schema', 'config'])).stdout).properties).toHaveProperty('store')
  })
})

describe('assay schema, as editors use it', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const example = /```yaml\n(name: support\n[^`]*)```/.exec(readme)?.[1] ?? ''
  const written = parse(example)

  it('accepts the example of the README and refuses what check refuses', async () => {
    const schema = JSON.parse((await assay(project({}), ['schema'])).stdout)
    const isValid = new Ajv2020({ strict: true }).compile(schema)
    expect(isValid(written)).toBe(true)
    for (const wrong of [
      { ...written, repeat: 1 },
      { ...written, name: 'two words' },
      { ...written, graders: ['citation'] },
      { ...written, graders: ['regex'] },
      { ...written, graders: [{ exactMatch: { normalise: true } }] },
      { ...written, targets: { v1: { comand: ['x'] } } },
      { ...written, gate: { citations: { tier: 'block' } } },
    ])
      expect(isValid(wrong)).toBe(false)
  })
})

describe('the order of keys', () => {
  it('does not make another dataset', async () => {
    const root = project(typescript)
    await assay(root, ['run'])
    const shuffled = rows(12)
      .trim()
      .split('\n')
      .reverse()
      .map((line) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(line)).reverse())))
    addFiles(root, { 'cases.jsonl': `${shuffled.join('\r\n')}\r\n` })
    await assay(root, ['run'])
    const { runs } = JSON.parse((await assay(root, ['runs', '--json'])).stdout)
    expect(runs[0].datasetFingerprint).toBe(runs[1].datasetFingerprint)
  })
})
