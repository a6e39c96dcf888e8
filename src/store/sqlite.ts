import type { Database } from 'better-sqlite3'
import type { Selectable } from 'kysely'
import { Kysely, SqliteDialect, sql } from 'kysely'
import type { CaseFacts, GradedRun } from '../core/comparison.ts'
import { AssayError } from '../core/errors.ts'
import type { ChainedEntry, LedgerEntry, LedgerHead } from '../core/ledger.ts'
import type { AnsweredBy, Grading, JudgeTotals, Run, RunManifest, RunStatus, RunTotals } from '../core/run.ts'
import type { RunFilter, Store, StoredTrial, TrialSink } from '../core/store.ts'
import type { TrialKey } from '../core/trial.ts'
import type { SqliteOptions } from './connection.ts'
import { connect, connectToMemory, inMemory } from './connection.ts'
import { readCaseFacts } from './facts.ts'
import { storeError } from './faults.ts'
import { appendEntry, readLedger } from './ledger.ts'
import type { GradingKey } from './pages.ts'
import { presence } from './presence.ts'
import type { GradingsTable, RunsTable, Tables } from './schema.ts'
import { readTrialKeys, readTrials } from './trials.ts'
import { Writer } from './writer.ts'

/** As the function of the same name in index.ts. */
export async function openSqliteStore(path: string, options: SqliteOptions = {}): Promise<Store> {
  return new SqliteStore(await connect(path, options), path)
}

/** As the function of the same name in index.ts. */
export async function openEmptyStore(): Promise<Store> {
  return new SqliteStore(await connectToMemory(), inMemory)
}

/** The store in one SQLite file. Several processes may use one file at a time. */
export class SqliteStore implements Store {
  readonly #path: string
  readonly #database: Database
  readonly #db: Kysely<Tables>
  readonly #writer: Writer
  readonly #assertPresent: () => void

  /** Takes over a connection that `connect` made. */
  constructor(database: Database, path: string) {
    this.#path = path
    this.#database = database
    this.#db = new Kysely({ dialect: new SqliteDialect({ database }) })
    this.#assertPresent = presence(path)
    this.#writer = new Writer(database, path, this.#assertPresent)
  }

  addTrial(trial: Parameters<TrialSink['addTrial']>[0]): Promise<void> {
    return this.#writer.addTrial(trial)
  }

  addGrades(grades: Parameters<TrialSink['addGrades']>[0]): Promise<void> {
    return this.#writer.addGrades(grades)
  }

  flush(): Promise<void> {
    return this.#writer.flush()
  }

  async close(): Promise<void> {
    try {
      this.#writer.close()
    } finally {
      await this.#db.destroy()
      // Kysely closes only what it has used.
      this.#database.close()
    }
  }

  async createRun(manifest: RunManifest): Promise<void> {
    const row: RunsTable = {
      id: manifest.id,
      eval: manifest.eval,
      target: manifest.target.name,
      status: 'running',
      created_at: manifest.createdAt,
      finished_at: null,
      manifest: JSON.stringify(manifest),
    }
    const added = await this.#write(() =>
      this.#db
        .insertInto('runs')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst(),
    )
    if (added.numInsertedOrUpdatedRows === 0n) throw new AssayError(`there is already a run "${manifest.id}"`)
  }

  async getRun(id: string): Promise<Run> {
    const row = await this.#read(() => this.#db.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst())
    if (row === undefined) throw noRun(id)
    return runOf(row)
  }

  async listRuns({ eval: evalName, target, status }: RunFilter = {}): Promise<Run[]> {
    let query = this.#db.selectFrom('runs').selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc')
    if (evalName !== undefined) query = query.where('eval', '=', evalName)
    if (target !== undefined) query = query.where('target', '=', target)
    if (status !== undefined) query = query.where('status', '=', status)
    return (await this.#read(() => query.execute())).map(runOf)
  }

  async setRunStatus(id: string, status: RunStatus, finishedAt?: string): Promise<void> {
    const { numUpdatedRows } = await this.#write(() =>
      this.#db
        .updateTable('runs')
        .set({ status, finished_at: finishedAt ?? null })
        .where('id', '=', id)
        .executeTakeFirst(),
    )
    if (numUpdatedRows === 0n) throw noRun(id)
  }

  totals(runId: string): Promise<RunTotals> {
    return this.#read(() =>
      this.#db
        .selectFrom('trials')
        .select(({ fn, val }) => [
          fn.countAll<number>().as('trials'),
          fn.countAll<number>().filterWhere('status', '=', 'ok').as('ok'),
          fn.countAll<number>().filterWhere('status', '=', 'error').as('errors'),
          fn.coalesce(fn.sum<number>('input_tokens'), val(0)).as('inputTokens'),
          fn.coalesce(fn.sum<number>('output_tokens'), val(0)).as('outputTokens'),
          fn.coalesce(fn.sum<number>('cost_usd'), val(0)).as('costUsd'),
        ])
        .where('run_id', '=', runId)
        .executeTakeFirstOrThrow(),
    )
  }

  answeredBy(runId: string): Promise<AnsweredBy[]> {
    return this.#read(() =>
      this.#db
        .selectFrom('trials')
        .select(({ fn }) => [sql<string>`output ->> '$.modelId'`.as('modelId'), fn.countAll<number>().as('trials')])
        .where('run_id', '=', runId)
        .where(sql`output ->> '$.modelId'`, 'is not', null)
        .groupBy('modelId')
        .orderBy('trials', 'desc')
        .orderBy('modelId')
        .execute(),
    )
  }

  async judgeTotals(runId: string, gradingId: string): Promise<JudgeTotals> {
    const { key } = await this.#grading(runId, gradingId)
    const sum = (path: string) => sql<number>`coalesce(sum(value ->> ${path}), 0)`
    const { rows } = await this.#read(() =>
      sql<JudgeTotals>`
        select count(*) as calls, ${sum('$.usage.inputTokens')} as "inputTokens",
          ${sum('$.usage.outputTokens')} as "outputTokens", ${sum('$.costUsd')} as "costUsd"
        from grades, json_each(calls) where run_id = ${runId} and grading = ${key.number} and calls is not null
      `.execute(this.#db),
    )
    return rows[0] ?? { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 }
  }

  async createGrading({ id, runId, graders, createdAt }: Omit<Grading, 'complete'>): Promise<void> {
    await this.getRun(runId)
    await this.#write(() =>
      this.#db
        .insertInto('gradings')
        .columns(['id', 'run_id', 'number', 'graders', 'created_at', 'complete'])
        .expression(({ selectFrom, fn, val, eb }) =>
          selectFrom('gradings')
            .select([
              val(id).as('id'),
              val(runId).as('run_id'),
              eb(fn.coalesce(fn.max('number'), val(0)), '+', 1).as('number'),
              val(JSON.stringify(graders)).as('graders'),
              val(createdAt).as('created_at'),
              val(0).as('complete'),
            ])
            .where('run_id', '=', runId),
        )
        .execute(),
    )
  }

  async completeGrading(id: string): Promise<void> {
    const { numUpdatedRows } = await this.#write(() =>
      this.#db.updateTable('gradings').set({ complete: 1 }).where('id', '=', id).executeTakeFirst(),
    )
    if (numUpdatedRows === 0n) throw noGrading(id)
  }

  async listGradings(runId: string): Promise<Grading[]> {
    const rows = await this.#read(() =>
      this.#db
        .selectFrom('gradings')
        .selectAll()
        .where('run_id', '=', runId)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .execute(),
    )
    return rows.map(gradingOf)
  }

  async *trialKeys(runId: string, gradingId: string): AsyncGenerator<TrialKey & { graded: boolean }> {
    const { key } = await this.#grading(runId, gradingId)
    yield* this.#stream(readTrialKeys(this.#db, runId, key))
  }

  async *trials(
    runId: string,
    { gradingId, caseIds }: { gradingId?: string; caseIds?: readonly string[] } = {},
  ): AsyncGenerator<StoredTrial> {
    const grading = gradingId === undefined ? {} : { grading: (await this.#grading(runId, gradingId)).key }
    yield* this.#stream(readTrials(this.#db, runId, { ...grading, ...(caseIds === undefined ? {} : { caseIds }) }))
  }

  async gradedRun(runId: string, gradingId: string): Promise<GradedRun> {
    const run = await this.getRun(runId)
    const { grading, key } = await this.#grading(runId, gradingId)
    return { run, grading, cases: await Array.fromAsync(this.#stream(readCaseFacts(this.#db, run, key))) }
  }

  async *caseFacts(runId: string, gradingId: string): AsyncGenerator<CaseFacts> {
    const run = await this.getRun(runId)
    const { key } = await this.#grading(runId, gradingId)
    yield* this.#stream(readCaseFacts(this.#db, run, key))
  }

  async appendEntry(entry: LedgerEntry): Promise<ChainedEntry> {
    if (entry.kind === 'approval') await this.getRun(entry.runId)
    return this.#write(async () => appendEntry(this.#database, entry))
  }

  ledger(): Promise<{ entries: ChainedEntry[]; head: LedgerHead | undefined }> {
    return this.#read(async () => readLedger(this.#database))
  }

  async #grading(runId: string, id: string): Promise<{ grading: Grading; key: GradingKey }> {
    const row = await this.#read(() =>
      this.#db.selectFrom('gradings').selectAll().where('id', '=', id).where('run_id', '=', runId).executeTakeFirst(),
    )
    if (row === undefined) throw noGrading(id, runId)
    const grading = gradingOf(row)
    return { grading, key: { number: row.number, graders: grading.graders.length } }
  }

  async #read<T>(query: () => Promise<T>): Promise<T> {
    try {
      return await query()
    } catch (error) {
      throw storeError(this.#path, error)
    }
  }

  /** What is buffered goes first: a run is never called complete before its trials are in. */
  async #write<T>(query: () => Promise<T>): Promise<T> {
    await this.#writer.flush()
    const result = await this.#read(query)
    this.#assertPresent()
    return result
  }

  async *#stream<T>(rows: AsyncGenerator<T>): AsyncGenerator<T> {
    try {
      yield* rows
    } catch (error) {
      throw storeError(this.#path, error)
    }
  }
}

function noRun(id: string): AssayError {
  return new AssayError({ message: `there is no run "${id}" in the store`, mend: 'assay runs lists those there are' })
}

function noGrading(id: string, runId?: string): AssayError {
  return new AssayError(`there is no grading "${id}"${runId === undefined ? '' : ` of run "${runId}"`} in the store`)
}

function runOf({ manifest, status, finished_at }: Selectable<RunsTable>): Run {
  return {
    ...(JSON.parse(manifest) as RunManifest),
    status,
    ...(finished_at === null ? {} : { finishedAt: finished_at }),
  }
}

function gradingOf({ id, run_id, graders, created_at, complete }: Selectable<GradingsTable>): Grading {
  return { id, runId: run_id, graders: JSON.parse(graders), createdAt: created_at, complete: complete === 1 }
}
