import type { CaseFacts, MetricSide, PairedTest } from '../core/comparison.ts'
import type { Decay, HistoryPoint, HistoryStep, MetricHistory } from '../core/history.ts'
import { significance } from '../core/rules.ts'
import type { Run } from '../core/run.ts'
import { adjustPValues } from '../stats/index.ts'
import type { CasePage, CommonCases } from './historyCases.ts'
import { type ControlPoint, controlOf, isShown } from './historyControl.ts'
import type { LevelRow } from './historyLevels.ts'
import type { CasePair } from './pair.ts'
import { Differences } from './pairedTest.ts'
import { plannedRepeats, withPlanned } from './planned.ts'
import { type MetricKey, meanOf, Tally } from './reading.ts'
import { Side } from './side.ts'

/** A run with its cases, as long as it is needed. */
export interface HeldRun {
  /** Among all runs that are read. */
  index: number
  run: Run
  cases: CaseFacts[]
  /** Number of the independent unit of each case, within this run. */
  units: Int32Array
}

/** What is kept of one run for one metric. */
export interface Entry {
  index: number
  runId: string
  side: MetricSide
  /** Mean over the planned repeats of each case, in the run's order; NaN where nothing counts. */
  means: Float64Array
  /** Mean over its cases of 1 / repeats. */
  noiseShare: number
  /** Against the entry before; null for the first. */
  step: { from: string; test: PairedTest | null } | null
}

/** Where the common cases stand. */
export interface Place {
  pages: readonly CasePage[]
  common: CommonCases
  units: Int32Array
}

/** One metric, gathered run by run. */
export class MetricSeries {
  readonly key: MetricKey
  readonly points: Entry[] = []
  #before: HeldRun | undefined

  constructor(key: MetricKey) {
    this.key = key
  }

  /** Adds the next run, which is graded as the newest is. */
  add(held: HeldRun, pairsWith: (before: HeldRun) => CasePair[]): void {
    const before = this.#before
    this.points.push({
      index: held.index,
      runId: held.run.id,
      ...this.#read(held),
      step: before === undefined ? null : { from: before.run.id, test: this.test(pairsWith(before)) },
    })
    this.#before = held
  }

  /** The paired test of a comparison. */
  test(pairs: readonly CasePair[]): PairedTest | null {
    const tested = new Differences()
    const [before, after] = [new Tally(), new Tally()]
    for (const { unit, baseline, candidate } of pairs) {
      before.read(baseline, this.key)
      after.read(candidate, this.key)
      tested.add(unit, before.counted, after.counted)
    }
    return tested.test()
  }

  #read({ run, cases, units }: HeldRun): Pick<Entry, 'side' | 'means' | 'noiseShare'> {
    const side = new Side()
    const tally = new Tally()
    const planned = plannedRepeats({ run, cases })
    let [reciprocals, count] = [0, 0]
    const means = Float64Array.from(cases, (facts, position) => {
      tally.read(facts, this.key)
      side.add(units[position] ?? 0, tally)
      const plain = withPlanned(facts, planned)
      if (plain !== facts) tally.read(plain, this.key)
      if (tally.counted.length === 0) return Number.NaN
      reciprocals += 1 / tally.counted.length
      count += 1
      return meanOf(tally.counted) ?? Number.NaN
    })
    return { side: side.summary(), means, noiseShare: count === 0 ? 1 : reciprocals / count }
  }

  /** The metric over the runs from the first common one on; a fall is still to be tested. */
  compile(place: Place): Omit<MetricHistory, 'tier' | 'otherwiseGraded' | 'regrade'> & {
    fall: { start: Entry; decay: Omit<Decay, 'fall'> } | null
  } {
    const entries = this.points.filter(({ index }) => index >= place.common.first)
    const steps = markedSteps(entries.map(({ step }, index) => (index === 0 ? null : step)))
    const points = entries.map((entry, index) => controlPoint(entry, steps[index] ?? null, place))
    const { control, levels, sums, fall } = controlOf(points, place.units)
    return {
      ...this.key,
      points: entries.map(
        ({ runId, side }, index): HistoryPoint => ({
          runId,
          side,
          level: levels[index] ?? null,
          step: steps[index] ?? null,
          cusum: sums[index] ?? null,
        }),
      ),
      control,
      fall: fall === null ? null : foundFall(entries, steps, fall),
    }
  }
}

/** Steps that stand out among all of a metric, in either direction. */
function markedSteps(steps: readonly Entry['step'][]): (HistoryStep | null)[] {
  const tested = steps.flatMap((step) => (step?.test === null || step === null ? [] : [step.test.pWorse]))
  const worse = adjustPValues({ p: tested, method: 'holm' })
  const better = adjustPValues({ p: tested.map((p) => 1 - p), method: 'holm' })
  let at = 0
  return steps.map((step) => {
    if (step === null) return null
    if (step.test === null) return { ...step, significant: null }
    const [isWorse, isBetter] = [(worse[at] ?? 1) <= significance, (better[at] ?? 1) <= significance]
    at += 1
    return { ...step, significant: isWorse ? 'worse' : isBetter ? 'better' : null }
  })
}

function controlPoint(
  { index, runId, means, noiseShare }: Entry,
  step: HistoryStep | null,
  place: Place,
): ControlPoint {
  const test = step?.test ?? null
  return {
    runId,
    row: rowOf(means, place.pages[index], place.common.ids),
    noiseShare,
    pBetter: test === null ? null : 1 - test.pWorse,
  }
}

/** A run's means in the order of the common cases. */
function rowOf(means: Float64Array, page: CasePage | undefined, ids: readonly number[]): LevelRow {
  const positions = new Map<number, number>()
  page?.ids.forEach((id, position) => {
    positions.set(id, position)
  })
  return Float64Array.from(ids, (id) => means[positions.get(id) ?? -1] ?? Number.NaN)
}

function foundFall(
  entries: readonly Entry[],
  steps: readonly (HistoryStep | null)[],
  { start, alarm, pShift }: { start: number; alarm: number; pShift: number },
): { start: Entry; decay: Omit<Decay, 'fall'> } | null {
  const [first, at] = [entries[start], entries[alarm]]
  if (first === undefined || at === undefined) return null
  const since = steps.slice(start + 1)
  const probabilities = since.flatMap((step) => (step?.test == null ? [] : [step.test.pWorse]))
  return {
    start: first,
    decay: {
      start: first.runId,
      alarm: at.runId,
      runs: entries.length - 1 - start,
      smallestP: probabilities.length === 0 ? null : Math.min(...probabilities),
      steps: entries.slice(start + 1).flatMap(({ runId }, index) => {
        return since[index]?.significant === 'worse' ? [runId] : []
      }),
      pShift,
      shown: isShown({ pShift }),
    },
  }
}
