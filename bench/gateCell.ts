import { compareRuns } from '../src/compare/index.ts'
import type { Comparison, GradedRun } from '../src/core/comparison.ts'
import { measureRuleSchema } from '../src/core/measures.ts'
import type { GatePolicy } from '../src/core/rules.ts'
import { rulesSchema } from '../src/core/rules.ts'
import type { AdaptivePlan } from '../src/core/run.ts'
import { alarmsOf, comparisonOptions, decide, isFutile } from '../src/gate/index.ts'
import { alphaSpendingBounds, normCdf } from '../src/stats/index.ts'
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
  const plan = adaptive === 'repeats' ? byRepeats : byCases
  for (const [index, look] of plan.looks.entries()) {
    const candidate = upTo(pair.candidate, plan, look)
    const entry = { comparison: compareRuns(pair.baseline, candidate, comparisonOptions(policy)), policy }
    const { decision } = decide(entry.comparison, policy)
    const asked = look / (plan.looks.at(-1) ?? 1)
    const [done, planned, lastAlpha] = [look, plan.looks.at(-1) ?? 1, plan.alphas.at(-1) ?? 0.05]
    const isLast = index === plan.looks.length - 1
    if (decision !== 'inconclusive' || isLast || isFutile(entry, { by: plan.by, done, planned, lastAlpha })) {
      return { blocked: decision === 'fail', asked }
    }
  }
  throw new RangeError('a plan needs a look')
}

const byRepeats: AdaptivePlan = {
  by: 'repeats',
  looks: [1, 3, 5],
  alphas: [0.005, 0.015, 0.03],
  against: 'v1',
  seed: 1,
}
const information = [0.25, 0.5, 0.75, 1]
const byCases: AdaptivePlan = {
  by: 'cases',
  looks: information,
  alphas: alphaSpendingBounds({ alpha: 0.05, sided: 1, spending: 'obf', information }).map((z) => normCdf({ x: -z })),
  against: 'v1',
  seed: 1,
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
