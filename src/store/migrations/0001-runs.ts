import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Trials and grades keep the ids of their run and case as text, so that a query on one table reads well by itself. They have row ids:
 * answers and evidence are long, and in a table without row ids SQLite gives what exceeds a quarter of a page a page of its own.
 */
const tables = [
  `create table runs (
    id text not null primary key,
    eval text not null,
    target text not null,
    status text not null check (status in ('running', 'interrupted', 'complete')),
    created_at text not null,
    finished_at text,
    manifest text not null -- JSON: what was decided when the run began
  )`,
  `create table cases (
    key integer not null primary key,
    hash blob not null unique, -- SHA-256 of content
    content text not null -- canonical JSON of the golden example
  )`,
  `create table trials (
    run_id text not null references runs (id) on delete cascade,
    case_id text not null,
    repeat integer not null, -- from 0
    status text not null check (status in ('ok', 'error')),
    case_key integer not null references cases (key), -- as it was asked
    error_code text,
    error_message text,
    error_retryable integer, -- 0 or 1
    latency_ms real,
    input_tokens integer,
    output_tokens integer,
    cost_usd real,
    output text, -- JSON, without what the columns before hold
    primary key (run_id, case_id, repeat)
  )`,
  `create table gradings (
    id text not null primary key,
    run_id text not null references runs (id) on delete cascade,
    number integer not null, -- 1 is the first grading of the run
    graders text not null, -- JSON: [{name, fingerprint, passAt}]
    created_at text not null,
    complete integer not null default 0 check (complete in (0, 1)),
    unique (run_id, number)
  )`,
  `create table grades (
    run_id text not null,
    grading integer not null, -- gradings.number
    case_id text not null,
    repeat integer not null,
    grader text not null,
    status text not null check (status in ('scored', 'unscored', 'error')),
    score real, -- 0..1, higher is better; null unless scored
    case_key integer not null references cases (key), -- as it was graded
    error_code text,
    error_message text,
    error_retryable integer,
    reason text,
    parts text, -- JSON: {name: {score, n}}
    evidence text, -- JSON
    primary key (run_id, case_id, repeat, grading, grader),
    foreign key (run_id, case_id, repeat) references trials (run_id, case_id, repeat) on delete cascade,
    foreign key (run_id, grading) references gradings (run_id, number) on delete cascade
  )`,
  `create table baselines (
    id text not null primary key,
    eval text not null,
    run_id text not null references runs (id),
    reason text not null,
    approved_by text not null,
    approved_at text not null
  )`,
]

const appendOnly = ['update', 'delete'].map(
  (change) => `create trigger baselines_no_${change} before ${change} on baselines begin
    select raise(abort, 'baselines are append-only: approve another run instead');
  end`,
)

export const runs: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of [...tables, ...appendOnly]) await sql.raw(statement).execute(db)
  },
  async down(db: Kysely<unknown>) {
    for (const table of ['baselines', 'grades', 'gradings', 'trials', 'cases', 'runs']) {
      await db.schema.dropTable(table).execute()
    }
  },
}
