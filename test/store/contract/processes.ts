import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { FreshStorage } from './support.ts'
import { all } from './support.ts'

export function processesContract(name: string, fresh: FreshStorage): void {
  describe(`${name}: processes`, { timeout: 120_000 }, () => {
    it('has every trial that was promised before kill -9', async () => {
      const storage = await fresh()
      const { child, lines } = writer(storage.location, 'killed', 1e9)
      for await (const _ of lines.heard(900)) child.kill('SIGKILL')
      await once(child, 'close')
      expect(child.signalCode).toBe('SIGKILL')
      const store = await storage.connect()
      const stored = new Map(
        (await all(store.trials('killed', { gradingId: 'killed-grading' }))).map((trial) => [trial.caseId, trial]),
      )
      expect(lines.all.length).toBeGreaterThanOrEqual(900)
      expect(lines.all.filter((id) => Object.keys(stored.get(id)?.grades ?? {}).length !== 2)).toEqual([])
    })

    it('takes two runs of two processes at once', async () => {
      const storage = await fresh()
      const writers = ['one', 'two'].map((runId) => writer(storage.location, runId, 600))
      await Promise.all(writers.map(({ child }) => once(child, 'close')))
      expect(writers.map(({ child, errors }) => [child.exitCode, errors.join('')])).toEqual([
        [0, ''],
        [0, ''],
      ])
      const store = await storage.connect()
      for (const runId of ['one', 'two']) {
        expect(await store.totals(runId)).toMatchObject({ trials: 600, ok: 600 })
        const keys = await all(store.trialKeys(runId, `${runId}-grading`))
        expect(keys.filter(({ graded }) => graded)).toHaveLength(600)
      }
    })
  })
}

/** Lines as they come. */
class Lines {
  readonly all: string[] = []
  readonly #waiting: { count: number; resolve(): void }[] = []

  add(line: string): void {
    this.all.push(line)
    for (const { count, resolve } of this.#waiting) if (this.all.length >= count) resolve()
  }

  /** Yields once, when so many have been heard. */
  async *heard(count: number): AsyncGenerator<void> {
    await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }))
    yield
  }
}

function writer(
  location: string,
  runId: string,
  count: number,
): { child: ChildProcess; lines: Lines; errors: string[] } {
  const script = fileURLToPath(new URL('../writerProcess.ts', import.meta.url))
  const child = spawn(process.execPath, [script, location, runId, String(count)], { stdio: ['ignore', 'pipe', 'pipe'] })
  const lines = new Lines()
  const errors: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.add(line))
  child.stderr.on('data', (chunk) => errors.push(String(chunk)))
  return { child, lines, errors }
}
