import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openSqliteStore } from '../../src/store/index.ts'
import { here } from '../support/here.ts'
import { addFiles, project } from '../support/project.ts'
import { supportEval, supportProject } from '../support/support.ts'

const half = { cases: 60, wrong: (index: number) => index < 20 }

const approve = (root: string, run: string, reason = 'in production') =>
  here(root, ['baseline', 'approve', run, '--reason', reason])

const listed = async (root: string) => JSON.parse((await here(root, ['baseline', 'list', '--json'])).stdout)

describe('an approval', () => {
  it('keeps what the gate said at the time, and says it where that was no', async () => {
    const root = project(supportProject(half))
    await here(root, ['run'])
    expect(await approve(root, 'v1')).toMatchObject({ code: 0, stderr: '' })
    const second = await approve(root, 'v2', 'it must go out today')
    expect(second.code).toBe(0)
    expect(second.stderr).toMatch(/note: approved although the gate fails: v2 is worse than v1 on exactMatch/)
    expect(await approve(root, 'v2', 'still')).toMatchObject({ code: 0, stderr: '' })
    const third = await approve(root, 'v1', 'back again')
    expect(third.stderr).toBe('')
    expect(third.stdout).toMatch(/the gate against the baseline before, run \S+: /)

    const { baselines, waivers } = await listed(root)
    expect(baselines).toMatchObject([
      { number: 4, target: 'v1', reason: 'back again', current: true, verdict: { failed: [] } },
      { number: 3, target: 'v2', reason: 'still', current: false, verdict: null },
      {
        ...{
          number: 2,
          target: 'v2',
          approvedBy: 'ada',
          current: false,
          hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
        verdict: { decision: 'fail', against: baselines[3].runId, failed: ['exactMatch', 'citations'] },
      },
      { number: 1, eval: 'support', target: 'v1', verdict: null },
    ])
    expect(waivers).toEqual([])
    const { stdout } = await here(root, ['baseline', 'list'])
    expect(stdout).toMatch(/^\* support .* v1 .* ada .* back again$/m)
    expect(stdout).toMatch(/^ {2}support .* v2 +fail: exact\S+ .* ada /m)
  })

  it('goes without a verdict where the gate cannot judge, and says why', async () => {
    const root = project(supportProject(half))
    await here(root, ['run'])
    await approve(root, 'v1')
    addFiles(root, { 'evals/support.eval.yaml': supportEval.replace('name: support', 'name: other') })
    const second = await approve(root, 'v2')
    expect(second.code).toBe(0)
    expect(second.stderr).toMatch(
      /^assay: note: the gate cannot judge it .* the eval "support" cannot be read [^\n]*\n$/,
    )
    expect((await listed(root)).baselines[0]).toMatchObject({ target: 'v2', verdict: null })
  })

  it('takes a reason', async () => {
    const root = project(supportProject())
    await here(root, ['run', '--target', 'v1'])
    const empty = await approve(root, 'v1', '  ')
    expect(empty).toMatchObject({ code: 3, stderr: expect.stringContaining('--reason is empty') })
  })

  it('is of the run in the store, where a baseline file names it', async () => {
    const root = project(supportProject())
    await here(root, ['run', '--target', 'v1'])
    await here(root, ['baseline', 'export', 'v1.jsonl', '--run', 'v1'])
    expect((await approve(root, 'v1.jsonl')).stdout).toContain('(v1) is the baseline')
    rmSync(join(root, '.assay'), { recursive: true })
    await here(root, ['run', '--target', 'v1'])
    expect(await approve(root, 'v1.jsonl')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('there is no run'),
    })
  })
})

describe('a run of an A/A pair', () => {
  it('is meant by its id alone', async () => {
    const root = project(supportProject())
    await here(root, ['run', '--target', 'v1'])
    const store = await openSqliteStore(join(root, '.assay/assay.sqlite'))
    const [run] = await store.listRuns()
    if (run === undefined) throw new Error('nothing was run')
    const { status: _, finishedAt: __, ...manifest } = run
    await store.createRun({ ...manifest, id: 'zz-later', createdAt: '2026-06-01T00:00:00.000Z', purpose: 'aa' })
    await store.setRunStatus('zz-later', 'complete')
    await store.close()
    for (const reference of ['v1', 'latest']) {
      expect((await approve(root, reference)).stdout).toContain(`${run.id} (v1) is the baseline`)
    }
    expect((await approve(root, 'zz-later')).stderr).toContain('run zz-later has no complete grading')
  })
})

describe('the difference between baselines', () => {
  it('is told with who approved what, when and why', async () => {
    const root = project(supportProject(half))
    await here(root, ['run'])
    const none = await here(root, ['baseline', 'diff'])
    expect(none).toMatchObject({ code: 3, stderr: expect.stringContaining('no baseline has been approved') })
    await approve(root, 'v1')
    const one = await here(root, ['baseline', 'diff'])
    expect(one).toMatchObject({ code: 3, stderr: expect.stringContaining('only one baseline has been approved') })
    await approve(root, 'v2', 'it must go out today')
    await approve(root, 'v2', 'once more')

    const text = await here(root, ['baseline', 'diff'])
    expect(text.code).toBe(0)
    expect(text.stdout).toMatch(
      /^old {2}v1, approved \S+ \S+ UTC by ada: in production\nnew {2}v2 \(2\), .* by ada: once more\n/,
    )
    expect(text.stdout).toMatch(/^▼ exactMatch/m)

    await here(root, ['baseline', 'export', 'old.jsonl', '--run', 'v1'])
    const { stdout } = await here(root, ['baseline', 'diff', 'old.jsonl', 'v2', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      eval: 'support',
      old: { target: 'v1', file: 'old.jsonl', approval: { number: 1, approvedBy: 'ada', reason: 'in production' } },
      new: { target: 'v2', file: null, approval: { number: 3, reason: 'once more', verdict: null } },
      comparison: { baseline: { target: 'v1' }, candidate: { target: 'v2' } },
    })
    const toBaseline = JSON.parse((await here(root, ['baseline', 'diff', 'v1', '--json'])).stdout)
    expect(toBaseline.new).toMatchObject({ target: 'v2' })
  })

  it('is told of two files without a store', async () => {
    const root = project(supportProject(half))
    await here(root, ['run'])
    await approve(root, 'v1')
    await here(root, ['baseline', 'export', 'old.jsonl'])
    await here(root, ['baseline', 'export', 'new.jsonl', '--run', 'v2'])
    rmSync(join(root, '.assay'), { recursive: true })
    const { code, stdout, stderr } = await here(root, ['baseline', 'diff', 'old.jsonl', 'new.jsonl'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(
      /^old {2}v1 \(old\.jsonl\), approved .* by ada: in production\nnew {2}v2 \(2\) \(new\.jsonl\), never/,
    )
    expect(stdout).toMatch(/^▼ exactMatch/m)
    expect(existsSync(join(root, '.assay'))).toBe(false)
    const one = await here(root, ['baseline', 'diff', 'old.jsonl'])
    expect(one).toMatchObject({ code: 3, stderr: expect.stringContaining('there is no store yet') })
  })

  it('of several evals wants one named', async () => {
    const files = { ...supportProject(), 'evals/other.eval.yaml': supportEval.replace('name: support', 'name: other') }
    const root = project(files)
    await here(root, ['run'])
    for (const name of ['support', 'other']) {
      for (const run of ['v1', 'v2']) {
        await here(root, ['baseline', 'approve', run, '--eval', name, '--reason', 'r'])
      }
    }
    const several = await here(root, ['baseline', 'diff'])
    expect(several).toMatchObject({ code: 3, stderr: expect.stringContaining('--eval other | --eval support') })
    expect((await here(root, ['baseline', 'diff', '--eval', 'other'])).stdout).toContain('other: v2 (2) against v1')
  })
})
