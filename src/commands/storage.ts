import { existsSync } from 'node:fs'
import { storePath } from '../config/index.ts'
import type { Context } from '../core/context.ts'
import type { Store } from '../core/store.ts'
import type { SqliteOptions } from '../store/index.ts'
import { openSqliteStore } from '../store/index.ts'

/** Opens the project's store, without reading evals, and hands it to `use`; it is closed however that ends. */
export async function withStore<T>(
  context: Context,
  options: SqliteOptions,
  use: (store: Store, project: { root: string; env: Context['env'] }) => Promise<T>,
): Promise<T> {
  const { store: path, ...project } = await storePath(context)
  const store = await openSqliteStore(path, options)
  try {
    return await use(store, project)
  } finally {
    await store.close()
  }
}

/** Whether anything was ever run here. */
export async function hasStore(context: Context): Promise<boolean> {
  return existsSync((await storePath(context)).store)
}
