import { redrawer } from '../compare/index.ts'
import type { AlarmCheck, RuleAlarms } from '../core/aa.ts'
import type { Comparison, GradedRun } from '../core/comparison.ts'
import { measureKeys } from '../core/measures.ts'
import type { GatePolicy } from '../core/rules.ts'
import { significance } from '../core/rules.ts'
import { type Alarm, alarmsOf, comparisonOptions } from '../gate/index.ts'
import { wilsonInterval } from '../stats/index.ts'

const confidence = 0.95
/** Draws between two looks at whether somebody wants it to end. */
const stretch = 20

export interface AlarmRequest {
  first: GradedRun
  second: GradedRun
  comparison: Comparison
  policy: GatePolicy
  draws: number
  seed: number
}

/**
 * How often the gate fails where nothing got worse: the two answers to a case change sides at random, again and again, and the gate is
 * asked each time. Undefined where it is stopped.
 */
export async function checkAlarms(
  { policy, draws, seed, ...runs }: AlarmRequest,
  stopping?: AbortSignal,
): Promise<AlarmCheck | undefined> {
  const metrics = comparisonOptions(policy).blocking
  const measures = measureKeys.filter((key) => (policy.measures?.[key]?.tier ?? 'advisory') !== 'advisory')
  const redraw = redrawer({ ...runs, metrics, measures, seed })
  const counts = { relative: new Count(), absolute: new Count() }
  let [blocked, blockedByAbsolutes] = [0, 0]
  for (let draw = 0; draw < draws; draw += 1) {
    if (draw % stretch === 0) await heedSignals()
    if (stopping?.aborted === true) return undefined
    const alarms = alarmsOf({ comparison: redraw(draw), policy })
    const relative = alarms.filter(({ isAbsolute }) => !isAbsolute)
    counts.relative.add(relative)
    counts.absolute.add(alarms.filter(({ isAbsolute }) => isAbsolute))
    if (relative.length > 0) blocked += 1
    else if (alarms.length > 0) blockedByAbsolutes += 1
  }
  const interval = wilsonInterval({ successes: blocked, n: draws, confidence })
  return {
    draws,
    seed,
    allowed: significance,
    blocked,
    interval,
    rules: counts.relative.list(),
    blockedByAbsolutes,
    absolutes: counts.absolute.list(),
    isTooOften: interval[0] > significance,
  }
}

/** In how many draws each rule failed, the most often first. */
class Count {
  readonly #rules = new Map<string, RuleAlarms>()

  /** Adds a draw. */
  add(alarms: readonly Alarm[]): void {
    const rules = new Map(alarms.map(({ rule, kind }) => [`${kind} ${rule}`, { rule, kind }]))
    for (const [name, rule] of rules) {
      const draws = this.#rules.get(name)?.draws ?? 0
      this.#rules.set(name, { ...rule, draws: draws + 1 })
    }
  }

  list(): RuleAlarms[] {
    return [...this.#rules.values()].sort((a, b) => b.draws - a.draws)
  }
}

function heedSignals(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
