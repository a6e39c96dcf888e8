import { lookSize, plannedRepeats } from '../compare/index.ts'
import type { Project } from '../config/index.ts'
import { unitOf } from '../core/case.ts'
import type { CaseFacts, GradedRun, TrialFacts } from '../core/comparison.ts'
import { consistencyMetric } from '../core/consistency.ts'
import type { Context } from '../core/context.ts'
import type { Problem } from '../core/errors.ts'
import { AssayError } from '../core/errors.ts'
import { fingerprint } from '../core/fingerprint.ts'
import type { MeasureKey } from '../core/measures.ts'
import { isRate, measureLabels } from '../core/measures.ts'
import { byCodeUnits } from '../core/order.ts'
import { blocks, criticalRepeats, significance } from '../core/rules.ts'
import type { AdaptivePlan, RunManifest } from '../core/run.ts'
import { isPartial } from '../core/run.ts'
import type { Store, StoredTrial } from '../core/store.ts'
import { type LookOutcome, lookOutcome } from '../gate/index.ts'
import { plural } from '../text/format.ts'
import { failsRead, guardsOf } from './guards.ts'
import type { Job } from './job.ts'
import { fewestCases, looksAtCases, looksAtRepeats } from './looks.ts'
import { pairSides, requirePolicy } from './pairing.ts'
import type { Side } from './side.ts'

export type AdaptiveKind = AdaptivePlan['by']

/** The order of cases is drawn by it, with the id of the run: the same run asks in the same order, however often it is resumed. */
const seed = 1

/** How one job is to be asked bit by bit. @throws AssayError with every reason why it cannot be judged on the way */
export async function planAdaptive(
  by: AdaptiveKind,
  job: Job,
  baseline: Side,
  mostRepeats: number | undefined,
): Promise<AdaptivePlan> {
  const graded = await baseline.graded()
  // What could end early may have asked less than it was to.
  const repeats = plannedRepeats(graded)
  const problems = [...faultsOfBaseline(job, baseline, graded), ...(by === 'cases' ? faultsOfParts(job) : [])]
  const looks = by === 'cases' ? looksAtCases(rulesOf(job.eval).length) : looksAtRepeats(repeats, mostRepeats)
  if (by === 'repeats' && looks.length < 2) problems.push(fewRepeats(baseline, repeats, mostRepeats))
  if (problems.length > 0) throw new AssayError(problems)
  return {
    by,
    looks: looks.map(({ at }) => at),
    alphas: looks.map(({ alpha }) => alpha),
    against: baseline.run.id,
    seed,
  }
}

/** The blocking rules that share the 5%, the built-in one on errors among them. */
function rulesOf({ gate, measures, slices }: Job['eval']): { tier: string }[] {
  const rules = [...Object.values(gate), ...Object.values(measures), ...Object.values(slices).flatMap(Object.values)]
  const isOwn = measures.errorRate !== undefined && blocks(measures.errorRate)
  return [...rules.filter(blocks), ...(isOwn ? [] : [{ tier: 'blocking' }])]
}

function faultsOfParts({ caseIds, eval: one, repeats }: Job): Problem[] {
  const problems: Problem[] = []
  if (caseIds.size < fewestCases) {
    const message = `${plural(caseIds.size, 'case')} are too few to be asked in parts; ${fewestCases} is the fewest`
    problems.push({ file: one.file, message, mend: 'leave out --adaptive, or use --adaptive repeats' })
  }
  const rule = one.gate[consistencyMetric]
  if (repeats === 1 && rule !== undefined && blocks(rule)) {
    const message = `has a rule on ${consistencyMetric}, and --adaptive cases would ask every case once`
    problems.push({ file: one.file, message, mend: 'use --repeats 3 with it, or --adaptive repeats' })
  }
  return problems
}

function fewRepeats({ run }: Side, repeats: number, most: number | undefined): Problem {
  if (repeats > 1 && most !== undefined && most < 3) {
    return { message: `--repeats ${most} leaves --adaptive only one look`, mend: 'allow 3 or 5 repeats' }
  }
  return {
    message: `the baseline, run ${run.id}, has ${plural(repeats, 'repeat')}: --adaptive looks at 1, 3 and 5 repeats against as many of the baseline`,
    mend: `assay run ${run.eval} --target ${run.target.name} --repeats 5, and approve it; or use --adaptive cases`,
  }
}

/** What would keep every look from being judged, found before anything is spent. */
function faultsOfBaseline(job: Job, baseline: Side, { run, grading, cases }: GradedRun): Problem[] {
  const problems: Problem[] = []
  const { gate, measures, slices } = job.eval
  const rules = [...Object.values(gate), ...Object.values(measures), ...Object.values(slices).flatMap(Object.values)]
  if (!rules.some(blocks)) {
    problems.push({
      file: job.eval.file,
      message: 'has no blocking rule, so that no look could judge it',
      mend: 'name a grader under `gate`',
    })
  }
  if (run.status !== 'complete' || !grading.complete) {
    problems.push({ message: `the baseline, run ${run.id}, is not complete` })
  }
  if (isPartial(run) || (run.adaptive?.by === 'cases' && cases.length < run.cases)) {
    const message = `the baseline, run ${run.id}, covers only some of the cases (--limit, --tag or an early end)`
    problems.push({ message, mend: 'approve a run of all cases, or name one with --against' })
  }
  const before = new Map(grading.graders.map((grader) => [grader.name, grader.fingerprint]))
  const changed = gradersThatBlock(job.eval).filter((grader) => before.get(grader.name) !== grader.fingerprint)
  if (changed.length > 0) {
    const message = `${changed.map(({ name }) => `"${name}"`).join(', ')} graded the baseline otherwise than today, or not at all`
    problems.push({ message, mend: `assay regrade ${baseline.file ?? run.id}` })
  }
  const untold = Object.entries(measures).filter(([key, rule]) => blocks(rule) && !tells(cases, key as MeasureKey))
  if (untold.length > 0) {
    const names = untold.map(([key]) => measureLabels[key as MeasureKey]).join(', ')
    const message = `the baseline, run ${run.id}, does not tell its ${names}, for which there is a rule`
    problems.push({ message, mend: 'let the target give it with its answers, run the baseline again and approve it' })
  }
  const gone = cases.filter(({ id }) => !job.dataset.ids.has(id))
  if (gone.length > 0) {
    const message = `${plural(gone.length, 'case')} of the baseline ${gone.length === 1 ? 'is' : 'are'} not in the dataset any more (${gone[0]?.id})`
    problems.push({ message, mend: 'approve a new baseline, or run without --adaptive' })
  }
  return problems
}

/** Those that rules are about, and those that tell what a rule counts as hallucinated. */
function gradersThatBlock(one: Job['eval']): Job['eval']['graders'] {
  const names = new Set(guardsOf(one).map(({ name }) => name))
  const { hallucinatedPer1000: rate } = one.measures
  const isCounted = rate !== undefined && blocks(rate)
  return one.graders.filter(({ name, hallucination }) => names.has(name) || (isCounted && hallucination !== undefined))
}

const fields = {
  latencyP50: 'latencyMs',
  latencyP95: 'latencyMs',
  inputTokens: 'inputTokens',
  outputTokens: 'outputTokens',
  costPer1000: 'costUsd',
} as const

/** Whether any answer tells a measure; rates are told by what the eval itself has. */
function tells(cases: GradedRun['cases'], key: MeasureKey): boolean {
  return isRate(key) || cases.some(({ trials }) => trials.some((trial) => trial[fields[key]] !== undefined))
}

/** The part of a run that a look adds to those before it. */
export interface Stretch {
  /** Cases that are to be done by then, and how often each. */
  ids: ReadonlySet<string>
  repeats: number
}

/** What is to be done by each look, in their order. */
export async function stretchesOf(run: RunManifest, plan: AdaptivePlan, job: Job): Promise<Stretch[]> {
  if (plan.by === 'repeats') return plan.looks.map((repeats) => ({ ids: job.caseIds, repeats }))
  const order = await caseOrder(run.id, plan, job)
  return plan.looks.map((share) => ({
    ids: new Set(order.slice(0, lookSize(share, order.length))),
    repeats: run.repeats,
  }))
}

/** Critical and strict cases first, since they must not be missed; the rest by chance, cases of one cluster together. */
async function caseOrder(runId: string, { seed: drawn }: AdaptivePlan, job: Job): Promise<string[]> {
  const keyed: { id: string; first: boolean; key: string }[] = []
  for await (const item of job.cases()) {
    const first = item.critical === true || item.strict === true
    keyed.push({ id: item.id, first, key: fingerprint([drawn, runId, unitOf(item)]) })
  }
  return keyed
    .sort((a, b) => Number(b.first) - Number(a.first) || byCodeUnits(a.key, b.key) || byCodeUnits(a.id, b.id))
    .map(({ id }) => id)
}

/** Why a run ended at a look. */
export type Ending = LookOutcome | 'last'

/** Judges by the gate's own rules what a look has asked for; undefined where the run is to go on. */
export async function judgeLook(
  context: Context,
  { store, project, run, plan, look, stretch, baseline, gradingId }: LookRequest,
): Promise<Ending | undefined> {
  if (look === plan.looks.length - 1) return 'last'
  const stored = await store.gradedRun(run.id, gradingId)
  const graded = {
    ...within(stored, stretch, project),
    run: { ...stored.run, status: 'complete' as const },
    grading: { ...stored.grading, complete: true },
  }
  const candidate: Side = {
    run: graded.run,
    graded: async () => graded,
    trials: () => trialsWithin(store.trials(run.id, { gradingId }), stretch),
    details: async () => new Map(),
  }
  const pairing = await pairSides(context, { baseline, candidate }, project.root, store, project)
  const entry = { comparison: pairing.comparison, policy: requirePolicy(pairing) }
  const [done = 1, planned = 1] = [plan.looks[look], plan.looks.at(-1)]
  const at = { by: plan.by, done, planned, lastAlpha: plan.alphas.at(-1) ?? significance }
  return lookOutcome(entry, at, { waivers: pairing.waivers })
}

/**
 * A resumed run may have more than a look asks for; what that look says must not depend on it. Of critical cases those had more repeats
 * that failed one of what the look asked for.
 */
function within(graded: GradedRun, { ids, repeats }: Stretch, { evals }: Project): GradedRun {
  const one = evals.find(({ name }) => name === graded.run.eval)
  const guards = one === undefined ? [] : guardsOf(one)
  const asked = ({ critical, trials }: CaseFacts): TrialFacts[] => {
    const own = trials.filter(({ repeat }) => repeat < repeats)
    const isAgain = critical === true && own.some((trial) => failsRead(trial, guards))
    return isAgain ? trials.filter(({ repeat }) => repeat < Math.max(repeats, criticalRepeats)) : own
  }
  const cases = graded.cases.filter(({ id }) => ids.has(id))
  return { ...graded, cases: cases.map((facts) => ({ ...facts, trials: asked(facts) })) }
}

async function* trialsWithin(trials: AsyncIterable<StoredTrial>, { ids, repeats }: Stretch) {
  for await (const trial of trials) if (ids.has(trial.caseId) && trial.repeat < repeats) yield trial
}

export interface LookRequest {
  store: Store
  project: Project
  run: RunManifest
  plan: AdaptivePlan
  /** Index into the plan's looks. */
  look: number
  stretch: Stretch
  baseline: Side
  gradingId: string
}

/** How a run ended, in words for its user. */
export const endings: Record<Ending, string> = {
  regression: 'the gate fails already',
  certified: 'it is shown already that nothing got worse by more than the margins',
  futile: 'more answers would hardly find a drop as large as the margins',
  last: 'all that was planned was asked',
}
