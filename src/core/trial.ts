import type { Failure } from './failure.ts'
import type { Grade } from './grade.ts'
import type { Output } from './output.ts'

export type Outcome = { status: 'ok'; output: Output } | { status: 'error'; error: Failure }

export interface TrialKey {
  caseId: string
  /** 0-based. */
  repeat: number
}

/** One (case, repeat) of a run: what the target did, and its grades by grader name (none where the outcome is an error). */
export interface Trial extends TrialKey {
  outcome: Outcome
  grades: Record<string, Grade>
}
