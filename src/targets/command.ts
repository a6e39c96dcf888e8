import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { isAbsolute, relative, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import type { Environment } from '../core/environment.ts'
import { expandEnvironment } from '../core/environment.ts'
import { AssayError } from '../core/errors.ts'
import { faultsOf } from '../core/faults.ts'
import { fingerprint } from '../core/fingerprint.ts'
import type { Shape } from '../core/shape.ts'
import type { TargetDefinition } from '../core/target.ts'
import { linesRunner } from './lines.ts'
import { onceRunner } from './once.ts'
import type { Launch } from './program.ts'

export interface CommandOptions {
  /** `once` (default): a process for every trial; `lines`: one process, a line of JSON for every request and reply. */
  mode?: 'once' | 'lines'
  /** Names what decides the answers; without it the contents of the files among the arguments do. */
  version?: string
  /** Working folder, from the project root; default: the root. */
  cwd?: string
  /** Added to the environment; write a secret as a reference to its name, `${NAME}`, not as its value. */
  env?: Record<string, string>
}

export const commandSchema = z.strictObject({
  command: z
    .array(z.string())
    .min(1)
    .refine(([program]) => program !== '', 'name the program first')
    .describe('program and arguments; no shell takes part'),
  mode: z
    .enum(['once', 'lines'])
    .default('once')
    .describe('once: a process for every trial; lines: one process, a line of JSON for every request and reply'),
  version: z
    .string()
    .min(1)
    .exactOptional()
    .describe('names what decides the answers; without it the contents of the files among the arguments do'),
  cwd: z.string().min(1).exactOptional().describe('working folder, from the project root; default: the root'),
  env: z
    .record(z.string().min(1), z.string())
    .exactOptional()
    .describe('added to the environment; write a secret as a reference to its name, not as its value'),
} satisfies Shape<CommandOptions & { command: string[] }>)

type Settings = z.output<typeof commandSchema>

/**
 * A target that is a program. `once` (default): for every trial a process that gets `{id, input, sources?, metadata?}` as JSON on stdin
 * and prints the answer as text, or as `{text, ...}` or `{error}`. `lines`: one process that gets such an object a line, each with an id
 * of its own, and prints `{id, text, ...}` a line in any order; what else it prints is taken for its log.
 * @param argv program and arguments; no shell takes part. `${NAME}` in them and in `env` is read from the environment when it starts
 * @throws AssayError where an option is wrong
 */
export function command(argv: readonly string[], options: CommandOptions = {}): TargetDefinition {
  const value = { ...options, command: argv }
  const parsed = commandSchema.safeParse(value)
  if (!parsed.success) throw new AssayError(faultsOf(parsed.error.issues, commandSchema, value))
  const settings = parsed.data
  return {
    kind: 'command',
    options: settings,
    cacheable: settings.version !== undefined,
    open: async ({ name, root, env }) => {
      const launch = await launchOf(settings, root, env)
      const { version } = settings
      return {
        name,
        kind: 'command',
        fingerprint: fingerprint(await identity(settings, launch, root)),
        ...(version === undefined ? {} : { version }),
        ...(settings.mode === 'lines' ? linesRunner(launch) : onceRunner(launch)),
      }
    },
  }
}

async function launchOf(settings: Settings, root: string, env: Environment): Promise<Launch> {
  const cwd = resolve(root, expandEnvironment(settings.cwd ?? '.', env))
  const facts = await stat(cwd).catch(() => undefined)
  if (facts?.isDirectory() !== true) {
    throw new AssayError({
      file: settings.cwd ?? root,
      message: 'there is no such folder to run the command in',
      mend: 'check "cwd"',
    })
  }
  const inherited = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const added = Object.entries(settings.env ?? {}).map(([key, value]) => [key, expandEnvironment(value, env)] as const)
  return {
    argv: settings.command.map((part) => expandEnvironment(part, env)),
    cwd,
    env: Object.fromEntries([...inherited, ...added]),
  }
}

const secretName = /key|token|secret|passw|credential|auth/i

/** All that decides how it answers, as far as it can be seen. Values are as written: `${NAME}` stays a name. */
async function identity(settings: Settings, { argv, cwd }: Launch, root: string): Promise<object> {
  const { command: written, mode, version, cwd: folder, env = {} } = settings
  const shownEnv = Object.entries(env).map(([key, value]) => [key, secretName.test(key) ? '' : value])
  const files = version === undefined ? await contents(argv, written, cwd, root) : {}
  return { kind: 'command', argv: written, mode, version, cwd: folder, env: Object.fromEntries(shownEnv), files }
}

/** Hashes of the files of the project among the arguments: a changed script is another version. */
async function contents(
  argv: readonly string[],
  written: readonly string[],
  cwd: string,
  root: string,
): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {}
  for (const [index, part] of argv.entries()) {
    const path = resolve(cwd, part)
    const inside = relative(root, path)
    if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) continue
    const facts = await stat(path).catch(() => undefined)
    if (facts?.isFile() !== true) continue
    const hash = createHash('sha256')
    await pipeline(createReadStream(path), hash)
    hashes[written[index] ?? part] = hash.digest('hex')
  }
  return hashes
}
