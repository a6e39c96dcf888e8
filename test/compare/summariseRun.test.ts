import { describe, expect, it } from 'vitest'
import { compareRuns, summariseRun } from '../../src/compare/index.ts'
import type { CaseFacts } from '../../src/core/comparison.ts'
import { gradedRun, numbered, times } from '../support/gradedRun.ts'

async function* each(cases: readonly CaseFacts[]): AsyncGenerator<CaseFacts> {
  yield* cases
}

describe('the summary of a run', () => {
  it('says of each grader what a comparison would say of that side', async () => {
    const run = gradedRun({
      cases: numbered([
        ...times(9, [1, 0]),
        'none',
        'broken',
        'refused',
        'timeout',
        ...times(7, { quality: { status: 'scored' as const, score: 0.5, parts: { tone: 0.25 } } }),
      ]),
    })
    const [quality, tone] = compareRuns(run, { ...run, run: { ...run.run, id: 'other' } }).metrics
    const { metrics } = await summariseRun(run.grading.graders, each(run.cases), {
      parts: ['quality.tone', 'other.tone'],
    })
    expect(metrics).toEqual([
      { metric: 'quality', side: quality?.candidate },
      { metric: 'quality.tone', part: 'tone', side: tone?.candidate },
    ])
    expect(quality?.candidate).toMatchObject({ scored: 25, unscored: 1, graderErrors: 1, targetErrors: 2 })
  })

  it('counts a cluster once: its interval is wider than that of as many strangers', async () => {
    const strangers = gradedRun({
      cases: numbered(Array.from({ length: 40 }, (_, index) => (index % 4 === 0 ? 0 : 1))),
    })
    const width = async (cases: readonly CaseFacts[]) => {
      const {
        metrics: [metric],
      } = await summariseRun(strangers.grading.graders, each(cases))
      const [low, high] = metric?.side.interval ?? [0, 0]
      return high - low
    }
    const clustered = strangers.cases.map((facts, index) => ({
      ...facts,
      cluster: index % 4 === 0 ? 'bad' : `good ${index % 8}`,
    }))
    expect(await width(clustered)).toBeGreaterThan(await width(strangers.cases))
  })

  it('says how it wavers, as a comparison would', async () => {
    const graded = (x: number, y: number) => ({ x: { status: 'scored' as const, score: x, parts: { p: x } }, y })
    const cases = numbered([
      [graded(1, 1), graded(0, 1), graded(1, 1)],
      [graded(1, 1), graded(1, 1), graded(1, 1)],
      { critical: true, repeats: times(5, graded(0, 1)) },
    ])
    const run = gradedRun({ cases, graders: ['x', 'y'], run: { repeats: 3 } })
    const { metrics, wavering } = compareRuns(run, { ...run, run: { ...run.run, id: 'other' } }).repeats
    const { repeats } = await summariseRun(run.grading.graders, each(run.cases), { repeats: 3, parts: ['x.p'] })
    expect(repeats).toEqual({
      ...wavering.candidate,
      metrics: metrics.map(({ metric, candidate }) => ({ metric, passAtK: candidate?.passAtK })),
    })
    expect(repeats).toMatchObject({ repeats: [3, 3], cases: 3, flaky: 1 })
    expect(repeats?.metrics[0]?.passAtK.all).toBeCloseTo(1 / 3, 12)
  })

  it('says nothing of repeats that only failing critical cases have', async () => {
    const run = gradedRun({ cases: { a: 1, b: { critical: true, repeats: [0, 1, 0] } } })
    expect((await summariseRun(run.grading.graders, each(run.cases))).repeats).toBeNull()
  })
})
