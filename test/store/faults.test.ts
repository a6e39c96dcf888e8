import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { AssayError } from '../../src/core/errors.ts'
import type { Store } from '../../src/core/store.ts'
import { connect } from '../../src/store/connection.ts'
import { openSqliteStore } from '../../src/store/index.ts'
import { SqliteStore } from '../../src/store/sqlite.ts'
import { project } from '../support/project.ts'
import { answered, caseNamed, grading, manifest } from '../support/trials.ts'

/** A closed store with a run and one trial of it. */
async function storeFile(): Promise<string> {
  const path = join(project({}), 'store', 'assay.sqlite')
  const store = await openSqliteStore(path)
  await store.createRun(manifest())
  await store.createGrading(grading())
  await add(store, 'kept')
  await store.close()
  return path
}

const add = (store: Store, id: string, text = id) =>
  store.addTrial({ runId: 'run-1', caseId: id, repeat: 0, case: caseNamed(id), outcome: answered(text) })

async function idsIn(path: string): Promise<string[]> {
  const store = await openSqliteStore(path, { readOnly: true })
  const trials = await Array.fromAsync(store.trials('run-1'))
  await store.close()
  return trials.map(({ caseId }) => caseId)
}

/** The one line that a user is told. */
async function told(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => new Error('nothing was refused'),
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(AssayError)
  const { message } = error as AssayError
  expect(message).not.toContain('\n')
  return message
}

/** A connection that holds the file's write lock until the test is over. */
function lock(path: string): void {
  const other = new Database(path)
  other.exec('begin immediate')
  onTestFinished(() => void other.close())
}

/** File permissions do not bind root; another user's do. */
async function asOrdinaryUser<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work()
  process.seteuid?.(65_534)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}

describe('a store that is locked', () => {
  it('is told when it is opened, if it needs new tables', async () => {
    const path = join(project({}), 'assay.sqlite')
    new Database(path).exec('create table t (a); drop table t').close()
    lock(path)
    expect(await told(connect(path, { busyTimeoutMs: 1 }))).toMatch(
      /^\S+assay\.sqlite: the store is locked: .*; let that process/,
    )
  })

  it('refuses all that was pending and all that follows, and keeps what it had', async () => {
    const path = await storeFile()
    const store = new SqliteStore(await connect(path, { busyTimeoutMs: 1 }), path)
    lock(path)
    const pending = [add(store, 'a'), add(store, 'b')].map(told)
    for (const message of await Promise.all(pending)) expect(message).toContain('the store is locked')
    expect(await told(add(store, 'c'))).toContain('the store is locked')
    expect(await told(store.setRunStatus('run-1', 'complete'))).toContain('the store is locked')
    expect(await told(store.flush())).toContain('the store is locked')
    expect((await store.getRun('run-1')).status).toBe('running')
    expect(await told(store.close())).toContain('the store is locked')
    expect(await idsIn(path)).toEqual(['kept'])
  })

  it('can still be read', async () => {
    const path = await storeFile()
    lock(path)
    expect(await idsIn(path)).toEqual(['kept'])
  })
})

describe('a commit', () => {
  it('is of all that was pending, or of nothing', async () => {
    const path = await storeFile()
    const store = await openSqliteStore(path)
    const grades = { gradingId: 'nowhere', caseId: 'a', repeat: 0, grades: {}, case: caseNamed('a') }
    const pending = [add(store, 'a'), store.addGrades(grades), add(store, 'b')].map(told)
    for (const message of await Promise.all(pending)) expect(message).toBe('there is no grading "nowhere" in the store')
    await told(store.close())
    expect(await idsIn(path)).toEqual(['kept'])
  })
})

describe('a full disk', () => {
  it('is told once and loses nothing that was finished', async () => {
    const path = await storeFile()
    const database = await connect(path)
    database.pragma(`max_page_count = ${database.pragma('page_count', { simple: true })}`)
    const store = new SqliteStore(database, path)
    expect(await told(add(store, 'a', 'x'.repeat(100_000)))).toMatch(
      /the disk is full; all that was finished before is kept; free some/,
    )
    expect(await told(add(store, 'b'))).toContain('the disk is full')
    await told(store.close())
    expect(await idsIn(path)).toEqual(['kept'])
  })
})

describe('a store that may only be read', () => {
  it('can be read where neither file nor folder can be written', async () => {
    const path = await storeFile()
    readOnly(path)
    expect(await asOrdinaryUser(() => idsIn(path))).toEqual(['kept'])
  })

  it('says so when it is to be written', async () => {
    const path = await storeFile()
    readOnly(path)
    expect(await told(asOrdinaryUser(() => openSqliteStore(path)))).toMatch(
      /: the store is read-only; make the file and its folder/,
    )
  })

  it('says so when it is to be made', async () => {
    const path = await storeFile()
    readOnly(path)
    const beside = join(dirname(path), 'more', 'assay.sqlite')
    expect(await told(asOrdinaryUser(() => openSqliteStore(beside)))).toContain('the store is read-only')
  })

  it('refuses writes through a connection that only reads', async () => {
    const path = await storeFile()
    const store = await openSqliteStore(path, { readOnly: true })
    expect(await told(add(store, 'a'))).toContain('the store is read-only')
    expect(await told(store.setRunStatus('run-1', 'complete'))).toContain('the store is read-only')
    await told(store.close())
  })

  function readOnly(path: string): void {
    chmodSync(dirname(dirname(path)), 0o755)
    chmodSync(path, 0o444)
    chmodSync(dirname(path), 0o555)
    onTestFinished(() => chmodSync(dirname(path), 0o755))
  }
})

describe('a file that is no store', () => {
  it.each([{ readOnly: true }, { create: false }])('is not made up where it is missing: %o', async (options) => {
    const path = join(project({}), 'nowhere', 'assay.sqlite')
    expect(await told(openSqliteStore(path, options))).toMatch(
      /nowhere.assay\.sqlite: there is no store yet; make a run first/,
    )
    expect(existsSync(dirname(path))).toBe(false)
  })

  it('is told apart from a database', async () => {
    const path = join(
      project({ 'notes.txt': 'just some notes, longer than the header of a database '.repeat(20) }),
      'notes.txt',
    )
    const before = readFileSync(path)
    expect(await told(openSqliteStore(path))).toMatch(
      /notes\.txt: this file is not an SQLite database; name another file/,
    )
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('is told apart from a folder', async () => {
    expect(await told(openSqliteStore(project({})))).toContain('the store cannot be opened')
  })

  it('is told where it is empty and only read', async () => {
    const path = join(project({ 'assay.sqlite': '' }), 'assay.sqlite')
    expect(await told(openSqliteStore(path, { readOnly: true }))).toContain('the store is empty; make a run first')
  })
})

describe('a store that is deleted or replaced while it is open', () => {
  const lost = 'the store was deleted or replaced while it was in use'

  it.skipIf(process.platform === 'win32').each([
    ['deleted', (path: string) => rmSync(dirname(path), { recursive: true })],
    [
      'replaced',
      (path: string) => {
        renameSync(path, `${path}.old`)
        writeFileSync(path, '')
      },
    ],
  ])('does not call finished what is lost: %s', async (_, remove) => {
    const path = await storeFile()
    const store = await openSqliteStore(path)
    await add(store, 'a')
    remove(path)
    expect(await told(store.setRunStatus('run-1', 'complete'))).toContain(lost)
    expect(await told(add(store, 'b'))).toContain(lost)
    expect(await told(store.flush())).toContain(lost)
    await told(store.close())
  })
})

describe('a damaged store', () => {
  it('is told in one line when it is opened', async () => {
    const path = await storeFile()
    damage(path, ['sqlite_autoindex_migrations_1'])
    expect(await told(openSqliteStore(path))).toMatch(/: the store is damaged; put a copy in its place/)
  })

  it('is told in one line when the damage is met', async () => {
    const path = await storeFile()
    damage(path, ['trials', 'sqlite_autoindex_trials_1'])
    const store = await openSqliteStore(path)
    expect(await told(Array.fromAsync(store.trials('run-1')))).toContain('the store is damaged')
    expect(await told(add(store, 'a'))).toContain('the store is damaged')
    expect((await store.getRun('run-1')).id).toBe('run-1')
    await told(store.close())
  })

  function damage(path: string, names: readonly string[]): void {
    const database = new Database(path)
    const size = Number(database.pragma('page_size', { simple: true }))
    const root = database.prepare<[string], number>('select rootpage from sqlite_schema where name = ?').pluck()
    const pages = names.map((name) => root.get(name) ?? 0)
    database.close()
    const file = openSync(path, 'r+')
    for (const page of pages) writeSync(file, Buffer.alloc(size, 0xff), 0, size, (page - 1) * size)
    closeSync(file)
  }
})
