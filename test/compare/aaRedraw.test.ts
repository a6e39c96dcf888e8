import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redrawer } from '../../src/compare/aaRedraw.ts'
import { briefFlip } from '../../src/compare/briefTest.ts'
import { compareRuns } from '../../src/compare/index.ts'
import { pairCases } from '../../src/compare/pair.ts'
import type { GradedRun, TrialFacts } from '../../src/core/comparison.ts'
import { pcg32, signFlipPermutation } from '../../src/stats/index.ts'
import { type CaseSketch, numbered, runPair } from '../support/gradedRun.ts'

const seed = 7
const options = {
  statistics: {},
  blocking: ['x'],
  slices: { t: ['x'] },
  sliceStatistics: { t: { x: 'pass' as const } },
}
const wanted = { metrics: ['x', 'consistency'], measures: ['latencyP50', 'errorRate'] as const, seed }

const grade = fc.constantFrom(0, 0.25, 0.5, 1, 'none' as const)
const trial = fc.oneof(
  { weight: 8, arbitrary: fc.record({ x: grade, y: grade }) },
  { weight: 1, arbitrary: fc.constantFrom('refused' as const, 'timeout' as const) },
)
const repeats = fc.array(trial, { minLength: 1, maxLength: 3 })
const runs = fc
  .array(
    fc.record({
      cluster: fc.option(fc.constantFrom('k', 'l'), { nil: undefined }),
      tags: fc.subarray(['t', 'u']),
      critical: fc.boolean(),
      before: repeats,
      after: repeats,
      latencyMs: fc.tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 })),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((rows): [GradedRun, GradedRun] => {
    const side = (which: 'before' | 'after', at: 0 | 1) => {
      const cases = rows.map(
        ({ cluster, tags, critical, ...row }): CaseSketch => ({
          ...(cluster !== undefined && { cluster }),
          tags,
          critical,
          repeats: row[which],
        }),
      )
      return { cases: numbered(cases), graders: ['x', 'y'], latency: rows.map(({ latencyMs }) => latencyMs[at]) }
    }
    const [first, second] = [side('before', 0), side('after', 1)]
    const [a, b] = runPair(first, second)
    return [timed(a, first.latency), timed(b, second.latency)]
  })

function timed(run: GradedRun, latency: readonly number[]): GradedRun {
  const told = (trials: TrialFacts[], latencyMs: number) => trials.map((item) => ({ ...item, latencyMs, answer: 1 }))
  return {
    ...run,
    cases: run.cases.map((facts, index) => ({ ...facts, trials: told(facts.trials, latency[index] ?? 1) })),
  }
}

/** The two runs with the sides of the drawn units swapped, one case after the other. */
function swappedRuns([first, second]: [GradedRun, GradedRun], draw: number): [GradedRun, GradedRun] {
  const { pairs } = pairCases(first.cases, second.cases)
  const bits = pcg32({ seed, stream: draw, count: 4 })
  const swapped = new Set(pairs.filter(({ unit }) => ((bits[unit >>> 5] ?? 0) >>> (unit & 31)) & 1).map(({ id }) => id))
  const other = (run: GradedRun, id: string) => run.cases.find((facts) => facts.id === id)
  const mixed = (own: GradedRun, from: GradedRun) => ({
    ...own,
    cases: own.cases.map((facts) => (swapped.has(facts.id) ? (other(from, facts.id) ?? facts) : facts)),
  })
  return [mixed(first, second), mixed(second, first)]
}

describe('a redraw', () => {
  it('is the comparison of the two runs with the sides of some units swapped', () => {
    fc.assert(
      fc.property(runs, fc.nat(30), ([first, second], draw) => {
        const comparison = compareRuns(first, second, options)
        const drawn = redrawer({ first, second, comparison, ...wanted })(draw)
        const whole = compareRuns(...swappedRuns([first, second], draw), options)
        const kept = whole.metrics.filter(({ metric }) => wanted.metrics.includes(metric))
        expect(drawn.metrics.map(({ metric }) => metric)).toEqual(kept.map(({ metric }) => metric))
        for (const [index, metric] of kept.entries()) {
          const { test, ...same } = drawn.metrics[index] ?? metric
          expect(same).toEqual({ ...metric, scoredTest: same.scoredTest, test: undefined })
          expectSameTest(test, metric.test)
          expectSameTest(same.scoredTest, metric.scoredTest)
        }
        expect(drawn.criticals).toEqual(whole.criticals)
        expect(drawn.criticalsAtRisk).toBe(whole.criticalsAtRisk)
        expect({ ...drawn.errors, test: null }).toEqual({ ...whole.errors, test: null })
        expectSameTest(drawn.errors.test, whole.errors.test)
        for (const measure of drawn.measures) {
          const other = whole.measures.find(({ key }) => key === measure.key)
          expect([measure.baseline, measure.candidate]).toEqual([other?.baseline, other?.candidate])
          expectSameP(measure.pHigher, other?.pHigher)
        }
        const slice = ({ requiredSlices }: typeof whole) => requiredSlices[0]?.metrics[0]
        expect(drawn.requiredSlices[0]?.cases).toBe(whole.requiredSlices[0]?.cases)
        expect(slice(drawn)?.candidate.mean).toBe(slice(whole)?.candidate.mean)
        expectSameTest(slice(drawn)?.test ?? null, slice(whole)?.test ?? null)
      }),
    )
  })

  it('swaps the cases of a cluster together, and others each by itself', () => {
    const clustered = (score: number): CaseSketch[] =>
      Array.from({ length: 40 }, (_, index) => ({ ...(index < 20 && { cluster: 'k' }), repeats: [score] }))
    const [first, second] = runPair({ cases: numbered(clustered(1)) }, { cases: numbered(clustered(0)) })
    const draw = redrawer({
      first,
      second,
      comparison: compareRuns(first, second),
      metrics: ['quality'],
      measures: [],
      seed,
    })
    const worse = Array.from({ length: 50 }, (_, at) => draw(at).metrics[0]?.test?.worse ?? 0)
    expect(worse.some((count) => count > 20)).toBe(true)
    expect(worse.some((count) => count < 20)).toBe(true)
    // Of twenty single cases about ten are swapped: all or none would need the cluster.
    expect(worse.filter((count) => count % 20 < 2)).toEqual([])
    expect(worse).toEqual(Array.from({ length: 50 }, (_, at) => draw(at).metrics[0]?.test?.worse))
  })
})

describe('a brief test', () => {
  it('gives exact p values wherever they could block, and near ones elsewhere', () => {
    const sums = fc.array(fc.constantFrom(-1, -0.5, -1 / 3, 0, 0.25, 1), { minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(sums, (diffs) => {
        const { midPLess, midPGreater } = signFlipPermutation({ diffs })
        const brief = briefFlip(diffs)
        expectSameP(brief.midPLess, midPLess)
        expectSameP(brief.midPGreater, midPGreater)
        expectSameP(briefFlip(diffs, 'less').midPLess, midPLess)
        expect(Math.abs(brief.midPLess - midPLess)).toBeLessThan(0.2)
      }),
    )
  })

  it('does so at the edge, where normal tails would already do for most', () => {
    for (let losses = 1000; losses < 1080; losses += 2) {
      const diffs = Array.from({ length: 2000 }, (_, index) => (index < losses ? -1 : 1))
      const exact = signFlipPermutation({ diffs })
      const [there, back] = [briefFlip(diffs), briefFlip(diffs.map((diff) => -diff))]
      expectSameP(there.midPLess, exact.midPLess)
      expectSameP(back.midPGreater, exact.midPLess)
      expectSameP(briefFlip(diffs, 'less').midPLess, exact.midPLess)
      expect(there.midPLess).toBeCloseTo(exact.midPLess, 2)
    }
  })
})

function expectSameP(brief: number | null | undefined, exact: number | null | undefined): void {
  if (brief == null || exact == null) expect(brief ?? null).toBe(exact ?? null)
  else if (exact <= 0.05 || brief <= 0.05) expect(brief).toBeCloseTo(exact, 9)
}

type Test = ReturnType<typeof compareRuns>['errors']['test']

function expectSameTest(brief: Test, exact: Test): void {
  expect(brief === null).toBe(exact === null)
  if (brief === null || exact === null) return
  const counts = ({ pairs, units, worse, better, same }: NonNullable<Test>) => [pairs, units, worse, better, same]
  expect(counts(brief)).toEqual(counts(exact))
  expect(brief.meanDiff).toBeCloseTo(exact.meanDiff, 12)
  expectSameP(brief.pWorse, exact.pWorse)
}
