import { unitOf } from '../core/case.ts'
import type { CaseFacts, MetricSide, RepeatsSide, Wavering } from '../core/comparison.ts'
import type { GraderInfo } from '../core/grade.ts'
import type { Statistics } from './metricKeys.ts'
import { keyOf } from './metricKeys.ts'
import { PassCount, WaverCount } from './passes.ts'
import { withPlanned } from './planned.ts'
import { Tally } from './reading.ts'
import { Side } from './side.ts'

/** One metric of one run by itself. */
export interface MetricSummary {
  /** `citations`, or `citations.exists` for a part. */
  metric: string
  part?: string
  side: MetricSide
}

/** One run by itself. */
export interface RunSummary {
  /** Graders in their order, each followed by the parts that are asked for. */
  metrics: MetricSummary[]
  /** Null where every case was asked once. */
  repeats: (Wavering & { metrics: { metric: string; passAtK: RepeatsSide['passAtK'] }[] }) | null
}

export interface SummaryOptions {
  /** Parts to tell beside the graders, as `grader.part`. */
  parts?: readonly string[]
  statistics?: Statistics
  /** How often every case was to be asked; default 1. */
  repeats?: number
}

/** The mean of every grader of one run with its interval, and how the run wavers, in one pass over its cases. */
export async function summariseRun(
  graders: readonly GraderInfo[],
  cases: AsyncIterable<CaseFacts>,
  { parts = [], statistics = {}, repeats = 1 }: SummaryOptions = {},
): Promise<RunSummary> {
  const metrics = graders
    .flatMap((grader) => [
      keyOf(grader, undefined, statistics),
      ...partsOf(grader, parts).map((part) => keyOf(grader, part, statistics)),
    ])
    .map((key) => ({ key, side: new Side(), passes: new PassCount() }))
  const wholes = metrics.filter(({ key }) => key.part === undefined)
  const wavering = new WaverCount()
  const units = new Map<string, number>()
  const tally = new Tally()
  for await (const facts of cases) {
    const name = unitOf(facts)
    const unit = units.get(name) ?? units.size
    units.set(name, unit)
    for (const { key, side } of metrics) {
      tally.read(facts, key)
      side.add(unit, tally)
    }
    if (repeats < 2) continue
    const planned = withPlanned(facts, repeats)
    wavering.add(
      wholes.map(({ key, passes }) => {
        tally.read(planned, key)
        return passes.add(tally, key)
      }),
    )
  }
  const whole = wavering.summary()
  return {
    metrics: metrics.map(({ key, side }) => ({
      metric: key.metric,
      ...(key.part !== undefined && { part: key.part }),
      side: side.summary(),
    })),
    repeats: whole && { ...whole, metrics: wholes.flatMap(({ key: { metric }, passes }) => passed(metric, passes)) },
  }
}

function passed(metric: string, passes: PassCount): { metric: string; passAtK: RepeatsSide['passAtK'] }[] {
  const summary = passes.summary(passes.fewest)
  return summary === null ? [] : [{ metric, passAtK: summary.passAtK }]
}

function partsOf({ name }: GraderInfo, metrics: readonly string[]): string[] {
  return metrics.filter((metric) => metric.startsWith(`${name}.`)).map((metric) => metric.slice(name.length + 1))
}
