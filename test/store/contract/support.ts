import type { Case } from '../../../src/core/case.ts'
import type { Grade } from '../../../src/core/grade.ts'
import type { Store } from '../../../src/core/store.ts'
import type { Outcome } from '../../../src/core/trial.ts'
import { answered, grading, manifest, scores } from '../../support/trials.ts'

/** Storage that is empty at first and gone after the test. */
export interface Storage {
  /** What writerProcess.ts and ledgerProcess.ts open. */
  location: string
  /** Opens it, once more if need be; closed after the test. */
  connect(): Promise<Store>
}

export type FreshStorage = () => Promise<Storage>

/** With a run and a grading of it. */
export async function started(store: Store): Promise<Store> {
  await store.createRun(manifest())
  await store.createGrading(grading())
  return store
}

interface Put {
  item: Case
  repeat?: number
  outcome?: Outcome
  grades?: Record<string, Grade>
}

/** Stores a trial as the runner does: the outcome, then the grades of an answer, without waiting. */
export function put(
  store: Store,
  { item, repeat = 0, outcome = answered('yes'), grades = scores(1) }: Put,
): Promise<void>[] {
  const key = { caseId: item.id, repeat, case: item }
  return [
    store.addTrial({ ...key, runId: 'run-1', outcome }),
    ...(outcome.status === 'ok' ? [store.addGrades({ ...key, gradingId: 'grading-1', grades })] : []),
  ]
}

export async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  return Array.fromAsync(rows)
}
