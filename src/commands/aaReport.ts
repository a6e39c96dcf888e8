import { compareRuns, flippingCases, planRule, spreadOfSame, waveringOf } from '../compare/index.ts'
import type { Eval } from '../config/index.ts'
import type { AaReport, SameAnswers } from '../core/aa.ts'
import type { Comparison } from '../core/comparison.ts'
import { consistencyMetric } from '../core/consistency.ts'
import type { Context } from '../core/context.ts'
import { fingerprint } from '../core/fingerprint.ts'
import type { RulePlan } from '../core/power.ts'
import type { GatePolicy } from '../core/rules.ts'
import { blocks } from '../core/rules.ts'
import type { StoredTrial } from '../core/store.ts'
import { comparisonOptions, decide, ruleLevels } from '../gate/index.ts'
import type { AlarmRequest } from './aaAlarms.ts'
import { checkAlarms } from './aaAlarms.ts'
import { gradedSide } from './gradedSide.ts'
import { policyOf } from './pairing.ts'
import type { Side } from './side.ts'

/** What the verdict's own sentences promise: 4 of 5 tries. */
const power = 0.8

export interface AaRequest extends Pick<AlarmRequest, 'draws' | 'seed'> {
  sides: { first: Side; second: Side }
  eval: Eval
  /** Where somebody reads it. */
  stopping?: AbortSignal
}

/**
 * Holds two runs of the same version beside each other. Undefined where it was stopped.
 * @throws AssayError where the gate could not judge the two
 */
export async function aaReport(
  context: Context,
  { sides, eval: one, draws, seed, stopping }: AaRequest,
): Promise<AaReport | undefined> {
  const policy = policyOf(one)
  const [first, second] = await Promise.all([
    gradedSide(context, sides.first, one),
    gradedSide(context, sides.second, one),
  ])
  const comparison = compareRuns(first, second, comparisonOptions(policy))
  const hasRules = canFail(policy)
  // What keeps the gate from judging at all is told before it is asked hundreds of times.
  if (hasRules) decide(comparison, policy, { allowPartial: true, allowDatasetChange: true })
  const alarms = hasRules ? await checkAlarms({ first, second, comparison, policy, draws, seed }, stopping) : null
  if (alarms === undefined) return undefined
  const metrics = waveringOf(
    first,
    second,
    comparison.metrics.filter(({ metric }) => metric !== consistencyMetric),
  )
  return {
    schemaVersion: 1,
    eval: comparison.eval,
    first: comparison.baseline,
    second: comparison.candidate,
    cases: comparison.pairing.paired,
    metrics,
    flipping: flippingCases(metrics),
    errors: comparison.errors,
    measures: comparison.measures,
    answers: await sameAnswers(sides.first.trials(), sides.second.trials()),
    alarms,
    outlook: outlookOf(comparison, policy),
  }
}

function canFail({ rules, measures = {}, slices = {} }: GatePolicy): boolean {
  const ofSlices = Object.values(slices).flatMap((asked) => Object.values(asked))
  return (
    [...Object.values(rules), ...ofSlices].some(blocks) ||
    Object.values(measures).some(({ tier }) => tier !== 'advisory')
  )
}

/** What one comparison of such runs sees, and what more repeats would. */
function outlookOf(comparison: Comparison, policy: GatePolicy): RulePlan[] {
  const repeats = Math.min(comparison.baseline.repeats, comparison.candidate.repeats)
  const planned = { cases: comparison.pairing.paired, repeats }
  return ruleLevels({ comparison, policy }).map(({ name: rule, margin, test, ...level }) =>
    planRule(
      { rule, ...level, margin, drop: margin, spread: spreadOfSame(test, repeats) },
      { measuredCases: planned.cases, planned, power },
    ),
  )
}

/** Answer by answer, as they were given: in each run the first to a case is its own first. */
async function sameAnswers(
  first: AsyncIterable<StoredTrial>,
  second: AsyncIterable<StoredTrial>,
): Promise<SameAnswers> {
  const given = new Map<string, string>()
  for await (const trial of first) {
    const text = textOf(trial)
    if (text !== undefined) given.set(nameOf(trial), text)
  }
  const found = { answers: 0, same: 0 }
  for await (const trial of second) {
    const [before, after] = [given.get(nameOf(trial)), textOf(trial)]
    if (before === undefined || after === undefined) continue
    found.answers += 1
    if (before === after) found.same += 1
  }
  return found
}

function nameOf({ caseId, repeat }: StoredTrial): string {
  return `${repeat} ${caseId}`
}

/** A hash, as the texts of 100,000 answers would not fit in memory; undefined where there is no answer. */
function textOf({ outcome }: StoredTrial): string | undefined {
  if (outcome.status === 'error') return undefined
  const { text, data } = outcome.output
  return fingerprint([text.replace(/\s+/g, ' ').trim(), data === undefined ? [] : [data]])
}
