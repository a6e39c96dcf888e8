import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../src/compare/index.ts'
import { runPair } from '../support/gradedRun.ts'

const graders = ['x', 'y']

describe('cases', () => {
  it('come regressed first, then mixed, improved and the rest, by size and id', () => {
    const before = {
      'a same': { x: 1, y: 1 },
      'b better': { x: 0.5, y: 1 },
      'c much better': { x: 0, y: 1 },
      'd worse': { x: 1, y: 1 },
      'e much worse': { x: 1, y: 1 },
      'f mixed': { x: 1, y: 0 },
      'g worse too': { x: 1, y: 1 },
    }
    const after = {
      'a same': { x: 1, y: 1 },
      'b better': { x: 1, y: 1 },
      'c much better': { x: 1, y: 1 },
      'd worse': { x: 0.5, y: 1 },
      'e much worse': { x: 1, y: 0 },
      'f mixed': { x: 0, y: 1 },
      'g worse too': { x: 0.5, y: 1 },
    }
    const { cases } = compareRuns(...runPair({ cases: before, graders }, { cases: after, graders }))
    expect(cases.map(({ caseId, change, worst }) => [caseId, change, worst])).toEqual([
      ['e much worse', 'regressed', -1],
      ['d worse', 'regressed', -0.5],
      ['g worse too', 'regressed', -0.5],
      ['f mixed', 'mixed', -1],
      ['c much better', 'improved', 0],
      ['b better', 'improved', 0],
      ['a same', 'same', 0],
    ])
  })

  it('are ordered by what their graders say as wholes, by a part only where no whole fell', () => {
    const grade = (score: number, part: number) => ({ x: { status: 'scored' as const, score, parts: { p: part } } })
    const before = { 'part only': grade(1, 1), 'a little': grade(1, 1), much: grade(1, 1) }
    const after = { 'part only': grade(1, 0.9), 'a little': grade(0.8, 0), much: grade(0.5, 1) }
    const sketch = (cases: typeof before) => ({ cases, graders: ['x'] })
    const { cases } = compareRuns(...runPair(sketch(before), sketch(after)))
    expect(cases.map(({ caseId, worst }) => [caseId, Number(worst.toFixed(3))])).toEqual([
      ['much', -0.5],
      ['a little', -0.2],
      ['part only', -0.1],
    ])
  })

  it('show means over all repeats', () => {
    const [item] = compareRuns(...runPair({ cases: { q: [1, 1, 0, 0] } }, { cases: { q: [1] } })).cases
    expect(item).toMatchObject({ change: 'improved', metrics: { quality: { baseline: 0.5, candidate: 1, diff: 0.5 } } })
  })

  it('are worse where the target fails, though nothing was scored', () => {
    const [item] = compareRuns(...runPair({ cases: { q: 'none' } }, { cases: { q: 'timeout' } })).cases
    expect(item).toMatchObject({
      change: 'regressed',
      worst: -1,
      metrics: { quality: { baseline: null, candidate: null, diff: null } },
      errors: { baseline: 0, candidate: 1 },
    })
  })

  it('have no score where the target failed, but the fall that the test counts', () => {
    const [item] = compareRuns(...runPair({ cases: { q: 0.8 } }, { cases: { q: 'refused' } })).cases
    expect(item?.metrics.quality).toEqual({ baseline: 0.8, candidate: null, diff: -0.8 })
  })

  it('keep the scores of those without a partner', () => {
    const { cases } = compareRuns(...runPair({ cases: { old: 0.5 } }, { cases: { fresh: [0, 1] } }))
    expect(cases).toMatchObject([
      { caseId: 'old', change: 'missing', metrics: { quality: { baseline: 0.5, candidate: null, diff: null } } },
      { caseId: 'fresh', change: 'added', metrics: { quality: { baseline: null, candidate: 0.5, diff: null } } },
    ])
  })
})
