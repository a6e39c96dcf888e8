import { existsSync } from 'node:fs'
import { storePath } from '../config/index.ts'
import type { Context } from '../core/context.ts'
import type { Store } from '../core/store.ts'
import type { SqliteOptions } from '../store/index.ts'
import { openEmptyStore, openSqliteStore } from '../store/index.ts'

/**
 * Opens the project's store, without reading evals, and hands it to `use`; it is closed however that ends. With `orEmpty` a store that is
 * missing is no fault: all that is needed comes from files.
 */
export async function withStore<T>(
  context: Context,
  { orEmpty = false, ...options }: SqliteOptions & { orEmpty?: boolean },
  use: (store: Store, project: { root: string; env: Context['env'] }) => Promise<T>,
): Promise<T> {
  const { store: path, ...project } = await storePath(context)
  const store = await (orEmpty && !existsSync(path) ? openEmptyStore() : openSqliteStore(path, options))
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
