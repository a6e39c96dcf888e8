import type { Store } from '../core/store.ts'
import type { SqliteOptions } from './connection.ts'

export type { SqliteOptions } from './connection.ts'
export { makeFolder } from './folder.ts'

/**
 * Opens the store in an SQLite file (WAL), brought up to this version's tables. The driver and the query builder are loaded here, so
 * that commands without a store start without them.
 * @throws AssayError where it is missing, locked, read-only, damaged, no store at all, or of a newer version; it is left as it was
 */
export async function openSqliteStore(path: string, options: SqliteOptions = {}): Promise<Store> {
  const sqlite = await import('./sqlite.ts')
  return sqlite.openSqliteStore(path, options)
}

/** A store that holds nothing and leaves nothing behind, for those who have all that they need from files. */
export async function openEmptyStore(): Promise<Store> {
  const sqlite = await import('./sqlite.ts')
  return sqlite.openEmptyStore()
}

export type { Recorded } from './recording.ts'
export { Recording } from './recording.ts'
