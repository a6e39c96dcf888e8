import type { Project } from '../config/index.ts'
import type { Context } from '../core/context.ts'
import { AssayError, exitCode } from '../core/errors.ts'
import type { AdaptivePlan, Run, RunManifest } from '../core/run.ts'
import type { Store } from '../core/store.ts'
import { openSqliteStore } from '../store/index.ts'
import { version } from '../version.ts'
import { withOwnRepeats } from './aaTarget.ts'
import { judgeLook, planAdaptive } from './adaptive.ts'
import { tellDryRun } from './dryRun.ts'
import type { Execution, JobExecution } from './execution.ts'
import { executeJob } from './execution.ts'
import type { Job } from './job.ts'
import { closeTargets, prepareJobs } from './job.ts'
import { printJson } from './print.ts'
import type { RunOptions } from './runOptions.ts'
import { isMetricOf, requireAsStarted, requireCompatible, requireKnownMetrics } from './runOptions.ts'
import { printSummary, runJson, tellAnswers, tellEnding, tellHowToGoOn, tellNotBegun, tellNotes } from './runOutput.ts'
import type { AskingOptions, Session } from './session.ts'
import { openSession } from './session.ts'
import type { Side } from './side.ts'
import { resolveRun } from './side.ts'

/** `assay run`: each chosen eval x each chosen target becomes a run. */
export async function run(context: Context, evals: readonly string[], options: RunOptions): Promise<number> {
  const deadlineAt = options.deadline === undefined ? undefined : context.monotonic() + options.deadline
  if (options.resume !== undefined) return resume(context, evals, { ...options, resume: options.resume }, deadlineAt)
  requireCompatible(options)
  const session = await openSession(context, evals, askingOptions(options, deadlineAt))
  const { project } = session
  const jobs = await prepareJobs(project, options, session).catch(closing(session))
  try {
    requireKnownMetrics(jobs, options.expect ?? {})
    if (options.dryRun === true) return await tellDryRun(context, jobs, { ...options, session })
    const store = await openSqliteStore(project.store)
    try {
      const started: StartedJob[] = []
      for (const job of jobs) started.push({ job, ...(await adaptiveJob(context, store, job, options)) })
      return await executeAll(context, store, session, started, {
        ...options,
        ...(deadlineAt === undefined ? {} : { deadlineAt }),
      })
    } finally {
      await store.close()
    }
  } finally {
    await closeTargets(jobs.map((job) => job.target))
    await session.close()
  }
}

function askingOptions(options: RunOptions, deadlineAt: number | undefined): AskingOptions {
  const isDry = options.dryRun === true
  return { ...options, asksNothing: isDry, ...(deadlineAt === undefined ? {} : { deadlineAt }) }
}

function closing(session: Session): (error: unknown) => Promise<never> {
  return async (error) => {
    await session.close()
    throw error
  }
}

async function resume(
  context: Context,
  evals: readonly string[],
  options: RunOptions & { resume: string },
  deadlineAt: number | undefined,
): Promise<number> {
  requireAsStarted(evals, options)
  const session = await openSession(context, [], askingOptions(options, deadlineAt))
  const { project } = session
  const store = await openSqliteStore(project.store).catch(closing(session))
  try {
    const stored = await store.getRun(options.resume)
    const job = await jobOfRun(project, stored, session)
    try {
      if (options.dryRun === true)
        return await tellDryRun(context, [job], { ...options, session, resumed: { store, run: stored } })
      const baseline = await baselineOfResumed(context, store, stored, options)
      return await executeAll(context, store, session, [{ job, run: stored, ...baseline }], {
        ...options,
        ...(deadlineAt === undefined ? {} : { deadlineAt }),
      })
    } finally {
      await closeTargets([job.target])
    }
  } finally {
    await store.close()
    await session.close()
  }
}

/** The job of a stored run as the project has it today. @throws AssayError where it is gone, or is not what it was */
export async function jobOfRun(project: Project, stored: Run, session: Session): Promise<Job> {
  const one = project.evals.find(({ name }) => name === stored.eval)
  if (one === undefined)
    throw new AssayError(`the eval "${stored.eval}" of run ${stored.id} is no longer in the project`)
  const [job] = await prepareJobs(
    { ...project, evals: [one] },
    {
      target: [stored.target.name],
      repeats: stored.repeats,
      ...(stored.selection.limit === undefined ? {} : { limit: stored.selection.limit }),
      ...(stored.selection.tags === undefined ? {} : { tag: stored.selection.tags }),
    },
    session,
  )
  if (job === undefined)
    throw new AssayError(`the target "${stored.target.name}" of run ${stored.id} is no longer in the project`)
  try {
    refuseChanges(stored, job)
  } catch (error) {
    await closeTargets([job.target])
    throw error
  }
  return stored.purpose === 'aa' ? withOwnRepeats(job, stored) : job
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

/** A job with its run, where it has one already, and what it is judged against while it goes on. */
interface StartedJob {
  job: Job
  run?: Run
  plan?: AdaptivePlan
  baseline?: Side
}

async function adaptiveJob(
  context: Context,
  store: Store,
  job: Job,
  { adaptive, against = 'baseline', repeats }: RunOptions,
): Promise<Pick<StartedJob, 'plan' | 'baseline'>> {
  if (adaptive === undefined) return {}
  const baseline = await resolveRun(context, store, against, { eval: job.eval.name })
  return { baseline, plan: await planAdaptive(adaptive, job, baseline, repeats) }
}

async function baselineOfResumed(
  context: Context,
  store: Store,
  { id, adaptive, eval: name }: Run,
  { against }: RunOptions,
): Promise<Pick<StartedJob, 'baseline'>> {
  if (adaptive === undefined && against !== undefined) {
    throw new AssayError({ message: `run ${id} was started without --adaptive`, mend: 'leave out --against' })
  }
  if (adaptive === undefined) return {}
  const baseline = await resolveRun(context, store, against ?? adaptive.against, { eval: name })
  if (baseline.run.id === adaptive.against) return { baseline }
  throw new AssayError({
    message: `the run is judged against run ${adaptive.against}, not ${baseline.run.id}`,
    mend: 'name that run, or its file, with --against',
  })
}

async function executeAll(
  context: Context,
  store: Store,
  session: Session,
  jobs: readonly StartedJob[],
  options: RunOptions & { deadlineAt?: number },
): Promise<number> {
  tellNotes(
    context,
    jobs.map(({ job }) => job),
  )
  const { project } = session
  const executions: Execution[] = []
  for (const { job, run: known, plan, baseline } of jobs) {
    const manifest =
      known ?? (await begin(context, store, job, { ...(plan && { adaptive: plan }), ...expectationsOf(job, options) }))
    const judge = judgeOf(context, { store, project, run: manifest, baseline })
    const request = { context, store, job, run: manifest, options, ...(judge && { judge }) }
    const execution = await executeJob(request).catch((error: unknown) => {
      context.stderr.write(`assay: run ${manifest.id} was not finished\n`)
      throw error
    })
    executions.push(execution)
    if (options.json !== true) await printSummary(context, store, execution, job.eval)
    await tellAnswers(context, store, execution, job, session)
    tellEnding(context, execution)
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

/** What judges a run while it goes on; undefined of one that is not adaptive. */
function judgeOf(
  context: Context,
  { baseline, ...request }: { store: Store; project: Project; run: RunManifest; baseline: Side | undefined },
): JobExecution['judge'] {
  const { adaptive: plan } = request.run
  if (plan === undefined || baseline === undefined) return undefined
  return (look, stretch, gradingId) => judgeLook(context, { ...request, plan, baseline, look, stretch, gradingId })
}

/** What is expected of the run: what the rules say, and what the command says beside or instead. */
function expectationsOf({ eval: { gate, graders } }: Job, { expect = {} }: RunOptions): Pick<RunManifest, 'expect'> {
  const stated = Object.entries(gate).flatMap(([metric, rule]) =>
    rule.expect === undefined ? [] : [[metric, rule.expect] as const],
  )
  const names = graders.map(({ name }) => name)
  const own = Object.entries(expect).filter(([metric]) => isMetricOf(names, metric))
  const all = Object.fromEntries([...stated, ...own])
  return Object.keys(all).length === 0 ? {} : { expect: all }
}

/** Enters a new run of a job. `more`: what is decided about it beside. */
export async function begin(
  context: Context,
  store: Store,
  job: Job,
  more: Pick<RunManifest, 'adaptive' | 'expect' | 'purpose' | 'repeatsFrom'> = {},
): Promise<RunManifest> {
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
    repeats: more.adaptive?.by === 'repeats' ? (more.adaptive.looks.at(-1) ?? job.repeats) : job.repeats,
    selection: job.selection,
    expose: one.expose,
    timeoutMs: one.timeoutMs,
    createdAt: context.now().toISOString(),
    assayVersion: version,
    ...more,
  }
  await store.createRun(manifest)
  return manifest
}
