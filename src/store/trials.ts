import type { Kysely } from 'kysely'
import type { SentRequest } from '../core/output.ts'
import type { StoredTrial } from '../core/store.ts'
import type { TrialKey } from '../core/trial.ts'
import type { GradingKey, Place } from './pages.ts'
import { byPlace, casesOf, contentsOf, gradesBetween, listed, pages, trialsAfter } from './pages.ts'
import { gradeOf, outcomeOf } from './rows.ts'
import type { Tables } from './schema.ts'

const keysAPage = 5_000

/** Few, as answers may be long. */
const trialsAPage = 250

/** Keys of the trials that have an outcome; graded where each of the grading's graders has left a grade, or none is needed. */
export async function* readTrialKeys(
  db: Kysely<Tables>,
  runId: string,
  grading: GradingKey,
): AsyncGenerator<TrialKey & { graded: boolean }> {
  const read = (after: Place, size: number) =>
    trialsAfter(db, runId, after, size)
      .select(['case_id', 'repeat', 'status'])
      .select(({ selectFrom, fn }) =>
        selectFrom('grades')
          .select(fn.countAll<number>().as('count'))
          .whereRef('grades.run_id', '=', 'trials.run_id')
          .whereRef('grades.case_id', '=', 'trials.case_id')
          .whereRef('grades.repeat', '=', 'trials.repeat')
          .where('grades.grading', '=', grading.number)
          .as('grades'),
      )
      .execute()
  for await (const page of pages(keysAPage, read)) {
    for (const { case_id, repeat, status, grades } of page) {
      yield { caseId: case_id, repeat, graded: status === 'error' || (grades ?? 0) >= grading.graders }
    }
  }
}

/** Trials with everything that is known of them, in their order. */
export async function* readTrials(
  db: Kysely<Tables>,
  runId: string,
  { grading, caseIds }: { grading?: GradingKey; caseIds?: readonly string[] },
): AsyncGenerator<StoredTrial> {
  const read = (after: Place, size: number) => {
    const query = trialsAfter(db, runId, after, size).selectAll()
    return (caseIds === undefined ? query : query.where('case_id', 'in', listed(caseIds))).execute()
  }
  for await (const page of pages(trialsAPage, read)) {
    const grades = grading === undefined ? [] : await gradesBetween(db, runId, grading, page).selectAll().execute()
    const gradesAt = byPlace(grades)
    const caseAt = await casesOf(
      db,
      [...page, ...grades].map(({ case_key }) => case_key),
    )
    const requestKeys = page.flatMap(({ request_key }) => request_key ?? [])
    const requestAt = requestKeys.length === 0 ? undefined : await contentsOf<SentRequest>(db, 'requests', requestKeys)
    for (const row of page) {
      const graded = gradesAt(row)
      yield {
        caseId: row.case_id,
        repeat: row.repeat,
        case: caseAt(graded[0]?.case_key ?? row.case_key),
        outcome: outcomeOf(row, row.request_key === null ? undefined : requestAt?.(row.request_key)),
        grades: Object.fromEntries(graded.map((grade) => [grade.grader, gradeOf(grade)])),
      }
    }
  }
}
