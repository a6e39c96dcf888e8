import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

export interface CliResult {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface CliOptions {
  env?: Record<string, string>
  /** Called with the process and everything it has written to stderr so far, whenever it writes there. */
  onStderr?: (child: ChildProcess, stderr: string) => void
}

/** Runs the built command in a folder, as a user does, without the surroundings of this machine's CI. */
export function assay(
  cwd: string,
  args: readonly string[],
  { env = {}, onStderr }: CliOptions = {},
): Promise<CliResult> {
  const { GITHUB_ACTIONS: _, GITHUB_STEP_SUMMARY: __, GITHUB_ACTOR: ___, ...inherited } = process.env
  const child = spawn(process.execPath, [cli, ...args], { cwd, env: { ...inherited, NO_COLOR: '1', ...env } })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
    onStderr?.(child, stderr)
  })
  child.stdin.end()
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
}
