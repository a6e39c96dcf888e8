import { requireProject } from '../config/index.ts'
import type { Context } from '../core/context.ts'
import { AssayError, exitCode } from '../core/errors.ts'
import type { Run, RunManifest } from '../core/run.ts'
import type { Store } from '../core/store.ts'
import { openSqliteStore } from '../store/index.ts'
import { version } from '../version.ts'
import type { Execution } from './execution.ts'
import { executeJob } from './execution.ts'
import type { Job, JobOptions } from './job.ts'
import { closeTargets, prepareJobs } from './job.ts'
import { printJson } from './print.ts'
import { printSummary, runJson, tellDryRun, tellHowToGoOn, tellNotBegun, tellNotes } from './runOutput.ts'

export interface RunOptions extends JobOptions {
  concurrency?: number
  /** Milliseconds. */
  deadline?: number
  resume?: string
  dryRun?: boolean
  json?: boolean
}

/** `assay run`: each chosen eval x each chosen target becomes a run. */
export async function run(context: Context, evals: readonly string[], options: RunOptions): Promise<number> {
  const deadlineAt = options.deadline === undefined ? undefined : context.monotonic() + options.deadline
  if (options.resume !== undefined) return resume(context, evals, { ...options, resume: options.resume }, deadlineAt)
  const project = await requireProject(context, evals)
  const jobs = await prepareJobs(project, options)
  try {
    if (options.dryRun === true) return await tellDryRun(context, jobs, options)
    const store = await openSqliteStore(project.store)
    try {
      const started = jobs.map((job) => ({ job, run: undefined }))
      return await executeAll(context, store, started, {
        ...options,
        ...(deadlineAt === undefined ? {} : { deadlineAt }),
      })
    } finally {
      await store.close()
    }
  } finally {
    await closeTargets(jobs.map((job) => job.target))
  }
}

async function resume(
  context: Context,
  evals: readonly string[],
  options: RunOptions & { resume: string },
  deadlineAt: number | undefined,
): Promise<number> {
  const fixed = (['target', 'repeats', 'limit', 'tag'] as const).filter((key) => options[key] !== undefined)
  if (evals.length > 0 || fixed.length > 0) {
    throw new AssayError({
      message: '--resume goes on with the run as it was started',
      mend: 'leave out evals, --target, --repeats, --limit and --tag',
    })
  }
  const project = await requireProject(context)
  const store = await openSqliteStore(project.store)
  try {
    const stored = await store.getRun(options.resume)
    const one = project.evals.find(({ name }) => name === stored.eval)
    if (one === undefined)
      throw new AssayError(`the eval "${stored.eval}" of run ${stored.id} is no longer in the project`)
    const jobs = await prepareJobs(
      { ...project, evals: [one] },
      {
        target: [stored.target.name],
        repeats: stored.repeats,
        ...(stored.selection.limit === undefined ? {} : { limit: stored.selection.limit }),
        ...(stored.selection.tags === undefined ? {} : { tag: stored.selection.tags }),
      },
    )
    try {
      const [job] = jobs
      if (job === undefined)
        throw new AssayError(`the target "${stored.target.name}" of run ${stored.id} is no longer in the project`)
      refuseChanges(stored, job)
      if (options.dryRun === true)
        return await tellDryRun(context, jobs, { ...options, resumed: { store, run: stored } })
      return await executeAll(context, store, [{ job, run: stored }], {
        ...options,
        ...(deadlineAt === undefined ? {} : { deadlineAt }),
      })
    } finally {
      await closeTargets(jobs.map((job) => job.target))
    }
  } finally {
    await store.close()
  }
}

/** A run that was half made with one thing and half with another would say nothing about either. */
function refuseChanges(stored: Run, job: Job): void {
  const changed = [
    stored.target.fingerprint === job.target.fingerprint
      ? []
      : [`the target "${stored.target.name}" is not what it was`],
    stored.dataset.fingerprint === job.dataset.fingerprint ? [] : ['the dataset is not what it was'],
    stored.expose.join() === job.eval.expose.join() ? [] : ['"expose" is not what it was'],
  ].flat()
  if (changed.length > 0) {
    throw new AssayError(
      changed.map((message) => ({
        message: `run ${stored.id} cannot be resumed: ${message}`,
        mend: 'start a new run',
      })),
    )
  }
}

async function executeAll(
  context: Context,
  store: Store,
  jobs: readonly { job: Job; run: Run | undefined }[],
  options: RunOptions & { deadlineAt?: number },
): Promise<number> {
  tellNotes(
    context,
    jobs.map(({ job }) => job),
  )
  const executions: Execution[] = []
  for (const { job, run: known } of jobs) {
    const manifest = known ?? (await begin(context, store, job))
    const execution = await executeJob({ context, store, job, run: manifest, options }).catch((error: unknown) => {
      context.stderr.write(`assay: run ${manifest.id} was not finished\n`)
      throw error
    })
    executions.push(execution)
    if (options.json !== true) await printSummary(context, store, execution, job.eval)
    tellHowToGoOn(context, execution)
    if (execution.stopped !== false) break
  }
  tellNotBegun(
    context,
    jobs.slice(executions.length).map(({ job }) => job),
  )
  if (options.json === true)
    printJson(context, { runs: await Promise.all(executions.map(({ run: one }) => runJson(store, one.id))) })
  if (executions.some(({ stopped }) => stopped === 'interrupted' || stopped === 'aborted')) return exitCode.interrupted
  return executions.length < jobs.length || executions.some(({ stopped }) => stopped !== false)
    ? exitCode.usage
    : exitCode.ok
}

async function begin(context: Context, store: Store, job: Job): Promise<RunManifest> {
  const { eval: one, target, dataset } = job
  const manifest: RunManifest = {
    id: context.newId(),
    eval: one.name,
    ...(one.owner === undefined ? {} : { owner: one.owner }),
    target: {
      name: target.name,
      kind: target.kind,
      fingerprint: target.fingerprint,
      ...(target.version === undefined ? {} : { version: target.version }),
    },
    dataset: { files: dataset.files, fingerprint: dataset.fingerprint, size: dataset.size },
    cases: job.caseIds.size,
    repeats: job.repeats,
    selection: job.selection,
    expose: one.expose,
    timeoutMs: one.timeoutMs,
    createdAt: context.now().toISOString(),
    assayVersion: version,
  }
  await store.createRun(manifest)
  return manifest
}
