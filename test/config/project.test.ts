import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findPolicy, loadProject } from '../../src/config/index.ts'
import { formatProblem } from '../../src/core/errors.ts'
import { project } from '../support/project.ts'

const cat = 'targets: { t: { command: [cat] } }\n'
const evalText = (graders: string, more = '') =>
  `name: mine\ndataset: data/c.jsonl\n${cat}graders:\n${graders
    .split('\n')
    .map((line) => `  ${line}\n`)
    .join('')}${more}`

async function load(files: Record<string, string>, { only = [] as string[], folder = '', env = {} } = {}) {
  const root = project(files)
  const loaded = await loadProject({ cwd: join(root, folder), env }, only)
  return { ...loaded, told: loaded.problems.map(formatProblem), names: loaded.evals.map(({ name }) => name) }
}

const toldOf = async (text: string) => (await load({ 'evals/e.eval.yaml': text })).told

describe('faults of graders', () => {
  it.each([
    ['regex', ['regex: "pattern" is missing']],
    ['regex: {}', ['regex: "pattern" is missing']],
    ['numeric: { tolerance: x }', ['numeric: "tolerance" must be a number, not the text "x"']],
    ['citations:', ['"citations" has a colon and no options; write only: citations']],
    ['regex:\n  pattern: x', ['indent "pattern" further, as options of "regex"']],
    ['contains: {}\n  regex: { pattern: x }', ['an entry names one grader', 'begin each grader with "- "']],
    ['[contains]', ['["contains"] is no grader']],
    ['5', ['5 is no grader']],
    ['contain', ['there is no grader "contain"; did you mean "contains"?']],
    ['regex: { pattern: "(" }', ['Invalid regular expression']],
    ['jsonSchema: { schema: { type: strin } }', ['jsonSchema: schema is invalid']],
  ])('tells what is wrong with - %s', async (entry, wanted) => {
    const told = await toldOf(evalText(`- refusal\n- ${entry}`))
    expect(told).toHaveLength(1)
    for (const words of wanted) expect(told[0]).toContain(words)
    expect(told[0]).toMatch(/^evals\/e\.eval\.yaml:6: /)
  })

  it('tells those of all graders, and all else, at once and in the order of the file', async () => {
    const told = await toldOf(`nam: x\n${evalText('- contain\n- regex', 'repeats: 0\n').replace('{ t:', '{ "a b":')}`)
    expect(told.map((line) => line.split(': ')[0])).toEqual([1, 4, 6, 7, 8].map((line) => `evals/e.eval.yaml:${line}`))
    expect(told.join('\n')).not.toMatch(/Invalid|undefined|record|ZodError/)
  })
})

describe('rules of the gate', () => {
  const withGate = (gate: string) => evalText('- contains', gate)

  it('are told apart into those of metrics, of measures and of slices', async () => {
    const { told, evals } = await load({
      'evals/e.eval.yaml': withGate(
        'gate: { contains: { expect: 0.02 }, latencyP95: { ratio: 1.2, max: 900 } }\nslices: { refunds: { contains: { min: 0.9 } } }\n',
      ),
    })
    expect(told).toEqual([])
    expect(evals[0]).toMatchObject({
      gate: { contains: { tier: 'blocking', expect: 0.02, maxRelativeDrop: 0.5 } },
      measures: { latencyP95: { ratio: 1.2, max: 900, direction: 'lower' } },
      slices: { refunds: { contains: { min: 0.9 } } },
    })
    expect(Object.keys(evals[0]?.gate ?? {})).toEqual(['contains'])
  })

  it.each([
    ['gate: { contains: { teir: blocking } }', 'unknown key "teir" in "gate.contains"; did you mean "tier"?'],
    [
      'gate: { contain: {} }',
      'the gate has a rule for "contain", which is no grader of this eval; did you mean "contains"?',
    ],
    ['gate: { latency95: {} }', 'which is no grader of this eval; did you mean "latencyP95"?'],
    ['gate: { latencyP95: { margn: 1 } }', 'unknown key "margn" in "gate.latencyP95"; did you mean "margin"?'],
    ['gate: { latencyP95: { ratio: 1 } }', '"gate.latencyP95.ratio" must be more than 1, not 1'],
    ['gate: { contains: { ratio: 2 } }', 'unknown key "ratio" in "gate.contains"'],
    ['gate: { contains: { expect: 2 } }', '"gate.contains.expect" must be at most 1, not 2'],
    ['gate: { contains: { maxRelativeDrop: 0 } }', '"gate.contains.maxRelativeDrop" must be more than 0, not 0'],
    ['slices: { refunds: { contain: {} } }', 'the gate has a rule for "contain"'],
    ['slices: { refunds: { contains: { tier: block } } }', '"slices.refunds.contains.tier" must be'],
    ['slices: [refunds]', '"slices" must be an object'],
  ])('%s is told with its line', async (gate, wanted) => {
    const told = await toldOf(withGate(`${gate}\n`))
    expect(told.join('\n')).toContain(wanted)
    expect(told[0]).toMatch(/^evals\/e\.eval\.yaml:6: /)
  })

  it('cannot be about a grader that is called like a measure', async () => {
    const told = await toldOf(evalText('- contains: { name: latencyP95 }'))
    expect(told.join()).toContain('"latencyP95" is the name of a measure')
  })

  it.each(['errors', 'dataset'])('cannot be about a grader that is called like the built-in rule %s', async (name) => {
    const told = await toldOf(evalText(`- contains: { name: ${name} }`))
    expect(told.join()).toContain(`evals/e.eval.yaml:5: "${name}" is the name of a built-in rule`)
  })
})

describe('policies in assay.config', () => {
  it('are read by name, with their faults', async () => {
    const files = { 'evals/e.eval.yaml': evalText('- contains') }
    const good = await load({
      ...files,
      'assay.config.yaml': 'policies:\n  release: { evals: { mine: { against: b.jsonl } } }\n',
    })
    expect(good.told).toEqual([])
    expect(good.policies.release).toEqual({ against: 'baseline', evals: { mine: { against: 'b.jsonl' } } })
    const bad = await load({
      ...files,
      'assay.config.yaml': 'policies:\n  release: { evals: { mine: { agianst: b } } }\n',
    })
    expect(bad.told.join()).toContain(
      'assay.config.yaml:2: unknown key "agianst" in "policies.release.evals.mine"; did you mean "against"?',
    )
    const empty = await load({ ...files, 'assay.config.yaml': 'policies:\n  release: { evals: {} }\n' })
    expect(empty.told.join()).toContain('name at least one eval')
  })
})

describe('the name __proto__, which no object takes as a key', () => {
  it.each([
    ['gate: { __proto__: {} }', '"gate"'],
    ['slices: { __proto__: { contains: {} } }', '"slices"'],
    ['slices: { refunds: { __proto__: {} } }', '"slices.refunds"'],
  ])('is refused in %s', async (rules, place) => {
    const told = await toldOf(evalText('- contains', `${rules}\n`))
    expect(told).toEqual([`evals/e.eval.yaml:6: ${place} has "__proto__", which cannot be a name; choose another one`])
  })

  it('is refused as a target, and in TypeScript', async () => {
    expect((await toldOf(evalText('- contains').replace('{ t:', '{ __proto__:'))).join()).toContain('"targets" has')
    const { told } = await load({
      'evals/e.eval.ts': `import { contains, dataset } from 'assay'
export default { name: 'x', dataset: dataset('c.jsonl'), graders: [contains()], slices: { ['__proto__']: { contains: {} } } }
`,
    })
    expect(told.join()).toContain('evals/e.eval.ts: "slices" has "__proto__"')
  })

  it('is refused in policies, wherever they stand', async () => {
    const policy = 'evals: { mine: { slices: { __proto__: { contains: {} } } }, __proto__: {} }'
    const root = project({
      'evals/e.eval.yaml': evalText('- contains'),
      'assay.config.yaml': `policies:\n  release: { ${policy} }\n`,
      'own.policy.yaml': `${policy}\n`,
    })
    const loaded = await loadProject({ cwd: root, env: {} })
    expect(loaded.problems.map(formatProblem).join('\n')).toMatch(
      /^assay\.config\.yaml:2: "policies\.release\.evals" has .*\n.*"policies\.release\.evals\.mine\.slices" has .*$/,
    )
    await expect(findPolicy('own.policy.yaml', loaded, { cwd: root, env: {} })).rejects.toThrow(
      /own\.policy\.yaml:1: "evals" has "__proto__"/,
    )
  })
})

describe('a grader between repeats', () => {
  const withGrader = (entry: string, more = '') => evalText('- contains', `consistency: ${entry}\n${more}`)

  it('is written as an entry of graders is', async () => {
    for (const [entry, name] of [
      ['contains', 'contains'],
      ['{ jsonMatch: { unordered: true } }', 'jsonMatch'],
    ]) {
      const { told, evals } = await load({ 'evals/e.eval.yaml': withGrader(entry ?? '') })
      expect(told).toEqual([])
      expect(evals[0]?.consistency?.name).toBe(name)
    }
  })

  it('may be a function', async () => {
    const { told, evals } = await load({
      'evals/e.eval.ts': `import { contains } from 'assay'
const near = ({ case: { expected }, output }) => (String(expected).length === output.text.length ? 1 : 0)
export default { name: 'x', dataset: 'c.jsonl', graders: [contains()], consistency: near }
`,
    })
    expect(told).toEqual([])
    expect(evals[0]?.consistency?.name).toBe('near')
  })

  it.each([
    ['contain', 'there is no grader "contain"; did you mean "contains"?'],
    ['{ regex: { pattern: "(" } }', 'Invalid regular expression'],
    ['{ numeric: { tolerance: x } }', 'numeric: "tolerance" must be a number, not the text "x"'],
    ['[contains]', '["contains"] is no grader'],
    ['', 'null is no grader'],
  ])('is checked as they are: %s', async (entry, wanted) => {
    const { told } = await load({ 'evals/e.eval.yaml': withGrader(entry) })
    expect(told).toHaveLength(1)
    expect(told[0]).toContain(wanted)
    expect(told[0]).toMatch(/^evals\/e\.eval\.yaml:6: /)
  })

  it('gives a metric that can have a rule, and whose name no grader may have', async () => {
    const rule = 'gate: { consistency: { margin: 0.1, minEffect: 0.05, min: 0.8 } }\n'
    expect(await toldOf(evalText('- contains', rule))).toEqual([])
    expect(await toldOf(evalText('- contains', 'gate: { consistancy: {} }\n'))).toEqual([
      'evals/e.eval.yaml:6: the gate has a rule for "consistancy", which is no grader of this eval; did you mean "consistency"?',
    ])
    expect(await toldOf(evalText('- contains', 'slices: { t: { consistency: {} } }\n'))).toEqual([
      expect.stringContaining('the gate has a rule for "consistency", which is no grader of this eval'),
    ])
    expect(await toldOf(evalText('- contains: { name: consistency }'))).toEqual([
      'evals/e.eval.yaml:5: "consistency" is the name of the metric that compares repeats, so that no rule could tell a grader of that name from it; give the grader another name: { name: ... }',
    ])
  })
})

describe('broken YAML', () => {
  it.each([
    ['', ':1: is empty'],
    ['# nothing', ':1: is empty'],
    ['name: a\nname: b', ':2: not YAML at column 1: map keys must be unique; keep one of them'],
    ['name: a\n---\nname: b', ':2: not YAML at column 1: a second document begins'],
    ['name: a\ndataset: *nobody', ':2: not YAML: nothing is called "nobody"'],
    ['name: a\nowner: &me [*me]', ':2: not YAML: "me" contains itself'],
    ['name: !!binary aGVsbG8=', ':1: not YAML at column 7: unresolved tag'],
    [
      ['x', 'a', 'b', 'c', 'd', 'e']
        .map((key, index, all) => `${key}: &${key} [${Array(9).fill(index === 0 ? '1' : `*${all[index - 1]}`)}]`)
        .join('\n'),
      ': not YAML: excessive alias count',
    ],
  ])('is told in one line: %j', async (text, wanted) => {
    const told = await toldOf(text)
    expect(told).toHaveLength(1)
    expect(told[0]).toContain(`evals/e.eval.yaml${wanted}`)
  })

  it('may hold merge keys and a byte order mark', async () => {
    const text = `\uFEFF${evalText('- contains')}`.replace(
      cat,
      'targets: { t: &t { command: [cat] }, u: { <<: *t, version: "2" } }\n',
    )
    const { told, evals } = await load({ 'evals/e.eval.yaml': text })
    expect(told).toEqual([])
    expect(Object.keys(evals[0]?.targets ?? {})).toEqual(['t', 'u'])
  })
})

describe('TypeScript that cannot be loaded', () => {
  it.each([
    [
      'a syntax error',
      "export default {\n  name: 'x'\n  owner: 'y',\n}",
      'evals/e.eval.ts:3: cannot be loaded: Unexpected token',
    ],
    ['a syntax error of an import', "import '../src/broken'\nexport default {}", 'src/broken.ts:3: cannot be loaded: '],
    [
      'a throw of an import',
      "import '../src/thrower'\nexport default {}",
      'src/thrower.ts:2: cannot be loaded: no luck',
    ],
    [
      'a missing file',
      "\nimport './nowhere'\nexport default {}",
      "cannot be loaded: Cannot find module './nowhere'; check its path",
    ],
    ['a missing package', "import '@no/where/to'\nexport default {}", 'install it: npm install @no/where'],
    [
      'a function',
      'export default () => ({})',
      'evals/e.eval.ts: exports a function by default; write: export default defineEval',
    ],
    [
      'a grader that was not called',
      "import { contains } from 'assay'\nexport default { name: 'x', dataset: 'c.jsonl', graders: [contains] }",
      'call it: contains()',
    ],
  ])('says where and what: %s', async (_, text, wanted) => {
    const { told } = await load({
      'evals/e.eval.ts': text,
      'src/broken.ts': '\n\nexport const = 5\n',
      'src/thrower.ts': "\nthrow new Error('no luck')\n",
    })
    expect(told).toHaveLength(1)
    expect(told[0]).toContain(wanted)
  })
})

describe('which evals are read', () => {
  const good = evalText('- contains')
  const three = {
    'evals/good.eval.yaml': good.replace('mine', 'good'),
    'evals/other.eval.yaml': good.replace('mine', 'other').replace('contains', 'contain'),
    'evals/deep/twin.eval.yaml': good.replace('mine', 'other'),
  }

  it('is all of them, with all their faults', async () => {
    const { told, names, broken } = await load(three)
    expect(names).toEqual(['good'])
    expect(broken.map(({ file }) => file)).toEqual(['evals/deep/twin.eval.yaml', 'evals/other.eval.yaml'])
    expect(told).toEqual([
      'evals/other.eval.yaml:5: there is no grader "contain"; did you mean "contains"?',
      'evals/other.eval.yaml: the name "other" is taken by evals/deep/twin.eval.yaml; give every eval its own name',
    ])
  })

  it('is the one that is named, whatever is wrong with others', async () => {
    expect(await load(three, { only: ['good'] })).toMatchObject({ told: [], names: ['good'] })
  })

  it('is the file that is named from the working folder', async () => {
    const files = { ...three, 'assay.config.yaml': '# the root\n' }
    const loaded = await load(files, { only: ['../good.eval.yaml'], folder: 'evals/deep' })
    expect(loaded).toMatchObject({ told: [], names: ['good'] })
  })

  it('is told where no such eval is', async () => {
    expect((await load(three, { only: ['god'] })).told).toEqual(['there is no eval "god"; did you mean "good"?'])
    expect((await load(three, { only: ['evals/none.eval.yaml'] })).told).toEqual([
      'evals/none.eval.yaml: there is no such file; check its path',
    ])
  })

  it('may be the broken one that does not tell its name', async () => {
    const { told } = await load({ ...three, 'evals/x.eval.ts': 'export default {' }, { only: ['wanted'] })
    expect(told).toHaveLength(1)
    expect(told[0]).toContain('evals/x.eval.ts:1: cannot be loaded')
  })
})

describe('the configuration', () => {
  const files = { 'evals/e.eval.yaml': evalText('- contains').replace(cat, '') }

  it('may be empty', async () => {
    expect((await load({ ...files, 'assay.config.yaml': '' })).told).toEqual([])
  })

  it('is one file', async () => {
    const two = { 'assay.config.ts': 'export default {}', 'assay.config.yaml': cat }
    expect((await load({ ...files, ...two })).told).toEqual([
      'assay.config.yaml: is not read: assay.config.ts is there too; keep one of them',
    ])
  })

  it('leaves no eval to be run where it is broken', async () => {
    const { told, names, broken } = await load({ ...files, 'assay.config.yaml': 'targets: { t: {} }' })
    expect(told).toEqual(['assay.config.yaml:1: "targets.t" needs "recorded", "command", "http" or "prompt"'])
    expect(names).toEqual([])
    expect(broken).toMatchObject([{ file: 'evals/e.eval.yaml', dataset: { files: ['data/c.jsonl'] } }])
  })
})

describe('.env', () => {
  const files = { 'evals/e.eval.yaml': evalText('- contains', `owner: "\${WHO}"\n`) }

  it('may have a byte order mark and Windows line ends', async () => {
    const { told, env } = await load({ ...files, '.env': '\uFEFFWHO=me\r\nOTHER=x\r\n' })
    expect(told).toEqual([])
    expect(env).toMatchObject({ WHO: 'me', OTHER: 'x' })
  })

  it('never overrides', async () => {
    expect((await load({ ...files, '.env': 'WHO=me\n' }, { env: { WHO: 'you' } })).env.WHO).toBe('you')
  })

  it('is asked for where a name has no value', async () => {
    expect((await load(files)).told).toEqual([
      `evals/e.eval.yaml:6: \${WHO} is not set in the environment; set WHO, or put it into .env`,
    ])
  })
})
