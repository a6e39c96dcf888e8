import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assay } from '../support/cli.ts'
import { project } from '../support/project.ts'
import { supportProject } from '../support/support.ts'

const regressed = () => project(supportProject({ wrong: (index) => index % 5 === 0 }))

describe('the whole way, from a YAML eval to a blocked regression', () => {
  it('runs both targets, blocks the worse one and shows why', async () => {
    const root = regressed()
    const run = await assay(root, ['run'])
    expect(run).toMatchObject({ code: 0 })
    expect(run.stdout).toContain('support × v1')

    const runs = JSON.parse((await assay(root, ['runs', '--json'])).stdout)
    expect(runs.runs).toMatchObject([
      { eval: 'support', target: 'v2', status: 'complete', totals: { trials: 60, ok: 60, errors: 0 } },
      { eval: 'support', target: 'v1', status: 'complete', totals: { trials: 60, ok: 60, errors: 0 } },
    ])

    const gate = await assay(root, [
      'gate',
      '--against',
      'v1',
      'v2',
      '--json',
      'out/v.json',
      '--junit',
      'out/v.xml',
      '--markdown',
      'out/v.md',
    ])
    expect(gate.code).toBe(1)
    expect(gate.stdout).toMatch(/FAIL/)
    expect(gate.stdout).toContain('support-platform')
    const verdict = JSON.parse(readFileSync(join(root, 'out/v.json'), 'utf8'))
    expect(verdict).toMatchObject({ schemaVersion: 1, decision: 'fail', exitCode: 1 })
    const blocking = verdict.findings.filter((finding: { blocks: boolean }) => finding.blocks)
    expect(blocking.map((finding: { rule: string }) => finding.rule)).toEqual(
      expect.arrayContaining(['exactMatch', 'citations']),
    )
    expect(readFileSync(join(root, 'out/v.xml'), 'utf8')).toContain('<failure')
    expect(readFileSync(join(root, 'out/v.md'), 'utf8')).toContain('exactMatch')

    const report = await assay(root, ['report', '--against', 'v1', 'v2', '--out', 'reports/a.html'])
    expect(report.code).toBe(0)
    const again = await assay(root, ['report', '--against', 'v1', 'v2', '--out', 'reports/b.html'])
    expect(again.code).toBe(0)
    const page = readFileSync(join(root, 'reports/a.html'), 'utf8')
    expect(page).toContain('Whenever you like')
    expect(readFileSync(join(root, 'reports/b.html'), 'utf8')).toBe(page)
  })

  it('lets an equal version through, and says what would have shown', async () => {
    const root = project(supportProject())
    await assay(root, ['run'])
    const gate = await assay(root, ['gate', '--against', 'v1', 'v2'])
    expect(gate).toMatchObject({ code: 0, stderr: '' })
    expect(gate.stdout).toMatch(/no regression/i)
    expect(gate.stdout).toMatch(/drops? of/i)
    const certify = await assay(root, ['gate', '--against', 'v1', 'v2', '--certify'])
    expect(certify.code).toBe(2)
  })

  it('certifies where there are cases enough', async () => {
    const root = project(supportProject({ cases: 400 }))
    await assay(root, ['run'])
    const gate = await assay(root, ['gate', '--against', 'v1', 'v2', '--certify'])
    expect(gate.code).toBe(0)
    expect(gate.stdout).toMatch(/PASS/)
  })

  it('approves a baseline once, with who and why, and gates the newest run against it', async () => {
    const root = regressed()
    await assay(root, ['run', '--target', 'v1'])
    const missing = await assay(root, ['gate'])
    expect(missing.code).toBe(3)
    expect(missing.stderr).toMatch(/assay baseline approve \S+ --reason/)

    const approved = await assay(root, ['baseline', 'approve', 'v1', '--reason', 'in production'], {
      env: { GITHUB_ACTOR: 'ada' },
    })
    expect(approved.code).toBe(0)
    const list = JSON.parse((await assay(root, ['baseline', 'list', '--json'])).stdout)
    expect(list.baselines).toMatchObject([
      { eval: 'support', target: 'v1', reason: 'in production', approvedBy: 'ada' },
    ])

    const same = await assay(root, ['gate'])
    expect(same.code).toBe(3)
    expect(same.stderr).toContain('same run')

    await assay(root, ['run', '--target', 'v2'])
    expect((await assay(root, ['gate'])).code).toBe(1)
  })

  it('gates against a committed file, without the store it came from', async () => {
    const root = regressed()
    await assay(root, ['run', '--target', 'v1'])
    await assay(root, ['baseline', 'approve', 'latest', '--reason', 'in production'])
    expect((await assay(root, ['baseline', 'export', 'baselines/support.jsonl'])).code).toBe(0)
    const file = readFileSync(join(root, 'baselines/support.jsonl'), 'utf8')

    const elsewhere = project({
      ...supportProject({ wrong: (index) => index % 5 === 0 }),
      'baselines/support.jsonl': file,
    })
    await assay(elsewhere, ['run', '--target', 'v2'])
    const gate = await assay(elsewhere, ['gate', '--against', 'baselines/support.jsonl'])
    expect(gate.code).toBe(1)
    const report = await assay(elsewhere, ['report', '--against', 'baselines/support.jsonl'])
    expect(report.code).toBe(0)
    expect(readFileSync(join(elsewhere, 'reports/support-v2-vs-v1.html'), 'utf8')).toContain('Whenever you like')

    const cut = project({ ...supportProject(), 'baseline.jsonl': file.split('\n').slice(0, 10).join('\n') })
    await assay(cut, ['run', '--target', 'v2'])
    const broken = await assay(cut, ['gate', '--against', 'baseline.jsonl'])
    expect(broken.code).toBe(3)
    expect(broken.stderr).toMatch(/baseline\.jsonl: holds 9 of 60 trials/)
  })

  it('tells GitHub without being asked', async () => {
    const root = regressed()
    await assay(root, ['run'])
    const summary = join(root, 'summary.md')
    const gate = await assay(root, ['gate', '--against', 'v1', 'v2'], {
      env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary },
    })
    expect(gate.code).toBe(1)
    expect(gate.stdout).toMatch(/^::error /m)
    expect(readFileSync(summary, 'utf8')).toContain('exactMatch')
    expect(existsSync(summary)).toBe(true)
  })

  it('says how many trials it would be, and runs none', async () => {
    const root = regressed()
    const dry = await assay(root, ['run', '--dry-run', '--repeats', '1', '--limit', '7'])
    expect(dry.code).toBe(0)
    expect(dry.stdout).toContain('14 calls')
    expect(existsSync(join(root, '.assay'))).toBe(false)
  })

  it('does not gate or approve a part of the dataset unless told to', async () => {
    const root = regressed()
    await assay(root, ['run', '--tag', 'even'])
    const gate = await assay(root, ['gate', '--against', 'v1', 'v2'])
    expect(gate.code).toBe(3)
    expect(gate.stderr).toContain('--partial')
    expect((await assay(root, ['gate', '--against', 'v1', 'v2', '--partial'])).code).toBe(1)
    const approve = await assay(root, ['baseline', 'approve', 'v1', '--reason', 'x'])
    expect(approve.code).toBe(3)
    expect(approve.stderr).toContain('--limit')
  })

  it('refuses references that mean several things', async () => {
    const files = supportProject()
    const root = project({
      ...files,
      'evals/other.eval.yaml': (files['evals/support.eval.yaml'] ?? '').replace('name: support', 'name: other'),
    })
    await assay(root, ['run'])
    const gate = await assay(root, ['gate', '--against', 'v1', 'v2'])
    expect(gate.code).toBe(3)
    expect(gate.stderr).toMatch(/--eval other \| --eval support/)
    expect((await assay(root, ['gate', '--against', 'v1', 'v2', '--eval', 'other'])).code).toBe(0)
    const unknown = await assay(root, ['compare', 'v1', 'v7'])
    expect(unknown.code).toBe(3)
    expect(unknown.stderr).toContain('targets with runs are')
  })
})
