import { setFlagsFromString } from 'node:v8'
import type { Case } from '../core/case.ts'
import type { Context } from '../core/context.ts'
import { AssayError } from '../core/errors.ts'
import type { GraderInfo } from '../core/grade.ts'
import { marksOf } from '../core/grade.ts'
import { criticalRepeats } from '../core/rules.ts'
import type { Grading, RunManifest } from '../core/run.ts'
import type { Store } from '../core/store.ts'
import type { StoredKeys, Summary } from '../runner/index.ts'
import { collectKeys, execute, planTasks } from '../runner/index.ts'
import type { Ending, Stretch } from './adaptive.ts'
import { stretchesOf } from './adaptive.ts'
import { failsStored, guardsOf } from './guards.ts'
import type { Job } from './job.ts'
import { showProgress } from './progress.ts'

export interface Execution {
  run: RunManifest
  gradingId: string
  stopped: Summary['stopped']
  /** What is to be said of that. */
  why?: string
  /** Of a run that could end early: why it ended, and at which look, from 1. */
  ended?: { ending: Ending; look: number; looks: number }
  elapsedMs: number
}

export interface ExecutionOptions {
  concurrency?: number
  /** On the monotonic clock. */
  deadlineAt?: number
}

export interface JobExecution {
  context: Context
  store: Store
  job: Job
  run: RunManifest
  options: ExecutionOptions
  /** Of an adaptive run: judges what a look (from 0) has asked for; undefined where the run is to go on. */
  judge?: (look: number, stretch: Stretch, gradingId: string) => Promise<Ending | undefined>
}

/** Does what is missing of a run: answers and grades. */
export async function executeJob(execution: JobExecution): Promise<Execution> {
  const { context, store, job, run } = execution
  const startedAt = context.monotonic()
  const grading = await openGrading(context, store, run.id, job.eval.graders)
  await store.setRunStatus(run.id, 'running')
  const label = `${run.eval} × ${run.target.name}`
  const pass: RunPass = (chosen) => onePass({ ...execution, grading, ...chosen })

  const { stopped, why, ended } = await mainPasses(execution, pass, label, grading.id)
  if (stopped === false) {
    await store.completeGrading(grading.id)
    await store.setRunStatus(run.id, 'complete', context.now().toISOString())
  } else {
    await store.setRunStatus(run.id, 'interrupted')
  }
  return {
    run,
    gradingId: grading.id,
    stopped,
    ...(why === undefined ? {} : { why }),
    ...(ended && { ended }),
    elapsedMs: context.monotonic() - startedAt,
  }
}

type RunPass = (chosen: Pick<Pass, 'label' | 'cases' | 'ids' | 'repeats'>) => Promise<Summary>

/** All that is planned, or as much of it as the looks of an adaptive run ask for, with what failing critical cases are asked again. */
async function mainPasses(
  execution: JobExecution,
  pass: RunPass,
  label: string,
  gradingId: string,
): Promise<Pick<Execution, 'stopped' | 'why' | 'ended'>> {
  const { job, run, judge } = execution
  const { adaptive } = run
  const again = (repeats: number) => criticalPass(execution, pass, label, { gradingId, repeats })
  if (adaptive === undefined || judge === undefined) {
    const main = await pass({ label, cases: job.cases(), ids: job.caseIds, repeats: () => job.repeats })
    return main.stopped === false ? again(job.repeats) : main
  }
  const stretches = await stretchesOf(run, adaptive, job)
  const looks = stretches.length
  for (const [index, stretch] of stretches.entries()) {
    const cases = only(job.cases(), stretch.ids)
    const look = `${label}, look ${index + 1} of ${looks}`
    const main = await pass({ label: look, cases, ids: stretch.ids, repeats: () => stretch.repeats })
    // A critical case must not be missed because the run ended before it was asked often enough to block.
    const cut = main.stopped === false ? await again(stretch.repeats) : main
    if (cut.stopped !== false) return cut
    const ending = await judge(index, stretch, gradingId)
    if (ending !== undefined) return { stopped: false, ended: { ending, look: index + 1, looks } }
  }
  return { stopped: false }
}

/** Critical cases that fail are asked again, until there are repeats enough to tell wavering from failing. */
async function criticalPass(
  { job, run, store }: JobExecution,
  pass: RunPass,
  label: string,
  done: { gradingId: string; repeats: number },
): Promise<Pick<Summary, 'stopped' | 'why'>> {
  const repeats = (id: string) => Math.min(criticalRepeats, job.target.maxRepeats?.(id) ?? criticalRepeats)
  const ids = await failingCriticals(store, job, run.id, done)
  for (const id of ids) if (repeats(id) <= done.repeats) ids.delete(id)
  if (ids.size === 0) return { stopped: false }
  return pass({ label: `${label}, failing critical cases`, cases: only(job.cases(), ids), ids, repeats })
}

interface Pass {
  context: Context
  store: Store
  job: Job
  run: RunManifest
  options: ExecutionOptions
  grading: Grading
  label: string
  cases: AsyncIterable<Case>
  /** Of these cases. */
  ids: ReadonlySet<string>
  repeats(caseId: string): number
}

async function onePass({
  context,
  store,
  job,
  run,
  options,
  grading,
  label,
  cases,
  ids,
  repeats,
}: Pass): Promise<Summary> {
  const stored = await collectKeys(store.trialKeys(run.id, grading.id))
  const load = async (caseId: string, repeat: number) => {
    for await (const trial of store.trials(run.id, { caseIds: [caseId] }))
      if (trial.repeat === repeat) return trial.outcome
    throw new AssayError(`the stored answer to case "${caseId}" has vanished`)
  }
  const concurrency = options.concurrency ?? job.eval.concurrency
  if (job.target.usesNetwork === true) roomFor(concurrency)
  const progress = showProgress(context, { label, ...extent(stored, ids, repeats) })
  try {
    return await execute({
      tasks: planTasks({ cases, repeats: ({ id }) => repeats(id), stored, load }),
      target: job.target,
      graders: job.graders,
      runId: run.id,
      gradingId: grading.id,
      sink: store,
      expose: run.expose,
      concurrency,
      timeoutMs: run.timeoutMs,
      stopping: context.stopping,
      signal: context.signal,
      ...(options.deadlineAt === undefined ? {} : { deadlineAt: options.deadlineAt }),
      monotonic: context.monotonic,
      onProgress: progress.onProgress,
    })
  } finally {
    progress.stop()
  }
}

/** Requests that many in flight wait for outlive a small nursery, and moving them from there takes longer than asking. */
const fewInFlight = 16

function roomFor(inFlight: number): void {
  if (inFlight <= fewInFlight) return
  setFlagsFromString('--semi-space-growth-factor=2')
  setFlagsFromString('--heap-growing-percent=0')
}

/** How many trials these are, and how many of them have all they need. */
function extent(
  stored: StoredKeys,
  ids: ReadonlySet<string>,
  repeats: Pass['repeats'],
): { total: number; done: number } {
  let total = 0
  let done = 0
  for (const id of ids) {
    const times = repeats(id)
    total += times
    if (stored.size === 0) continue
    for (let repeat = 0; repeat < times; repeat += 1) if (stored.get(id, repeat) === 'graded') done += 1
  }
  return { total, done }
}

/** The newest grading where it is by these very graders, so that a resumed run goes on with it; else a new one. */
async function openGrading(
  context: Context,
  store: Store,
  runId: string,
  graders: readonly GraderInfo[],
): Promise<Grading> {
  const identity = (infos: readonly GraderInfo[]) =>
    infos.map(({ name, fingerprint }) => `${name} ${fingerprint}`).join()
  const [newest] = await store.listGradings(runId)
  if (newest !== undefined && identity(newest.graders) === identity(graders)) return newest
  return newGrading(context, store, runId, graders)
}

/** What a grading keeps of its graders. */
export function graderInfos(graders: readonly GraderInfo[]): GraderInfo[] {
  return graders.map(({ name, fingerprint, hallucination, ...marks }) => ({
    name,
    fingerprint,
    ...marksOf(marks),
    ...(hallucination === undefined ? {} : { hallucination }),
  }))
}

export async function newGrading(
  context: Context,
  store: Store,
  runId: string,
  graders: readonly GraderInfo[],
): Promise<Grading> {
  const grading = {
    id: context.newId(),
    runId,
    graders: graderInfos(graders),
    createdAt: context.now().toISOString(),
  }
  await store.createGrading(grading)
  return { ...grading, complete: false }
}

/** Critical cases that fail a blocking grader, or have no answer, on any of so many repeats. */
async function failingCriticals(
  store: Store,
  job: Job,
  runId: string,
  { gradingId, repeats }: { gradingId: string; repeats: number },
): Promise<Set<string>> {
  if (job.criticalIds.size === 0) return new Set()
  const guards = guardsOf(job.eval)
  const failing = new Set<string>()
  for await (const trial of store.trials(runId, { gradingId, caseIds: [...job.criticalIds] }))
    if (trial.repeat < repeats && failsStored(trial, guards)) failing.add(trial.caseId)
  return failing
}

async function* only(cases: AsyncIterable<Case>, ids: ReadonlySet<string>): AsyncGenerator<Case> {
  for await (const item of cases) if (ids.has(item.id)) yield item
}
