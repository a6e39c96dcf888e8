import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { describe, expect, it, onTestFinished } from 'vitest'
import { faultsOfLedger } from '../../src/core/ledger.ts'
import { openSqliteStore } from '../../src/store/index.ts'
import { inspect, migrate } from '../../src/store/migrate.ts'
import { migrations } from '../../src/store/migrations/index.ts'
import { project } from '../support/project.ts'
import { manifest } from '../support/trials.ts'
import { approval, chainOf, waiver } from './entries.ts'

const names = Object.keys(migrations)

function emptyFile(): { path: string; database: Database.Database } {
  const path = join(project({}), 'assay.sqlite')
  const database = new Database(path)
  onTestFinished(() => void database.close())
  return { path, database }
}

/** The schema, apart from the migrator's own tables. */
function schemaOf(database: Database.Database): unknown[] {
  return database
    .prepare("select sql from sqlite_schema where name not like '%migrations%' order by name")
    .pluck()
    .all()
}

describe('migrations', () => {
  it('are named in their order', () => {
    expect(names).toEqual(names.toSorted())
    expect(names.every((name) => /^\d{4}-[a-z-]+$/.test(name))).toBe(true)
  })

  it('go down, each on its own, and up again to the same tables', async () => {
    const { path, database } = emptyFile()
    const steps: { name: string | null; schema: unknown[] }[] = [{ name: null, schema: [] }]
    for (const name of names) {
      await migrate(database, path, { to: name })
      steps.push({ name, schema: schemaOf(database) })
    }
    expect(inspect(database, path)).toBe('current')
    for (const { name, schema } of steps.toReversed()) {
      await migrate(database, path, { to: name })
      expect(schemaOf(database)).toEqual(schema)
    }
    await migrate(database, path)
    expect(schemaOf(database)).toEqual(steps.at(-1)?.schema)
  })

  it('are applied once to what was written before them, which stays', async () => {
    const { path, database } = emptyFile()
    await migrate(database, path)
    database.close()
    const store = await openSqliteStore(path)
    await store.createRun(manifest())
    await store.close()
    const later = new Database(path)
    onTestFinished(() => void later.close())
    await migrate(later, path, { migrations: { ...migrations, '9999-note': addsNote } })
    expect(later.prepare('select id, note from runs').all()).toEqual([{ id: 'run-1', note: '' }])
  })

  it('make approvals of the old version the first entries of the ledger, and back', async () => {
    const { path, database } = emptyFile()
    await migrate(database, path, { to: '0001-runs' })
    const insertRun = database.prepare("insert into runs values (?, 'support', 'v1', 'complete', 't', null, '{}')")
    for (const id of ['run-1', 'run-2']) insertRun.run(id)
    const insert = database.prepare("insert into baselines values (?, 'support', ?, ?, 'Ada', ?)")
    insert.run('c', 'run-2', 'third', '2025-04-02')
    insert.run('b', 'run-2', 'second "as good"\n', '2025-04-01')
    insert.run('a', 'run-1', 'first', '2025-04-01')
    const before = database.prepare('select * from baselines order by id').all()

    await migrate(database, path)
    const store = await openSqliteStore(path)
    const { entries, head } = await store.ledger()
    const unknown = { by: 'Ada', gradingId: null, content: null, verdict: null }
    expect({ entries, head }).toEqual(
      chainOf([
        approval({ id: 'a', runId: 'run-1', reason: 'first', at: '2025-04-01', ...unknown }),
        approval({ id: 'b', runId: 'run-2', reason: 'second "as good"\n', at: '2025-04-01', ...unknown }),
        approval({ id: 'c', runId: 'run-2', reason: 'third', at: '2025-04-02', ...unknown }),
      ]),
    )
    expect(faultsOfLedger(entries, head)).toEqual([])
    await store.appendEntry(waiver())
    await store.close()

    await migrate(database, path, { to: '0001-runs' })
    expect(database.prepare('select * from baselines order by id').all()).toEqual(before)
  })

  it('take an approval along whose run is gone', async () => {
    const { path, database } = emptyFile()
    await migrate(database, path, { to: '0001-runs' })
    database.pragma('foreign_keys = OFF')
    database.exec("insert into baselines values ('a', 'support', 'gone', 'r', 'Ada', '2025-04-01')")
    database.close()
    const store = await openSqliteStore(path)
    expect((await store.ledger()).entries).toMatchObject([{ number: 1, entry: { runId: 'gone' } }])
    await store.close()
    const later = new Database(path)
    onTestFinished(() => void later.close())
    await migrate(later, path, { to: '0001-runs' })
    expect(later.prepare('select * from baselines').all()).toEqual([])
  })

  it('change nothing at all when one of them fails', async () => {
    const { path, database } = emptyFile()
    await migrate(database, path)
    const before = schemaOf(database)
    const fails: Migration = { up: async (db) => void (await sql`select * from nowhere`.execute(db)) }
    const broken = { ...migrations, '9998-note': addsNote, '9999-fails': fails }
    await expect(migrate(database, path, { migrations: broken })).rejects.toThrow('nowhere')
    expect(schemaOf(database)).toEqual(before)
    expect(inspect(database, path)).toBe('current')
    expect(database.inTransaction).toBe(false)
  })

  it.each([{ readOnly: false }, { readOnly: true }])(
    'of a newer version are refused, and the file stays as it is: %o',
    async (options) => {
      const { path, database } = emptyFile()
      await migrate(database, path, { migrations: { ...migrations, '9999-note': addsNote } })
      database.close()
      const before = readFileSync(path)
      await expect(openSqliteStore(path, options)).rejects.toThrow(
        new RegExp(`^${path}: the store was written by a newer version of Assay [^\n]*; update Assay[^\n]*$`),
      )
      expect(readFileSync(path).equals(before)).toBe(true)
    },
  )

  it('of this version are applied for a reader, too, so that nobody needs a new run to look at old ones', async () => {
    const { path, database } = emptyFile()
    await migrate(database, path, { to: '0001-runs' })
    database.close()
    const store = await openSqliteStore(path, { readOnly: true })
    expect((await store.ledger()).entries).toEqual([])
    await store.close()
  })

  it('of another program are left alone', async () => {
    const { path, database } = emptyFile()
    database.exec('create table notes (text)')
    database.close()
    const before = readFileSync(path)
    await expect(openSqliteStore(path)).rejects.toThrow('the database of something else')
    expect(readFileSync(path).equals(before)).toBe(true)
  })
})

const addsNote: Migration = {
  up: (db) =>
    db.schema
      .alterTable('runs')
      .addColumn('note', 'text', (column) => column.notNull().defaultTo(''))
      .execute(),
  down: (db) => db.schema.alterTable('runs').dropColumn('note').execute(),
}
