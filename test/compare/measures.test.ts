import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../src/compare/index.ts'
import type { TrialFacts } from '../../src/core/comparison.ts'
import { type CaseSketch, numbered, runPair, times } from '../support/gradedRun.ts'

const trial = (facts: Partial<TrialFacts>): TrialFacts => ({ repeat: 0, grades: {}, ...facts })

function measuresOf(baseline: CaseSketch[], candidate: CaseSketch[]) {
  const pair = runPair({ cases: numbered(baseline) }, { cases: numbered(candidate) })
  return Object.fromEntries(compareRuns(...pair).measures.map(({ measure, ...rest }) => [measure, rest]))
}

describe('measures', () => {
  it('gives the ratio of paired cases with its interval', () => {
    const before = [1, 2, 4, 3, 5].map((latencyMs) => trial({ latencyMs }))
    const after = [1.1, 2.3, 3.9, 3.6, 5.5].map((latencyMs) => trial({ latencyMs }))
    const p50 = measuresOf(before, after)['latency p50']
    expect(p50).toMatchObject({ baseline: 3, candidate: 3.6, unit: 'ms', pairs: 5 })
    expect(p50?.ratio).toBeCloseTo(1.102386318067801, 9)
    expect(p50?.ratioInterval?.[0]).toBeCloseTo(1.001149688284955, 9)
    expect(p50?.ratioInterval?.[1]).toBeCloseTo(1.2138600336028744, 9)
  })

  it('gives p95 its own ratio: a slower tail shows though most cases are as quick', () => {
    const before = Array.from({ length: 200 }, (_, index) => trial({ latencyMs: 100 + (index % 20) }))
    const after = Array.from({ length: 200 }, (_, index) =>
      trial({ latencyMs: (index < 30 ? 500 : 100) + (index % 20) }),
    )
    const p95 = measuresOf(before, after)['latency p95']
    expect(p95?.ratio).toBeGreaterThan(4)
    expect(p95?.ratioInterval?.[0]).toBeGreaterThan(4)
  })

  it('gives cost by thousand answers and tokens by answer', () => {
    const before = times(4, trial({ costUsd: 0.002, inputTokens: 100, outputTokens: 10 }))
    const after = times(4, trial({ costUsd: 0.004, inputTokens: 100, outputTokens: 30 }))
    const measures = measuresOf(before, after)
    expect(measures['cost per 1,000']).toMatchObject({ baseline: 2, candidate: 4, unit: 'USD' })
    expect(measures['cost per 1,000']?.ratio).toBeCloseTo(2, 12)
    expect(measures['input tokens']).toMatchObject({ baseline: 100, candidate: 100 })
    expect(measures['output tokens']).toMatchObject({ baseline: 10, candidate: 30 })
  })

  it('leaves out what neither side gives, and takes 0 for half of the smallest value, so that it can be compared', () => {
    const measures = measuresOf(
      [trial({ costUsd: 0 }), trial({ costUsd: 1 }), trial({})],
      [trial({ costUsd: 1 }), trial({ costUsd: 1 }), trial({ costUsd: 1 })],
    )
    expect(Object.keys(measures)).toEqual(['cost per 1,000', 'error rate'])
    expect(measures['cost per 1,000']).toMatchObject({
      baseline: 500,
      candidate: 1000,
      pairs: 2,
      coverage: { of: 2, comparable: 2 },
    })
    expect(measures['cost per 1,000']?.ratio).toBeCloseTo(Math.SQRT2, 12)
    const free = measuresOf(
      [trial({ costUsd: 0 }), trial({ costUsd: 0 })],
      [trial({ costUsd: 0 }), trial({ costUsd: 0 })],
    )
    expect(free['cost per 1,000']).toMatchObject({ baseline: 0, candidate: 0, ratio: 1 })
  })

  it('tells of how many cases the candidate keeps it to itself', () => {
    const told = [trial({ costUsd: 1 }), trial({ costUsd: 1 }), trial({ costUsd: 1 }), trial({})]
    const kept = [trial({ costUsd: 1 }), trial({}), trial({}), trial({ costUsd: 1 })]
    expect(measuresOf(told, kept)['cost per 1,000']?.coverage).toEqual({ of: 3, comparable: 1 })
  })

  it('compares the first repeats that both sides have, since the ratio of means of unlike many is skewed', () => {
    const once = [trial({ latencyMs: 10 }), trial({ latencyMs: 10 })]
    const often = times<CaseSketch>(2, {
      repeats: [trial({ latencyMs: 10 }), { ...trial({ latencyMs: 90 }), repeat: 1 }],
    })
    expect(measuresOf(once, often)['latency p50']?.ratio).toBeCloseTo(1, 12)
  })

  it('ignores what a failed trial took', () => {
    const failed: TrialFacts = { repeat: 0, latencyMs: 60_000, error: { code: 'timeout', retryable: true }, grades: {} }
    const measures = measuresOf([trial({ latencyMs: 10 }), failed], [trial({ latencyMs: 10 }), failed])
    expect(measures['latency p95']).toMatchObject({ baseline: 10, candidate: 10 })
  })

  it('counts a unit once', () => {
    const copies = (latencyMs: number): CaseSketch[] => [
      ...times(50, { cluster: 'copied', repeats: [trial({ latencyMs })] }),
      trial({ latencyMs: 100 }),
      trial({ latencyMs: 100 }),
    ]
    expect(measuresOf(copies(100), copies(800))['latency p50']?.ratio).toBeCloseTo(2, 12)
  })
})
