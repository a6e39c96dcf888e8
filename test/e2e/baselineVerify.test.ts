import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { chained } from '../../src/core/ledger.ts'
import { waiver } from '../store/entries.ts'
import { here } from '../support/here.ts'
import { addFiles, project } from '../support/project.ts'
import { supportEval, supportProject } from '../support/support.ts'

const storeOf = (root: string) => join(root, '.assay/assay.sqlite')

/** Two baselines, one after the other, a waiver, and the baseline as a file. */
async function governed(): Promise<string> {
  const root = project(supportProject({ cases: 20, wrong: (index) => index === 3 }))
  await here(root, ['run'])
  for (const run of ['v1', 'v2']) await here(root, ['baseline', 'approve', run, '--reason', 'r'])
  await here(root, ['baseline', 'waive', 'citations', '--reason', 'r', '--until', '2099-01-01'])
  await here(root, ['baseline', 'export', 'base.jsonl'])
  return root
}

const verify = (root: string, ...files: string[]) => here(root, ['baseline', 'verify', ...files])

/** A store that somebody has been at, put back afterwards. */
async function whileChanged<T>(root: string, statements: string, use: () => Promise<T>): Promise<T> {
  const kept = `${storeOf(root)}.kept`
  copyFileSync(storeOf(root), kept)
  const database = new Database(storeOf(root))
  database.exec(statements)
  database.close()
  try {
    return await use()
  } finally {
    for (const suffix of ['-wal', '-shm']) rmSync(`${storeOf(root)}${suffix}`, { force: true })
    copyFileSync(kept, storeOf(root))
  }
}

describe('assay baseline verify', () => {
  it('says in one line what is in order, and finds what was changed in the store', async () => {
    const root = await governed()
    expect(await verify(root, 'base.jsonl')).toEqual({
      code: 0,
      stderr: '',
      stdout:
        'in order: 3 entries of the ledger in one chain; cases, answers and grades of 2 approved runs; 1 baseline file\n',
    })
    for (const [statements, ...told] of [
      [
        "drop trigger ledger_no_update; update ledger set entry = json_set(entry, '$.expires', '2100-01-01') where number = 3",
        'entry 3 (waiver of "citations", eval "support") was changed',
      ],
      [
        'drop trigger ledger_no_delete; delete from ledger where number = 1',
        'entry 1 was removed: entry 2 comes first',
      ],
      [
        'drop trigger ledger_no_delete; delete from ledger where number > 1',
        'entries 2 to 3 were removed from the end',
      ],
      ['drop trigger ledger_head_no_delete; delete from ledger_head', 'the end of the chain is gone'],
      ['update grades set score = 1 where score = 0', /^entry 2 .*cases, answers or grades of the run were changed/m],
      [
        "update trials set output = json_set(output, '$.text', 'other') where run_id = (select run_id from ledger where number = 1) and case_id = 'q5'",
        /^entry 1 .*cases, answers or grades of the run were changed/m,
      ],
      ["pragma foreign_keys = on; delete from trials where case_id = 'q7'", /^entry 1 [\s\S]*^entry 2 /m],
      ["update trials set output = '-' where case_id = 'q7'", /^entry 1 .*cannot be read any more/m],
      ['pragma foreign_keys = on; delete from gradings', /^entry 1 .*the grading that was approved is gone/m],
    ] as const) {
      const found = await whileChanged(root, statements, () => verify(root))
      expect(found.code, statements).toBe(1)
      for (const words of told) expect(found.stderr).toMatch(words)
      expect(found.stderr).toMatch(/assay: \d faults?\n$/)
      expect(found.stderr).not.toContain('unexpected')
    }
  })

  it('finds by a file what was taken from the ledger and its end alike', async () => {
    const root = await governed()
    const statements = `drop trigger ledger_no_delete; drop trigger ledger_head_forward; delete from ledger where number > 1;
      update ledger_head set number = 1, hash = (select hash from ledger)`
    const found = await whileChanged(root, statements, () => verify(root, 'base.jsonl'))
    expect(found).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('base.jsonl: the store has its run, but the ledger lacks its approval'),
    })
  })

  it('finds an approved run that was removed', async () => {
    const root = await governed()
    const gone = "drop trigger runs_no_delete_approved; pragma foreign_keys = on; delete from runs where target = 'v1'"
    const found = await whileChanged(root, gone, () => verify(root))
    expect(found).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('1 approved run is not in the store any more\n'),
    })
  })

  it('finds what was changed in a file, without a store', async () => {
    const root = await governed()
    const text = readFileSync(join(root, 'base.jsonl'), 'utf8')
    const elsewhere = project(supportProject({ cases: 20 }))
    expect(await verify(elsewhere)).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^assay: there is nothing to verify[^\n]*\n$/),
    })
    expect(await verify(elsewhere, 'base.jsonl')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('there is no baseline file'),
    })
    for (const [edit, told] of [
      [(all: string) => all, undefined],
      [(all: string) => all.replace('Whenever you like', '6 days'), 'its cases, answers or grades were changed'],
      [(all: string) => all.replace('"score":0', '"score":1'), 'its cases, answers or grades were changed'],
      [
        (all: string) => all.replace('"reason":"r"', '"reason":"good"'),
        'its approval was changed after it was entered',
      ],
      [
        (all: string) => all.replace('2099-01-01', '2100-01-01'),
        'entry 3 (waiver of "citations", eval "support") was changed',
      ],
      [(all: string) => all.split('\n').slice(0, -2).join('\n'), 'holds 19 of 20 trials'],
      [(all: string) => all.replace(/"run":\{"id":"[^"]*/, '"run":{"id":"other'), 'it holds run other, and run'],
    ] as const) {
      writeFileSync(join(elsewhere, 'base.jsonl'), edit(text))
      const found = await verify(elsewhere, 'base.jsonl')
      expect(found).toMatchObject(
        told === undefined ? { code: 0, stderr: '' } : { code: 1, stderr: expect.stringContaining(told) },
      )
      if (told !== undefined) expect(found.stderr).toMatch(/^base\.jsonl: /)
    }
    expect(existsSync(storeOf(elsewhere))).toBe(false)
  })

  it('finds waivers that were put into a file, or taken out of it', async () => {
    const root = await governed()
    await here(root, ['baseline', 'waive', 'citations', '--reason', 'r', '--revoke'])
    await here(root, ['baseline', 'waive', 'errors', '--reason', 'r', '--until', '2099-01-01'])
    await here(root, ['baseline', 'export', 'base.jsonl'])
    const [first = '', ...rest] = readFileSync(join(root, 'base.jsonl'), 'utf8').split('\n')
    const header = JSON.parse(first)
    const forged = chained(waiver({ rule: 'dataset' }), header.waivers.at(-1))
    for (const [waivers, told] of [
      [[...header.waivers, forged], 'base.jsonl: entry 6 (waiver of "dataset", eval "support") is not in the ledger'],
      [
        header.waivers.toSpliced(1, 1),
        'base.jsonl: entry 4 (revocation of the waiver of "citations", eval "support") was taken out',
      ],
    ]) {
      addFiles(root, { 'base.jsonl': [JSON.stringify({ ...header, waivers }), ...rest].join('\n') })
      expect(await verify(root, 'base.jsonl')).toMatchObject({ code: 1, stderr: expect.stringContaining(told) })
    }
  })

  it('says of a file that it was graded again, approved by nobody, or lacks what was entered later', async () => {
    const root = await governed()
    await here(root, ['baseline', 'waive', 'citations', '--reason', 'r', '--revoke'])
    const outdated = await verify(root, 'base.jsonl')
    expect(outdated.code).toBe(0)
    expect(outdated.stderr).toContain('base.jsonl: it lacks entry 4 (revocation of the waiver of "citations"')

    addFiles(root, { 'evals/support.eval.yaml': supportEval.replace('{ normalize: true }', '{ normalize: false }') })
    await here(root, ['regrade', 'base.jsonl'])
    const same = await verify(root, 'base.jsonl')
    expect(same.code).toBe(0)
    addFiles(root, { 'evals/support.eval.yaml': supportEval.replace('- refusal', '- contains\n  - refusal') })
    await here(root, ['regrade', 'base.jsonl'])
    const again = await verify(root, 'base.jsonl')
    expect(again).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('base.jsonl: it was graded again since it was approved'),
    })

    await here(root, ['regrade', 'v2'])
    expect(await verify(root)).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^assay: note: entry 2 .*graded again since/),
    })
    const exported = await here(root, ['baseline', 'export', 'new.jsonl'])
    expect(exported.stderr).toMatch(/graded again since it was approved.*assay baseline approve \S+ --reason/)

    await here(root, ['baseline', 'approve', 'v2', '--reason', 'new grader'])
    await here(root, ['baseline', 'export', 'new.jsonl'])
    expect(await verify(root, 'new.jsonl')).toMatchObject({ code: 0, stderr: '' })
    const fresh = await here(root, ['run', '--target', 'v1'])
    expect(fresh.code).toBe(0)
    await here(root, ['baseline', 'export', 'none.jsonl', '--run', 'v1'])
    expect(await verify(root, 'none.jsonl')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('nobody has approved'),
    })
  })

  it('reads files from before there was a ledger', async () => {
    const root = await governed()
    const [first = '', ...rest] = readFileSync(join(root, 'base.jsonl'), 'utf8').split('\n')
    const { waivers: _, approval, ...header } = JSON.parse(first)
    const { id, eval: name, runId, reason, by: approvedBy, at: approvedAt } = approval.entry
    const old = (said: object) =>
      [
        JSON.stringify({ ...header, approval: { id, eval: name, runId, reason, approvedBy, approvedAt, ...said } }),
        ...rest,
      ].join('\n')
    const better = old({}).replace('"score":0', '"score":1')
    addFiles(root, { 'old.jsonl': old({}), 'edited.jsonl': old({ reason: 'other' }), 'better.jsonl': better })
    expect(await verify(root, 'old.jsonl')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('it lacks entry 3'),
    })
    for (const [file, told] of [
      ['edited.jsonl', 'its approval is not the one in the ledger, entry 2'],
      ['better.jsonl', 'its cases, answers or grades were changed'],
    ] as const) {
      expect(await verify(root, file)).toMatchObject({ code: 1, stderr: expect.stringContaining(`${file}: ${told}`) })
    }
    const elsewhere = project({ ...supportProject({ cases: 20 }), 'old.jsonl': old({}) })
    const alone = await verify(elsewhere, 'old.jsonl')
    expect(alone).toMatchObject({ code: 0, stderr: expect.stringContaining('approved before contents were kept') })
    expect((await here(root, ['gate', '--against', 'old.jsonl', 'v1'])).code).toBe(0)
    expect((await here(root, ['baseline', 'diff', 'old.jsonl', 'v1'])).stdout).toMatch(
      /^old {2}v2 \(2\) \(old\.jsonl\), approved .*: r$/m,
    )
  })
})
