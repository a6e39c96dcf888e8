import type { Kysely } from 'kysely'
import type { CaseFacts, GradeFacts, TrialFacts } from '../core/comparison.ts'
import { caseFacts, gradeFacts } from '../core/facts.ts'
import { inputHash } from '../core/target.ts'
import type { GradingKey, Place } from './pages.ts'
import { byPlace, casesOf, gradesBetween, pages, trialsAfter } from './pages.ts'
import type { GradesTable, Tables, TrialsTable } from './schema.ts'

const trialsAPage = 1_000

interface CaseRows {
  id: string
  /** Key of the case as it was asked. */
  asked: number
  /** Key of the case as the first of its repeats was graded. */
  graded?: number
  trials: TrialFacts[]
}

/** What a comparison needs of each case of a run, in the order of trials. Streams: memory does not grow with the run. */
export async function* readCaseFacts(
  db: Kysely<Tables>,
  run: { id: string; expose: readonly string[] },
  grading: GradingKey,
): AsyncGenerator<CaseFacts> {
  for await (const cases of readCaseRows(db, run.id, grading)) {
    const caseAt = await casesOf(
      db,
      cases.flatMap(({ asked, graded = asked }) => [asked, graded]),
    )
    for (const { asked, graded = asked, trials } of cases) {
      const item = caseFacts(caseAt(graded), run.expose, trials)
      yield asked === graded ? item : { ...item, inputHash: inputHash(caseAt(asked), run.expose) }
    }
  }
}

/** Whole cases, some at a time: the last one of a page may go on in the next. */
async function* readCaseRows(db: Kysely<Tables>, runId: string, grading: GradingKey): AsyncGenerator<CaseRows[]> {
  const read = (after: Place, size: number) =>
    trialsAfter(db, runId, after, size)
      .select(['case_id', 'repeat', 'case_key', 'status', 'error_code', 'error_retryable'])
      .select(['latency_ms', 'input_tokens', 'output_tokens', 'cost_usd'])
      .execute()
  let cases: CaseRows[] = []
  for await (const page of pages(trialsAPage, read)) {
    const grades = await gradesBetween(db, runId, grading, page)
      .select(['case_id', 'repeat', 'case_key', 'grader', 'status', 'score', 'parts'])
      .execute()
    const gradesAt = byPlace(grades)
    for (const row of page) {
      let item = cases.at(-1)
      if (item?.id !== row.case_id) {
        item = { id: row.case_id, asked: row.case_key, trials: [] }
        cases.push(item)
      }
      const graded = gradesAt(row)
      const [first] = graded
      if (first !== undefined) item.graded ??= first.case_key
      item.trials.push(trialFacts(row, graded))
    }
    yield cases.slice(0, -1)
    cases = cases.slice(-1)
  }
  yield cases
}

type TrialRow = Pick<
  TrialsTable,
  'repeat' | 'error_code' | 'error_retryable' | 'latency_ms' | 'input_tokens' | 'output_tokens' | 'cost_usd'
>
type GradeRow = Pick<GradesTable, 'grader' | 'status' | 'score' | 'parts'>

function trialFacts(row: TrialRow, grades: readonly GradeRow[]): TrialFacts {
  return {
    repeat: row.repeat,
    ...(row.error_code === null ? {} : { error: { code: row.error_code, retryable: row.error_retryable === 1 } }),
    ...(row.latency_ms === null ? {} : { latencyMs: row.latency_ms }),
    ...(row.input_tokens === null ? {} : { inputTokens: row.input_tokens }),
    ...(row.output_tokens === null ? {} : { outputTokens: row.output_tokens }),
    ...(row.cost_usd === null ? {} : { costUsd: row.cost_usd }),
    grades: Object.fromEntries(grades.map((grade) => [grade.grader, factsOf(grade)])),
  }
}

function factsOf({ status, score, parts }: GradeRow): GradeFacts {
  if (status !== 'scored') return { status }
  return gradeFacts({ status, score: score ?? 0, ...(parts === null ? {} : { parts: JSON.parse(parts) }) })
}
