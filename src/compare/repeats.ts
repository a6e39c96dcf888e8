import type { FlakyCase, GradedRun, RepeatsComparison, RepeatsSide, Wavering } from '../core/comparison.ts'
import { byCodeUnits } from '../core/order.ts'
import { varianceComponents } from '../stats/index.ts'
import { consistencyOf } from './consistency.ts'
import { type CasePasses, PassCount, WaverCount } from './passes.ts'
import { plannedCases, plannedRepeats } from './planned.ts'
import { type MetricKey, Tally } from './reading.ts'

/**
 * How much each side wavers where its cases were asked several times: over all of its cases and repeats, those that no test uses
 * included.
 */
export function compareRepeats(
  baseline: GradedRun,
  candidate: GradedRun,
  keys: readonly MetricKey[],
): RepeatsComparison {
  const graders = keys.filter(({ part }) => part === undefined)
  const [before, after] = [readRepeats(baseline, graders), readRepeats(candidate, graders)]
  const flaky: FlakyCase[] = []
  const metrics = graders.flatMap(({ metric }, index) => {
    const [a, b] = [before.byGrader[index], after.byGrader[index]]
    // Chances of 3 and of 5 repeats could not be compared.
    const k = Math.min(a?.fewest ?? Number.POSITIVE_INFINITY, b?.fewest ?? Number.POSITIVE_INFINITY)
    const item = { metric, baseline: a?.summary(k) ?? null, candidate: b?.summary(k) ?? null }
    if (item.baseline === null && item.candidate === null) return []
    for (const found of a?.flaky ?? []) flaky.push({ ...found, metric, side: 'baseline' })
    for (const found of b?.flaky ?? []) flaky.push({ ...found, metric, side: 'candidate' })
    return [item]
  })
  return {
    wavering: { baseline: before.wavering, candidate: after.wavering },
    metrics,
    flaky: flaky.sort(mostUncertainFirst),
    consistency: { baseline: consistencyOf(baseline), candidate: consistencyOf(candidate) },
  }
}

function mostUncertainFirst(a: FlakyCase, b: FlakyCase): number {
  return (
    b.pFlaky - a.pFlaky ||
    byCodeUnits(a.caseId, b.caseId) ||
    byCodeUnits(a.metric, b.metric) ||
    byCodeUnits(a.side, b.side)
  )
}

/** The repeats of one side under one grader. */
class Repeats {
  readonly flaky: Omit<FlakyCase, 'metric' | 'side'>[] = []
  readonly #passes = new PassCount()
  readonly #scores: number[][] = []

  add(caseId: string, tally: Tally, key: MetricKey): CasePasses | null {
    const found = this.#passes.add(tally, key)
    if (found === null) return null
    const { isFlaky, ...passes } = found
    if (isFlaky) this.flaky.push({ caseId, ...passes })
    this.#scores.push([...tally.counted])
    return found
  }

  get fewest(): number {
    return this.#passes.fewest
  }

  summary(k: number): RepeatsSide | null {
    const passes = this.#passes.summary(k)
    return passes === null ? null : { ...passes, variance: this.#variance() }
  }

  #variance(): RepeatsSide['variance'] {
    if (this.#scores.length < 2) return null
    const { sigma2Within, sigma2Between, icc1 } = varianceComponents({ scores: this.#scores })
    return { within: sigma2Within, between: sigma2Between, icc: Number.isNaN(icc1) ? null : icc1 }
  }
}

/** A run as a whole, and by grader; nothing where it asked every case once. */
function readRepeats(
  run: GradedRun,
  keys: readonly MetricKey[],
): { wavering: Wavering | null; byGrader: readonly Repeats[] } {
  if (plannedRepeats(run) < 2) return { wavering: null, byGrader: [] }
  const all = keys.map((key) => ({ key, repeats: new Repeats() }))
  const whole = new WaverCount()
  const tally = new Tally()
  for (const facts of plannedCases(run)) {
    whole.add(
      all.map(({ key, repeats }) => {
        tally.read(facts, key)
        return repeats.add(facts.id, tally, key)
      }),
    )
  }
  return { wavering: whole.summary(), byGrader: all.map(({ repeats }) => repeats) }
}
