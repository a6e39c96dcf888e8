import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Problem } from '../core/errors.ts'
import { AssayError, messageOf } from '../core/errors.ts'

/** Imports people's own TypeScript; `assay` is always the very package that runs, so that values made by it are its own. */
export async function importModule(path: string): Promise<unknown> {
  const { createJiti } = await import('jiti')
  const self = fileURLToPath(import.meta.url)
  const entry = self.endsWith('.ts') ? '../index.ts' : '../index.js'
  const jiti = createJiti(import.meta.url, {
    alias: { assay: fileURLToPath(new URL(entry, import.meta.url)) },
    interopDefault: false,
  })
  const module = await jiti.import<{ default?: unknown }>(path)
  return module.default
}

/**
 * Why a module could not be loaded: where in the project's own files, and what.
 * @param file the module, as it is shown where the error does not tell a place
 */
export function moduleProblems(error: unknown, file: string, root: string): Problem[] {
  const place = { file, ...placeIn(error, root) }
  if (error instanceof AssayError) return error.problems.map((problem) => ({ ...place, ...problem }))
  const [said = ''] = messageOf(error).split('\n')
  const message = `cannot be loaded: ${said.replace(/^ParseError: /, '').trim()}`
  const missing = /^Cannot find (?:module|package) '([^']*)'/.exec(said)?.[1]
  if (missing === undefined) return [{ ...place, message }]
  const isOwn = missing.startsWith('.') || missing.startsWith('/')
  return [{ ...place, message, mend: isOwn ? 'check its path' : `install it: npm install ${packageOf(missing)}` }]
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

const ownFolder = fileURLToPath(new URL('..', import.meta.url))

/** The first place in the project's own files that the error names, in its message (as parsers do) or its stack. */
function placeIn(error: unknown, root: string): { file: string; line: number } | undefined {
  if (!(error instanceof Error)) return undefined
  for (const text of `${error.message}\n${error.stack ?? ''}`.split('\n')) {
    const found = /^(.*):(\d+):\d+\)?$/.exec(text.slice(Math.max(0, text.indexOf(root + sep))))
    const [, path = '', line] = found ?? []
    const isOwn = path.startsWith(root + sep) && !path.startsWith(ownFolder)
    if (isOwn && !path.includes(`${sep}node_modules${sep}`)) {
      return { file: relative(root, path).split(sep).join('/'), line: Number(line) }
    }
  }
  return undefined
}
