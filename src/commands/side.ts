import { resolve } from 'node:path'
import type { GradedRun } from '../core/comparison.ts'
import type { Context } from '../core/context.ts'
import { AssayError } from '../core/errors.ts'
import { currentApprovals } from '../core/ledger.ts'
import type { Grading, Run } from '../core/run.ts'
import { isPartial } from '../core/run.ts'
import type { Store, StoredTrial } from '../core/store.ts'
import { isBaselineFile, readBaselineFile } from './baselineFile.ts'
import type { BaselineHeader } from './baselineHeader.ts'

/** One run to be compared, from the store or from a baseline file. */
export interface Side {
  run: Run
  /** The baseline file it was read from, as it was named. */
  file?: string
  /** What the first line of that file says. */
  header?: BaselineHeader
  graded(): Promise<GradedRun>
  /** All trials with texts, ordered by case id and repeat. */
  trials(): AsyncIterable<StoredTrial>
  /** Trials with texts, by case. */
  details(caseIds: readonly string[]): Promise<Map<string, StoredTrial[]>>
}

export interface SideOptions {
  eval?: string
}

/**
 * The two runs that two references mean; they are of one eval.
 * @throws AssayError when a reference fits nothing, or the two fit more than one eval
 */
export async function resolvePair(
  context: Context,
  store: Store,
  references: { baseline: string; candidate: string },
  options: SideOptions,
): Promise<{ baseline: Side; candidate: Side }> {
  const candidates = await matches(context, store, references.candidate, options)
  const baselines = await matches(context, store, references.baseline, {
    ...options,
    candidates: candidates.map(({ run }) => run.id),
  })
  const evals = baselines.map(({ run }) => run.eval).filter((name) => candidates.some(({ run }) => run.eval === name))
  const [name] = evals
  if (name === undefined) {
    throw new AssayError(
      `"${references.baseline}" is a run of ${baselines.map(({ run }) => run.eval).join(', ')}, "${references.candidate}" of ${candidates.map(({ run }) => run.eval).join(', ')}; only runs of one eval can be compared`,
    )
  }
  if (evals.length > 1) throw severalEvals(`"${references.baseline}" and "${references.candidate}" fit`, evals)
  const [baseline, candidate] = [baselines, candidates].map((sides) => sides.find(({ run }) => run.eval === name))
  if (baseline === undefined || candidate === undefined) throw new AssayError('no runs to compare')
  if (baseline.run.id === candidate.run.id) {
    throw new AssayError({
      message: `baseline and candidate are the same run ${baseline.run.id}`,
      mend: 'run the candidate first: assay run --target NAME',
    })
  }
  return { baseline, candidate }
}

/** The one run that a reference means. @throws AssayError when it fits nothing or several */
export async function resolveRun(
  context: Context,
  store: Store,
  reference: string,
  options: SideOptions,
): Promise<Side> {
  const found = await matches(context, store, reference, options)
  const [side] = found
  if (side === undefined || found.length > 1)
    throw severalEvals(
      `"${reference}" fits`,
      found.map(({ run }) => run.eval),
    )
  return side
}

export function severalEvals(what: string, evals: readonly string[]): AssayError {
  return new AssayError({
    message: `${what} runs of several evals`,
    mend: `choose one with --eval ${evals.toSorted().join(' | --eval ')}`,
  })
}

interface MatchOptions extends SideOptions {
  /** Ids of the runs that will be compared with the one asked for. */
  candidates?: readonly string[]
}

/** Every run that a reference can mean: at most one an eval. Never empty. */
async function matches(context: Context, store: Store, reference: string, options: MatchOptions): Promise<Side[]> {
  const all = await store.listRuns()
  const runs = all.filter((run) => options.eval === undefined || run.eval === options.eval)
  if (runs.length === 0 && all.length > 0) {
    throw new AssayError({
      message: `no run of an eval "${options.eval}" is in the store`,
      mend: `evals with runs are ${[...new Set(all.map((run) => run.eval))].toSorted().join(', ')}`,
    })
  }
  if (reference === 'baseline') return (await approved(store, runs, options)).map((run) => storeSide(store, run))
  const complete = runs.filter(({ status, purpose }) => status === 'complete' && purpose === undefined)
  const byId = runs.filter(({ id }) => id === reference)
  const byTarget = newestByEval(
    reference === 'latest' ? complete : complete.filter(({ target }) => target.name === reference),
  )
  const file = isBaselineFile(context.cwd, reference) ? resolve(context.cwd, reference) : undefined
  const kinds = [byId.length > 0, byTarget.length > 0, file !== undefined].filter(Boolean).length
  if (kinds > 1) {
    throw new AssayError({
      message: `"${reference}" means more than one of a run, a target and a file`,
      mend: 'name the run by its id, the file as ./FILE',
    })
  }
  if (file !== undefined) return [await readBaselineFile(file, reference)]
  const found = [...byId, ...byTarget]
  if (found.length === 0) throw nothingFits(reference, runs, options)
  return found.map((run) => storeSide(store, run))
}

async function approved(store: Store, runs: readonly Run[], options: MatchOptions): Promise<Run[]> {
  const newest = currentApprovals((await store.ledger()).entries)
  const found = runs.filter((run) => newest.get(run.eval)?.entry.runId === run.id)
  if (found.length > 0) return found
  const gone = options.eval === undefined ? undefined : newest.get(options.eval)
  if (gone !== undefined) {
    throw new AssayError({
      message: `run ${gone.entry.runId}, the baseline of ${gone.entry.eval}, is not in the store any more`,
      mend: 'approve another run, or compare with a baseline file: --against FILE',
    })
  }
  // What is to be compared is hardly what it is to be compared with.
  const { candidates = [] } = options
  const whole = runs.filter((run) => run.status === 'complete' && run.purpose === undefined && !isPartial(run))
  const likely = whole.find(({ id }) => !candidates.includes(id)) ?? whole[0]
  throw new AssayError({
    message: `no baseline has been approved${options.eval === undefined ? '' : ` for ${options.eval}`}`,
    mend: `assay baseline approve ${likely?.id ?? 'RUN'} --reason "..."`,
  })
}

function newestByEval(runs: readonly Run[]): Run[] {
  const seen = new Set<string>()
  return runs.filter((run) => !seen.has(run.eval) && seen.add(run.eval))
}

function nothingFits(reference: string, runs: readonly Run[], options: SideOptions): AssayError {
  const where = options.eval === undefined ? '' : ` of ${options.eval}`
  if (/[./\\]/.test(reference))
    return new AssayError({
      message: `there is no run and no baseline file "${reference}"`,
      mend: 'write one with: assay baseline export FILE',
    })
  // What `assay aa` made is meant by its ids alone.
  const ordinary = runs.filter(({ purpose }) => purpose === undefined)
  const unfinished = ordinary.find(({ target, status }) => target.name === reference && status !== 'complete')
  if (unfinished !== undefined) {
    return new AssayError({
      message: `"${reference}" has only unfinished runs${where}`,
      mend: `assay run --resume ${unfinished.id}`,
    })
  }
  const targets = [...new Set(ordinary.map(({ target }) => target.name))]
  const known =
    targets.length === 0
      ? 'the store has no runs yet: assay run'
      : `assay run --target ${reference}; targets with runs are ${targets.join(', ')}`
  return new AssayError({ message: `no run${where} is called "${reference}"`, mend: known })
}

/** The grading of a run that counts: its newest complete one. @throws AssayError where it has none */
export async function gradingOf(store: Store, run: Run): Promise<Grading> {
  const gradings = await store.listGradings(run.id)
  const grading = gradings.find(({ complete }) => complete)
  if (grading !== undefined) return grading
  throw new AssayError({
    message: `run ${run.id} has no complete grading`,
    mend: run.status === 'complete' ? `assay regrade ${run.id}` : `assay run --resume ${run.id}`,
  })
}

/** A run of the store, with the grading that counts when it is asked. */
export function storeSide(store: Store, run: Run): Side {
  const newest = () => gradingOf(store, run)
  return {
    run,
    async *trials() {
      yield* store.trials(run.id, { gradingId: (await newest()).id })
    },
    graded: async () => store.gradedRun(run.id, (await newest()).id),
    details: async (caseIds) => byCase(store.trials(run.id, { gradingId: (await newest()).id, caseIds })),
  }
}

export async function byCase(
  trials: AsyncIterable<StoredTrial> | Iterable<StoredTrial>,
): Promise<Map<string, StoredTrial[]>> {
  const found = new Map<string, StoredTrial[]>()
  for await (const trial of trials) {
    const list = found.get(trial.caseId)
    if (list === undefined) found.set(trial.caseId, [trial])
    else list.push(trial)
  }
  return found
}
