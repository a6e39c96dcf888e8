import { appendFileSync, existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type { Context } from '../core/context.ts'
import { AssayError, exitCode, messageOf } from '../core/errors.ts'
import { writeWhole } from './files.ts'
import type { Choices } from './init/files.ts'
import { ignored, ownTarget, projectFiles, workflow } from './init/files.ts'
import type { Found } from './init/found.ts'
import { lookAround } from './init/found.ts'
import type { InitAnswers } from './init/questions.ts'
import { ask, withoutAsking } from './init/questions.ts'

export interface InitOptions extends InitAnswers {
  yes?: boolean
  ts?: boolean
  yaml?: boolean
  force?: boolean
}

/** `assay init`: a configuration, a dataset, an eval and a workflow that run at once; what is there already is kept. */
export async function init(context: Context, folder: string | undefined, options: InitOptions): Promise<number> {
  const root = resolve(context.cwd, folder ?? '.')
  requireFolder(root, folder ?? '.')
  const found = lookAround(root)
  for (const note of found.notes) context.stderr.write(`assay: note: ${note}\n`)
  if (found.clients.length > 0) context.stdout.write(`The project has ${found.clients.join(', ')}.\n`)
  const system = options.yes === true || !context.canAsk ? withoutAsking(options, found) : await ask(options, found)
  if (system === undefined) {
    context.stderr.write('assay: nothing was written\n')
    return exitCode.interrupted
  }
  const typescript = options.ts === true || (options.yaml !== true && found.typescript)
  const choices = { typescript, system }
  const written = await writeAll(root, found, choices, options.force === true)
  for (const { file, kept } of written) context.stdout.write(`${kept ? 'kept     ' : 'wrote    '} ${file}\n`)
  context.stdout.write(nextSteps(choices, found, root === context.cwd ? undefined : (folder ?? '.')))
  return exitCode.ok
}

function requireFolder(root: string, shown: string): void {
  if (!existsSync(root) || statSync(root).isDirectory()) return
  throw new AssayError({ file: shown, message: 'is a file, not a folder', mend: 'name the folder of the project' })
}

interface Written {
  file: string
  kept: boolean
}

async function writeAll(root: string, found: Found, choices: Choices, force: boolean): Promise<Written[]> {
  const repository = found.repository ?? root
  const inside = relative(repository, root).split(sep).join('/')
  const files = Object.entries(projectFiles(choices)).map(([file, text]) => ({ path: join(root, file), text }))
  const all = [
    ...files,
    { path: join(repository, '.github/workflows/assay.yml'), text: workflow(choices, inside, found.isLocked) },
  ]
  for (const { path } of all) requireFree(path, root)
  const written: Written[] = []
  for (const { path, text } of all) {
    const there = existsSync(path) ? path : twinOf(path)
    const kept = there !== undefined && !(force && there === path)
    if (!kept) await writeWhole(path, text)
    written.push({ file: shown(root, kept ? there : path), kept })
  }
  if (found.repository !== undefined) written.push(...ignoreMore(root))
  return written
}

/** The same in another language: two configurations, or two evals of one name, would be a fault. */
function twinOf(path: string): string | undefined {
  const [, stem] = /^(.*\/(?:assay\.config|example\.eval))\.(?:ts|yaml)$/.exec(path.split(sep).join('/')) ?? []
  if (stem === undefined) return undefined
  return ['ts', 'mts', 'js', 'mjs', 'yaml', 'yml'].map((end) => `${stem}.${end}`).find((other) => existsSync(other))
}

/** Looked at before anything is written: half a project would be in the way of the next try. */
function requireFree(path: string, root: string): void {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (!existsSync(folder) || statSync(folder).isDirectory()) continue
    throw new AssayError({
      file: shown(root, folder),
      message: 'is a file where a folder is needed',
      mend: 'move it away',
    })
  }
}

function shown(root: string, path: string): string {
  return relative(root, path).split(sep).join('/')
}

function ignoreMore(root: string): Written[] {
  const path = join(root, '.gitignore')
  const before = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const known = before.split(/\r?\n/).map((line) => line.trim().replace(/^\//, '').replace(/\/$/, ''))
  const missing = ignored.filter((line) => !known.includes(line.replace(/\/$/, '')))
  if (missing.length === 0) return []
  try {
    appendFileSync(path, `${before === '' || before.endsWith('\n') ? '' : '\n'}${missing.join('\n')}\n`)
  } catch (error) {
    throw new AssayError({ file: '.gitignore', message: `cannot be written: ${messageOf(error)}` })
  }
  return [{ file: '.gitignore', kept: false }]
}

function nextSteps({ system }: Choices, found: Found, folder: string | undefined): string {
  const there = folder === undefined ? [] : [`  cd ${folder}`]
  const key = system.kind === 'model' ? system.model.keyName : undefined
  const provider = system.kind === 'model' ? system.model.provider : undefined
  const own =
    system.kind === 'recorded'
      ? []
      : [
          '',
          key === undefined
            ? 'Then your own system:'
            : `Then your own system, once ${key} is set, or in .env (a dry run needs no key):`,
          ...(provider === undefined || found.clients.includes(`@ai-sdk/${provider}`)
            ? []
            : [`  npm install --save-dev @ai-sdk/${provider}      # if it is not there yet`]),
          `  npx assay run --target ${ownTarget} --dry-run         # calls, tokens and dollars, without asking`,
        ]
  const missing = found.hasAssay
    ? []
    : [
        '',
        'Assay is not in package.json, where CI takes it from: npm install --save-dev ./assay-VERSION.tgz (see its README)',
      ]
  return `${[
    ...missing,
    '',
    'Next, without any key:',
    ...there,
    '  npx assay run --target v1 v2            # two recorded versions of an example',
    '  npx assay gate --against v1 v2          # is v2 worse than v1?',
    '  npx assay report --against v1 v2        # the page that shows what changed, in reports/',
    ...own,
  ].join('\n')}\n`
}
