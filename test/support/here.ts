import { runProgram } from '../../src/commands/program.ts'

let ids = 0

/**
 * Runs a command as the built one does, but in this process and at a moment of one's own: without the start of a process each, a test
 * can afford many. Ada runs it.
 */
export async function here(
  cwd: string,
  args: readonly string[],
  at = '2026-03-01T12:00:00.000Z',
): Promise<{ code: number; stdout: string; stderr: string }> {
  const said = { stdout: '', stderr: '' }
  const never = new AbortController().signal
  const code = await runProgram(args, {
    env: { PATH: process.env.PATH, GITHUB_ACTOR: 'ada' },
    cwd,
    stdout: { write: (text) => (said.stdout += text) },
    stderr: { write: (text) => (said.stderr += text) },
    isTTY: false,
    canAsk: false,
    color: false,
    columns: 120,
    now: () => new Date(at),
    random: () => 0,
    monotonic: () => performance.now(),
    newId: () => `id-${String(++ids).padStart(6, '0')}`,
    stopping: never,
    signal: never,
  })
  return { code, ...said }
}
