import type { Kysely } from 'kysely'
import type { CaseFacts, GradeFacts, TrialFacts } from '../core/comparison.ts'
import { caseFacts, gradeFacts } from '../core/facts.ts'
import { inputHash } from '../core/target.ts'
import type { GradingKey, Place } from './pages.ts'
import { byPlace, casesOf, gradesBetween, pages, trialsAfter } from './pages.ts'
import type { GradesTable, Tables, TrialsTable } from './schema.ts'

const trialsAPage = 5_000
const casesAPage = 1_000

interface CaseRows {
  id: string
  /** Key of the case as it was asked. */
  asked: number
  /** Key of the case as the first of its repeats was graded. */
  graded?: number
  trials: TrialFacts[]
}

/** What a comparison needs of each case of a run, in the order of trials. */
export async function readCaseFacts(
  db: Kysely<Tables>,
  run: { id: string; expose: readonly string[] },
  grading: GradingKey,
): Promise<CaseFacts[]> {
  const rows = await readCaseRows(db, run.id, grading)
  const facts: CaseFacts[] = []
  for (let start = 0; start < rows.length; start += casesAPage) {
    const page = rows.slice(start, start + casesAPage)
    const caseAt = await casesOf(
      db,
      page.flatMap(({ asked, graded = asked }) => [asked, graded]),
    )
    for (const { asked, graded = asked, trials } of page) {
      const item = caseFacts(caseAt(graded), run.expose, trials)
      facts.push(asked === graded ? item : { ...item, inputHash: inputHash(caseAt(asked), run.expose) })
    }
  }
  return facts
}

async function readCaseRows(db: Kysely<Tables>, runId: string, grading: GradingKey): Promise<CaseRows[]> {
  const read = (after: Place, size: number) =>
    trialsAfter(db, runId, after, size)
      .select(['case_id', 'repeat', 'case_key', 'status', 'error_code', 'error_retryable'])
      .select(['latency_ms', 'input_tokens', 'output_tokens', 'cost_usd'])
      .execute()
  const cases: CaseRows[] = []
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
  }
  return cases
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
