import { compileHistory, type HistorySource } from '../compare/index.ts'
import type { Eval, Project } from '../config/index.ts'
import { loadProject } from '../config/index.ts'
import type { Context } from '../core/context.ts'
import { AssayError, exitCode } from '../core/errors.ts'
import { blockingDecay, type History } from '../core/history.ts'
import type { Approval } from '../core/ledger.ts'
import { faultsOfLedger } from '../core/ledger.ts'
import type { Run } from '../core/run.ts'
import { isPartial } from '../core/run.ts'
import type { Store } from '../core/store.ts'
import { didYouMean } from '../core/suggest.ts'
import { comparisonOptions } from '../gate/index.ts'
import { historyJson, renderHistory } from '../reporters/index.ts'
import { plural } from '../text/format.ts'
import { policyOf } from './pairing.ts'
import { printJson } from './print.ts'
import { hasStore, withStore } from './storage.ts'

export interface HistoryOptions {
  target?: string[]
  metric?: string[]
  /** The first moment that counts. */
  since?: Date
  limit?: number
  json?: boolean
  failOnDecay?: boolean
}

/** Steps and decay are looked for in as many runs, unless others are asked for. */
const usualLimit = 50

/** `assay history`: each metric of an eval over its runs; decides nothing, unless asked to fail on decay. */
export async function history(context: Context, name: string, options: HistoryOptions): Promise<number> {
  const project = await loadProject(context)
  const one = project.evals.find((item) => item.name === name || item.file === name)
  if (!(await hasStore(context))) return tellNone(context, requireKnown(name, one, project, []), options)
  return withStore(context, { readOnly: true }, async (store) => {
    const all = await store.listRuns()
    const evalName = requireKnown(name, one, project, all)
    if (options.failOnDecay === true) requireRules(evalName, one)
    const chosen = await wholeRuns(store, chooseRuns(all, evalName, options))
    const { sources, ungraded } = await sourcesOf(store, evalName, chosen.slice(0, options.limit ?? usualLimit))
    if (sources.length === 0) return tellNone(context, evalName, options, ungraded)
    const compiled = await compileHistory(sources, compileOptions(one, options))
    const beyondLimit = Math.max(0, chosen.length - (options.limit ?? usualLimit))
    const found: History = { ...compiled, leftOut: { ...compiled.leftOut, ungraded, beyondLimit } }
    await tellFaults(context, store)
    return tell(context, found, options)
  })
}

function tell(context: Context, found: History, { json, failOnDecay }: HistoryOptions): number {
  const failing = failOnDecay === true ? blockingDecay(found) : []
  const code = failing.length > 0 ? exitCode.regression : exitCode.ok
  if (json === true) printJson(context, historyJson(found, code))
  else context.stdout.write(renderHistory(found, { ...context, ascii: context.env.TERM === 'dumb' }))
  if (failing.length > 0) {
    const names = failing.map(({ metric }) => metric).join(', ')
    context.stderr.write(`assay: fails for decay, as --fail-on-decay asks: ${names}\n`)
  }
  return code
}

/** The name of the eval. @throws AssayError where neither project nor store knows it */
function requireKnown(name: string, one: Eval | undefined, { evals, broken }: Project, runs: readonly Run[]): string {
  if (one !== undefined) return one.name
  const names = [...new Set([...evals.map((item) => item.name), ...runs.map((run) => run.eval)])]
  if (names.includes(name)) return name
  const check =
    broken.length > 0 || names.length === 0 ? 'see: assay check' : `evals are ${names.toSorted().join(', ')}`
  throw new AssayError({ message: `no eval is called "${name}"`, mend: didYouMean(name, names, check) })
}

/** @throws AssayError where the rules are not to be had that say which metrics block */
function requireRules(name: string, one: Eval | undefined): void {
  if (one !== undefined) return
  throw new AssayError({
    message: `the eval "${name}" cannot be read from the project, and with it which of its metrics block`,
    mend: 'see: assay check',
  })
}

/** Without those that ended before all cases were asked: beside them next to no case would be the same in all. */
async function wholeRuns(store: Store, runs: readonly Run[]): Promise<Run[]> {
  const whole: Run[] = []
  for (const run of runs) {
    const isCut = run.adaptive?.by === 'cases' && (await store.totals(run.id)).trials < run.cases * run.repeats
    if (!isCut) whole.push(run)
  }
  return whole
}

/** Complete runs that were to ask all cases, newest first. @throws AssayError where a target has none at all */
function chooseRuns(all: readonly Run[], evalName: string, { target, since }: HistoryOptions): Run[] {
  const ofEval = all.filter((run) => run.eval === evalName)
  const targets = [...new Set(ofEval.map((run) => run.target.name))]
  const missing = target?.find((item) => !targets.includes(item))
  if (missing !== undefined && targets.length > 0) {
    const others = `targets with runs are ${targets.join(', ')}`
    throw new AssayError({
      message: `no run of ${evalName} is of a target "${missing}"`,
      mend: didYouMean(missing, targets, others),
    })
  }
  return ofEval.filter(
    (run) =>
      run.status === 'complete' &&
      !isPartial(run) &&
      run.purpose === undefined &&
      (target === undefined || target.includes(run.target.name)) &&
      (since === undefined || Date.parse(run.createdAt) >= since.getTime()),
  )
}

/** Runs with their newest complete gradings, oldest first, and those that have none. */
async function sourcesOf(
  store: Store,
  evalName: string,
  runs: readonly Run[],
): Promise<{ sources: HistorySource[]; ungraded: string[] }> {
  const approvals = (await store.ledger()).entries.flatMap(({ entry }) =>
    entry.kind === 'approval' && entry.eval === evalName ? [entry] : [],
  )
  const sources: HistorySource[] = []
  const ungraded: string[] = []
  for (const run of runs.toReversed()) {
    const grading = (await store.listGradings(run.id)).find(({ complete }) => complete)
    if (grading === undefined) ungraded.push(run.id)
    else sources.push({ run, grading, cases: () => store.caseFacts(run.id, grading.id), ...approved(run, approvals) })
  }
  return { sources, ungraded }
}

function approved({ id }: Run, approvals: readonly Approval[]): Pick<HistorySource, 'approvals' | 'baseline'> {
  return {
    approvals: approvals.filter(({ runId }) => runId === id).map(({ by, at, reason }) => ({ by, at, reason })),
    baseline: approvals.at(-1)?.runId === id,
  }
}

function compileOptions(one: Eval | undefined, { metric }: HistoryOptions): Parameters<typeof compileHistory>[1] {
  const asked = metric === undefined ? {} : { metrics: metric }
  if (one === undefined) return asked
  return {
    ...asked,
    statistics: comparisonOptions(policyOf(one)).statistics,
    tiers: Object.fromEntries(Object.entries(one.gate).map(([name, { tier }]) => [name, tier])),
    graders: one.graders,
    ...(one.owner !== undefined && { owner: one.owner }),
  }
}

/** Approvals are shown as they stand; that they may not be trusted must be said. */
async function tellFaults(context: Context, store: Store): Promise<void> {
  const { entries, head } = await store.ledger()
  if (faultsOfLedger(entries, head).length === 0) return
  context.stderr.write('assay: note: the record of approvals was changed after the fact; see: assay baseline verify\n')
}

function tellNone(context: Context, name: string, options: HistoryOptions, ungraded: readonly string[] = []): number {
  if (options.json === true) {
    const leftOut = { otherCases: { runIds: [], regrade: false }, ungraded: [...ungraded], beyondLimit: 0 }
    const none: History = { eval: name, runs: [], cases: { common: 0, newest: 0 }, leftOut, metrics: [] }
    printJson(context, historyJson(none, exitCode.ok))
    return exitCode.ok
  }
  const narrowing = (['target', 'since'] as const).filter((option) => options[option] !== undefined)
  const fitting =
    narrowing.length === 0 ? ' yet' : ` that fits ${narrowing.map((option) => `--${option}`).join(' and ')}`
  const mend = ungraded.length > 0 ? `assay regrade ${ungraded.at(-1)}` : `assay run ${name}`
  const without = ungraded.length > 0 ? `, but ${plural(ungraded.length, 'run')} without a complete grading` : ''
  context.stdout.write(`No complete run of all of ${name}${fitting}${without}: ${mend}\n`)
  return exitCode.ok
}
