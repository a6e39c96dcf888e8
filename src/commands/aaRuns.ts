import type { Eval } from '../config/index.ts'
import type { Context } from '../core/context.ts'
import { AssayError, exitCode } from '../core/errors.ts'
import type { Run } from '../core/run.ts'
import type { Store } from '../core/store.ts'
import { didYouMean } from '../core/suggest.ts'
import { plural } from '../text/format.ts'
import { secondRepeats, withOwnRepeats } from './aaTarget.ts'
import type { ExecutionOptions } from './execution.ts'
import { executeJob } from './execution.ts'
import type { Job } from './job.ts'
import { closeTargets, prepareJobs } from './job.ts'
import { begin, jobOfRun } from './run.ts'
import { stopWords, tellNotes } from './runOutput.ts'
import type { Session } from './session.ts'

/** Two runs of the same version, first and second. */
export type AaRuns = [Run, Run]

/** Enters both runs, so that both have ids to go on with, whatever happens, and executes them. Their exit code where they are not complete. */
export async function askTwice(
  context: Context,
  store: Store,
  session: Session,
  options: ExecutionOptions & { target?: string; repeats?: number },
): Promise<AaRuns | number> {
  const { project } = session
  const [one] = project.evals
  if (one === undefined) throw new AssayError('no eval to run')
  const target = targetOf(one, options.target)
  const chosen = { target: [target], ...(options.repeats === undefined ? {} : { repeats: options.repeats }) }
  const jobs = await prepareJobs(project, chosen, session)
  try {
    const [job] = jobs
    if (job === undefined) throw new AssayError(`the target "${target}" could not be opened`)
    const repeatsFrom = secondRepeats(job)
    const first = { purpose: 'aa' } as const
    const second = { ...first, repeatsFrom }
    const planned = [first, second].map((more) => ({
      more,
      job: withOwnRepeats(job, { repeats: job.repeats, ...more }),
    }))
    tellNotes(
      context,
      planned.slice(-1).map(({ job: own }) => own),
    )
    const begun = []
    for (const { more, job: own } of planned) begun.push({ job: own, run: await begin(context, store, own, more) })
    const ids = begun.map(({ run }) => run.id).join(' and ')
    context.stderr.write(
      `assay: the same version twice, 2 × ${plural(job.caseIds.size * job.repeats, 'call')}: runs ${ids}\n`,
    )
    return await executeBoth(context, store, begun, options)
  } finally {
    await closeTargets(jobs.map(({ target: opened }) => opened))
  }
}

/** Goes on with two runs that were begun. */
export async function goOn(
  context: Context,
  store: Store,
  session: Session,
  runs: AaRuns,
  options: ExecutionOptions,
): Promise<AaRuns | number> {
  const begun: { job: Job; run: Run }[] = []
  try {
    for (const run of runs) begun.push({ job: await jobOfRun(session.project, run, session), run })
    return await executeBoth(context, store, begun, options)
  } finally {
    await closeTargets(begun.map(({ job }) => job.target))
  }
}

async function executeBoth(
  context: Context,
  store: Store,
  begun: readonly { job: Job; run: Parameters<typeof executeJob>[0]['run'] }[],
  options: ExecutionOptions,
): Promise<AaRuns | number> {
  const ids = begun.map(({ run }) => run.id)
  const done: Run[] = []
  for (const { job, run } of begun) {
    const before = await store.getRun(run.id)
    if (before.status !== 'complete') {
      const { stopped, why } = await executeJob({ context, store, job, run, options })
      if (stopped !== false) {
        context.stderr.write(
          `assay: ${stopWords({ stopped, why })}; nothing finished is lost. Go on with: assay aa --resume ${ids.join(' ')}\n`,
        )
        return stopped === 'budget' ? exitCode.usage : exitCode.interrupted
      }
    }
    done.push(await store.getRun(run.id))
  }
  const [first, second] = done
  if (first === undefined || second === undefined) throw new AssayError('two runs are needed')
  return [first, second]
}

function targetOf(one: Eval, wanted: string | undefined): string {
  const names = Object.keys(one.targets)
  const [only] = names
  const target = wanted ?? (names.length === 1 ? only : undefined)
  if (target !== undefined && names.includes(target)) return target
  const listed = names.length === 0 ? 'it has none' : `its targets are ${names.join(', ')}`
  throw new AssayError({
    file: one.file,
    ...(wanted === undefined
      ? { message: 'has several targets', mend: `name one with --target: ${names.join(' | ')}` }
      : { message: `has no target "${wanted}"`, mend: didYouMean(wanted, names, listed) }),
  })
}
