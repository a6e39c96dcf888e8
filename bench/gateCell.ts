import { looksAtCases, looksAtRepeats } from '../src/commands/looks.ts'
import { compareRuns } from '../src/compare/index.ts'
import type { Comparison, GradedRun } from '../src/core/comparison.ts'
import { measureRuleSchema } from '../src/core/measures.ts'
import type { GatePolicy } from '../src/core/rules.ts'
import { rulesSchema } from '../src/core/rules.ts'
import type { AdaptivePlan } from '../src/core/run.ts'
import { alarmsOf, comparisonOptions, decide, lookOutcome } from '../src/gate/index.ts'
import type { Scenario } from './simulate.ts'
import { simulate, uniforms } from './simulate.ts'

/** Share of pairs that each rule blocks, and of the answers that were asked for. */
export interface Shares {
  assay: number
  anyDrop: number
  twoPoints: number
  unpairedZ: number
  asked: number
}

/** Lets the gate, and plain rules beside it, judge so many simulated pairs. The same seed gives the same shares. */
export function sharesOf(scenario: Scenario, seed: number, draws: number): Shares {
  const random = uniforms(seed)
  const policy = policyFor(scenario)
  const sum: Shares = { assay: 0, anyDrop: 0, twoPoints: 0, unpairedZ: 0, asked: 0 }
  for (let draw = 0; draw < draws; draw += 1) {
    const pair = simulate(scenario, random)
    const comparison = compareRuns(pair.baseline, pair.candidate, comparisonOptions(policy))
    const verdict = judged(scenario, pair, comparison, policy)
    sum.assay += Number(verdict.blocked)
    sum.asked += verdict.asked
    const falls = comparison.metrics.map(fallOf)
    sum.anyDrop += Number(falls.some(({ drop }) => drop > 1e-9))
    sum.twoPoints += Number(falls.some(({ drop }) => drop >= 0.02 - 1e-9))
    sum.unpairedZ += Number(falls.some(({ z }) => z > 1.645))
  }
  return Object.fromEntries(Object.entries(sum).map(([name, count]) => [name, count / draws])) as unknown as Shares
}

function policyFor({ graders = 1, latency }: Scenario): GatePolicy {
  const tier = latency === true ? 'advisory' : 'blocking'
  const rules = Array.from({ length: graders }, (_, index) => [`g${index}`, { tier }] as const)
  const measure = measureRuleSchema.parse({})
  return {
    eval: 'simulated',
    rules: rulesSchema.parse(Object.fromEntries(rules)),
    ...(latency === true && { measures: { latencyP50: measure, latencyP95: measure } }),
    maxErrorRate: 0.02,
  }
}

interface Judged {
  blocked: boolean
  /** Share of the planned answers. */
  asked: number
}

function judged(
  { adaptive }: Scenario,
  pair: { baseline: GradedRun; candidate: GradedRun },
  comparison: Comparison,
  policy: GatePolicy,
): Judged {
  if (adaptive === undefined) return { blocked: alarmsOf({ comparison, policy }).length > 0, asked: 1 }
  const plan = planFor(adaptive, Object.keys(policy.rules).length)
  const planned = plan.looks.at(-1) ?? 1
  for (const [index, look] of plan.looks.entries()) {
    const candidate = upTo(pair.candidate, plan, look)
    const entry = { comparison: compareRuns(pair.baseline, candidate, comparisonOptions(policy)), policy }
    const asked = look / planned
    if (index === plan.looks.length - 1) return { blocked: decide(entry.comparison, policy).decision === 'fail', asked }
    const at = { by: plan.by, done: look, planned, lastAlpha: plan.alphas.at(-1) ?? 0 }
    const outcome = lookOutcome(entry, at)
    if (outcome !== undefined) return { blocked: outcome === 'regression', asked }
  }
  throw new RangeError('a plan needs a look')
}

/** As `assay run --adaptive` plans it; the built-in rule on errors counts as one more. */
function planFor(by: AdaptivePlan['by'], rules: number): AdaptivePlan {
  const looks = by === 'cases' ? looksAtCases(rules + 1) : looksAtRepeats(5)
  return { by, looks: looks.map(({ at }) => at), alphas: looks.map(({ alpha }) => alpha), against: 'v1', seed: 1 }
}

/** The run as it stands at a look: cases are simulated in an order of chance. */
function upTo({ run, grading, cases }: GradedRun, plan: AdaptivePlan, look: number): GradedRun {
  const kept =
    plan.by === 'cases'
      ? cases.slice(0, Math.ceil(look * cases.length))
      : cases.map((facts) => ({ ...facts, trials: facts.trials.slice(0, look) }))
  return { run: { ...run, adaptive: plan }, grading, cases: kept }
}

/** The drop of the mean, and the z of a test that takes all trials of both runs for independent. */
function fallOf({ baseline, candidate }: Comparison['metrics'][number]): { drop: number; z: number } {
  const [before, after] = [baseline.mean ?? 0, candidate.mean ?? 0]
  const pooled = (before * baseline.scored + after * candidate.scored) / (baseline.scored + candidate.scored)
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / baseline.scored + 1 / candidate.scored))
  return { drop: before - after, z: error === 0 ? 0 : (before - after) / error }
}
