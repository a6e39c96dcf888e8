import type { PowerPlan, RulePlan } from '../../src/core/power.ts'
import { comparisonFixture } from './comparisonFixture.ts'

/** A rule that sees 6.1 points with 193 cases and 1 repeat, and needs 833 cases or 5 repeats for 3 points. */
export function rulePlan(rule: string, changes: Partial<RulePlan> = {}): RulePlan {
  return {
    rule,
    alpha: 0.025,
    minEffect: 0.01,
    pairs: 193,
    units: 193,
    sd: 0.32,
    detectable: 0.0612,
    forDrop: { size: 0.03, isMet: false, cases: 833, repeats: 5 },
    forMargin: { size: 0.03, isMet: false, cases: 620, repeats: 4 },
    table: [1, 2, 4].flatMap((factor) =>
      [1, 3, 5].map((repeats) => ({ cases: 193 * factor, repeats, drop: 0.0612 / Math.sqrt(factor * repeats) })),
    ),
    ...changes,
  }
}

export function powerPlan(changes: Partial<PowerPlan> = {}): PowerPlan {
  const { baseline, candidate } = comparisonFixture()
  return {
    schemaVersion: 1,
    eval: 'support',
    source: 'versions',
    runs: [baseline, candidate],
    power: 0.8,
    measured: { cases: 193, repeats: 1 },
    planned: { cases: 193, repeats: 1 },
    concurrency: 8,
    rules: [rulePlan('exactMatch')],
    unknown: [],
    unplanned: [],
    perAnswer: { usd: 0.003, latencyMs: 1200, inputTokens: 900, outputTokens: null },
    cost: {
      planned: { cases: 193, repeats: 1, calls: 193, usd: 0.579, ms: 28_950 },
      moreCases: { cases: 833, repeats: 1, calls: 833, usd: 2.499, ms: 124_950 },
      moreRepeats: { cases: 193, repeats: 5, calls: 965, usd: 2.895, ms: 144_750 },
    },
    ...changes,
  }
}
