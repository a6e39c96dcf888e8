import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assay } from '../support/cli.ts'
import { addFiles, project } from '../support/project.ts'
import { supportProject } from '../support/support.ts'

const actions = { GITHUB_ACTIONS: 'true' }
const half = { cases: 60, wrong: (index: number) => index < 20 }

async function judgedProject(): Promise<string> {
  const root = project(supportProject(half))
  expect((await assay(root, ['run'])).code).toBe(0)
  return root
}

describe('a file on standard output', () => {
  it('is all there is, in GitHub Actions too', async () => {
    const root = await judgedProject()
    const json = await assay(root, ['gate', '--against', 'v1', 'v2', '--json', '-'], { env: actions })
    expect(JSON.parse(json.stdout)).toMatchObject({ decision: 'fail', exitCode: 1 })
    expect(json.stderr).toMatch(/^::error /m)
    const junit = await assay(root, ['gate', '--against', 'v1', 'v2', '--junit', '-'])
    expect(junit.stdout).toMatch(/^<\?xml[\s\S]*<\/testsuites>\n$/)
    const two = await assay(root, ['gate', '--against', 'v1', 'v2', '--json', '-', '--junit', '-'])
    expect(two).toMatchObject({ code: 3, stdout: '' })
  })
})

describe('what the gate says last', () => {
  it('is the verdict', async () => {
    const root = await judgedProject()
    const { stdout } = await assay(root, ['gate', '--against', 'v1', 'v2'])
    expect(stdout.trimEnd().split('\n\n').at(-1)).toMatch(/^FAIL {2}v2 is worse than v1 on/)
  })
})

describe('what cannot be judged', () => {
  it('is an error in JUnit and on GitHub, not a missing file', async () => {
    const root = project(supportProject(half))
    await assay(root, ['run', '--limit', '30'])
    const args = ['gate', '--against', 'v1', 'v2', '--junit', 'assay.xml']
    const gate = await assay(root, args, { env: actions })
    expect(gate.code).toBe(3)
    expect(gate.stdout).toMatch(/^::error title=support%3A not judged::.*--partial/)
    expect(readFileSync(join(root, 'assay.xml'), 'utf8')).toMatch(/errors="1"[\s\S]*--partial/)
  })

  it('for want of a baseline, names a whole run of another version', async () => {
    const root = project(supportProject(half))
    await assay(root, ['run', '--target', 'v1'])
    await assay(root, ['run', '--target', 'v2', '--limit', '3'])
    await assay(root, ['run', '--target', 'v2'])
    const missing = await assay(root, ['gate', 'v2'])
    expect(missing.code).toBe(3)
    const [, ...approve] = /assay (baseline approve \S+) --reason/.exec(missing.stderr)?.[1]?.split(' ') ?? []
    expect((await assay(root, ['baseline', ...approve, '--reason', 'in use'])).stdout).toContain('(v1)')
    expect((await assay(root, ['gate', 'v2'])).code).toBe(1)
  })

  it('is told in one line: an eval without runs, a folder for a file, a file that cannot be written', async () => {
    const root = await judgedProject()
    addFiles(root, { 'folder.jsonl/x': '' })
    for (const [args, told] of [
      [['--against', 'v1', 'v2', '--eval', 'suport'], 'evals with runs are support'],
      [['--against', 'folder.jsonl', 'v2'], 'no baseline file "folder.jsonl"'],
      [['--against', 'v1', 'v2', '--json', 'data/support.jsonl/x.json'], 'cannot be written'],
    ] as const) {
      const gate = await assay(root, ['gate', ...args])
      expect(gate.code).toBe(3)
      expect(gate.stderr).toContain(told)
      expect(gate.stderr).not.toContain('unexpected')
    }
  })
})
