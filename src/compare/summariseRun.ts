import { unitOf } from '../core/case.ts'
import type { CaseFacts, MetricSide } from '../core/comparison.ts'
import type { GraderInfo } from '../core/grade.ts'
import type { Statistics } from './metricKeys.ts'
import { keyOf } from './metricKeys.ts'
import { Tally } from './reading.ts'
import { Side } from './side.ts'

/** One metric of one run by itself. */
export interface MetricSummary {
  /** `citations`, or `citations.exists` for a part. */
  metric: string
  part?: string
  side: MetricSide
}

export interface SummaryOptions {
  /** Parts to tell beside the graders, as `grader.part`. */
  parts?: readonly string[]
  statistics?: Statistics
}

/** The mean of every grader of one run with its interval, in their order, each followed by the parts that are asked for. */
export async function summariseRun(
  graders: readonly GraderInfo[],
  cases: AsyncIterable<CaseFacts>,
  { parts = [], statistics = {} }: SummaryOptions = {},
): Promise<MetricSummary[]> {
  const metrics = graders
    .flatMap((grader) => [
      keyOf(grader, undefined, statistics),
      ...partsOf(grader, parts).map((part) => keyOf(grader, part, statistics)),
    ])
    .map((key) => ({ key, side: new Side() }))
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
  }
  return metrics.map(({ key, side }) => ({
    metric: key.metric,
    ...(key.part !== undefined && { part: key.part }),
    side: side.summary(),
  }))
}

function partsOf({ name }: GraderInfo, metrics: readonly string[]): string[] {
  return metrics.filter((metric) => metric.startsWith(`${name}.`)).map((metric) => metric.slice(name.length + 1))
}
