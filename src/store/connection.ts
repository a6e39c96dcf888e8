import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Database } from 'better-sqlite3'
import SqliteDatabase from 'better-sqlite3'
import { AssayError } from '../core/errors.ts'
import { storeError } from './faults.ts'
import { makeFolder } from './folder.ts'
import { inspect, migrate } from './migrate.ts'

export interface SqliteOptions {
  /** Reads only: nothing is created, and files and folders without write permission will do. Tables of an older version are brought up first. */
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
    if (options.readOnly === true) await bringUp(path)
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

/** What SQLite calls a database without a file. */
export const inMemory = ':memory:'

/** An empty database with the tables of this version, gone when it is closed. */
export async function connectToMemory(): Promise<Database> {
  const database = new SqliteDatabase(inMemory)
  await prepare(database, inMemory, false)
  return database
}

/** A store of an older version is brought up to this one's tables where it can be written; a reader would otherwise need a run to be made. */
async function bringUp(path: string): Promise<void> {
  const file = resolve(path)
  if (!existsSync(file) || !isBehind(file, path)) return
  try {
    const database = openFile(file, path, { create: false })
    try {
      await prepare(database, path, false)
    } finally {
      database.close()
    }
  } catch (error) {
    // What cannot be written stays as it is: the reader says so.
    if (!isUnopened(error)) throw error
  }
}

function isBehind(file: string, path: string): boolean {
  const database = openFile(file, path, { readOnly: true })
  try {
    return inspect(database, path) === 'behind'
  } finally {
    database.close()
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
        state === 'empty'
          ? 'make a run first: assay run'
          : 'make the file and its folder writable, so that it can be brought up to date',
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
