import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { canonicalJson } from '../../core/json.ts'
import type { Approval, LedgerHead } from '../../core/ledger.ts'
import { chained } from '../../core/ledger.ts'

/** What of an entry has a column for SQL is computed from its JSON, so that the two can never say different things. */
function computed(key: string): string {
  return `generated always as (entry ->> '$.${key}') virtual`
}

const tables = [
  `create table ledger (
    number integer not null primary key, -- from 1, without gaps
    previous text not null, -- hash of the entry before; '' of the first
    hash text not null, -- SHA-256 of number, previous and entry
    entry text not null check (json_type(entry) is 'object'), -- canonical JSON
    id text not null unique ${computed('id')},
    kind text not null ${computed('kind')}, -- approval, waiver or revocation
    eval text not null ${computed('eval')},
    at text not null ${computed('at')},
    by text not null ${computed('by')},
    reason text not null ${computed('reason')},
    run_id text ${computed('runId')}, -- of an approval
    decision text ${computed('verdict.decision')}, -- what the gate said of the run that was approved
    rule text ${computed('rule')}, -- of a waiver or revocation
    expires text ${computed('expires')} -- of a waiver: the last day on which it holds
  )`,
  `create table ledger_head (
    id integer not null primary key check (id = 1),
    number integer not null, -- of the entry that was entered last; 0 before the first
    hash text not null
  )`,
]

/** A row that an insert would replace is deleted without a trigger being asked, so inserts are looked at as well. */
const appendOnly = [
  ...['update', 'delete'].map(
    (change) => `create trigger ledger_no_${change} before ${change} on ledger begin
    select raise(abort, 'the ledger is append-only: enter another approval, waiver or revocation instead');
  end`,
  ),
  `create trigger ledger_at_its_end before insert on ledger
    when new.number is not (select number + 1 from ledger_head)
      or new.previous is not (select hash from ledger_head)
      or exists (select 1 from ledger where number = new.number or id = new.id) begin
    select raise(abort, 'the ledger is append-only: entries go to its end');
  end`,
  `create trigger ledger_head_once before insert on ledger_head begin
    select raise(abort, 'the ledger is append-only: it has but one end');
  end`,
  `create trigger ledger_head_forward before update on ledger_head when new.number is not old.number + 1 begin
    select raise(abort, 'the ledger is append-only: its end only moves on');
  end`,
  `create trigger ledger_head_no_delete before delete on ledger_head begin
    select raise(abort, 'the ledger is append-only: its end stays');
  end`,
  `create trigger runs_no_delete_approved before delete on runs
    when exists (select 1 from ledger where kind = 'approval' and run_id = old.id) begin
    select raise(abort, 'the run was approved as a baseline, and so stays');
  end`,
]

/** As they were before. */
const baselines = [
  `create table baselines (
    id text not null primary key,
    eval text not null,
    run_id text not null references runs (id),
    reason text not null,
    approved_by text not null,
    approved_at text not null
  )`,
  ...['update', 'delete'].map(
    (change) => `create trigger baselines_no_${change} before ${change} on baselines begin
    select raise(abort, 'baselines are append-only: approve another run instead');
  end`,
  ),
]

type Old = { id: string; eval: string; run_id: string; reason: string; approved_by: string; approved_at: string }

/** Approvals from before become the first entries of the chain; what they approved was not kept. */
async function enterOldApprovals(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<Old>`select * from baselines order by approved_at, id`.execute(db)
  let head: LedgerHead = { number: 0, hash: '' }
  for (const { id, eval: evalName, run_id: runId, reason, approved_by: by, approved_at: at } of rows) {
    const unknown = { gradingId: null, content: null, verdict: null }
    const approval: Approval = { kind: 'approval', id, eval: evalName, runId, reason, by, at, ...unknown }
    const { number, previous, hash, entry } = chained(approval, head)
    const values = sql.join([number, previous, hash, canonicalJson(entry)])
    await sql`insert into ledger (number, previous, hash, entry) values (${values})`.execute(db)
    head = { number, hash }
  }
  await sql`insert into ledger_head (id, number, hash) values (1, ${head.number}, ${head.hash})`.execute(db)
}

/** Waivers and revocations have no place in the tables from before, and are lost; so are approvals of runs that are gone. */
const restoreApprovals = `insert into baselines (id, eval, run_id, reason, approved_by, approved_at)
  select id, eval, run_id, reason, by, at from ledger where kind = 'approval' and run_id in (select id from runs)`

export const ledger: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of tables) await sql.raw(statement).execute(db)
    await enterOldApprovals(db)
    await db.schema.dropTable('baselines').execute()
    for (const statement of appendOnly) await sql.raw(statement).execute(db)
  },
  async down(db: Kysely<unknown>) {
    for (const statement of [...baselines, restoreApprovals, 'drop trigger runs_no_delete_approved']) {
      await sql.raw(statement).execute(db)
    }
    for (const table of ['ledger', 'ledger_head']) await db.schema.dropTable(table).execute()
  },
}
