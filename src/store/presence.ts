import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { AssayError } from '../core/errors.ts'

/**
 * A check that the file at a path is still the one it is now. A database that was deleted or replaced takes writes as before, and they
 * are gone with the process.
 */
export function presence(path: string): () => void {
  const file = resolve(path)
  const identity = () => {
    const facts = statSync(file, { bigint: true, throwIfNoEntry: false })
    return facts === undefined ? undefined : `${facts.dev} ${facts.ino}`
  }
  const opened = identity()
  return () => {
    if (identity() === opened) return
    throw new AssayError({
      file: path,
      message: 'the store was deleted or replaced while it was in use; what was written to it is lost',
      mend: 'put it back from a copy, or begin a new run',
    })
  }
}
