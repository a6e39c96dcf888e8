import type { Eval } from '../config/index.ts'
import type { Context } from '../core/context.ts'
import { AssayError } from '../core/errors.ts'
import { currentApprovals } from '../core/ledger.ts'
import type { SpreadSource } from '../core/power.ts'
import type { Run } from '../core/run.ts'
import { isPartial } from '../core/run.ts'
import type { Store } from '../core/store.ts'
import type { Side } from './side.ts'
import { gradingOf, resolveRun, storeSide } from './side.ts'

/** The runs that tell how much differences spread: two, or one that is held beside itself. */
export interface PowerSource {
  source: SpreadSource
  baseline: Side
  candidate: Side
}

interface Wanted {
  against?: string
  target?: string
}

/**
 * The best there is: two runs of one version made for it, then two versions that were graded alike, then one run with repeats, then any.
 * @throws AssayError where the eval has no complete run
 */
export async function findSource(context: Context, store: Store, one: Eval, wanted: Wanted): Promise<PowerSource> {
  const runs = await completeRuns(store, one, wanted.target)
  const ordinary = runs.filter(({ purpose }) => purpose === undefined)
  if (wanted.against !== undefined) return namedPair(context, store, one, ordinary, wanted.against)
  const same = newestPair(runs)
  if (same !== undefined) return { source: 'aa', ...sidesOf(store, same) }
  const [newest] = ordinary
  if (newest === undefined) throw noRun(one, await store.listRuns({ eval: one.name }), wanted)
  const other = await comparable(store, one, newest)
  if (other !== undefined) return { source: 'versions', ...sidesOf(store, { baseline: other, candidate: newest }) }
  const repeated = ordinary.find(({ repeats }) => repeats > 1) ?? newest
  return { source: 'repeats', ...sidesOf(store, { baseline: repeated, candidate: repeated }) }
}

/** Newest first, but those of the whole dataset before parts of it. */
async function completeRuns(store: Store, { name }: Eval, target: string | undefined): Promise<Run[]> {
  const runs = await store.listRuns({ eval: name, status: 'complete', ...(target === undefined ? {} : { target }) })
  return runs.toSorted((a, b) => Number(isPartial(a)) - Number(isPartial(b)))
}

async function namedPair(
  context: Context,
  store: Store,
  one: Eval,
  ordinary: readonly Run[],
  against: string,
): Promise<PowerSource> {
  const baseline = await resolveRun(context, store, against, { eval: one.name })
  const candidate = ordinary.find(({ target }) => target.fingerprint !== baseline.run.target.fingerprint)
  if (candidate === undefined) {
    throw new AssayError({
      message: `there is no complete run of another version than that of run ${baseline.run.id}`,
      mend: `assay run ${one.name} --target NAME`,
    })
  }
  return { source: 'versions', baseline, candidate: storeSide(store, candidate) }
}

/** The newest two that `assay aa` made of one version: the second is asked from other repeats on than the first. */
function newestPair(runs: readonly Run[]): { baseline: Run; candidate: Run } | undefined {
  const made = runs.filter(({ purpose }) => purpose === 'aa')
  for (const candidate of made) {
    const baseline = made.find((run) => isFirstOf(run, candidate))
    if (baseline !== undefined) return { baseline, candidate }
  }
  return undefined
}

function isFirstOf(run: Run, second: Run): boolean {
  return (
    second.repeatsFrom !== undefined &&
    run.repeatsFrom === undefined &&
    run.repeats === second.repeats &&
    run.target.fingerprint === second.target.fingerprint &&
    run.dataset.fingerprint === second.dataset.fingerprint
  )
}

/** The baseline, else the newest run of another version, that was asked the same and graded alike. */
async function comparable(store: Store, { name }: Eval, newest: Run): Promise<Run | undefined> {
  const approved = currentApprovals((await store.ledger()).entries).get(name)?.entry.runId
  const others = (await store.listRuns({ eval: name, status: 'complete' })).filter(
    ({ purpose, target, dataset }) =>
      purpose === undefined &&
      target.fingerprint !== newest.target.fingerprint &&
      dataset.fingerprint === newest.dataset.fingerprint,
  )
  const ofNewest = await gradersOf(store, newest)
  for (const run of others.toSorted((a, b) => Number(b.id === approved) - Number(a.id === approved))) {
    if ((await gradersOf(store, run)) === ofNewest) return run
  }
  return undefined
}

async function gradersOf(store: Store, run: Run): Promise<string> {
  const { graders } = await gradingOf(store, run)
  return graders.map(({ name, fingerprint }) => `${name} ${fingerprint}`).join()
}

function sidesOf(store: Store, { baseline, candidate }: { baseline: Run; candidate: Run }) {
  return { baseline: storeSide(store, baseline), candidate: storeSide(store, candidate) }
}

function noRun({ name }: Eval, all: readonly Run[], { target }: Wanted): AssayError {
  const of = target === undefined ? '' : ` of target "${target}"`
  const begun = all.find((run) => run.status !== 'complete' && (target === undefined || run.target.name === target))
  return new AssayError({
    message: `eval "${name}" has no complete run${of}, and nothing else tells how much its scores spread`,
    mend: begun === undefined ? `assay run ${name} --target ${target ?? 'NAME'}` : `assay run --resume ${begun.id}`,
  })
}
