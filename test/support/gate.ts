import { compareRuns } from '../../src/compare/index.ts'
import type { GradedRun } from '../../src/core/comparison.ts'
import { AssayError } from '../../src/core/errors.ts'
import { defaultMaxErrorRate, type GatePolicy, type RuleInput, rulesSchema } from '../../src/core/rules.ts'
import type { AdaptivePlan } from '../../src/core/run.ts'
import type { Finding, Verdict } from '../../src/core/verdict.ts'
import { comparisonOptions, decide, type GateOptions } from '../../src/gate/index.ts'
import { type CaseSketch, numbered, type RunSketch, runPair } from './gradedRun.ts'

/** Plans of runs that could end early. */
export const byRepeats: AdaptivePlan = {
  by: 'repeats',
  looks: [1, 3, 5],
  alphas: [0.005, 0.015, 0.03],
  against: 'base',
  seed: 1,
}
export const byCases: AdaptivePlan = {
  by: 'cases',
  looks: [0.25, 0.5, 1],
  alphas: [0.001, 0.02, 0.04],
  against: 'base',
  seed: 1,
}

/** Rules of the eval `support`, owned by `support-platform`. */
export function policyOf(
  rules: Record<string, RuleInput> = { quality: {} },
  changes: Partial<GatePolicy> = {},
): GatePolicy {
  return {
    eval: 'support',
    owner: 'support-platform',
    rules: rulesSchema.parse(rules),
    maxErrorRate: defaultMaxErrorRate,
    ...changes,
  }
}

/** Compares as the rules want it and decides. */
export function gateRuns(
  [baseline, candidate]: [GradedRun, GradedRun],
  policy = policyOf(),
  options: GateOptions = {},
) {
  return decide(compareRuns(baseline, candidate, comparisonOptions(policy)), policy, options)
}

type Cases = readonly CaseSketch[] | RunSketch

/** Gates `v2` against `v1`; lists of cases are paired by position. */
export function gate(baseline: Cases, candidate: Cases, policy = policyOf(), options: GateOptions = {}): Verdict {
  return gateRuns(runPair(sketchOf(baseline), sketchOf(candidate)), policy, options)
}

/** The message of the fault that keeps two sides from being gated. */
export function gateFault(baseline: Cases, candidate: Cases, policy = policyOf(), options: GateOptions = {}): string {
  try {
    const verdict = gate(baseline, candidate, policy, options)
    throw new Error(`no fault, but: ${verdict.sentence}`)
  } catch (error) {
    if (error instanceof AssayError) return error.message
    throw error
  }
}

/** The kinds and rules of what fails the gate. */
export function blocking(verdict: Verdict): string[] {
  return verdict.findings.filter((finding) => finding.blocks).map((finding) => `${finding.kind} ${finding.rule}`)
}

/** The one finding of a kind (about a rule). */
export function findingOf(verdict: Verdict, kind: Finding['kind'], rule?: string): Finding {
  const found = verdict.findings.filter((finding) => finding.kind === kind && (rule ?? finding.rule) === finding.rule)
  const [finding] = found
  if (finding === undefined || found.length > 1) {
    throw new Error(`${found.length} findings of kind ${kind}: ${JSON.stringify(verdict.findings, null, 1)}`)
  }
  return finding
}

/** The messages of all caveats. */
export function caveatsOf(verdict: Verdict): string[] {
  return verdict.findings.filter((finding) => finding.kind === 'caveat').map((finding) => finding.message)
}

function sketchOf(cases: Cases): RunSketch {
  return Array.isArray(cases) ? { cases: numbered(cases) } : (cases as RunSketch)
}
