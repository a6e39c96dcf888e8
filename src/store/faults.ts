import { AssayError } from '../core/errors.ts'

interface Fault {
  /** Beginnings of the codes of SQLite (and of Node, for files and folders). */
  codes: readonly string[]
  message: string
  mend: string
}

const faults: readonly Fault[] = [
  {
    codes: ['SQLITE_BUSY', 'SQLITE_LOCKED'],
    message: 'the store is locked: another process has kept it to itself for too long',
    mend: 'let that process finish or end it, then try again',
  },
  {
    codes: ['SQLITE_READONLY', 'SQLITE_PERM', 'SQLITE_AUTH', 'EACCES', 'EPERM', 'EROFS'],
    message: 'the store is read-only',
    mend: 'make the file and its folder writable, or name another store in assay.config',
  },
  {
    codes: ['SQLITE_FULL', 'ENOSPC', 'EDQUOT'],
    message: 'the disk is full; all that was finished before is kept',
    mend: 'free some space, then resume the run',
  },
  {
    codes: ['SQLITE_NOTADB'],
    message: 'this file is not an SQLite database',
    mend: 'name another file as the store, or move this one away',
  },
  {
    codes: ['SQLITE_CORRUPT'],
    message: 'the store is damaged',
    mend: 'put a copy in its place, or save what can be read with: sqlite3 FILE .recover',
  },
  {
    codes: ['SQLITE_CANTOPEN', 'ENOENT', 'ENOTDIR', 'EISDIR', 'EEXIST'],
    message: 'the store cannot be opened',
    mend: 'see that the path names a file in a folder that this user may read and write',
  },
  {
    codes: ['SQLITE_IOERR', 'EIO'],
    message: 'the disk failed while the store was read or written',
    mend: 'see that the disk is there and healthy, then try again',
  },
]

/** What a store at `path` threw, as one line for its user. What is not of the storage's making stays as it is. */
export function storeError(path: string, thrown: unknown): unknown {
  if (thrown instanceof AssayError || !(thrown instanceof Error) || !('code' in thrown)) return thrown
  const { code } = thrown
  if (typeof code !== 'string') return thrown
  const fault = faults.find(({ codes }) => codes.some((known) => code === known || code.startsWith(`${known}_`)))
  if (fault !== undefined) return new AssayError({ file: path, message: fault.message, mend: fault.mend })
  return code.startsWith('SQLITE_')
    ? new AssayError({ file: path, message: `the store refused: ${thrown.message} (${code})` })
    : thrown
}
