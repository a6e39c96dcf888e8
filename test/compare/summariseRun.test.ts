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
    const summary = await summariseRun(run.grading.graders, each(run.cases), { parts: ['quality.tone', 'other.tone'] })
    expect(summary).toEqual([
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
      const [metric] = await summariseRun(strangers.grading.graders, each(cases))
      const [low, high] = metric?.side.interval ?? [0, 0]
      return high - low
    }
    const clustered = strangers.cases.map((facts, index) => ({
      ...facts,
      cluster: index % 4 === 0 ? 'bad' : `good ${index % 8}`,
    }))
    expect(await width(clustered)).toBeGreaterThan(await width(strangers.cases))
  })
})
