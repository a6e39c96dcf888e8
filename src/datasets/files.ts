import { stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import type { Problem } from '../core/errors.ts'
import { didYouMean } from '../core/suggest.ts'
import { fileFault } from '../text/fileFault.ts'
import { readerFor, rowFormats } from './rows.ts'

/** One file of a dataset. */
export interface DataFile {
  /** Absolute. */
  path: string
  /** As it is shown: from the project root, with forward slashes. */
  file: string
  /** To notice a change between two readings. */
  size: number
  modifiedMs: number
}

/** The files that paths and globs stand for: in the order given, those of a glob sorted, each once. */
export async function findFiles(
  patterns: readonly string[],
  root: string,
): Promise<{ files: DataFile[]; problems: Problem[] }> {
  const found = new Map<string, DataFile>()
  const problems: Problem[] = []
  if (patterns.length === 0) problems.push({ message: 'the dataset names no file', mend: 'give it a path or a glob' })
  for (const pattern of patterns) {
    const paths = await pathsOf(pattern, root)
    if (paths.length === 0) problems.push(await nothingThere(pattern, root))
    for (const path of paths) {
      if (found.has(path)) continue
      const file = shownPath(path, root)
      if (readerFor(path) === undefined) {
        const mend = `a dataset is made of ${rowFormats.join(', ')} files`
        problems.push({ file, message: 'is of no kind that can be read', mend })
        continue
      }
      try {
        const facts = await stat(path)
        found.set(path, { path, file, size: facts.size, modifiedMs: facts.mtimeMs })
      } catch (error) {
        problems.push({ file, ...fileFault(error) })
      }
    }
  }
  return { files: [...found.values()], problems }
}

/** @returns whether the file is still the one that was found */
export async function isUnchanged(file: DataFile): Promise<boolean> {
  try {
    const { size, mtimeMs } = await stat(file.path)
    return size === file.size && mtimeMs === file.modifiedMs
  } catch {
    return false
  }
}

/** A path that exists is that file, whatever characters it has; all else is a glob. */
async function pathsOf(pattern: string, root: string): Promise<string[]> {
  const literal = resolve(root, pattern)
  const facts = await stat(literal).catch(() => undefined)
  if (facts !== undefined) return facts.isDirectory() ? [] : [literal]
  const { default: glob } = await import('fast-glob')
  if (!glob.isDynamicPattern(pattern)) return []
  const paths = await glob(pattern, { cwd: root, absolute: true, onlyFiles: true })
  return paths.map((path) => resolve(path)).sort()
}

async function nothingThere(pattern: string, root: string): Promise<Problem> {
  const literal = resolve(root, pattern)
  const facts = await stat(literal).catch(() => undefined)
  const file = shownPath(literal, root)
  if (facts?.isDirectory() === true) {
    return { file, message: 'is a folder, not a file', mend: `name the files in it, e.g. ${file}/*.jsonl` }
  }
  const { default: glob } = await import('fast-glob')
  if (glob.isDynamicPattern(pattern)) {
    return {
      message: `no file matches the glob "${pattern}"`,
      mend: 'globs start from the project root; check folder and ending',
    }
  }
  const siblings = await glob('*', { cwd: dirname(literal), onlyFiles: true }).catch(() => [])
  const mend = didYouMean(basename(literal), siblings, 'paths start from the project root')
  return { file, message: 'there is no such file', mend }
}

function shownPath(path: string, root: string): string {
  const inside = relative(root, path)
  return isAbsolute(inside) ? path : inside.split(sep).join('/')
}
