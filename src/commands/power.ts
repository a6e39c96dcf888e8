import type { PlanFrame, RuleToPlan } from '../compare/index.ts'
import { compareRuns, costOfAnswer, planRule, spreadOfRun, spreadOfSame, spreadOfVersions } from '../compare/index.ts'
import type { Eval } from '../config/index.ts'
import { requireProject } from '../config/index.ts'
import type { GradedRun } from '../core/comparison.ts'
import type { Context } from '../core/context.ts'
import { AssayError, exitCode } from '../core/errors.ts'
import type { PowerPlan, SpreadSource } from '../core/power.ts'
import type { GatePolicy, GateRules } from '../core/rules.ts'
import { blocks, nameOnSlice } from '../core/rules.ts'
import { comparisonOptions, type RuleLevel, ruleLevels } from '../gate/index.ts'
import { renderPower } from '../reporters/index.ts'
import { gradedSide } from './gradedSide.ts'
import { policyOf } from './pairing.ts'
import { priceAll } from './powerCost.ts'
import type { PowerSource } from './powerSource.ts'
import { findSource } from './powerSource.ts'
import { jsonText } from './print.ts'
import { hasStore, withStore } from './storage.ts'

export interface PowerOptions {
  against?: string
  target?: string
  /** Score units, as `drop`. */
  margin?: number
  drop?: number
  cases?: number
  repeats?: number
  power: number
  json?: boolean
}

/** Below this a drop is hardly meant: 0.03 points where 3 were. */
const hardlyMeant = 0.002

/** `assay power`: how small a drop an eval can see, what a smaller one takes, and what that costs. Asks no target. */
export async function power(context: Context, name: string, options: PowerOptions): Promise<number> {
  const { evals } = await requireProject(context, [name])
  const [one] = evals
  if (one === undefined) throw new AssayError(`there is no eval "${name}"`)
  for (const size of [options.margin, options.drop]) if (size !== undefined) warnOfShare(context, size)
  if (!(await hasStore(context))) {
    throw new AssayError({
      message: `eval "${one.name}" has no run yet, and nothing else tells how much its scores spread`,
      mend: `assay run ${one.name} --target NAME`,
    })
  }
  return withStore(context, { readOnly: true }, async (store) => {
    const found = await findSource(context, store, one, options)
    const plan = await planOf(context, one, found, options)
    context.stdout.write(options.json === true ? jsonText(plan) : renderPower(plan, context))
    return exitCode.ok
  })
}

function warnOfShare({ stderr }: Context, size: number): void {
  if (size >= hardlyMeant) return
  const [taken, meant] = [size * 100, size * 10_000].map((value) => String(Number(value.toPrecision(6))))
  stderr.write(`assay: note: ${taken} is taken as points; for ${meant} points write ${meant}\n`)
}

async function planOf(context: Context, one: Eval, found: PowerSource, options: PowerOptions): Promise<PowerPlan> {
  const candidate = await gradedSide(context, found.candidate, one)
  const isOne = found.baseline.run.id === found.candidate.run.id
  const baseline = isOne ? candidate : await gradedSide(context, found.baseline, one)
  const policy = policyOf(one)
  const comparison = compareRuns(baseline, candidate, comparisonOptions(policy))
  const measured = {
    cases: comparison.pairing.paired,
    repeats: Math.min(comparison.baseline.repeats, comparison.candidate.repeats),
  }
  const planned = { cases: options.cases ?? measured.cases, repeats: options.repeats ?? measured.repeats }
  const frame: PlanFrame = { measuredCases: measured.cases, planned, power: options.power }
  const known = ruleLevels({ comparison, policy }).flatMap((level) => {
    const spread = spreadOf(found.source, level, measured.repeats, candidate)
    return spread === null ? [] : [{ ...spread, rule: ruleOf(level, spread, options) }]
  })
  if (known.length === 0) throw nothingToPlan(one)
  const rules = known.map(({ rule }) => planRule(rule, frame))
  const perAnswer = costOfAnswer(candidate)
  return {
    schemaVersion: 1,
    eval: one.name,
    source: known.some(({ source }) => source === 'worstCase') ? 'worstCase' : (known[0]?.source ?? found.source),
    runs: isOne ? [comparison.candidate] : [comparison.baseline, comparison.candidate],
    power: options.power,
    measured,
    planned,
    concurrency: one.concurrency,
    rules,
    unknown: blockingNames(policy).filter((name) => !rules.some(({ rule }) => rule === name)),
    unplanned: unplannedMeasures(policy),
    perAnswer,
    cost: priceAll(rules, planned, perAnswer, one.concurrency),
  }
}

type Known = { source: SpreadSource } & Pick<RuleToPlan, 'spread'>

function spreadOf(source: SpreadSource, level: RuleLevel, repeats: number, run: GradedRun): Known | null {
  if (source === 'aa') return { source, spread: spreadOfSame(level.test, repeats) }
  if (source === 'versions') return { source, spread: spreadOfVersions(level.test, repeats) }
  return spreadOfRun(run, level.metric, level.tag)
}

function ruleOf(level: RuleLevel, { spread }: Known, options: PowerOptions): RuleToPlan {
  const { name: rule, alpha, boundAlpha, minEffect } = level
  const margin = options.margin ?? level.margin
  return { rule, alpha, boundAlpha, minEffect, spread, margin, drop: options.drop ?? margin }
}

/** As findings name them. */
function blockingNames({ rules, slices = {} }: GatePolicy): string[] {
  const namesOf = (asked: GateRules) =>
    Object.keys(asked).filter((name) => asked[name] !== undefined && blocks(asked[name]))
  const ofSlices = Object.entries(slices).flatMap(([tag, asked]) =>
    namesOf(asked).map((name) => nameOnSlice(name, tag)),
  )
  return [...namesOf(rules), ...ofSlices]
}

/** Ratios and rates have no table of their own: what they could see is not worked out. */
function unplannedMeasures({ measures = {} }: GatePolicy): string[] {
  return Object.entries(measures).flatMap(([name, rule]) => (blocks(rule) ? [name] : []))
}

function nothingToPlan({ name, file }: Eval): AssayError {
  return new AssayError({
    file,
    message: `no blocking rule of eval "${name}" is about a metric that the runs have scores of`,
    mend: 'name a grader under `gate`, and run or regrade',
  })
}
