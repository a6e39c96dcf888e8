import { describe, expect, it } from 'vitest'
import { assay } from '../support/cli.ts'
import { here } from '../support/here.ts'
import { addFiles, project } from '../support/project.ts'
import { supportEval, supportProject } from '../support/support.ts'

describe('assay check', () => {
  it('is quiet about what is right', async () => {
    const root = project(supportProject())
    const check = await assay(root, ['check'])
    expect(check).toMatchObject({ code: 0, stderr: '' })
    expect(check.stdout).toContain('60 cases, 2 targets, 3 graders, 2 blocking rules')
  })

  it('counts blocking rules on metrics, on measures and on slices', async () => {
    const head = supportEval.replace(/gate:[\s\S]*/, '')
    const counted = async (rules: string) =>
      (await here(project(supportProject({ eval: head + rules })), ['check'])).stdout
    expect(await counted('gate:\n  latencyP95: {}\n')).toContain('graders, 1 blocking rule\n')
    expect(await counted('slices:\n  even: { citations: {}, refusal: { tier: advisory } }\n')).toContain(
      '1 blocking rule\n',
    )
    const all =
      'gate:\n  exactMatch: {}\n  costPer1000: {}\nslices:\n  even: { citations: {} }\n  odd: { citations: {} }\n'
    expect(await counted(all)).toContain('4 blocking rules')
    const none = 'gate:\n  latencyP95: { tier: advisory }\nslices:\n  even: { citations: { tier: advisory } }\n'
    expect(await counted(none)).toContain('no blocking rule, so it cannot be gated')
  })

  it('finds every fault of every kind at once, each with file and line', async () => {
    const root = project({
      ...supportProject(),
      'data/support.jsonl': [
        '{"id":"a","input":"x","expected":"y"}',
        '{"id":"a","input":"x"}',
        '{"input":"x"}',
        "{'id':'b'}",
        '{"id":"c","input":5}',
        '{"id":"d","input":"x","variantOf":"nobody"}',
      ].join('\n'),
      'data/answers-v1.jsonl': '{"id":"a","text":"y"}\n{"id":"a","text":"z"}\n',
    })
    const check = await assay(root, ['check'])
    expect(check.code).toBe(3)
    expect(check.stdout).toBe('')
    for (const line of [2, 3, 4, 5, 6]) expect(check.stderr).toMatch(new RegExp(`^data/support\\.jsonl:${line}: `, 'm'))
    expect(check.stderr).toContain('data/support.jsonl:1')
    expect(check.stderr).toMatch(/^data\/answers-v1\.jsonl:2: /m)
    expect(check.stderr).not.toContain('    at ')
  })

  it('looks into datasets and recordings of evals that are wrong themselves', async () => {
    const root = project({
      ...supportProject({ eval: supportEval.replace('repeats: 1', 'repeat: 1') }),
      'data/support.jsonl': '{"id":"a"}\n',
      'data/answers-v1.jsonl': '{"id":"a"\n',
    })
    const check = await assay(root, ['check'])
    expect(check.code).toBe(3)
    for (const place of ['evals/support.eval.yaml:11: ', 'data/support.jsonl:1: ', 'data/answers-v1.jsonl:1: '])
      expect(check.stderr).toContain(place)
    expect(check.stderr).toContain('assay: 3 faults')
    expect(check.stdout).toBe('')
  })

  it('tells which eval names what is not there', async () => {
    const root = project(supportProject({ eval: supportEval.replace('data/support.jsonl', 'data/*.tsv') }))
    const check = await assay(root, ['check'])
    expect(check.stderr).toMatch(/^evals\/support\.eval\.yaml: no file matches the glob "data\/\*\.tsv"/m)
    const other = project(supportProject({ eval: supportEval.replace('answers-v1', 'answers-v0') }))
    expect((await assay(other, ['check'])).stderr).toMatch(/^data\/answers-v0\.jsonl: .*evals\/support\.eval\.yaml/m)
  })

  it('stops a run before anything is asked', async () => {
    const root = project({ ...supportProject(), 'data/support.jsonl': '{"id":"a"}\n' })
    const run = await assay(root, ['run'])
    expect(run.code).toBe(3)
    expect(run.stderr).toContain('data/support.jsonl:1: ')
    expect(await assay(root, ['runs', '--json'])).toMatchObject({ code: 0, stdout: '{\n  "runs": []\n}\n' })
  })

  it.each([
    [
      'an unknown key',
      supportEval.replace('repeats: 1', 'repeat: 1'),
      'evals/support.eval.yaml:11: ',
      'did you mean "repeats"?',
    ],
    [
      'an unknown grader',
      supportEval.replace('- citations', '- citation'),
      'evals/support.eval.yaml:9: ',
      'did you mean "citations"?',
    ],
    [
      'an unknown option of a grader',
      supportEval.replace('normalize: true', 'normalise: true'),
      'evals/support.eval.yaml:8: ',
      'did you mean "normalize"?',
    ],
    [
      'an unknown option of a rule',
      supportEval.replace('margin: 0.03', 'margins: 0.03'),
      'evals/support.eval.yaml:13: ',
      'did you mean "margin"?',
    ],
    [
      'an unknown option of a target',
      supportEval.replace('mode: lines', 'modes: lines'),
      'evals/support.eval.yaml:6: ',
      'did you mean "mode"?',
    ],
    ['an unknown mode', supportEval.replace('mode: lines', 'mode: line'), 'evals/support.eval.yaml:6: ', '"lines"'],
    [
      'a rule for no grader',
      supportEval.replace('  refusal: {', '  refusals: {'),
      'evals/support.eval.yaml:15: ',
      'did you mean "refusal"?',
    ],
    ['a wrong type', supportEval.replace('repeats: 1', 'repeats: often'), 'evals/support.eval.yaml:11: ', 'number'],
    ['broken YAML', supportEval.replace('graders:', 'graders: ['), 'evals/support.eval.yaml:', 'not YAML'],
    [
      'a missing environment variable',
      supportEval.replace('bot.mjs', `"\${NOT_SET_ANYWHERE}"`),
      'evals/support.eval.yaml:6: ',
      'NOT_SET_ANYWHERE',
    ],
    ['a missing file', supportEval.replace('answers-v1', 'answers-v0'), 'data/answers-v0.jsonl', ''],
  ])('tells %s', async (_, text, place, told) => {
    const root = project(supportProject({ eval: text }))
    const check = await assay(root, ['check'])
    expect(check.code).toBe(3)
    expect(check.stderr).toContain(place)
    expect(check.stderr).toContain(told)
    expect(check.stderr).not.toContain('    at ')
  })

  it('tells notes on recorded answers without failing', async () => {
    const root = project(supportProject())
    addFiles(root, { 'data/answers-v1.jsonl': '{"id":"q0","text":"3 days [s0]"}\n{"id":"stranger","text":"x"}\n' })
    const check = await assay(root, ['check'])
    expect(check.code).toBe(0)
    expect(check.stdout).toContain('stranger')
    expect(check.stdout).toMatch(/59/)
  })

  it('says what to do in an empty folder', async () => {
    const root = project({})
    const check = await assay(root, ['check'])
    expect(check.code).toBe(3)
    expect(check.stderr).toContain('no evals found')
  })
})
