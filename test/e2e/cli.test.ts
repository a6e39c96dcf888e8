import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { assay } from '../support/cli.ts'
import { project } from '../support/project.ts'
import { supportProject } from '../support/support.ts'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

describe('the command', () => {
  it('says its version and its usage', async () => {
    const root = project({})
    expect(await assay(root, ['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` })
    const help = await assay(root, ['--help'])
    expect(help.code).toBe(0)
    for (const word of ['run', 'check', 'compare', 'gate', 'report', 'baseline', 'regrade', 'Exit codes'])
      expect(help.stdout).toContain(word)
  })

  it.each([
    [['gat'], 'gate'],
    [['run', '--targets', 'v1'], '--target'],
    [['run', '--limit', '0'], 'whole number'],
    [['run', '--deadline', 'soon'], '10m'],
    [['compare', 'v1'], 'candidate'],
    [['run', '--target', 'v9'], 'v1'],
    [['run', 'suport'], 'did you mean "support"?'],
    [['run', '--target', 'v1', 'support'], 'it is an eval: write it before --target'],
    [['run', '--tag', 'moon'], 'no case has the tag "moon"'],
    [['run', '--repeats', '101'], 'at most 100'],
    [['run', '--resume', 'nothing'], 'nothing'],
  ])('exits 3 on %j with one clear line', async (args, told) => {
    const root = project(supportProject())
    await assay(root, ['run', '--limit', '1', '--target', 'v1'])
    const result = await assay(root, args)
    expect(result.code).toBe(3)
    expect(result.stderr).toContain(told)
    expect(result.stderr).not.toContain('    at ')
    expect(result.stderr).not.toContain('unexpected')
  })

  it('lists evals and runs, for people and for programs', async () => {
    const root = project(supportProject())
    expect((await assay(root, ['list'])).stdout).toContain('support-platform')
    const { evals } = JSON.parse((await assay(root, ['list', '--json'])).stdout)
    expect(evals).toMatchObject([
      { name: 'support', targets: ['v1', 'v2'], graders: ['exactMatch', 'citations', 'refusal'] },
    ])
    await assay(root, ['run', '--limit', '3'])
    await assay(root, ['run', '--target', 'v1'])
    const text = (await assay(root, ['runs'])).stdout
    expect(text).toContain('complete, partial')
    const { runs } = JSON.parse((await assay(root, ['runs', '--json'])).stdout)
    expect(runs.map((run: { target: string; partial: boolean }) => [run.target, run.partial])).toEqual([
      ['v1', false],
      ['v2', true],
      ['v1', true],
    ])
  })

  it('tells what a run would do, for people and for programs', async () => {
    const root = project(supportProject())
    const args = ['run', '--dry-run', '--limit', '5', '--repeats', '3']
    expect((await assay(root, args)).stdout).toContain('5 cases (of 60) × 3 repeats = 15 trials')
    const { stdout } = await assay(root, [...args, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      dryRun: true,
      runs: [
        { eval: 'support', target: 'v1', cases: 5, datasetSize: 60, repeats: 3, trials: 15, missing: 15 },
        { target: 'v2' },
      ],
      targetCalls: 30,
    })
    expect(await assay(root, ['runs', '--json'])).toMatchObject({ code: 0, stdout: '{\n  "runs": []\n}\n' })
  })

  it('says why trials fail, once for each kind of failure', async () => {
    const files = supportProject()
    const root = project({ ...files, 'bot.mjs': "process.stderr.write('no key for the model')\nprocess.exit(4)\n" })
    const run = await assay(root, ['run', '--target', 'v2', '--limit', '12'])
    expect(run.code).toBe(0)
    const told = run.stderr.split('\n').filter((line) => line.includes('first error'))
    expect(told.length).toBeGreaterThan(0)
    expect(told[0]).toMatch(/^support × v2: first error "\w+", case q\d+: .*no key for the model/)
    expect(new Set(told).size).toBe(told.length)
  })

  it('writes plain lines where there is no terminal', async () => {
    const root = project(supportProject())
    const run = await assay(root, ['run'])
    const text = `${run.stdout}${run.stderr}`
    expect(text).not.toContain('\u001b')
    expect(text).not.toContain('\r')
    expect(run.stderr).toContain('60 of 60 trials')
  })
})
