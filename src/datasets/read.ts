import type { Case } from '../core/case.ts'
import type { Problem } from '../core/errors.ts'
import { AssayError } from '../core/errors.ts'
import { SetFingerprint } from '../core/fingerprint.ts'
import { canonicalJson, isJsonObject } from '../core/json.ts'
import { ProblemList } from '../core/problems.ts'
import { fileFault } from '../text/fileFault.ts'
import { CaseIndex } from './caseIndex.ts'
import { checkRow } from './checkRow.ts'
import type { DataFile } from './files.ts'
import { findFiles, isUnchanged } from './files.ts'
import type { Row } from './rows.ts'
import { isCsv, readerFor } from './rows.ts'
import type { DatasetSpec } from './spec.ts'

/** Golden cases that were read and found valid. They stay in their files: `cases` reads them again. */
export interface Dataset {
  /** From the project root, in the order they are read. */
  files: string[]
  /** Hash of the content: order of rows and keys, and the format, do not change it. */
  fingerprint: string
  /** How many cases. */
  size: number
  /** Ids of all cases, and of the critical ones. */
  ids: ReadonlySet<string>
  criticalIds: ReadonlySet<string>
  /** How many cases have each tag. */
  tagCounts: ReadonlyMap<string, number>
  /**
   * The cases in the order of the files and rows; memory does not grow with the dataset. May be called again.
   * @throws AssayError where a file has changed since it was checked
   */
  cases(): AsyncIterable<Case>
}

/**
 * Reads a dataset once from end to end: finds every fault, counts and fingerprints. Memory is about 200 bytes a case beside its id.
 * @returns the dataset, or all problems (the first 1,000 and how many more)
 */
export async function readDataset(
  spec: DatasetSpec,
  { root }: { root: string },
): Promise<{ dataset: Dataset } | { problems: Problem[] }> {
  const found = await findFiles(spec.files, root)
  const problems = [...found.problems, ...uselessColumns(spec, found.files)]
  const check = new DatasetCheck(spec)
  for (const file of found.files) await check.read(file)
  problems.push(...check.finish(found.files))
  if (problems.length > 0) return { problems }
  return {
    dataset: {
      files: found.files.map(({ file }) => file),
      fingerprint: check.fingerprint(),
      size: check.size,
      ids: check.ids(),
      criticalIds: check.criticalIds,
      tagCounts: check.tagCounts,
      cases: () => readCases(found.files, spec),
    },
  }
}

function uselessColumns({ columns }: DatasetSpec, files: readonly DataFile[]): Problem[] {
  if (columns === undefined || files.length === 0 || files.some(({ path }) => isCsv(path))) return []
  return [{ message: 'the dataset maps columns, but none of its files is CSV', mend: 'take "columns" out' }]
}

class DatasetCheck {
  readonly tagCounts = new Map<string, number>()
  readonly criticalIds = new Set<string>()
  readonly #spec: DatasetSpec
  readonly #index = new CaseIndex()
  readonly #sum = new SetFingerprint()
  readonly #problems = new ProblemList()
  #rows = 0

  constructor(spec: DatasetSpec) {
    this.#spec = spec
  }

  get size(): number {
    return this.#index.size
  }

  ids(): ReadonlySet<string> {
    return this.#index.ids()
  }

  fingerprint(): string {
    return this.#sum.digest()
  }

  async read({ path, file }: DataFile): Promise<void> {
    this.#index.startFile(file)
    try {
      for await (const rows of rowsOf(path, this.#spec)) {
        for (const row of rows) await this.#check(row, file)
      }
    } catch (error) {
      this.#problems.add({ file, ...fileFault(error) })
    }
  }

  finish(files: readonly DataFile[]): Problem[] {
    for (const problem of this.#index.variantProblems()) this.#problems.add(problem)
    if (this.#rows === 0 && files.length > 0) {
      const [only] = files.length === 1 ? files : []
      const message =
        only === undefined ? `the dataset is empty: its ${files.length} files hold no row` : 'holds no row'
      this.#problems.add({ ...(only === undefined ? {} : { file: only.file }), message, mend: 'write a case' })
    }
    const order = new Map(files.map(({ file }, index) => [file, index]))
    const rank = ({ file }: Problem) => (file === undefined ? files.length : (order.get(file) ?? files.length))
    return this.#problems.all().sort((a, b) => rank(a) - rank(b) || (a.line ?? 0) - (b.line ?? 0))
  }

  async #check({ line, value, fault }: Row, file: string): Promise<void> {
    this.#rows += 1
    if (fault !== undefined) {
      this.#problems.add({ file, line, ...fault })
      return
    }
    const checked = await checkRow(value, this.#spec.input)
    if ('faults' in checked) {
      for (const told of checked.faults) this.#problems.add({ file, line, ...told })
      this.#rememberId(value, file, line)
      return
    }
    if (this.#takeId(checked.case, file, line)) {
      this.#sum.add(canonicalJson(checked.case))
      if (checked.case.critical === true) this.criticalIds.add(checked.case.id)
      for (const tag of checked.case.tags ?? []) this.tagCounts.set(tag, (this.tagCounts.get(tag) ?? 0) + 1)
    }
  }

  /** A faulty row still has its id: else its variants, and rows of the same id, would seem faulty or sound for the wrong reason. */
  #rememberId(value: unknown, file: string, line: number): void {
    if (!isJsonObject(value) || typeof value.id !== 'string' || value.id === '') return
    const { id, cluster, variantOf } = value
    const texts = {
      ...(typeof cluster === 'string' ? { cluster } : {}),
      ...(typeof variantOf === 'string' ? { variantOf } : {}),
    }
    this.#takeId({ id, ...texts }, file, line)
  }

  #takeId(item: Pick<Case, 'id' | 'cluster' | 'variantOf'>, file: string, line: number): boolean {
    const taken = this.#index.add(item, line)
    if (taken === undefined) return true
    const message = `the id "${item.id}" is taken by ${taken.file}:${taken.line}`
    this.#problems.add({ file, line, message, mend: 'give each case an id of its own' })
    return false
  }
}

function rowsOf(path: string, spec: DatasetSpec): AsyncIterable<Row[]> {
  const reader = readerFor(path)
  if (reader === undefined) throw new AssayError({ file: path, message: 'is of no kind that can be read' })
  return reader(path, spec.columns)
}

/** The second reading trusts the first, but not that nobody has touched the files since. */
async function* readCases(files: readonly DataFile[], spec: DatasetSpec): AsyncGenerator<Case> {
  for (const file of files) {
    if (!(await isUnchanged(file))) throw changed(file)
    for await (const rows of rowsOf(file.path, spec)) {
      for (const row of rows) {
        if (row.fault !== undefined) throw changed(file)
        yield row.value as Case
      }
    }
  }
}

function changed({ file }: DataFile): AssayError {
  return new AssayError({ file, message: 'has changed since it was checked', mend: 'start again' })
}
