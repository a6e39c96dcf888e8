import type { Database } from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import type { Migration } from 'kysely/migration'
import { AssayError } from '../core/errors.ts'
import { migrations as known } from './migrations/index.ts'

/** Says in the header of the file whose database it is: `Assa` in ASCII. */
const applicationId = 0x41737361

const migrationTable = 'migrations'

/**
 * What a database holds, from reading alone.
 * @throws AssayError where it is the database of something else, or of a newer version of Assay
 */
export function inspect(
  database: Database,
  path: string,
  migrations: Readonly<Record<string, Migration>> = known,
): 'empty' | 'behind' | 'current' {
  const objects = database.prepare<[], string>('select name from sqlite_schema').pluck().all()
  if (objects.length === 0) return 'empty'
  if (database.pragma('application_id', { simple: true }) !== applicationId) {
    throw new AssayError({
      file: path,
      message: 'this is the database of something else, not a store of Assay',
      mend: 'name another file as the store',
    })
  }
  const applied = objects.includes(migrationTable)
    ? database.prepare<[], string>(`select name from ${migrationTable} order by name`).pluck().all()
    : []
  const unknown = applied.find((name) => !Object.hasOwn(migrations, name))
  if (unknown !== undefined) {
    throw new AssayError({
      file: path,
      message: `the store was written by a newer version of Assay (it knows "${unknown}")`,
      mend: 'update Assay, or name another store',
    })
  }
  return applied.length === Object.keys(migrations).length ? 'current' : 'behind'
}

/**
 * Brings the tables to a version: the newest, the one after the migration that `to` names, or with `null` to none. All or nothing;
 * two processes that open a new store at once wait for each other.
 */
export async function migrate(
  database: Database,
  path: string,
  { to, migrations = known }: { to?: string | null; migrations?: Readonly<Record<string, Migration>> } = {},
): Promise<void> {
  const { Migrator, NO_MIGRATIONS } = await import('kysely/migration')
  const migrator = new Migrator({
    db: new Kysely({ dialect: new SqliteDialect({ database }) }),
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableName: migrationTable,
    migrationLockTableName: `${migrationTable}_lock`,
  })
  database.exec('begin immediate')
  try {
    inspect(database, path, migrations)
    const { error } =
      to === undefined ? await migrator.migrateToLatest() : await migrator.migrateTo(to === null ? NO_MIGRATIONS : to)
    if (error !== undefined) throw error
    database.pragma(`application_id = ${applicationId}`)
    database.exec('commit')
  } catch (error) {
    if (database.inTransaction) database.exec('rollback')
    throw error
  }
}
