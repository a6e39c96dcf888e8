import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../src/compare/index.ts'
import { numbered, runPair, times } from '../support/gradedRun.ts'

const citations = (score: number, parts: Record<string, number>) => ({
  citations: { status: 'scored' as const, score, parts },
})

describe('metrics', () => {
  it('lists graders in their order, each followed by its parts by name', () => {
    const cases = numbered([{ ...citations(1, { quotes: 1, exists: 1 }), tone: 1 }, citations(1, { claims: 0 })])
    const pair = runPair({ cases, graders: ['tone', 'citations'] }, { cases, graders: ['tone', 'citations'] })
    expect(compareRuns(...pair).metrics.map(({ metric, grader, part }) => [metric, grader, part])).toEqual([
      ['tone', 'tone', undefined],
      ['citations', 'citations', undefined],
      ['citations.claims', 'citations', 'claims'],
      ['citations.exists', 'citations', 'exists'],
      ['citations.quotes', 'citations', 'quotes'],
    ])
  })

  it('takes a part that was not judged for unscored', () => {
    const pair = runPair(
      { cases: numbered(times(4, citations(1, { quotes: 1 }))), graders: ['citations'] },
      { cases: numbered([...times(3, citations(1, { quotes: 0.5 })), citations(1, {})]), graders: ['citations'] },
    )
    const quotes = compareRuns(...pair).metrics.find(({ metric }) => metric === 'citations.quotes')
    expect(quotes?.candidate).toMatchObject({ scored: 3, unscored: 1 })
    expect(quotes).toMatchObject({ test: { pairs: 3, meanDiff: -0.5 }, scoredTest: { worse: 1 } })
  })

  it('compares the share at or above passAt where asked to, by the newest passAt', () => {
    const grader = (passAt: number) => ({ name: 'tone', fingerprint: '1', passAt })
    const pair = runPair(
      { cases: numbered(times(6, { tone: 0.7 })), graders: [grader(0.9)] },
      { cases: numbered([...times(4, { tone: 0.69 }), ...times(2, { tone: 0.7 })]), graders: [grader(0.7)] },
    )
    const [metric] = compareRuns(...pair, { statistics: { tone: 'pass' } }).metrics
    expect(metric).toMatchObject({ statistic: 'pass', passAt: 0.7, test: { intervalMethod: 'tango', worse: 4 } })
    expect(metric?.baseline.mean).toBe(1)
    expect(metric?.candidate.mean).toBeCloseTo(1 / 3, 12)
    expect(compareRuns(...pair).metrics[0]?.test?.meanDiff).toBeCloseTo(-0.01 * (4 / 6), 12)
  })
})
