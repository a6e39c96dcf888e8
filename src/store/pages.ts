import type { Kysely, RawBuilder } from 'kysely'
import { sql } from 'kysely'
import type { Case } from '../core/case.ts'
import type { GradesTable, Tables } from './schema.ts'

/** A grading as its rows are found by, and how many graders leave a grade. */
export interface GradingKey {
  number: number
  graders: number
}

/** Where a row stands in the order of a run's trials: by case id (as bytes of UTF-8), then repeat. */
export interface Place {
  case_id: string
  repeat: number
}

/**
 * Rows of a run page by page, each page read in one go: an open cursor would keep the connection from committing.
 * `read` gives the next `size` rows after a place.
 */
export async function* pages<T extends Place>(
  size: number,
  read: (after: Place, size: number) => Promise<T[]>,
): AsyncGenerator<T[]> {
  let after: Place = { case_id: '', repeat: -1 }
  for (;;) {
    const rows = await read(after, size)
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows
    if (rows.length < size) return
    after = last
  }
}

/** The next trials of a run in their order; the caller says which columns. */
export function trialsAfter(db: Kysely<Tables>, runId: string, after: Place, size: number) {
  return db
    .selectFrom('trials')
    .where('run_id', '=', runId)
    .where(({ eb, refTuple, tuple }) => eb(refTuple('case_id', 'repeat'), '>', tuple(after.case_id, after.repeat)))
    .orderBy('case_id')
    .orderBy('repeat')
    .limit(size)
}

/** The grades of one grading from the first to the last of these trials; the caller says which columns. */
export function gradesBetween(db: Kysely<Tables>, runId: string, grading: GradingKey, page: readonly Place[]) {
  const first = page.at(0) ?? { case_id: '', repeat: 0 }
  const last = page.at(-1) ?? first
  return db
    .selectFrom('grades')
    .where('run_id', '=', runId)
    .where('grading', '=', grading.number)
    .where(({ eb, refTuple, tuple }) => eb(refTuple('case_id', 'repeat'), '>=', tuple(first.case_id, first.repeat)))
    .where(({ eb, refTuple, tuple }) => eb(refTuple('case_id', 'repeat'), '<=', tuple(last.case_id, last.repeat)))
    .orderBy('case_id')
    .orderBy('repeat')
    .orderBy('grader')
}

export function byPlace<T extends Pick<GradesTable, 'case_id' | 'repeat'>>(rows: readonly T[]): (place: Place) => T[] {
  const groups = Map.groupBy(rows, placeName)
  return (place) => groups.get(placeName(place)) ?? []
}

/** The golden examples with these keys. */
export function casesOf(db: Kysely<Tables>, keys: Iterable<number>): Promise<(key: number) => Case> {
  return contentsOf<Case>(db, 'cases', keys)
}

/** What stands under these keys in a table of contents. */
export async function contentsOf<T>(
  db: Kysely<Tables>,
  table: 'cases' | 'requests',
  keys: Iterable<number>,
): Promise<(key: number) => T> {
  const rows = await db
    .selectFrom(table)
    .select(['key', 'content'])
    .where('key', 'in', listed<number>([...new Set(keys)]))
    .execute()
  const contents = new Map(rows.map(({ key, content }) => [key, JSON.parse(content) as T]))
  return (key) => {
    const item = contents.get(key)
    if (item === undefined) throw new Error(`the store lacks row ${key} of ${table}`)
    return item
  }
}

/** A list as one parameter: its length is not bounded by how many parameters a statement may have. */
export function listed<T extends string | number>(values: readonly T[]): RawBuilder<T> {
  return sql<T>`(select value from json_each(${JSON.stringify(values)}))`
}

function placeName({ case_id, repeat }: Place): string {
  return `${repeat} ${case_id}`
}
