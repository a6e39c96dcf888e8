import { compareRuns } from '../compare/index.ts'
import type { Eval } from '../config/index.ts'
import { loadProject } from '../config/index.ts'
import type { Comparison, GradedRun } from '../core/comparison.ts'
import type { Context } from '../core/context.ts'
import { AssayError } from '../core/errors.ts'
import type { GatePolicy } from '../core/rules.ts'
import { comparisonOptions } from '../gate/index.ts'
import type { Side, SideOptions } from './side.ts'
import { resolvePair } from './side.ts'
import { hasStore, withStore } from './storage.ts'

export interface Pairing {
  baseline: Side
  candidate: Side
  comparison: Comparison
  /** The eval as the project has it today; undefined where it is gone or broken. */
  eval: Eval | undefined
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
  if (references.baseline === 'baseline' && !(await hasStore(context))) {
    throw new AssayError({
      message: 'no baseline has been approved: there are no runs yet',
      mend: 'assay run --target NAME && assay baseline approve NAME --reason "..."',
    })
  }
  return withStore(context, { readOnly: true }, async (store, { root }) => {
    const { baseline, candidate } = await resolvePair(context, store, references, options)
    const project = await loadProject(context)
    const one = project.evals.find(({ name }) => name === candidate.run.eval)
    const [a, b] = await Promise.all([baseline.graded(), candidate.graded()])
    const comparison = compareRuns(
      withThresholds(a, one),
      withThresholds(b, one),
      one === undefined ? {} : comparisonOptions(policyOf(one)),
    )
    const named = {
      ...comparison,
      baseline: { ...comparison.baseline, ...fileOf(baseline) },
      candidate: { ...comparison.candidate, ...fileOf(candidate) },
    }
    return use({ baseline, candidate, comparison: named, eval: one, root })
  })
}

function fileOf({ file }: Side): { file?: string } {
  return file === undefined ? {} : { file }
}

/** The rules of the eval that was compared. @throws AssayError when it is not in the project any more, or broken */
export function requirePolicy({ comparison, eval: one }: Pairing): GatePolicy {
  if (one !== undefined) return policyOf(one)
  throw new AssayError({
    message: `the eval "${comparison.eval}" cannot be read from the project, and with it the rules of its gate`,
    mend: 'see: assay check',
  })
}

function policyOf(one: Eval): GatePolicy {
  return {
    eval: one.name,
    ...(one.owner === undefined ? {} : { owner: one.owner }),
    rules: one.gate,
    maxErrorRate: one.maxErrorRate,
  }
}

/** `passAt` is applied when reading: today's, where the eval still has the grader. */
function withThresholds(graded: GradedRun, one: Eval | undefined): GradedRun {
  const today = new Map(one?.graders.map(({ name, passAt }) => [name, passAt]))
  const graders = graded.grading.graders.map((grader) => ({
    ...grader,
    passAt: today.get(grader.name) ?? grader.passAt,
  }))
  return { ...graded, grading: { ...graded.grading, graders } }
}
