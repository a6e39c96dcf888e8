#!/usr/bin/env node
import type { Context } from './core/context.ts'

/** Checked before anything is loaded: on older versions the SQLite binding ends the process without a word. */
const oldest = [22, 18] as const
/** Without letters that are read as digits or as each other. */
const idAlphabet = 'abcdefghjkmnpqrstvwxyz23456789'
/** How long the second interrupt waits for child processes to be ended. */
const lastWordMs = 1_000

/** Set when a command has said how it ended. */
let ended = false

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  process.stderr.write(
    `assay: needs Node.js ${oldest.join('.')} or newer, this is ${process.versions.node}; install it from https://nodejs.org\n`,
  )
  process.exitCode = 3
} else {
  guardExitCode()
  main(process.argv.slice(2)).then(end)
}

function end(code: number): void {
  ended = true
  process.exitCode = code
}

/** People's own code runs in this process: what it throws on the side is no regression, and its process.exit(0) no pass. */
function guardExitCode(): void {
  process.on('uncaughtException', (error) => {
    process.stderr.write(`assay: unexpected fault: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(3)
  })
  process.on('exit', (code) => {
    if (ended || code !== 0) return
    process.stderr.write('assay: ended too early: an eval called process.exit, or waits for what never comes\n')
    process.exitCode = 3
  })
}

async function main(argv: string[]): Promise<number> {
  const [{ enableCompileCache }, { setFlagsFromString }] = await Promise.all([import('node:module'), import('node:v8')])
  enableCompileCache?.()
  // Nearly all that a run allocates is garbage at once. Left alone, V8 would let 100,000 trials take 400 MB before it looks; held
  // short it needs half of that and no more time.
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--heap-growing-percent=100')
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    const { version } = await import('./version.ts')
    process.stdout.write(`${version}\n`)
    return 0
  }
  endureClosedPipes()
  // Standard output belongs to the command: what evals and targets print must not end up in the middle of its JSON.
  const { Console } = await import('node:console')
  globalThis.console = new Console(process.stderr)
  const { runProgram } = await import('./commands/program.ts')
  return runProgram(argv, await createContext())
}

async function createContext(): Promise<Context> {
  const { randomInt } = await import('node:crypto')
  const interrupts = listenForInterrupts()
  return {
    env: process.env,
    cwd: process.cwd(),
    stdout: process.stdout,
    stderr: process.stderr,
    isTTY: process.stderr.isTTY === true && process.env.CI === undefined && process.env.TERM !== 'dumb',
    canAsk: process.stdin.isTTY === true && process.stdout.isTTY === true && process.env.CI === undefined,
    color: wantsColor(),
    columns: process.stdout.columns ?? process.stderr.columns ?? 100,
    now: () => new Date(),
    monotonic: () => performance.now(),
    random: () => Math.random(),
    newId: () =>
      `${compactTime(new Date())}-${Array.from({ length: 6 }, () => idAlphabet[randomInt(idAlphabet.length)]).join('')}`,
    get stopping() {
      return interrupts.gracefully()
    },
    signal: interrupts.signal,
  }
}

function compactTime(time: Date): string {
  return time.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
}

/** https://no-color.org and https://force-color.org; else colour on terminals and in GitHub's logs. */
function wantsColor(): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0'
  return process.stdout.isTTY === true && TERM !== 'dumb'
}

/** Ends at once, until somebody has asked for the signal to stop by. */
function listenForInterrupts(): { gracefully(): AbortSignal; signal: AbortSignal } {
  const stopping = new AbortController()
  const hard = new AbortController()
  let graceful = false
  const interrupt = () => {
    if (!graceful) process.exit(130)
    if (!stopping.signal.aborted) {
      process.stderr.write('\nassay: stopping: no new trials; waiting for those that run (again to end at once)\n')
      stopping.abort()
    } else if (!hard.signal.aborted) {
      hard.abort()
      setTimeout(() => process.exit(130), lastWordMs).unref()
    } else {
      process.exit(130)
    }
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  const gracefully = () => {
    graceful = true
    return stopping.signal
  }
  return { gracefully, signal: hard.signal }
}

/** `assay runs | head` is no error, and `assay gate | head` still ends with the gate's exit code. */
function endureClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}
