import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { caseHash } from '../../src/core/case.ts'
import { canonicalJson } from '../../src/core/json.ts'
import { openSqliteStore } from '../../src/store/index.ts'
import { project } from '../support/project.ts'
import { answered, caseNamed, failed, grading, manifest, scores } from '../support/trials.ts'
import { approval, chainOf, waiver } from './entries.ts'

const item = caseNamed('a', { input: { b: 1, a: 2 } })

/** A store with two runs over one case, opened as any other program would. */
async function filled(): Promise<Database.Database> {
  const path = join(project({}), 'assay.sqlite')
  const store = await openSqliteStore(path)
  for (const runId of ['run-1', 'run-2']) {
    await store.createRun(manifest({ id: runId }))
    await store.createGrading(grading({ id: `${runId}-first`, runId }))
    await store.createGrading(grading({ id: `${runId}-second`, runId }))
    const usage = { inputTokens: 3, outputTokens: 4 }
    const outcome = answered('yes', { usage, costUsd: 0.5, modelId: 'm' })
    const key = { caseId: 'a', repeat: 0, case: structuredClone(item) }
    await Promise.all([
      store.addTrial({ ...key, runId, outcome }),
      store.addTrial({ ...key, runId, repeat: 1, outcome: failed({ code: 'exit' }) }),
      store.addGrades({ ...key, gradingId: `${runId}-second`, grades: scores(0.5) }),
    ])
  }
  for (const entry of [approval({ reason: 'r' }), waiver()]) await store.appendEntry(entry)
  await store.close()
  const database = new Database(path)
  onTestFinished(() => void database.close())
  return database
}

describe('the tables', () => {
  it('hold equal requests once', async () => {
    const path = join(project({}), 'assay.sqlite')
    const store = await openSqliteStore(path)
    await store.createRun(manifest())
    const request = () => ({ url: 'http://h/v1', body: { q: 'How?' } })
    const trial = (repeat: number) => ({ runId: 'run-1', caseId: 'a', repeat, case: item })
    await Promise.all(
      [0, 1].map((repeat) =>
        store.addTrial({ ...trial(repeat), outcome: answered(`${repeat}`, { request: request() }) }),
      ),
    )
    await store.close()
    const database = new Database(path)
    onTestFinished(() => void database.close())
    expect(database.prepare('select content from requests').pluck().all()).toEqual([canonicalJson(request())])
    expect(database.prepare("select count(*) from trials where output like '%How?%'").pluck().get()).toBe(0)
  })

  it('answer the questions people ask in SQL', async () => {
    const database = await filled()
    expect(database.prepare('select id, eval, target, status from runs order by id').all()).toEqual([
      { id: 'run-1', eval: 'support', target: 'v1', status: 'running' },
      { id: 'run-2', eval: 'support', target: 'v1', status: 'running' },
    ])
    const trials = `select run_id, case_id, repeat, status, error_code, error_retryable, latency_ms, input_tokens, output_tokens, cost_usd,
      json_extract(output, '$.text') as text from trials where run_id = 'run-1' order by repeat`
    const none = { latency_ms: null, input_tokens: null, output_tokens: null, cost_usd: null, text: null }
    const key = { run_id: 'run-1', case_id: 'a' }
    expect(database.prepare(trials).all()).toEqual([
      {
        ...{ ...key, repeat: 0, status: 'ok', error_code: null, error_retryable: null },
        ...{ latency_ms: 12.5, input_tokens: 3, output_tokens: 4, cost_usd: 0.5, text: 'yes' },
      },
      { ...key, repeat: 1, status: 'error', error_code: 'exit', error_retryable: 1, ...none },
    ])
    const grades = `select run_id, grading, case_id, repeat, grader, status, score from grades where run_id = 'run-2' order by grader`
    const graded = { run_id: 'run-2', grading: 2, case_id: 'a', repeat: 0, status: 'scored' }
    expect(database.prepare(grades).all()).toEqual([
      { ...graded, grader: 'exactMatch', score: 0.5 },
      { ...graded, grader: 'tone', score: 1 },
    ])
  })

  it('keep a case once, however many runs, repeats and gradings refer to it, under the hash of its content', async () => {
    const database = await filled()
    const cases = database.prepare<[], { hash: Buffer; content: string }>('select hash, content from cases').all()
    expect(cases.map(({ hash, content }) => [hash.toString('hex'), JSON.parse(content)])).toEqual([
      [caseHash(item), item],
    ])
  })

  it('do not say twice in the output what has a column', async () => {
    const database = await filled()
    const outputs = database.prepare<[], string>("select output from trials where status = 'ok'").pluck().all()
    expect(outputs.map((output) => JSON.parse(output))).toEqual([
      { text: 'yes', modelId: 'm' },
      { text: 'yes', modelId: 'm' },
    ])
  })

  it('tell who approved and waived what, when and why', async () => {
    const database = await filled()
    const by = 'Ada <ada@example.org>'
    const approvals = `select number, eval, run_id, by, at, reason, decision from ledger where kind = 'approval'`
    expect(database.prepare(approvals).all()).toEqual([
      { number: 1, eval: 'support', run_id: 'run-1', by, at: approval().at, reason: 'r', decision: null },
    ])
    const waivers = `select number, eval, rule, by, expires, run_id from ledger where kind = 'waiver'`
    expect(database.prepare(waivers).all()).toEqual([
      { number: 2, eval: 'support', rule: 'citations', by, expires: '2025-05-01', run_id: null },
    ])
  })

  it.each([
    "update ledger set entry = json_set(entry, '$.reason', 'other')",
    "update ledger set hash = ''",
    'delete from ledger',
    'delete from ledger where number = 2',
    "insert or replace into ledger (number, previous, hash, entry) select number, previous, '', entry from ledger where number = 2",
    `insert or replace into ledger (number, previous, hash, entry)
      select 3, (select hash from ledger_head), '', entry from ledger where number = 1`,
    "insert into ledger (number, previous, hash, entry) select 7, h.hash, '', json_set(entry, '$.id', 'x') from ledger_head h, ledger limit 1",
    `insert into ledger (number, previous, hash, entry) select 3, '', '', '{"id":"x"}'`,
    'update ledger_head set number = 1',
    'delete from ledger_head',
    "insert or replace into ledger_head (id, number, hash) values (1, 1, '')",
  ])('of the ledger take no change but an entry at its end: %s', async (statement) => {
    const database = await filled()
    expect(() => database.exec(statement)).toThrow('the ledger is append-only')
    const { entries, head } = chainOf([approval({ reason: 'r' }), waiver()])
    const kept = entries.map((link) => ({ ...link, entry: canonicalJson(link.entry) }))
    expect(database.prepare('select number, previous, hash, entry from ledger order by number').all()).toEqual(kept)
    expect(database.prepare('select number, hash from ledger_head').get()).toEqual(head)
  })

  it('let go of a run with all that belongs to it, but not of a baseline', async () => {
    const database = await filled()
    database.pragma('foreign_keys = ON')
    database.exec("delete from runs where id = 'run-2'")
    for (const table of ['trials', 'gradings', 'grades']) {
      expect(database.prepare(`select distinct run_id from ${table}`).pluck().all()).toEqual(['run-1'])
    }
    for (const checked of ['ON', 'OFF']) {
      database.pragma(`foreign_keys = ${checked}`)
      expect(() => database.exec("delete from runs where id = 'run-1'")).toThrow('approved as a baseline')
    }
  })

  it('are journalled ahead of writing', async () => {
    const database = await filled()
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
  })
})
