import type { Generated } from 'kysely'
import type { Grade } from '../core/grade.ts'
import type { RunStatus } from '../core/run.ts'
import type { Outcome } from '../core/trial.ts'

/** The tables as queries see them, but those of the ledger (ledger.ts); migrations/ says what is in them. */
export interface Tables {
  runs: RunsTable
  cases: ContentTable
  requests: ContentTable
  trials: TrialsTable
  gradings: GradingsTable
  grades: GradesTable
}

export interface RunsTable {
  id: string
  eval: string
  target: string
  status: RunStatus
  created_at: string
  finished_at: string | null
  manifest: string
}

/** What many rows share is written once. */
export interface ContentTable {
  key: Generated<number>
  hash: Uint8Array
  content: string
}

interface FailureColumns {
  error_code: string | null
  error_message: string | null
  error_retryable: number | null
}

export interface TrialsTable extends FailureColumns {
  run_id: string
  case_id: string
  repeat: number
  status: Outcome['status']
  case_key: number
  latency_ms: number | null
  input_tokens: number | null
  output_tokens: number | null
  cost_usd: number | null
  output: string | null
  request_key: number | null
}

export interface GradingsTable {
  id: string
  run_id: string
  number: number
  graders: string
  created_at: string
  complete: number
}

export interface GradesTable extends FailureColumns {
  run_id: string
  grading: number
  case_id: string
  repeat: number
  grader: string
  status: Grade['status']
  score: number | null
  case_key: number
  reason: string | null
  parts: string | null
  evidence: string | null
  calls: string | null
}
