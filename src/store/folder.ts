import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder, with those above it that are missing. Where the file system takes no folders (/proc), mkdir with `recursive` never
 * returns; this throws what the file system said.
 */
export function makeFolder(folder: string): void {
  if (tryFolder(folder) === undefined) return
  makeFolder(dirname(folder))
  const fault = tryFolder(folder)
  if (fault !== undefined) throw fault
}

/** What is wrong where the folder above seems to be missing. */
function tryFolder(folder: string): Error | undefined {
  if (existsSync(folder)) return undefined
  try {
    mkdirSync(folder)
    return undefined
  } catch (error) {
    // Another process may have been quicker.
    if (existsSync(folder)) return undefined
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return error
    throw error
  }
}
