import type { Migration } from 'kysely/migration'
import { runs } from './0001-runs.ts'
import { ledger } from './0002-ledger.ts'
import { models } from './0003-models.ts'

/** All migrations in their order. One that has been released never changes: what comes after it is a new one. */
export const migrations: Record<string, Migration> = {
  '0001-runs': runs,
  '0002-ledger': ledger,
  '0003-models': models,
}
