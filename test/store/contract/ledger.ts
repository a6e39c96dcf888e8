import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultsOfLedger } from '../../../src/core/ledger.ts'
import { caseNamed, text } from '../../support/trials.ts'
import { approval, chainOf, revocation, waiver } from '../entries.ts'
import type { FreshStorage } from './support.ts'
import { put, started } from './support.ts'

export function ledgerContract(name: string, fresh: FreshStorage): void {
  const connected = async () => (await fresh()).connect()

  describe(`${name}: ledger`, () => {
    it('is empty at first', async () => {
      const store = await connected()
      expect(await store.ledger()).toEqual({ entries: [], head: undefined })
    })

    it('keeps entries in the order in which they came, whatever their time, each bound to the one before', async () => {
      const store = await started(await connected())
      const verdict = { decision: 'fail' as const, sentence: 'FAIL: worse', against: 'run-0', failed: ['errors'] }
      const entries = [
        approval({ verdict }),
        waiver(),
        approval({ id: 'a2', at: '2025-01-01T00:00:00.000Z' }),
        revocation(),
      ]
      const links = []
      for (const entry of entries) links.push(await store.appendEntry(entry))
      const chain = chainOf(entries)
      expect(links).toEqual(chain.entries)
      expect(await store.ledger()).toEqual(chain)
      expect(faultsOfLedger(chain.entries, chain.head)).toEqual([])
    })

    it('gives back any reason as it was given', async () => {
      const store = await connected()
      const reasons = fc.sample(text, 40)
      for (const [index, reason] of reasons.entries()) await store.appendEntry(waiver({ id: `w${index}`, reason }))
      const { entries, head } = await store.ledger()
      expect(entries.map(({ entry }) => entry.reason)).toEqual(reasons)
      expect(faultsOfLedger(entries, head)).toEqual([])
    })

    it('takes an id only once', async () => {
      const store = await connected()
      await store.appendEntry(waiver())
      await expect(store.appendEntry(waiver({ reason: 'again' }))).rejects.toThrow(/append-only/)
      expect(await store.ledger()).toEqual(chainOf([waiver()]))
    })

    it('does not take the approval of a run that is not there', async () => {
      const store = await started(await connected())
      await store.appendEntry(approval())
      await expect(store.appendEntry(approval({ id: 'a2', runId: 'nope' }))).rejects.toThrow(
        /^there is no run "nope" in the store; [^\n]+$/,
      )
      expect((await store.ledger()).entries).toHaveLength(1)
    })

    it('commits what was pending before', async () => {
      const storage = await fresh()
      const store = await started(await storage.connect())
      const pending = put(store, { item: caseNamed('a') })
      await store.appendEntry(approval())
      const other = await storage.connect()
      expect(await other.totals('run-1')).toMatchObject({ trials: 1 })
      expect(await other.ledger()).toEqual(chainOf([approval()]))
      await Promise.all(pending)
    })

    it('keeps one chain where several connections and processes append at once', { timeout: 120_000 }, async () => {
      const storage = await fresh()
      const [one, two] = [await storage.connect(), await storage.connect()]
      const script = fileURLToPath(new URL('../ledgerProcess.ts', import.meta.url))
      const children = ['x', 'y'].map((id) =>
        spawn(process.execPath, [script, storage.location, id, '150'], { stdio: ['ignore', 'ignore', 'inherit'] }),
      )
      const done = children.map((child) => once(child, 'close'))
      for (let index = 0; children.some(({ exitCode }) => exitCode === null); index += 1) {
        await Promise.all([
          one.appendEntry(waiver({ id: `one-${index}` })),
          two.appendEntry(waiver({ id: `two-${index}` })),
        ])
        await new Promise((resolve) => setImmediate(resolve))
      }
      await Promise.all(done)
      expect(children.map(({ exitCode }) => exitCode)).toEqual([0, 0])
      const { entries, head } = await one.ledger()
      expect(entries.length).toBeGreaterThanOrEqual(302)
      expect(faultsOfLedger(entries, head)).toEqual([])
    })
  })
}
