import { summariseRun } from '../compare/index.ts'
import type { Eval } from '../config/index.ts'
import type { Context } from '../core/context.ts'
import { exitCode } from '../core/errors.ts'
import type { Run, RunTotals } from '../core/run.ts'
import { isPartial } from '../core/run.ts'
import type { Store } from '../core/store.ts'
import { renderRun } from '../reporters/index.ts'
import { formatCount, plural } from '../text/format.ts'
import type { AdaptiveKind } from './adaptive.ts'
import { endings } from './adaptive.ts'
import type { Execution } from './execution.ts'
import type { Job } from './job.ts'
import { notesOf } from './job.ts'
import { printJson } from './print.ts'

/** A run as `--json` shows it. */
export async function runJson(store: Store, id: string): Promise<ReturnType<typeof flat>> {
  return flat(await store.getRun(id), await store.totals(id))
}

function flat(run: Run, totals: RunTotals) {
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
  }
}

/** Before anything starts: missing and surplus answers. */
export function tellNotes(context: Context, jobs: readonly Job[]): void {
  for (const note of jobs.flatMap(notesOf)) context.stderr.write(`assay: note: ${note}\n`)
}

/** What a run would do. `resumed`: the run that would be gone on with. */
export async function tellDryRun(
  context: Context,
  jobs: readonly Job[],
  {
    json = false,
    resumed,
    adaptive,
  }: { json?: boolean; resumed?: { store: Store; run: Run }; adaptive?: AdaptiveKind } = {},
): Promise<number> {
  tellNotes(context, jobs)
  const stored = resumed === undefined ? 0 : (await resumed.store.totals(resumed.run.id)).trials
  const plans = jobs.map((job) => plan(job, stored))
  const calls = plans.reduce((sum, { missing }) => sum + missing, 0)
  if (json) {
    printJson(context, { dryRun: true, runs: plans, targetCalls: calls, judgeCalls: 0 })
    return exitCode.ok
  }
  for (const { eval: name, target, cases, datasetSize, repeats, trials, missing, graders } of plans) {
    const part = cases === datasetSize ? '' : ` (of ${formatCount(datasetSize)})`
    const left = resumed === undefined ? '' : `, ${trials - missing} done, ${missing} missing`
    context.stdout.write(
      `${name} × ${target}: ${plural(cases, 'case')}${part} × ${plural(repeats, 'repeat')} = ${plural(trials, 'trial')}${left}; graders: ${graders.join(', ')}\n`,
    )
  }
  if (adaptive !== undefined) context.stdout.write(`${judgedOnTheWay[adaptive]}\n`)
  context.stdout.write(`${plural(calls, 'call')} of targets, 0 of judges; nothing was run\n`)
  return exitCode.ok
}

const judgedOnTheWay: Record<AdaptiveKind, string> = {
  repeats:
    'judged while it goes on: this is the first look; it may ask every case up to 3 and then 5 times, as often as the baseline did',
  cases:
    'judged while it goes on: this is the most that it may ask; it may end after a quarter, half or three quarters',
}

function plan(job: Job, stored: number) {
  const trials = job.caseIds.size * job.repeats
  return {
    eval: job.eval.name,
    target: job.target.name,
    cases: job.caseIds.size,
    datasetSize: job.dataset.size,
    repeats: job.repeats,
    trials,
    missing: Math.max(0, trials - stored),
    graders: job.eval.graders.map(({ name }) => name),
  }
}

/** After a run: how it ended and each grader's mean (and that of gated parts). */
export async function printSummary(
  context: Context,
  store: Pick<Store, 'getRun' | 'totals' | 'caseFacts'>,
  { run, gradingId, elapsedMs }: Pick<Execution, 'run' | 'gradingId' | 'elapsedMs'>,
  { graders, gate }: Eval,
): Promise<void> {
  const totals = await store.totals(run.id)
  const summary = await summariseRun(graders, store.caseFacts(run.id, gradingId), {
    parts: Object.keys(gate),
    // How often a run that could end early did ask is known only when all of it was read.
    repeats: run.adaptive === undefined ? run.repeats : 1,
  })
  context.stdout.write(`${renderRun({ run: await store.getRun(run.id), totals, ...summary, elapsedMs }, context)}\n`)
}

/** Why a run that could end early ended. */
export function tellEnding(context: Context, { ended }: Execution): void {
  if (ended === undefined) return
  context.stderr.write(`assay: ended at look ${ended.look} of ${ended.looks}: ${endings[ended.ending]}\n`)
}

export function tellHowToGoOn(context: Context, { run, stopped }: Execution): void {
  if (stopped === false) return
  const why = stopped === 'deadline' ? 'the deadline has passed' : 'interrupted'
  context.stderr.write(`assay: ${why}; nothing finished is lost. Go on with: assay run --resume ${run.id}\n`)
}

/** Runs that were asked for and have no id to go on with yet. */
export function tellNotBegun(context: Context, jobs: readonly Job[]): void {
  if (jobs.length === 0) return
  const names = jobs.map(({ eval: one, target }) => `${one.name} × ${target.name}`)
  context.stderr.write(`assay: not begun: ${names.join(', ')}\n`)
}
