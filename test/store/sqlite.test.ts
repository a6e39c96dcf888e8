import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openSqliteStore } from '../../src/store/index.ts'
import { project } from '../support/project.ts'
import { storeContract } from './contract.ts'
import { waiver } from './entries.ts'

storeContract('sqlite', async () => {
  const location = join(project({}), '.assay', 'assay.sqlite')
  return {
    location,
    connect: async () => {
      const store = await openSqliteStore(location)
      onTestFinished(() => store.close().catch(() => {}))
      return store
    },
  }
})

it('lets go of the file, whatever it was used for', async () => {
  const path = join(project({}), 'assay.sqlite')
  const store = await openSqliteStore(path)
  await store.appendEntry(waiver())
  expect(existsSync(`${path}-wal`)).toBe(true)
  await store.close()
  expect(existsSync(`${path}-wal`)).toBe(false)
})
