import { createReadStream, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { GradedRun } from '../core/comparison.ts'
import { AssayError, messageOf } from '../core/errors.ts'
import { caseFacts, trialFacts } from '../core/facts.ts'
import type { Grading, Run } from '../core/run.ts'
import type { StoredTrial } from '../core/store.ts'
import type { BaselineHeader } from './baselineHeader.ts'
import { headerSchema } from './baselineHeader.ts'
import { writeLines } from './files.ts'
import type { Side } from './side.ts'
import { byCase } from './side.ts'

const trialSchema = z.looseObject({
  caseId: z.string(),
  repeat: z.int().min(0),
  outcome: z.union([
    z.looseObject({ status: z.literal('ok'), output: z.looseObject({ text: z.string() }) }),
    z.looseObject({ status: z.literal('error') }),
  ]),
  grades: z.record(z.string(), z.looseObject({ status: z.enum(['scored', 'unscored', 'error']) })),
  case: z.looseObject({ id: z.string() }),
})

/** Whether a reference to a run names such a file. */
export function isBaselineFile(cwd: string, reference: string): boolean {
  return /\.jsonl?$/.test(reference) && statSync(resolve(cwd, reference), { throwIfNoEntry: false })?.isFile() === true
}

/**
 * A baseline file is JSON Lines: one header, then one trial a line, ordered by case id and repeat, so that Git shows what
 * changed from one baseline to the next.
 */
export async function writeBaselineFile(
  path: string,
  header: BaselineHeader,
  trials: AsyncIterable<StoredTrial>,
): Promise<void> {
  async function* lines() {
    yield JSON.stringify(header)
    for await (const trial of trials) yield JSON.stringify(trial)
  }
  await writeLines(path, lines())
}

/** A side with all that its file holds. */
export type FileSide = Side & { file: string; header: BaselineHeader; stored: StoredTrial[] }

/** @throws AssayError naming the line that is broken, or how many trials are lacking */
export async function readBaselineFile(path: string, shown: string): Promise<FileSide> {
  let header: BaselineHeader | undefined
  const trials: StoredTrial[] = []
  let line = 0
  for await (const text of createInterface({
    input: createReadStream(path, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    line += 1
    if (text.trim() === '') continue
    const value = parseLine(text, shown, line)
    if (header === undefined)
      header = check<BaselineHeader>(headerSchema, value, shown, line, 'is not the header of a baseline file')
    else trials.push(check<StoredTrial>(trialSchema, value, shown, line, 'is not a trial'))
  }
  if (header === undefined)
    throw new AssayError({ file: shown, message: 'is empty', mend: 'write it again with: assay baseline export FILE' })
  if (trials.length !== header.trials) {
    throw new AssayError({
      file: shown,
      message: `holds ${trials.length} of ${header.trials} trials`,
      mend: 'it was cut short or edited; write it again with: assay baseline export FILE',
    })
  }
  const { run, grading } = header
  const grouped = await byCase(trials)
  return {
    header,
    stored: trials,
    run,
    file: shown,
    async *trials() {
      yield* trials
    },
    graded: async () => gradedRun(run, grading, grouped),
    details: async (caseIds) =>
      new Map(caseIds.flatMap((id) => (grouped.has(id) ? [[id, grouped.get(id) ?? []] as const] : []))),
  }
}

function gradedRun(run: Run, grading: Grading, grouped: ReadonlyMap<string, StoredTrial[]>): GradedRun {
  const cases = [...grouped.values()].flatMap((trials) => {
    // An error has no grades, and so still its case as it was asked.
    const shown = trials.find(({ grades }) => Object.keys(grades).length > 0) ?? trials[0]
    return shown === undefined ? [] : [caseFacts(shown.case, run.expose, trials.map(trialFacts))]
  })
  return { run, grading, cases }
}

function parseLine(text: string, file: string, line: number): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new AssayError({
      file,
      line,
      message: `is not JSON: ${messageOf(error)}`,
      mend: 'write it again with: assay baseline export FILE',
    })
  }
}

/** The file is our own writing: its frame is checked here, the rest was checked before it was stored. */
function check<T>(schema: z.ZodType, value: unknown, file: string, line: number, message: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return value as T
  const [issue] = parsed.error.issues
  throw new AssayError({
    file,
    line,
    message: `${message} (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''})`,
    mend: 'write it again with: assay baseline export FILE',
  })
}
