import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assay } from '../support/cli.ts'
import { project } from '../support/project.ts'
import { supportEval, supportProject } from '../support/support.ts'

/** Two evals over the same cases: `support`, which blocks, and `quiet`, whose graders v2 never fails. */
function twoEvals(policy: string, wrong: (index: number) => boolean = () => false): string {
  return project({
    ...supportProject({ wrong }),
    'evals/quiet.eval.yaml': supportEval
      .replace('name: support', 'name: quiet')
      .replace('owner: support-platform', 'owner: quiet-owner')
      .replace(/graders:[\s\S]*/, 'graders:\n  - regex: { pattern: "\\\\[s" }\ngate:\n  regex: {}\n'),
    'release.policy.yaml': policy,
  })
}

const both = `name: release
against: v1
candidate: v2
evals:
  support: {}
  quiet: {}
`

describe('assay gate --policy', () => {
  it('holds several evals to one verdict, one JUnit file, one summary', async () => {
    const root = twoEvals(both, (index) => index % 5 === 0)
    await assay(root, ['run'])
    const files = ['--json', 'v.json', '--junit', 'v.xml', '--markdown', 'v.md']
    const summary = join(root, 'summary.md')
    const gate = await assay(root, ['gate', '--policy', 'release.policy.yaml', ...files], {
      env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary },
    })
    expect(gate.code).toBe(1)
    expect(gate.stdout).toContain('FAIL: 1 of 2 evals fails (support); ask support-platform.')
    expect(gate.stdout).toMatch(/^::error title=support/m)
    const verdict = JSON.parse(readFileSync(join(root, 'v.json'), 'utf8'))
    expect(verdict).toMatchObject({ schemaVersion: 1, policy: 'release', decision: 'fail', exitCode: 1 })
    expect(verdict.evals.map((one: { eval: string; decision: string }) => [one.eval, one.decision])).toEqual([
      ['support', 'fail'],
      ['quiet', 'inconclusive'],
    ])
    const xml = readFileSync(join(root, 'v.xml'), 'utf8')
    expect(xml.match(/<testsuite /g)).toHaveLength(2)
    expect(readFileSync(join(root, 'v.md'), 'utf8')).toMatch(/^## ❌ Fail: release/)
    expect(readFileSync(summary, 'utf8').match(/^## /gm)).toHaveLength(1)
  })

  it('lets what is equal through, and asks for certainty where that is wanted', async () => {
    const root = twoEvals(both)
    await assay(root, ['run'])
    expect((await assay(root, ['gate', '--policy', 'release.policy.yaml'])).code).toBe(0)
    expect((await assay(root, ['gate', '--policy', 'release.policy.yaml', '--certify'])).code).toBe(2)
  })

  it('does not pass what is missing: an eval, or its runs', async () => {
    const root = twoEvals(`${both}  gone: {}\n`)
    await assay(root, ['run', 'support'])
    const gate = await assay(root, ['gate', '--policy', 'release.policy.yaml', '--junit', 'v.xml'])
    expect(gate.code).toBe(3)
    expect(gate.stdout).toContain('quiet: not judged')
    expect(gate.stdout.replace(/\s+/g, ' ')).toContain(
      'the policy names an eval "gone" that cannot be read from the project',
    )
    expect(gate.stdout).toContain('INCONCLUSIVE: 2 of 3 evals could not be judged (quiet and gone).')
    expect(readFileSync(join(root, 'v.xml'), 'utf8').match(/<error /g)).toHaveLength(2)
  })

  it('tells a regression though another eval could not be judged', async () => {
    const root = twoEvals(`${both}  gone: {}\n`, (index) => index % 5 === 0)
    await assay(root, ['run'])
    const gate = await assay(root, ['gate', '--policy', 'release.policy.yaml'])
    expect(gate.code).toBe(1)
    expect(gate.stdout).toContain('FAIL: 1 of 3 evals fails (support); not judged: gone; ask support-platform.')
  })

  it('may change the rules of an eval', async () => {
    const loose =
      'against: v1\ncandidate: v2\nevals:\n  support: { gate: { exactMatch: { tier: advisory }, citations: { tier: advisory }, refusal: {} } }\n'
    const root = twoEvals(loose, (index) => index % 5 === 0)
    await assay(root, ['run'])
    expect((await assay(root, ['gate', '--policy', 'release.policy.yaml'])).code).toBe(0)
  })

  it('adds rules to a slice without taking those away that it has', async () => {
    const root = project({
      ...supportProject({ wrong: (index) => index % 4 === 0 }),
      'evals/support.eval.yaml': `${supportEval.replaceAll('tier: blocking', 'tier: advisory')}slices: { even: { exactMatch: {} } }\n`,
      'release.policy.yaml':
        'against: v1\ncandidate: v2\nevals: { support: { slices: { even: { citations: {} } } } }\n',
    })
    await assay(root, ['run'])
    const gate = await assay(root, ['gate', '--policy', 'release.policy.yaml'])
    expect(gate.code).toBe(1)
    expect(gate.stdout).toContain('exactMatch on even (-50.0 points) and citations on even (-')
  })

  it('holds a run that ended early to its own level, and the others to theirs', async () => {
    const root = twoEvals(
      'against: v1\nevals: { support: { candidate: v2 }, quiet: { candidate: v2 } }\n',
      (index) => index % 2 === 0,
    )
    await assay(root, ['run', '--target', 'v1'])
    await assay(root, ['run', 'quiet', '--target', 'v2'])
    const run = await assay(root, ['run', 'support', '--target', 'v2', '--adaptive', 'cases', '--against', 'v1'])
    expect(run.stderr).toMatch(/ended at look [1-3] of 4: the gate fails already/)
    const gate = await assay(root, ['gate', '--policy', 'release.policy.yaml'])
    expect(gate.code).toBe(1)
    expect(gate.stdout).toContain('FAIL: 1 of 2 evals fails (support)')
    expect(gate.stdout).toMatch(/It ended early, at look [1-3] of 4/)
  })

  it('may stand in assay.config by name', async () => {
    const root = twoEvals('')
    const withConfig = project({
      ...supportProject(),
      'assay.config.yaml': 'policies:\n  release: { against: v1, candidate: v2, evals: { support: {} } }\n',
    })
    await assay(withConfig, ['run'])
    expect((await assay(withConfig, ['gate', '--policy', 'release'])).code).toBe(0)
    const misspelt = await assay(withConfig, ['gate', '--policy', 'relase'])
    expect(misspelt.code).toBe(3)
    expect(misspelt.stderr).toContain(
      'there is no policy "relase" in assay.config, and no such file; did you mean "release"?',
    )
    await assay(root, ['run', 'support'])
    const empty = await assay(root, ['gate', '--policy', 'release.policy.yaml'])
    expect(empty.stderr).toContain('release.policy.yaml:1: is empty')
  })

  it('names every fault of the file with its line', async () => {
    const root = twoEvals('against: v1\nevals:\n  support: { gate: { citations: { teir: blocking } } }\nowner: x\n')
    await assay(root, ['run', 'support'])
    const gate = await assay(root, ['gate', '--policy', 'release.policy.yaml'])
    expect(gate.code).toBe(3)
    expect(gate.stderr).toMatch(/release\.policy\.yaml:3: .*"teir".*did you mean "tier"\?/)
    expect(gate.stderr).toMatch(/release\.policy\.yaml:4: unknown key "owner"/)
  })

  it('publishes its schema', async () => {
    const { stdout } = await assay(project({}), ['schema', 'policy'])
    expect(Object.keys(JSON.parse(stdout).properties)).toEqual(['name', 'against', 'candidate', 'evals'])
  })
})

describe('assay gate --explain', () => {
  it('teaches how it was decided, in paragraphs', async () => {
    const root = project(supportProject({ wrong: (index) => index % 5 === 0 }))
    await assay(root, ['run'])
    const { stdout } = await assay(root, ['gate', '--against', 'v1', 'v2', '--explain'])
    expect(stdout).toContain('How this was decided')
    expect(stdout.replace(/\s+/g, ' ')).toContain('Both runs answered the same 60 questions')
  })
})
