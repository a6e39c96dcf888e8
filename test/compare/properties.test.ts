import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../src/compare/index.ts'
import type { GradedRun } from '../../src/core/comparison.ts'
import { type CaseSketch, numbered, runPair } from '../support/gradedRun.ts'

const grade = fc.constantFrom(0, 0.25, 1 / 3, 0.5, 1, 'none' as const, 'broken' as const)
const trial = fc.oneof(
  { weight: 8, arbitrary: fc.record({ x: grade, y: grade }) },
  { weight: 1, arbitrary: fc.constantFrom('refused' as const, 'timeout' as const) },
)
const repeats = fc.array(trial, { minLength: 1, maxLength: 3 })
const pairOfCases = fc.record({
  cluster: fc.option(fc.constantFrom('k', 'l'), { nil: undefined }),
  tags: fc.subarray(['t', 'u']),
  critical: fc.boolean(),
  before: repeats,
  after: repeats,
})
const runs = fc.array(pairOfCases, { minLength: 1, maxLength: 25 }).map((rows) => {
  const side = (which: 'before' | 'after'): CaseSketch[] =>
    rows.map(({ cluster, tags, critical, ...row }) => ({
      ...(cluster !== undefined && { cluster }),
      tags,
      critical,
      repeats: row[which],
    }))
  const graders = ['x', 'y']
  return runPair({ cases: numbered(side('before')), graders }, { cases: numbered(side('after')), graders })
})

describe('compareRuns', () => {
  it('does not depend on the order of the cases', () => {
    fc.assert(
      fc.property(runs, fc.infiniteStream(fc.nat()), ([baseline, candidate], noise) => {
        const shuffled = (run: GradedRun): GradedRun => {
          const keys = run.cases.map((facts) => ({ facts, key: noise.next().value ?? 0 }))
          return { ...run, cases: keys.sort((a, b) => a.key - b.key).map(({ facts }) => facts) }
        }
        expect(compareRuns(shuffled(baseline), shuffled(candidate))).toEqual(compareRuns(baseline, candidate))
      }),
    )
  })

  it('mirrors when the sides are swapped', () => {
    fc.assert(
      fc.property(runs, ([baseline, candidate]) => {
        const there = compareRuns(baseline, candidate)
        const back = compareRuns(candidate, baseline)
        there.metrics.forEach(({ metric, test, scoredTest, baseline: before }, index) => {
          const mirrored = back.metrics[index]
          expect(mirrored?.metric).toBe(metric)
          expect(mirrored?.candidate).toEqual(before)
          for (const [one, other] of [
            [test, mirrored?.test],
            [scoredTest, mirrored?.scoredTest],
          ]) {
            expect(other == null).toBe(one == null)
            if (one == null || other == null) continue
            expect(other.meanDiff).toBeCloseTo(-one.meanDiff, 12)
            expect(other.pWorse).toBeCloseTo(1 - one.pWorse, 9)
            expect(other.lowerBound).toBeCloseTo(-one.upperBound, 9)
            expect(other.interval[0]).toBeCloseTo(-one.interval[1], 9)
            expect([other.worse, other.better, other.same]).toEqual([one.better, one.worse, one.same])
          }
        })
      }),
    )
  })

  it('counts every case once in coverage and in changes', () => {
    fc.assert(
      fc.property(runs, ([baseline, candidate]) => {
        const comparison = compareRuns(baseline, candidate)
        expect(comparison.cases).toHaveLength(baseline.cases.length)
        for (const { coverage, test } of comparison.metrics) {
          const { of, comparable, lostToCandidate, lostToHarness } = coverage
          expect(comparable + lostToCandidate + lostToHarness).toBe(of)
          expect(test?.pairs ?? 0).toBe(comparable)
        }
      }),
    )
  })

  it('finds nothing between a run and itself', () => {
    fc.assert(
      fc.property(runs, ([baseline]) => {
        const comparison = compareRuns(baseline, baseline)
        for (const { test, scoredTest } of comparison.metrics) {
          expect(test === null || (test.meanDiff === 0 && test.worse === 0)).toBe(true)
          expect(scoredTest).toBeNull()
        }
        expect(comparison.cases.every(({ change }) => change === 'same')).toBe(true)
      }),
    )
  })
})
