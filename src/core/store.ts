import type { Case } from './case.ts'
import type { CaseFacts, GradedRun } from './comparison.ts'
import type { Grade } from './grade.ts'
import type { ChainedEntry, LedgerEntry, LedgerHead } from './ledger.ts'
import type { AnsweredBy, Grading, JudgeTotals, Run, RunManifest, RunStatus, RunTotals } from './run.ts'
import type { Outcome, Trial, TrialKey } from './trial.ts'

/**
 * Where the runner leaves what is finished. Both promises resolve when the row is committed. What is already there stays as it is: a
 * second outcome of a trial is dropped, and so are the grades that this process gives to it.
 */
export interface TrialSink {
  addTrial(trial: TrialKey & { runId: string; outcome: Outcome; case: Case }): Promise<void>
  /** `case` is the golden example that was graded against; after a change of `expected` it may differ from the one that was asked. */
  addGrades(grades: TrialKey & { gradingId: string; grades: Record<string, Grade>; case: Case }): Promise<void>
  /** Commits what is buffered. */
  flush(): Promise<void>
}

/** A stored trial with its grades of one grading and its case: as that grading saw it, else as it was asked. */
export interface StoredTrial extends Trial {
  case: Case
}

export interface RunFilter {
  eval?: string
  target?: string
  status?: RunStatus
}

/**
 * The one port to storage. Every implementation passes the same contract tests. All methods reject with an AssayError of one clear
 * line when the storage is locked, read-only, full, damaged or written by a newer version; nothing already committed is lost.
 */
export interface Store extends TrialSink {
  createRun(manifest: RunManifest): Promise<void>
  /** @throws AssayError when there is no such run */
  getRun(id: string): Promise<Run>
  /** Newest first (createdAt, then id). */
  listRuns(filter?: RunFilter): Promise<Run[]>
  setRunStatus(id: string, status: RunStatus, finishedAt?: string): Promise<void>
  totals(runId: string): Promise<RunTotals>
  /** The models that answered, most answers first, then by name; empty where no answer tells. */
  answeredBy(runId: string): Promise<AnsweredBy[]>
  judgeTotals(runId: string, gradingId: string): Promise<JudgeTotals>

  createGrading(grading: Omit<Grading, 'complete'>): Promise<void>
  completeGrading(id: string): Promise<void>
  /** Newest first. */
  listGradings(runId: string): Promise<Grading[]>

  /** Keys of the trials of a run that have an outcome, with whether all are graded in this grading (error outcomes need no grades). */
  trialKeys(runId: string, gradingId: string): AsyncIterable<TrialKey & { graded: boolean }>
  /**
   * Trials with their cases, ordered by case id and repeat; grades are those of `gradingId` (none without it). `caseIds` narrows.
   * Streams: memory does not grow with the run.
   */
  trials(runId: string, options?: { gradingId?: string; caseIds?: readonly string[] }): AsyncIterable<StoredTrial>
  /** The cases of a run without texts, ordered by id. Streams. */
  caseFacts(runId: string, gradingId: string): AsyncIterable<CaseFacts>
  /** The whole run without texts, for a comparison. */
  gradedRun(runId: string, gradingId: string): Promise<GradedRun>

  /** Binds an entry to the end of the ledger. @throws AssayError when an approval names a run that is not there */
  appendEntry(entry: LedgerEntry): Promise<ChainedEntry>
  /** The whole ledger in its order, and its end as it was kept apart; undefined where nothing was ever entered. */
  ledger(): Promise<{ entries: ChainedEntry[]; head: LedgerHead | undefined }>

  /** Commits what is buffered, then lets go of the storage. */
  close(): Promise<void>
}
