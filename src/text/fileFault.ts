import type { TextFault } from './lines.ts'

const faults: Record<string, TextFault> = {
  ENOENT: { message: 'there is no such file', mend: 'check its path' },
  ENOTDIR: { message: 'there is no such file', mend: 'check its path' },
  EISDIR: { message: 'is a folder, not a file', mend: 'name the files in it, e.g. with *' },
  EACCES: { message: 'may not be read', mend: 'give yourself the permission to read it' },
  EPERM: { message: 'may not be read', mend: 'give yourself the permission to read it' },
  EMFILE: { message: 'cannot be opened: too many files are open', mend: 'raise the limit (ulimit -n)' },
}

/** What an error of the file system means for the file. Rethrows what did not come from there. */
export function fileFault(error: unknown): TextFault {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') throw error
  return faults[error.code] ?? { message: `cannot be read: ${error.message}` }
}
