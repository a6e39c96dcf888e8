import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openSqliteStore } from '../../src/store/index.ts'
import { project } from '../support/project.ts'
import { storeContract } from './contract.ts'

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
