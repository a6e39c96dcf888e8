import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { assay } from '../support/cli.ts'
import { project } from '../support/project.ts'
import { supportProject } from '../support/support.ts'

const storeOf = (root: string) => join(root, '.assay/assay.sqlite')

describe('the store', () => {
  it('has tables that SQL can ask', async () => {
    const root = project(supportProject({ wrong: (index) => index < 6 }))
    await assay(root, ['run'])
    const database = new Database(storeOf(root), { readonly: true })
    const runs = database.prepare('select id, eval, target, status from runs order by target').all()
    expect(runs).toMatchObject([
      { eval: 'support', target: 'v1', status: 'complete' },
      { eval: 'support', target: 'v2', status: 'complete' },
    ])
    const trials = database.prepare('select count(*) as n from trials where status = ?').get('ok')
    expect(trials).toEqual({ n: 120 })
    const failing = database
      .prepare(
        "select g.case_id from grades g join runs r on r.id = g.run_id where r.target = 'v2' and g.grader = 'exactMatch' and g.score = 0",
      )
      .all()
    expect(failing).toHaveLength(6)
    database.close()
  })

  it('of a newer version is left alone', async () => {
    const root = project(supportProject())
    await assay(root, ['run', '--target', 'v1'])
    const database = new Database(storeOf(root))
    database
      .prepare("insert into migrations (name, timestamp) values ('9999_from_the_future', '2099-01-01T00:00:00.000Z')")
      .run()
    database.close()
    const before = readFileSync(storeOf(root))
    const run = await assay(root, ['run'])
    expect(run.code).toBe(3)
    expect(run.stderr.trim().split('\n')).toHaveLength(1)
    expect(run.stderr).toMatch(/newer/)
    expect(readFileSync(storeOf(root)).equals(before)).toBe(true)
  })

  it('that is no database is told in one line', async () => {
    const root = project(supportProject())
    mkdirSync(join(root, '.assay'))
    writeFileSync(storeOf(root), 'This is no database, only a text of some length that is not one at all.'.repeat(20))
    const run = await assay(root, ['run'])
    expect(run.code).toBe(3)
    expect(run.stderr.trim().split('\n')).toHaveLength(1)
    expect(run.stderr).not.toContain('unexpected')
  })

  it('that another process holds is told in one line, and what is in it stays', async () => {
    const root = project(supportProject())
    await assay(root, ['run', '--target', 'v1'])
    const database = new Database(storeOf(root))
    database.exec('begin exclusive')
    const run = await assay(root, ['run', '--target', 'v2'])
    database.exec('rollback')
    database.close()
    expect(run.code).toBe(3)
    expect(run.stderr).toMatch(/another process|locked/)
    expect(run.stderr).not.toContain('unexpected')
    expect((await assay(root, ['run', '--target', 'v2'])).code).toBe(0)
  })

  it.skipIf(process.getuid?.() === 0)('in a folder that may not be written is told in one line', async () => {
    const root = project(supportProject())
    chmodSync(root, 0o555)
    const run = await assay(root, ['run'])
    chmodSync(root, 0o755)
    expect(run.code).toBe(3)
    expect(run.stderr.trim().split('\n')).toHaveLength(1)
  })
})
