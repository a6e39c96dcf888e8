import { summariseRun } from '../compare/index.ts'
import type { Eval } from '../config/index.ts'
import type { Context } from '../core/context.ts'
import type { AnsweredBy, JudgeTotals, Run, RunTotals } from '../core/run.ts'
import { isPartial } from '../core/run.ts'
import type { Store } from '../core/store.ts'
import { renderRun, withoutCommands } from '../reporters/index.ts'
import { plural } from '../text/format.ts'
import { endings } from './adaptive.ts'
import type { Execution } from './execution.ts'
import type { Job } from './job.ts'
import { notesOf } from './job.ts'
import type { Session } from './session.ts'

/** A run as `--json` shows it. */
export async function runJson(store: Store, id: string): Promise<ReturnType<typeof flat>> {
  const [grading] = await store.listGradings(id)
  const judges = grading === undefined ? null : await store.judgeTotals(id, grading.id)
  return flat(await store.getRun(id), await store.totals(id), judges, await store.answeredBy(id))
}

function flat(run: Run, totals: RunTotals, judges: JudgeTotals | null, answeredBy: AnsweredBy[]) {
  return {
    id: run.id,
    eval: run.eval,
    target: run.target.name,
    status: run.status,
    version: run.target.version ?? null,
    partial: isPartial(run),
    purpose: run.purpose ?? null,
    cases: run.cases,
    repeats: run.repeats,
    createdAt: run.createdAt,
    finishedAt: run.finishedAt ?? null,
    targetFingerprint: run.target.fingerprint,
    datasetFingerprint: run.dataset.fingerprint,
    totals,
    judges,
    answeredBy,
  }
}

/** Before anything starts: missing and surplus answers. */
export function tellNotes(context: Context, jobs: readonly Job[]): void {
  for (const note of jobs.flatMap(notesOf)) context.stderr.write(`assay: note: ${note}\n`)
}

/** After a run: how it ended and each grader's mean (and that of gated parts). */
export async function printSummary(
  context: Context,
  store: Pick<Store, 'getRun' | 'totals' | 'caseFacts'> & Partial<Pick<Store, 'judgeTotals'>>,
  { run, gradingId, elapsedMs }: Pick<Execution, 'run' | 'gradingId' | 'elapsedMs'>,
  { graders, gate }: Eval,
): Promise<void> {
  const totals = await store.totals(run.id)
  const summary = await summariseRun(graders, store.caseFacts(run.id, gradingId), {
    parts: Object.keys(gate),
    // How often a run that could end early did ask is known only when all of it was read.
    repeats: run.adaptive === undefined ? run.repeats : 1,
  })
  const judges = await store.judgeTotals?.(run.id, gradingId)
  const result = { run: await store.getRun(run.id), totals, ...(judges && { judges }), ...summary, elapsedMs }
  context.stdout.write(`${renderRun(result, context)}\n`)
}

/** Which models answered, where another did than was asked, or several; and what was not asked since it was recorded. */
export async function tellAnswers(
  context: Context,
  store: Pick<Store, 'answeredBy'>,
  { run }: Execution,
  { target, eval: one }: Job,
  session: Session,
): Promise<void> {
  const note = (text: string) => context.stderr.write(`assay: note: ${text}\n`)
  const answered = await store.answeredBy(run.id)
  const named = answered.map(({ modelId, trials }) => `${withoutCommands(modelId)} (${plural(trials, 'answer')})`)
  const isOther = target.asks !== undefined && answered.some(({ modelId }) => modelId !== target.asks)
  if (isOther) note(`"${target.name}" asks for ${target.asks}; what answered: ${named.slice(0, 5).join(', ')}`)
  else if (answered.length > 1) note(`several models answered for "${target.name}": ${named.slice(0, 5).join(', ')}`)
  for (const text of session.network.notes) note(withoutCommands(session.secrets.clean(text)))
  session.network.notes.clear()
  if (session.mode === 'off') return
  const { used, answers, grades } = await session.recordings(one, session.mode)
  for (const { path, broken } of [answers, grades])
    if (broken > 0)
      note(`${path}: ${plural(broken, 'line')} cannot be read and ${broken === 1 ? 'is' : 'are'} passed over`)
  if (used.answers + used.grades > 0)
    note(`taken from what was recorded: ${plural(used.answers, 'answer')}, ${plural(used.grades, 'grade')}`)
  used.answers = 0
  used.grades = 0
}

/** Why a run that could end early ended. */
export function tellEnding(context: Context, { ended }: Execution): void {
  if (ended === undefined) return
  context.stderr.write(`assay: ended at look ${ended.look} of ${ended.looks}: ${endings[ended.ending]}\n`)
}

export function tellHowToGoOn(context: Context, execution: Execution): void {
  const { run, stopped } = execution
  if (stopped === false) return
  const why = stopWords(execution)
  context.stderr.write(`assay: ${why}; nothing finished is lost. Go on with: assay run --resume ${run.id}\n`)
}

/** Why a run ended before its end. */
export function stopWords({ stopped, why }: { stopped: Execution['stopped']; why?: string | undefined }): string {
  if (stopped === 'deadline') return 'the deadline has passed'
  return stopped === 'budget' ? (why ?? 'the budget is spent') : 'interrupted'
}

/** Runs that were asked for and have no id to go on with yet. */
export function tellNotBegun(context: Context, jobs: readonly Job[]): void {
  if (jobs.length === 0) return
  const names = jobs.map(({ eval: one, target }) => `${one.name} × ${target.name}`)
  context.stderr.write(`assay: not begun: ${names.join(', ')}\n`)
}
