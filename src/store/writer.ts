import type { Database, Statement } from 'better-sqlite3'
import type { Case } from '../core/case.ts'
import { AssayError } from '../core/errors.ts'
import { sha256 } from '../core/fingerprint.ts'
import { canonicalJson } from '../core/json.ts'
import type { TrialSink } from '../core/store.ts'
import { Batch } from './batch.ts'
import { storeError } from './faults.ts'
import { gradeColumns, outcomeColumns } from './rows.ts'

type Added<Method extends keyof TrialSink> = Parameters<TrialSink[Method]>[0]
type Value = string | number | null
type Row = Record<string, Value | undefined>

const trialColumns = [
  'run_id',
  'case_id',
  'repeat',
  'status',
  'case_key',
  'error_code',
  'error_message',
  'error_retryable',
  'latency_ms',
  'input_tokens',
  'output_tokens',
  'cost_usd',
  'output',
  'request_key',
]

const gradesColumns = [
  'run_id',
  'grading',
  'case_id',
  'repeat',
  'grader',
  'status',
  'score',
  'case_key',
  'error_code',
  'error_message',
  'error_retryable',
  'reason',
  'parts',
  'evidence',
  'calls',
]

/**
 * The two writes that a run makes for every trial: prepared once and committed in batches, as building each query anew would take
 * longer than the write.
 */
export class Writer implements TrialSink {
  readonly #batch: Batch
  readonly #insertTrial: Statement<[Value[]]>
  readonly #insertGrade: Statement<[Value[]]>
  readonly #selectGrading: Statement<[string], { run_id: string; number: number }>
  readonly #cases: Contents
  readonly #requests: Contents
  readonly #gradings = new Map<string, { runId: string; number: number }>()
  readonly #caseKeys = new WeakMap<Case, number>()
  /** Answers of this process that another process had forestalled: grades of these must not land on those. */
  readonly #forestalled = new Set<string>()

  constructor(database: Database, path: string, assertPresent: () => void) {
    const insert = (table: string, columns: readonly string[]) =>
      database.prepare<[Value[]]>(
        `insert or ignore into ${table} (${columns.join()}) values (${columns.map(() => '?').join()})`,
      )
    this.#insertTrial = insert('trials', trialColumns)
    this.#insertGrade = insert('grades', gradesColumns)
    this.#selectGrading = database.prepare('select run_id, number from gradings where id = ?')
    this.#cases = new Contents(database, 'cases')
    this.#requests = new Contents(database, 'requests')
    const transaction = database.transaction((apply: () => void) => apply())
    this.#batch = new Batch((apply) => {
      try {
        transaction.immediate(apply)
        assertPresent()
      } catch (error) {
        throw storeError(path, error)
      }
    })
  }

  async addTrial({ runId, caseId, repeat, outcome, case: item }: Added<'addTrial'>): Promise<void> {
    const row: Row = { run_id: runId, case_id: caseId, repeat, ...outcomeColumns(outcome) }
    const request = outcome.status === 'ok' ? outcome.output.request : undefined
    await this.#batch.add(() => {
      row.case_key = this.#caseKey(item)
      row.request_key = request === undefined ? null : this.#requests.keyOf(canonicalJson(request))
      const { changes } = this.#insertTrial.run(inOrder(trialColumns, row))
      if (changes === 0 && outcome.status === 'ok') this.#forestalled.add(trialName(runId, caseId, repeat))
    })
  }

  async addGrades({ gradingId, caseId, repeat, grades, case: item }: Added<'addGrades'>): Promise<void> {
    const rows: Row[] = Object.entries(grades).map(([grader, grade]) => ({ grader, ...gradeColumns(grade) }))
    await this.#batch.add(() => {
      const { runId, number } = this.#grading(gradingId)
      if (this.#forestalled.delete(trialName(runId, caseId, repeat))) return
      const key = { run_id: runId, grading: number, case_id: caseId, repeat, case_key: this.#caseKey(item) }
      for (const row of rows) this.#insertGrade.run(inOrder(gradesColumns, Object.assign(row, key)))
    })
  }

  async flush(): Promise<void> {
    this.#batch.flush()
  }

  /** Commits what is pending; from then on nothing is taken. */
  close(): void {
    try {
      this.#batch.flush()
    } finally {
      this.#batch.close(new Error('the store is closed'))
    }
  }

  #grading(id: string): { runId: string; number: number } {
    const known = this.#gradings.get(id)
    if (known !== undefined) return known
    const row = this.#selectGrading.get(id)
    if (row === undefined) throw new AssayError(`there is no grading "${id}" in the store`)
    const grading = { runId: row.run_id, number: row.number }
    this.#gradings.set(id, grading)
    return grading
  }

  #caseKey(item: Case): number {
    const known = this.#caseKeys.get(item)
    if (known !== undefined) return known
    const key = this.#cases.keyOf(canonicalJson(item))
    this.#caseKeys.set(item, key)
    return key
  }
}

/** Texts that are written once, however many rows refer to them. */
class Contents {
  readonly #select: Statement<[Buffer], number>
  readonly #insert: Statement<[Buffer, string]>

  constructor(database: Database, table: 'cases' | 'requests') {
    this.#select = database.prepare<[Buffer], number>(`select key from ${table} where hash = ?`).pluck()
    this.#insert = database.prepare(`insert into ${table} (hash, content) values (?, ?)`)
  }

  keyOf(content: string): number {
    const hash = Buffer.from(sha256(content), 'hex')
    return this.#select.get(hash) ?? Number(this.#insert.run(hash, content).lastInsertRowid)
  }
}

function trialName(runId: string, caseId: string, repeat: number): string {
  return `${runId} ${repeat} ${caseId}`
}

/** Values by position: bound by name, each would be looked up anew for every row. */
function inOrder(columns: readonly string[], row: Row): Value[] {
  return columns.map((name) => row[name] ?? null)
}
