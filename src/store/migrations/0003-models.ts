import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Requests as they were sent stand in a table of their own: those of a case's repeats, and of runs that only differ in what answered, are
 * equal, and long.
 */
const changes = [
  `create table requests (
    key integer not null primary key,
    hash blob not null unique, -- SHA-256 of content
    content text not null -- canonical JSON: {method, url, body}
  )`,
  'alter table trials add column request_key integer',
  'alter table grades add column calls text',
]

const undone = [
  'alter table grades drop column calls',
  'alter table trials drop column request_key',
  'drop table requests',
]

export const models: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of changes) await sql.raw(statement).execute(db)
  },
  async down(db: Kysely<unknown>) {
    for (const statement of undone) await sql.raw(statement).execute(db)
  },
}
