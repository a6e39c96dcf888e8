import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import type { CaseInput } from '../../src/core/case.ts'
import type { Failure } from '../../src/core/failure.ts'
import { FailureError } from '../../src/core/failure.ts'
import type { Network } from '../../src/core/network.ts'
import type { Output } from '../../src/core/output.ts'
import type { Target, TargetDefinition } from '../../src/core/target.ts'
import { callContext, networkOf } from './network.ts'

export const fixtures = join(import.meta.dirname, '../fixtures/targets')

/** The target, open; closed when the test is over. */
export async function openTarget(
  definition: TargetDefinition,
  root: string,
  env: Record<string, string | undefined> = process.env,
  network: Network = networkOf(),
): Promise<Target> {
  const target = await definition.open({ name: 'v1', root, env, network })
  onTestFinished(async () => target.close?.())
  return target
}

/** A reference to the environment, as the user writes it. */
export const fromEnv = (name: string) => `\${${name}}`

export interface Asking {
  repeat?: number
  signal?: AbortSignal
}

export function ask(target: Target, id: string, input: CaseInput = '', asking: Asking = {}): Promise<Output> {
  const { repeat = 0, signal = new AbortController().signal } = asking
  return target.run({ id, input }, { repeat, ...callContext(signal) })
}

/** Why there was no answer. */
export async function failureOf(answer: Promise<Output>): Promise<Failure> {
  const thrown = await answer.then(
    (output) => output,
    (error: unknown) => error,
  )
  if (!(thrown instanceof FailureError)) throw new Error(`no failure: ${JSON.stringify(thrown)} ${String(thrown)}`)
  return thrown.failure
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch {
    return false
  }
}

/** An orphan that nobody has collected yet is dead all the same. */
function isZombie(pid: number): boolean {
  const path = `/proc/${pid}/stat`
  return existsSync(path) && /\) Z /.test(readFileSync(path, 'utf8'))
}

/** Resolves when a fixture has noted this many lines in a file. */
export async function untilNoted(path: string, lines: number): Promise<void> {
  await vi.waitFor(
    () => {
      if (readFileSync(path, 'utf8').split('\n').length <= lines) throw new Error('not noted yet')
    },
    { timeout: 20_000, interval: 20 },
  )
}

/** The pids that a fixture writes when it is up. */
export async function pidsIn(path: string): Promise<number[]> {
  return vi.waitFor(() => JSON.parse(readFileSync(path, 'utf8')) as number[], { timeout: 20_000, interval: 20 })
}

export async function untilDead(pids: readonly number[]): Promise<void> {
  await vi.waitFor(
    () => {
      const alive = pids.filter(isAlive)
      if (alive.length > 0) throw new Error(`still alive: ${alive.join(', ')}`)
    },
    { timeout: 20_000, interval: 20 },
  )
}
