import { resolve } from 'node:path'
import type { Eval } from '../config/index.ts'
import type { CaseFacts } from '../core/comparison.ts'
import type { Context } from '../core/context.ts'
import { exitCode } from '../core/errors.ts'
import type { Run, RunTotals } from '../core/run.ts'
import type { StoredTrial, TrialSink } from '../core/store.ts'
import { openSqliteStore } from '../store/index.ts'
import { isBaselineFile, readBaselineFile, writeBaselineFile } from './baselineFile.ts'
import { graderInfos, newGrading } from './execution.ts'
import { evalOf, gradeAgain, tellInterrupted } from './gradeAgain.ts'
import { printSummary } from './runOutput.ts'
import type { AskingOptions, Session } from './session.ts'
import { openSession } from './session.ts'
import type { SideOptions } from './side.ts'
import { resolveRun } from './side.ts'

/** `assay regrade`: a new grading of stored answers, by today's graders and golden answers. */
export async function regrade(context: Context, reference: string, options: RegradeOptions): Promise<number> {
  const session = await openSession(context, [], options)
  try {
    return isBaselineFile(context.cwd, reference)
      ? await regradeFile(context, session, reference)
      : await regradeRun(context, session, reference, options)
  } finally {
    await session.close()
  }
}

type RegradeOptions = SideOptions & AskingOptions

async function regradeRun(
  context: Context,
  session: Session,
  reference: string,
  options: SideOptions,
): Promise<number> {
  const { project } = session
  const store = await openSqliteStore(project.store, { create: false })
  try {
    const startedAt = context.monotonic()
    const { run } = await resolveRun(context, store, reference, options)
    const one = await readyEval(session, run)
    const { id: gradingId } = await newGrading(context, store, run.id, one.graders)
    const { trials: total } = await store.totals(run.id)
    const answers = { run, gradingId, trials: store.trials(run.id), total }
    const ended = await gradeAgain(context, project, one, answers, store)
    if (ended.stopped !== false) return tellInterrupted(context, run.id, ended)
    await store.completeGrading(gradingId)
    const elapsedMs = context.monotonic() - startedAt
    await printSummary(context, store, { run, gradingId, elapsedMs }, one)
    return exitCode.ok
  } finally {
    await store.close()
  }
}

/** The file is written anew, so that a baseline that was committed can keep up with graders and golden answers without a store. */
async function regradeFile(context: Context, session: Session, reference: string): Promise<number> {
  const startedAt = context.monotonic()
  const path = resolve(context.cwd, reference)
  const { header, run, stored: trials } = await readBaselineFile(path, reference)
  const one = await readyEval(session, run)
  const grading = {
    id: context.newId(),
    runId: run.id,
    graders: graderInfos(one.graders),
    createdAt: context.now().toISOString(),
    complete: true,
  }
  const sheet = new Sheet(trials)
  const answers = { run, gradingId: grading.id, trials, total: trials.length }
  const ended = await gradeAgain(context, session.project, one, answers, sheet)
  if (ended.stopped !== false) return tellInterrupted(context, reference, ended)
  await writeBaselineFile(path, { ...header, grading }, sheet.trials())
  const written = await readBaselineFile(path, reference)
  const source = {
    getRun: async () => run,
    totals: async () => totalsOf(trials),
    async *caseFacts(): AsyncGenerator<CaseFacts> {
      yield* (await written.graded()).cases
    },
  }
  const elapsedMs = context.monotonic() - startedAt
  await printSummary(context, source, { run, gradingId: grading.id, elapsedMs }, one)
  context.stdout.write(`${reference} holds the new grades\n`)
  return exitCode.ok
}

/** The eval with graders that can ask their models. */
async function readyEval(session: Session, run: Run): Promise<Eval> {
  const one = evalOf(session.project, run)
  return { ...one, graders: await session.graders(one) }
}

/** Trials whose grades are replaced as they come. */
class Sheet implements TrialSink {
  readonly #trials: Map<string, StoredTrial>

  constructor(trials: readonly StoredTrial[]) {
    this.#trials = new Map(trials.map((trial) => [nameOf(trial), { ...trial, grades: {} }]))
  }

  async *trials(): AsyncGenerator<StoredTrial> {
    yield* this.#trials.values()
  }

  async addGrades({ grades, case: item, ...key }: Parameters<TrialSink['addGrades']>[0]): Promise<void> {
    const trial = this.#trials.get(nameOf(key))
    if (trial !== undefined) Object.assign(trial, { grades, case: item })
  }

  async addTrial(): Promise<void> {
    throw new Error('no target is asked when a file is graded')
  }

  async flush(): Promise<void> {}
}

function nameOf({ caseId, repeat }: Pick<StoredTrial, 'caseId' | 'repeat'>): string {
  return `${repeat} ${caseId}`
}

function totalsOf(trials: readonly StoredTrial[]): RunTotals {
  const totals = { trials: trials.length, ok: 0, errors: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 }
  for (const { outcome } of trials) {
    if (outcome.status === 'error') totals.errors += 1
    else {
      totals.ok += 1
      totals.inputTokens += outcome.output.usage?.inputTokens ?? 0
      totals.outputTokens += outcome.output.usage?.outputTokens ?? 0
      totals.costUsd += outcome.output.costUsd ?? 0
    }
  }
  return totals
}
