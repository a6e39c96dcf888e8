import type { Case } from '../core/case.ts'
import { caseSchema } from '../core/case.ts'
import type { Problem } from '../core/errors.ts'
import { isJsonObject } from '../core/json.ts'
import { ProblemList } from '../core/problems.ts'
import { didYouMean } from '../core/suggest.ts'
import { fileFault } from '../text/fileFault.ts'
import { checkRow } from './checkRow.ts'
import type { DataFile } from './files.ts'
import { findFiles } from './files.ts'
import type { Row } from './rows.ts'
import { readerFor } from './rows.ts'

/** What a person says of one answer. */
export interface LabelRow {
  file: string
  /** 1-based. */
  line: number
  /** Of the case; where a row with an answer has none, its place. */
  id: string
  /** Which answer to the case, from 0. */
  repeat: number
  isFaulty: boolean
  /** Who says so. */
  labeller?: string
  /** The answer, where the row brings it; absent where it is one of a stored run. `output` is as it was written. */
  answer?: { case: Case; output: unknown }
}

const ownFields = ['output', 'label', 'repeat', 'labeller']
const knownFields = [...Object.keys(caseSchema.shape), ...ownFields]

/** Every word for a label; true means that the answer is good. */
const words = new Map<string, boolean>([
  ...['good', 'pass', 'true', '1', 'supported'].map((word) => [word, false] as const),
  ...['bad', 'fail', 'false', '0', 'hallucinated'].map((word) => [word, true] as const),
])

/**
 * Labels from JSONL, JSON, CSV or YAML. A row either brings the answer (`input`, `sources`?, `expected`?, ..., `output`, `label`), or names one
 * of a stored run (`id`, `repeat`?, `label`).
 *
 * @param options `root`: where paths start; `ofRun`: whether rows name answers of a run
 * @returns the rows, or everything that is wrong with them
 */
export async function readLabels(
  pattern: string,
  options: { root: string; ofRun: boolean },
): Promise<{ files: string[]; rows: LabelRow[] } | { problems: Problem[] }> {
  const found = await findFiles([pattern], options.root)
  const problems = new ProblemList()
  for (const problem of found.problems) problems.add(problem)
  const rows: LabelRow[] = []
  for (const file of found.files) await readFile(file, options.ofRun, rows, problems)
  if (problems.count === 0 && rows.length === 0)
    problems.add({ file: pattern, message: 'holds no label', mend: 'write a row' })
  if (problems.count > 0) return { problems: problems.all() }
  return { files: found.files.map(({ file }) => file), rows }
}

async function readFile(
  { path, file }: DataFile,
  ofRun: boolean,
  rows: LabelRow[],
  problems: ProblemList,
): Promise<void> {
  try {
    for await (const batch of readerFor(path)?.(path, undefined, ownFields) ?? []) {
      for (const row of batch) {
        const read = await readRow(row, file, ofRun)
        if ('faults' in read) for (const fault of read.faults) problems.add({ file, line: row.line, ...fault })
        else rows.push(read.row)
      }
    }
  } catch (error) {
    problems.add({ file, ...fileFault(error) })
  }
}

type Told = Pick<Problem, 'message' | 'mend'>

async function readRow(
  { line, value, fault }: Row,
  file: string,
  ofRun: boolean,
): Promise<{ row: LabelRow } | { faults: Told[] }> {
  if (fault !== undefined) return { faults: [fault] }
  if (!isJsonObject(value))
    return { faults: [{ message: 'a row must be an object', mend: 'write {"id": ..., "label": ...}' }] }
  const { output, label, repeat = 0, labeller, ...rest } = value
  const { id = `${file}:${line}` } = rest
  const faults = [...strangeFields(value), ...answerFaults(value, ofRun)]
  const isFaulty = typeof label === 'object' ? undefined : words.get(String(label).trim().toLowerCase())
  if (isFaulty === undefined) faults.push(labelFault(label))
  const times = typeof repeat === 'string' && /^\d{1,6}$/.test(repeat.trim()) ? Number(repeat) : repeat
  if (typeof times !== 'number' || !Number.isSafeInteger(times) || times < 0)
    faults.push({ message: '"repeat" is no whole number from 0', mend: 'count the answers to a case from 0' })
  if (typeof id !== 'string' || id === '')
    faults.push({ message: '"id" must be text', mend: 'name the case by its id' })
  if (labeller !== undefined && typeof labeller !== 'string') faults.push({ message: '"labeller" must be text' })
  if (faults.length > 0) return { faults }
  const row = { file, line, id: String(id), repeat: Number(times), isFaulty: isFaulty === true }
  const named = typeof labeller === 'string' ? { ...row, labeller } : row
  if (ofRun) return { row: named }
  const checked = await checkRow({ ...rest, id }, undefined)
  return 'faults' in checked ? checked : { row: { ...named, answer: { case: checked.case, output } } }
}

function strangeFields(value: object): Told[] {
  return Object.keys(value).flatMap((key) =>
    knownFields.includes(key)
      ? []
      : [
          {
            message: `unknown field "${key}"`,
            mend: didYouMean(key, knownFields, 'keep it as "metadata", or take it out'),
          },
        ],
  )
}

function answerFaults({ output, id }: { output?: unknown; id?: unknown }, ofRun: boolean): Told[] {
  if (ofRun && output !== undefined)
    return [
      { message: 'the row brings an answer, and --run names others', mend: 'take "output" out, or leave --run out' },
    ]
  if (ofRun && id === undefined) return [{ message: 'the row names no case', mend: 'give it the "id" of one' }]
  if (!ofRun && output === undefined)
    return [{ message: 'the row has no "output"', mend: 'give it the answer, or name the run that has it: --run RUN' }]
  return []
}

function labelFault(label: unknown): Told {
  const all = 'good or bad, pass or fail, true or false, 1 or 0, supported or hallucinated'
  if (label === undefined) return { message: 'the row has no "label"', mend: `labels are ${all}` }
  return { message: `"label" is ${JSON.stringify(label)}`, mend: `labels are ${all}` }
}
