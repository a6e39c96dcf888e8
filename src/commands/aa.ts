import type { Eval } from '../config/index.ts'
import { requireProject } from '../config/index.ts'
import type { AaReport } from '../core/aa.ts'
import type { Context } from '../core/context.ts'
import { AssayError, exitCode } from '../core/errors.ts'
import type { Run } from '../core/run.ts'
import type { Store } from '../core/store.ts'
import { renderAa } from '../reporters/index.ts'
import { openSqliteStore } from '../store/index.ts'
import { aaReport } from './aaReport.ts'
import type { AaRuns } from './aaRuns.ts'
import { askTwice, goOn } from './aaRuns.ts'
import { jsonText } from './print.ts'
import type { AskingOptions } from './session.ts'
import { openSession } from './session.ts'
import type { Side } from './side.ts'
import { resolveRun, storeSide } from './side.ts'
import { withStore } from './storage.ts'

export interface AaOptions {
  target?: string
  repeats?: number
  concurrency?: number
  draws: number
  seed: number
  /** Two runs in the place of new ones. */
  from?: string[]
  /** Two runs that were begun and not finished. */
  resume?: string[]
  json?: boolean
}

type AskingTwice = AaOptions & AskingOptions

/** `assay aa`: the same version twice, to see how much it wavers by itself, and whether the gate cries wolf on it. */
export async function aa(context: Context, name: string | undefined, options: AskingTwice): Promise<number> {
  requireOneWay(name, options)
  return options.from === undefined ? ask(context, name, options) : analyse(context, name, options.from, options)
}

async function ask(context: Context, name: string | undefined, options: AskingTwice): Promise<number> {
  const session = await openSession(context, name === undefined ? [] : [name], options)
  const { project } = session
  const store = await openSqliteStore(project.store)
  try {
    const runs =
      options.resume === undefined
        ? await askTwice(context, store, session, options)
        : await goOn(context, store, session, await storedRuns(store, options.resume), options)
    if (typeof runs === 'number') return runs
    const [first, second] = runs
    const one = evalOf(first, project.evals)
    const sides = { first: storeSide(store, first), second: storeSide(store, second) }
    const again = `assay aa --from ${first.id} ${second.id}`
    const request = { sides, eval: one, ...options, stopping: context.stopping }
    const report = await aaReport(context, request).catch((error: unknown) => {
      context.stderr.write(`assay: both runs are complete and kept. When that is mended: ${again}\n`)
      throw error
    })
    if (report !== undefined) return tell(context, report, options)
    context.stderr.write(`assay: interrupted. Go on with: ${again}\n`)
    return exitCode.interrupted
  } finally {
    await store.close()
    await session.close()
  }
}

async function analyse(
  context: Context,
  name: string | undefined,
  references: readonly string[],
  options: AaOptions,
): Promise<number> {
  const { evals } = await requireProject(context, name === undefined ? [] : [name])
  return withStore(context, { readOnly: true }, async (store) => {
    const [first, second] = await Promise.all(
      pairOf('--from', references).map((reference) =>
        resolveRun(context, store, reference, name === undefined ? {} : { eval: name }),
      ),
    )
    if (first === undefined || second === undefined) throw new AssayError('two runs are needed')
    requireSameVersion(first, second)
    const report = await aaReport(context, { sides: { first, second }, eval: evalOf(first.run, evals), ...options })
    return report === undefined ? exitCode.interrupted : tell(context, report, options)
  })
}

/** Exit code 1 where the gate fails identical versions more often than it may. */
function tell(context: Context, report: AaReport, { json }: AaOptions): number {
  context.stdout.write(json === true ? jsonText(report) : renderAa(report, context))
  return report.alarms?.isTooOften === true ? exitCode.regression : exitCode.ok
}

function requireOneWay(name: string | undefined, { from, resume, target, repeats }: AaOptions): void {
  const isNew = from === undefined && resume === undefined
  if (isNew && name === undefined) {
    throw new AssayError({
      message: 'which eval?',
      mend: 'assay aa EVAL --target NAME, or --from RUN RUN for runs that are there',
    })
  }
  if (isNew) return
  if (from !== undefined && resume !== undefined) throw new AssayError('--from and --resume exclude each other')
  if (target === undefined && repeats === undefined) return
  throw new AssayError({ message: 'the two runs are there already', mend: 'leave out --target and --repeats' })
}

function pairOf(option: string, references: readonly string[]): [string, string] {
  const [first, second, ...more] = references
  if (first !== undefined && second !== undefined && more.length === 0) return [first, second]
  throw new AssayError({ message: `${option} takes two runs`, mend: 'see: assay runs' })
}

/** Runs by their ids, as a run that was begun has no other name. */
async function storedRuns(store: Store, ids: readonly string[]): Promise<AaRuns> {
  const [first, second] = pairOf('--resume', ids)
  const runs: AaRuns = [await store.getRun(first), await store.getRun(second)]
  for (const { id, purpose } of runs) {
    if (purpose === 'aa') continue
    throw new AssayError({
      message: `run ${id} is not one of two that \`assay aa\` began`,
      mend: `assay run --resume ${id} finishes it; --from compares two runs that are complete`,
    })
  }
  return runs
}

function requireSameVersion({ run: first }: Side, { run: second }: Side): void {
  if (first.id === second.id)
    throw new AssayError({ message: `both are run ${first.id}`, mend: 'name two runs of one version' })
  if (first.eval !== second.eval) {
    throw new AssayError(`run ${first.id} is of eval "${first.eval}", run ${second.id} of "${second.eval}"`)
  }
  if (first.target.fingerprint === second.target.fingerprint) return
  throw new AssayError({
    message: `run ${first.id} of "${first.target.name}" and run ${second.id} of "${second.target.name}" are of different versions, so that not all they differ by is how answers waver`,
    mend: `assay compare ${first.id} ${second.id}`,
  })
}

function evalOf({ eval: name }: Run, evals: readonly Eval[]): Eval {
  const one = evals.find((candidate) => candidate.name === name)
  if (one !== undefined) return one
  throw new AssayError(`the eval "${name}" of the runs is not in the project`)
}
