import type { ChildProcess } from 'node:child_process'
import { FailureError } from '../core/failure.ts'
import { lastWords } from './plainText.ts'

/** How a program is started. */
export interface Launch {
  /** Program and arguments; no shell takes part. */
  argv: readonly string[]
  /** Absolute. */
  cwd: string
  env: Readonly<Record<string, string>>
}

/** How a program ended. */
export interface Exit {
  code: number | null
  signal: string | null
}

/** A running program. It leads a process group of its own, so that what it starts ends with it. */
export interface Program {
  /** Resolves when it has ended and its output has been read. */
  readonly exited: Promise<Exit>
  /** Resolves when the text is on its way, or the program does not want it; never rejects. */
  write(text: string): Promise<void>
  closeInput(): void
  /** The end of what it wrote to stderr, in one line. */
  lastWords(): string
  /** Asks the whole group to end, and after `graceMs` forces it. */
  kill(graceMs?: number): Promise<Exit>
}

const grace = 2_000
/** After a program has ended, how long what it started may hold its output open. */
const linger = 1_000
const stderrKept = 16 * 1024
const windows = process.platform === 'win32'

/** What passes by itself: the machine is short of processes, files or memory, or the program is just being written. */
const passing = new Set(['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM', 'ETXTBSY'])

/**
 * Starts a program; tries again where the machine is short of something.
 * @throws FailureError `not_found` or `cannot_start`
 */
export async function startProgram(launch: Launch, onOutput: (chunk: Buffer) => void): Promise<Program> {
  const { default: pRetry } = await import('p-retry')
  return pRetry(() => start(launch, onOutput), {
    retries: 4,
    minTimeout: 50,
    factor: 3,
    shouldRetry: ({ error }) => error instanceof FailureError && error.failure.retryable,
  })
}

async function start({ argv, cwd, env }: Launch, onOutput: (chunk: Buffer) => void): Promise<Program> {
  const { execa } = await import('execa')
  const [file = '', ...args] = argv
  const subprocess = execa(file, args, {
    cwd,
    env,
    extendEnv: false,
    reject: false,
    buffer: false,
    encoding: 'buffer',
    cleanup: false,
    detached: !windows,
    windowsHide: true,
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const { pid, stdin, stdout, stderr, nodeChildProcess } = subprocess
  if (pid === undefined) {
    const { code, originalMessage } = (await subprocess) as { code?: string; originalMessage?: string }
    throw startFailure(file, code, originalMessage)
  }
  const group = new Group(pid, nodeChildProcess)
  let complaints = ''
  stdout.on('data', onOutput)
  stderr.setEncoding('utf8').on('data', (chunk: string) => {
    complaints = `${complaints}${chunk}`.slice(-stderrKept)
  })
  // A program need not read its input: EPIPE is not a fault, and its exit tells all else.
  for (const stream of [stdin, stdout, stderr]) stream.on('error', () => {})
  return {
    exited: group.exited,
    write: (text) => new Promise((resolve) => stdin.write(text, () => resolve())),
    closeInput: () => stdin.end(),
    lastWords: () => lastWords(complaints),
    kill: (graceMs = grace) => group.kill(graceMs),
  }
}

function startFailure(file: string, code: string | undefined, message: string | undefined): FailureError {
  if (code === 'ENOENT') {
    return new FailureError({ code: 'not_found', message: `there is no program "${file}"`, retryable: false })
  }
  const why = code === 'EACCES' ? 'it may not be executed' : (message ?? code ?? 'for an unknown reason')
  const retryable = passing.has(code ?? '')
  return new FailureError({
    code: 'cannot_start',
    message: `the program "${file}" cannot be started: ${why}`,
    retryable,
  })
}

/** A program with all that it started. */
class Group {
  readonly exited: Promise<Exit>
  readonly #pid: number
  readonly #child: ChildProcess

  constructor(pid: number, child: ChildProcess) {
    this.#pid = pid
    this.#child = child
    remember(this)
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        const left = this.send('SIGTERM')
        const timer = setTimeout(() => this.#clear(), linger)
        child.once('close', () => {
          if (left) timer.unref()
          else {
            clearTimeout(timer)
            forget(this)
          }
          resolve({ code, signal })
        })
      })
    })
  }

  async kill(graceMs: number): Promise<Exit> {
    this.send('SIGTERM')
    const timer = setTimeout(() => this.send('SIGKILL'), graceMs)
    const exit = await this.exited
    clearTimeout(timer)
    return exit
  }

  /** @returns whether there was anything left to send it to */
  send(signal: 'SIGTERM' | 'SIGKILL'): boolean {
    if (windows) return this.#child.exitCode === null && this.#child.kill(signal)
    try {
      return process.kill(-this.#pid, signal)
    } catch {
      return false
    }
  }

  /** What a program left behind would hold its output open, and outlive the run. */
  #clear(): void {
    this.send('SIGKILL')
    for (const stream of this.#child.stdio) stream?.destroy()
    forget(this)
  }
}

const live = new Set<Group>()

function remember(group: Group): void {
  if (live.size === 0) process.on('exit', killAll)
  live.add(group)
}

function forget(group: Group): void {
  live.delete(group)
  if (live.size === 0) process.off('exit', killAll)
}

/** When the process ends without closing its targets, nothing of them may stay. */
function killAll(): void {
  for (const group of live) group.send('SIGKILL')
}
