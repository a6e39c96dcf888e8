import { describe, expect, it } from 'vitest'
import type { Store } from '../../../src/core/store.ts'
import { grading, manifest } from '../../support/trials.ts'
import { approval } from '../entries.ts'
import type { FreshStorage } from './support.ts'

export function runsContract(name: string, fresh: FreshStorage): void {
  const connected = async () => (await fresh()).connect()

  describe(`${name}: runs`, () => {
    it('gives back what a run was decided to be', async () => {
      const store = await connected()
      await store.createRun(manifest())
      expect(await store.getRun('run-1')).toEqual({ ...manifest(), status: 'running' })
    })

    it('leaves out what a run does not have', async () => {
      const { owner: _, ...ownerless } = manifest({
        selection: {},
        target: { name: 'v', kind: 'function', fingerprint: 'f' },
      })
      const store = await connected()
      await store.createRun(ownerless)
      expect(await store.getRun('run-1')).toStrictEqual({ ...ownerless, status: 'running' })
    })

    it('follows the status, and forgets the end of a run that goes on', async () => {
      const store = await connected()
      await store.createRun(manifest())
      await store.setRunStatus('run-1', 'complete', '2025-03-01T11:00:00.000Z')
      expect(await store.getRun('run-1')).toMatchObject({ status: 'complete', finishedAt: '2025-03-01T11:00:00.000Z' })
      await store.setRunStatus('run-1', 'interrupted')
      const run = await store.getRun('run-1')
      expect(run.status).toBe('interrupted')
      expect(run).not.toHaveProperty('finishedAt')
    })

    it('lists the newest first, equal times by id, and only those asked for', async () => {
      const store = await connected()
      await store.createRun(manifest({ id: 'a', createdAt: '2025-03-02T00:00:00.000Z' }))
      await store.createRun(manifest({ id: 'b', createdAt: '2025-03-03T00:00:00.000Z', eval: 'other' }))
      await store.createRun(manifest({ id: 'c', createdAt: '2025-03-02T00:00:00.000Z' }))
      await store.createRun(
        manifest({
          id: 'd',
          createdAt: '2025-03-01T00:00:00.000Z',
          target: { name: 'v2', kind: 'function', fingerprint: 'g' },
        }),
      )
      await store.setRunStatus('c', 'complete', '2025-03-04T00:00:00.000Z')
      const ids = async (filter: Parameters<Store['listRuns']>[0]) => (await store.listRuns(filter)).map(({ id }) => id)
      expect(await ids({})).toEqual(['b', 'c', 'a', 'd'])
      expect(await ids({ eval: 'support' })).toEqual(['c', 'a', 'd'])
      expect(await ids({ target: 'v2' })).toEqual(['d'])
      expect(await ids({ status: 'running', eval: 'support', target: 'v1' })).toEqual(['a'])
      expect(await ids({ eval: 'none' })).toEqual([])
    })

    it('says in one line that there is no such run, or that there is one already', async () => {
      const store = await connected()
      await store.createRun(manifest())
      await expect(store.createRun(manifest())).rejects.toThrow('there is already a run "run-1"')
      for (const missing of [
        () => store.getRun('nope'),
        () => store.setRunStatus('nope', 'complete'),
        () => store.createGrading(grading({ runId: 'nope' })),
        () => store.gradedRun('nope', 'grading-1'),
        () => store.appendEntry(approval({ runId: 'nope' })),
      ]) {
        await expect(missing()).rejects.toThrow(/^there is no run "nope" in the store; [^\n]+$/)
      }
    })
  })
}
