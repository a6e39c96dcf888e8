import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../src/compare/index.ts'
import { AssayError } from '../../src/core/errors.ts'
import { comparisonOptions, decideAll, type GateEntry } from '../../src/gate/index.ts'
import { blocking, findingOf, gate, policyOf } from '../support/gate.ts'
import { type CaseSketch, numbered, type RunSketch, runPair, times } from '../support/gradedRun.ts'

/** 7 worse of 100: mid-p 2^-8 = .0039. */
const before = times(100, 1)
const after = [...times(7, 0), ...times(93, 1)]

function entry(baseline: CaseSketch[], candidate: CaseSketch[], run: RunSketch['run'] = {}): GateEntry {
  const policy = policyOf({ quality: {} }, { eval: run.eval ?? 'support' })
  const pair = runPair({ cases: numbered(baseline), run }, { cases: numbered(candidate), run })
  return { comparison: compareRuns(...pair, comparisonOptions(policy)), policy }
}

describe('several rules', () => {
  it('share the chance of a false alarm', () => {
    const graders = Array.from({ length: 13 }, (_, index) => `g${String(index).padStart(2, '0')}`)
    const graded = (first: number): CaseSketch =>
      Object.fromEntries(graders.map((name, index) => [name, index === 0 ? first : 1]))
    const sketch = (scores: number[]) => ({ cases: numbered(scores.map(graded)), graders })
    const policyWith = (count: number) =>
      policyOf(Object.fromEntries(graders.slice(0, count).map((name) => [name, {}])))
    const few = gate(sketch(before), sketch(after), policyWith(12))
    expect(few.decision).toBe('fail')
    expect(findingOf(few, 'regression').message).toContain('p = .047 after correcting for 12 rules')
    expect(gate(sketch(before), sketch(after), policyWith(13)).decision).toBe('inconclusive')
  })

  it('are not corrected for errors where nobody erred', () => {
    // 4 fell: mid-p 2^-5 = .031.
    const verdict = gate(times(100, 1), [...times(4, 0), ...times(96, 1)])
    expect(findingOf(verdict, 'regression').message).toContain('p = .031 (exact')
    const erring = [...times<CaseSketch>(4, 0), ...times<CaseSketch>(95, 1), 'timeout' as const]
    expect(blocking(gate(times(100, 1), erring))).toEqual([])
  })

  it('are each corrected less once a stronger one is proven (Holm)', () => {
    const graders = ['strong', 'weak']
    const sketch = (strong: number[], weak: number[]) => ({
      cases: numbered(strong.map((score, index) => ({ strong: score, weak: weak[index] ?? 1 }))),
      graders,
    })
    const policy = policyOf({ strong: {}, weak: {} })
    const lost = (count: number) => [...times(count, 0), ...times(100 - count, 1)]
    // 4 fell: mid-p 2^-5 = .031, enough when held to alpha but not to half of it.
    const weakBefore = before
    const weakAfter = lost(4)
    const both = gate(sketch(before, weakBefore), sketch(lost(20), weakAfter), policy)
    expect(blocking(both)).toEqual(['regression strong', 'regression weak'])
    expect(both.sentence).toBe(
      'FAIL: v2 is worse than v1 on strong (-20.0 points) and weak (-4.0 points); ask support-platform.',
    )
    expect(blocking(gate(sketch(before, weakBefore), sketch(before, weakAfter), policy))).toEqual([])
  })

  it('of several evals are corrected together', () => {
    const alone = decideAll([entry(before, after)])
    expect(alone.map(({ decision }) => decision)).toEqual(['fail'])
    const quiet = Array.from({ length: 12 }, (_, index) => entry(before, before, { eval: `quiet ${index}` }))
    const together = decideAll([entry(before, after), ...quiet])
    expect(together[0]?.decision).not.toBe('fail')
    expect(together).toHaveLength(13)
  })

  it('name each owner once', () => {
    const graders = ['x', 'y', 'z']
    const sketch = (score: number) => ({ cases: numbered(times(50, { x: score, y: score, z: score })), graders })
    const policy = policyOf({ x: { owner: 'search' }, y: { owner: 'search' }, z: {} })
    expect(gate(sketch(1), sketch(0), policy).sentence).toMatch(/; ask search and support-platform\.$/)
  })
})

describe('several evals', () => {
  it('tell all faults at once', () => {
    const one = { ...entry(before, after), policy: policyOf({ nope: {} }) }
    const two = { ...entry(before, after), policy: policyOf({ quality: { tier: 'advisory' } }) }
    try {
      decideAll([one, two])
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(AssayError)
      expect((error as AssayError).problems).toHaveLength(2)
    }
  })

  it('fail where one regressed, though in another the grader broke', () => {
    const broken: CaseSketch[] = [...times<CaseSketch>(20, 'broken'), ...times<CaseSketch>(80, 1)]
    const [regressed, spoilt] = decideAll([entry(before, times(100, 0)), entry(before, broken)])
    expect(regressed?.decision).toBe('fail')
    expect(spoilt?.decision).toBe('inconclusive')
    expect(spoilt?.sentence).toMatch(/^INCONCLUSIVE: "quality" could be compared on only 80\.0% of 100 cases/)
  })
})
