import { lookSize } from '../compare/index.ts'
import type { Project } from '../config/index.ts'
import { unitOf } from '../core/case.ts'
import type { Context } from '../core/context.ts'
import type { Problem } from '../core/errors.ts'
import { AssayError } from '../core/errors.ts'
import { fingerprint } from '../core/fingerprint.ts'
import { byCodeUnits } from '../core/order.ts'
import { blocks, significance } from '../core/rules.ts'
import type { AdaptivePlan, RunManifest } from '../core/run.ts'
import type { Store } from '../core/store.ts'
import { isFutile } from '../gate/index.ts'
import { alphaSpendingBounds, normCdf } from '../stats/index.ts'
import { plural } from '../text/format.ts'
import type { Job } from './job.ts'
import { decidePairing, pairSides, requirePolicy } from './pairing.ts'
import type { Side } from './side.ts'

export type AdaptiveKind = AdaptivePlan['by']

/** Looks at repeats and what each may spend; together the usual 5%. */
const repeatLooks = [
  { repeats: 1, alpha: 0.005 },
  { repeats: 3, alpha: 0.015 },
  { repeats: 5, alpha: 0.03 },
]

/** Looks at shares of the cases. */
const caseLooks = [0.25, 0.5, 0.75, 1]
/** With fewer cases the first looks would see next to nothing. */
const fewestCases = 48

/** The order of cases is drawn by it, with the id of the run: the same run asks in the same order, however often it is resumed. */
const seed = 1

/** How one job is to be asked bit by bit. @throws AssayError with every reason why it cannot be judged on the way */
export async function planAdaptive(
  by: AdaptiveKind,
  job: Job,
  baseline: Side,
  mostRepeats: number | undefined,
): Promise<AdaptivePlan> {
  const problems = [...(await faultsOfBaseline(job, baseline)), ...(by === 'cases' ? fewCases(job) : [])]
  const looks = by === 'cases' ? looksAtCases() : looksAtRepeats(baseline.run.repeats, mostRepeats)
  if (by === 'repeats' && looks.length < 2) problems.push(fewRepeats(baseline, mostRepeats))
  if (problems.length > 0) throw new AssayError(problems)
  return {
    by,
    looks: looks.map(({ at }) => at),
    alphas: looks.map(({ alpha }) => alpha),
    against: baseline.run.id,
    seed,
  }
}

interface PlannedLook {
  at: number
  alpha: number
}

/** The last look may spend what the looks that are left out would have. */
function looksAtRepeats(ofBaseline: number, most = Number.POSITIVE_INFINITY): PlannedLook[] {
  const possible = repeatLooks.filter(({ repeats }) => repeats <= Math.min(ofBaseline, most))
  const before = possible.slice(0, -1)
  const spent = before.reduce((sum, { alpha }) => sum + alpha, 0)
  return possible.map(({ repeats, alpha }, index) => ({
    at: repeats,
    alpha: index === possible.length - 1 ? significance - spent : alpha,
  }))
}

/** O'Brien-Fleming-like bounds (Lan & DeMets 1983), as levels of the exact tests. */
function looksAtCases(): PlannedLook[] {
  const bounds = alphaSpendingBounds({ alpha: significance, sided: 1, spending: 'obf', information: caseLooks })
  return caseLooks.map((at, index) => ({ at, alpha: normCdf({ x: -(bounds[index] ?? Number.POSITIVE_INFINITY) }) }))
}

function fewCases({ caseIds, eval: one }: Job): Problem[] {
  if (caseIds.size >= fewestCases) return []
  const message = `${plural(caseIds.size, 'case')} are too few to be asked in parts; ${fewestCases} is the fewest`
  return [{ file: one.file, message, mend: 'leave out --adaptive, or use --adaptive repeats' }]
}

function fewRepeats({ run }: Side, most: number | undefined): Problem {
  if (run.repeats > 1 && most !== undefined && most < 3) {
    return { message: `--repeats ${most} leaves --adaptive only one look`, mend: 'allow 3 or 5 repeats' }
  }
  return {
    message: `the baseline, run ${run.id}, has ${plural(run.repeats, 'repeat')}: --adaptive looks at 1, 3 and 5 repeats against as many of the baseline`,
    mend: `assay run ${run.eval} --target ${run.target.name} --repeats 5, and approve it; or use --adaptive cases`,
  }
}

/** What would keep every look from being judged, found before anything is spent. */
async function faultsOfBaseline(job: Job, baseline: Side): Promise<Problem[]> {
  const { run, grading, cases } = await baseline.graded()
  const problems: Problem[] = []
  const { gate, measures, slices } = job.eval
  const rules = [...Object.values(gate), ...Object.values(measures), ...Object.values(slices).flatMap(Object.values)]
  if (!rules.some(({ tier }) => tier !== 'advisory')) {
    problems.push({
      file: job.eval.file,
      message: 'has no blocking rule, so that no look could judge it',
      mend: 'name a grader under `gate`',
    })
  }
  if (run.status !== 'complete') problems.push({ message: `the baseline, run ${run.id}, is not complete` })
  const today = new Map(job.eval.graders.map((grader) => [grader.name, grader.fingerprint]))
  const guarding = Object.entries(job.eval.gate).flatMap(([metric, rule]) =>
    blocks(rule) ? [metric.split('.')[0]] : [],
  )
  const changed = grading.graders.filter(
    ({ name, fingerprint: before }) => guarding.includes(name) && today.get(name) !== before,
  )
  if (changed.length > 0) {
    const message = `${changed.map(({ name }) => `"${name}"`).join(', ')} graded the baseline otherwise than it does today`
    problems.push({ message, mend: `assay regrade ${baseline.file ?? run.id}` })
  }
  const gone = cases.filter(({ id }) => !job.dataset.ids.has(id))
  if (gone.length > 0) {
    const message = `${plural(gone.length, 'case')} of the baseline ${gone.length === 1 ? 'is' : 'are'} not in the dataset any more (${gone[0]?.id})`
    problems.push({ message, mend: 'approve a new baseline, or run without --adaptive' })
  }
  return problems
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
export type Ending = 'regression' | 'certified' | 'futile' | 'last'

/** Judges a run after a look by the gate's own rules; undefined where it is to go on. */
export async function judgeLook(
  context: Context,
  { store, project, run, plan, look, baseline, gradingId }: LookRequest,
): Promise<Ending | undefined> {
  const stored = await store.gradedRun(run.id, gradingId)
  const graded = {
    ...stored,
    run: { ...stored.run, status: 'complete' as const },
    grading: { ...stored.grading, complete: true },
  }
  const candidate: Side = {
    run: graded.run,
    graded: async () => graded,
    trials: () => store.trials(run.id, { gradingId }),
    details: async () => new Map(),
  }
  const pairing = await pairSides(context, { baseline, candidate }, project.root, store, project)
  const { decision } = decidePairing(pairing)
  if (decision === 'fail') return 'regression'
  if (decision === 'pass') return 'certified'
  if (look === plan.looks.length - 1) return 'last'
  const entry = { comparison: pairing.comparison, policy: requirePolicy(pairing) }
  const [done = 1, planned = 1] = [plan.looks[look], plan.looks.at(-1)]
  const at = { by: plan.by, done, planned, lastAlpha: plan.alphas.at(-1) ?? significance }
  return isFutile(entry, at, { waivers: pairing.waivers }) ? 'futile' : undefined
}

export interface LookRequest {
  store: Store
  project: Project
  run: RunManifest
  plan: AdaptivePlan
  /** Index into the plan's looks. */
  look: number
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
