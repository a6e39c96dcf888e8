import { compareRuns } from '../compare/index.ts'
import type { Eval, Project } from '../config/index.ts'
import { loadProject } from '../config/index.ts'
import type { Comparison, GradedRun } from '../core/comparison.ts'
import type { Context } from '../core/context.ts'
import { AssayError } from '../core/errors.ts'
import { withMarks } from '../core/grade.ts'
import type { Waiver } from '../core/ledger.ts'
import type { GatePolicy } from '../core/rules.ts'
import type { Store } from '../core/store.ts'
import type { Verdict } from '../core/verdict.ts'
import type { GateOptions } from '../gate/index.ts'
import { comparisonOptions, decide } from '../gate/index.ts'
import { compareAnswers } from './answers.ts'
import type { Side, SideOptions } from './side.ts'
import { resolvePair } from './side.ts'
import { hasStore, withStore } from './storage.ts'
import { waiversFor } from './waivers.ts'

export interface Pairing {
  baseline: Side
  candidate: Side
  comparison: Comparison
  /** The rules that it was compared for; undefined where the eval is gone or broken. */
  policy: GatePolicy | undefined
  /** The eval as the project has it today; undefined where it is gone or broken. */
  eval: Eval | undefined
  /** Rules of that eval that may fail today. */
  waivers: Waiver[]
  root: string
}

/**
 * Opens the store, finds the two runs, compares them and hands all to `use`, with the store open.
 * Thresholds and rules are today's; grades are the stored ones.
 */
export async function withPairing<T>(
  context: Context,
  references: { baseline: string; candidate: string },
  options: SideOptions,
  use: (pairing: Pairing) => Promise<T>,
): Promise<T> {
  await requireApproval(context, references.baseline)
  return withStore(context, { readOnly: true }, async (store, { root }) => {
    const sides = await resolvePair(context, store, references, options)
    return use(await pairSides(context, sides, root, store))
  })
}

/** @throws AssayError where a baseline is asked for and nothing was ever run */
export async function requireApproval(context: Context, reference: string): Promise<void> {
  if (reference !== 'baseline' || (await hasStore(context))) return
  throw new AssayError({
    message: 'no baseline has been approved: there are no runs yet',
    mend: 'assay run --target NAME && assay baseline approve NAME --reason "..."',
  })
}

/**
 * Two sides compared by the thresholds and rules that their eval has today.
 * @param project where it has been read before
 * @param rulesOf the rules in the place of the eval's own
 */
export async function pairSides(
  context: Context,
  { baseline, candidate }: { baseline: Side; candidate: Side },
  root: string,
  store: Store,
  project?: Project,
  rulesOf: (one: Eval) => GatePolicy = policyOf,
): Promise<Pairing> {
  const { evals } = project ?? (await loadProject(context))
  const one = evals.find(({ name }) => name === candidate.run.eval)
  const policy = one === undefined ? undefined : rulesOf(one)
  const [a, b] = await Promise.all([baseline.graded(), candidate.graded()])
  await Promise.all([compareAnswers(baseline, a, one, context), compareAnswers(candidate, b, one, context)])
  const comparison = compareRuns(
    withThresholds(a, one),
    withThresholds(b, one),
    policy === undefined ? {} : comparisonOptions(policy),
  )
  const named = {
    ...comparison,
    baseline: { ...comparison.baseline, ...fileOf(baseline) },
    candidate: { ...comparison.candidate, ...fileOf(candidate) },
  }
  const waivers = await waiversFor(store, { baseline, candidate }, context.now())
  return { baseline, candidate, comparison: named, policy, eval: one, waivers, root }
}

/** What the gate says of a pair. @throws AssayError as decide, and where the eval is gone or broken */
export function decidePairing(pairing: Pairing, options: GateOptions = {}): Verdict {
  return decide(pairing.comparison, requirePolicy(pairing), { ...options, waivers: pairing.waivers })
}

function fileOf({ file }: Side): { file?: string } {
  return file === undefined ? {} : { file }
}

/** The rules of the eval that was compared. @throws AssayError when it is not in the project any more, or broken */
export function requirePolicy({ comparison, policy }: Pairing): GatePolicy {
  if (policy !== undefined) return policy
  throw new AssayError({
    message: `the eval "${comparison.eval}" cannot be read from the project, and with it the rules of its gate`,
    mend: 'see: assay check',
  })
}

export function policyOf(one: Eval): GatePolicy {
  return {
    eval: one.name,
    ...(one.owner === undefined ? {} : { owner: one.owner }),
    rules: one.gate,
    measures: one.measures,
    slices: one.slices,
    maxErrorRate: one.maxErrorRate,
  }
}

/** `passAt` and `hallucination` are applied when reading: today's, where the eval still has the grader. */
export function withThresholds(graded: GradedRun, one: Eval | undefined): GradedRun {
  const today = new Map(one?.graders.map((grader) => [grader.name, grader]))
  const graders = graded.grading.graders.map(({ hallucination, ...grader }) => {
    const current = today.get(grader.name)
    const invents = current === undefined ? hallucination : current.hallucination
    return {
      ...withMarks(grader, current),
      ...(invents === undefined ? {} : { hallucination: invents }),
    }
  })
  return { ...graded, grading: { ...graded.grading, graders } }
}
