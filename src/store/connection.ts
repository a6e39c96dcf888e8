import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Database } from 'better-sqlite3'
import SqliteDatabase from 'better-sqlite3'
import { AssayError } from '../core/errors.ts'
import { storeError } from './faults.ts'
import { makeFolder } from './folder.ts'
import { inspect, migrate } from './migrate.ts'

export interface SqliteOptions {
  /** Reads only: nothing is created or migrated, and files and folders without write permission will do. */
  readOnly?: boolean
  /** Whether a missing file (and its folder) is made; by default it is, unless readOnly. */
  create?: boolean
}

/** How long a statement waits for another process. */
const defaultBusyTimeoutMs = 5_000

/**
 * An open SQLite file with the tables of this version.
 * @throws AssayError, as openSqliteStore
 */
export async function connect(
  path: string,
  options: SqliteOptions & { busyTimeoutMs?: number } = {},
): Promise<Database> {
  try {
    const database = openFile(resolve(path), path, options)
    try {
      await prepare(database, path, options.readOnly ?? false)
      return database
    } catch (error) {
      database.close()
      throw error
    }
  } catch (error) {
    throw storeError(path, error)
  }
}

function openFile(
  file: string,
  path: string,
  {
    readOnly = false,
    create = !readOnly,
    busyTimeoutMs = defaultBusyTimeoutMs,
  }: Parameters<typeof connect>[1] & object,
): Database {
  if (!existsSync(file)) {
    if (readOnly || !create) {
      throw new AssayError({ file: path, message: 'there is no store yet', mend: 'make a run first: assay run' })
    }
    makeFolder(dirname(file))
  }
  const database = new SqliteDatabase(file, { readonly: readOnly, fileMustExist: readOnly, timeout: busyTimeoutMs })
  if (!readOnly) return database
  try {
    database.prepare('select 1 from sqlite_schema').get()
    return database
  } catch (error) {
    database.close()
    if (existsSync(`${file}-wal`) || !isUnopened(error)) throw error
    return new SqliteDatabase(withoutLog(readFileSync(file)), { readonly: true })
  }
}

/**
 * A database in WAL mode needs files beside it, which a read-only folder does not take. Where there is no log, the file is the whole
 * database: read into memory, with a header (bytes 18 and 19 of the file format) that asks for no log, it can be opened.
 */
function withoutLog(content: Buffer): Buffer {
  return content.fill(1, 18, 20)
}

async function prepare(database: Database, path: string, readOnly: boolean): Promise<void> {
  const state = inspect(database, path)
  if (readOnly) {
    if (state === 'current') return
    throw new AssayError({
      file: path,
      message: state === 'empty' ? 'the store is empty' : 'the store was written by an older version of Assay',
      mend:
        state === 'empty' ? 'make a run first: assay run' : 'bring it up to date where it can be written: assay run',
    })
  }
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = NORMAL')
  database.pragma('foreign_keys = ON')
  if (state !== 'current') await migrate(database, path)
}

function isUnopened(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY')
}
