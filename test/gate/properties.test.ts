import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../src/compare/index.ts'
import type { GradedRun } from '../../src/core/comparison.ts'
import { AssayError } from '../../src/core/errors.ts'
import type { Decision } from '../../src/core/verdict.ts'
import { comparisonOptions, decide } from '../../src/gate/index.ts'
import { blocking, gate, gateRuns, policyOf } from '../support/gate.ts'
import { type CaseSketch, numbered, runPair, type TrialSketch, times } from '../support/gradedRun.ts'

const score = fc.constantFrom(0, 0.5, 1)
const rows = (minLength: number, maxLength: number) =>
  fc.array(fc.tuple(fc.array(score, { minLength: 1, maxLength: 3 }), fc.array(score, { minLength: 1, maxLength: 3 })), {
    minLength,
    maxLength,
  })
const lenient = policyOf({ quality: {} }, { maxErrorRate: 1 })

function decisionOf(before: CaseSketch[], after: CaseSketch[]): Decision | 'fault' {
  try {
    return gate(before, after, lenient, { certify: true }).decision
  } catch (error) {
    if (error instanceof AssayError) return 'fault'
    throw error
  }
}

describe('the gate', () => {
  it('never blocks both ways', () => {
    fc.assert(
      fc.property(rows(6, 40), (cases) => {
        const [before, after] = [cases.map(([row]) => row), cases.map(([, row]) => row)]
        expect(
          [decisionOf(before, after), decisionOf(after, before)].filter((one) => one === 'fail').length,
        ).toBeLessThan(2)
      }),
    )
  })

  it('does not turn a pass into a fail when cases without a difference are added', () => {
    fc.assert(
      fc.property(rows(100, 160), fc.nat(40), (cases, extra) => {
        const [before, after] = [
          cases.map(([row]) => row),
          cases.map(([row, other], i) => (i % 20 === 0 ? other : row)),
        ]
        const same = times<CaseSketch>(extra, 1)
        const decision = decisionOf(before, after)
        const more = decisionOf([...before, ...same], [...after, ...same])
        if (decision === 'pass') expect(more).not.toBe('fail')
      }),
      { numRuns: 60 },
    )
  })

  it('does not depend on the order of the cases', () => {
    fc.assert(
      fc.property(rows(6, 30), (cases) => {
        const [baseline, candidate] = runPair(
          { cases: numbered(cases.map(([row]) => row)) },
          { cases: numbered(cases.map(([, row]) => row)) },
        )
        const backwards = (run: GradedRun): GradedRun => ({ ...run, cases: run.cases.toReversed() })
        expect(gateRuns([backwards(baseline), candidate])).toEqual(gateRuns([baseline, backwards(candidate)]))
      }),
    )
  })

  // A tenth and more: then either over 5% cannot be compared, or refusals alone, which count as 0, are a drop of 5 points.
  it('never passes a candidate that only turned a tenth of its answers into errors or into nothing to judge', () => {
    const spoilt = fc.constantFrom<TrialSketch>('none', 'refused', 'timeout', 'broken')
    fc.assert(
      fc.property(
        fc.array(spoilt, { minLength: 23, maxLength: 60 }),
        fc.integer({ min: 100, max: 200 }),
        (lost, kept) => {
          const before = times<CaseSketch>(lost.length + kept, 1)
          const after: CaseSketch[] = [...lost, ...times<CaseSketch>(kept, 1)]
          expect(decisionOf(before, after)).not.toBe('pass')
        },
      ),
    )
  })

  it('never passes more when a right answer turns wrong', () => {
    const rank = { pass: 2, inconclusive: 1, fail: 0, fault: -1 }
    fc.assert(
      fc.property(rows(99, 130), fc.nat(), (cases, pick) => {
        const before = cases.map(([row]) => row)
        const after = cases.map(([row]) => row)
        const index = pick % after.length
        const worse = after.map((row, i) => (i === index ? row.map(() => 0) : row))
        expect(rank[decisionOf(before, worse)]).toBeLessThanOrEqual(rank[decisionOf(before, after)])
      }),
      { numRuns: 60 },
    )
  })

  it('gives equal verdicts for equal comparisons', () => {
    const policy = policyOf()
    const pair = runPair({ cases: numbered(times(40, 0.3)) }, { cases: numbered(times(40, 0.2718)) })
    const verdict = () => decide(compareRuns(...pair, comparisonOptions(policy)), policy)
    expect(JSON.stringify(verdict())).toBe(JSON.stringify(verdict()))
    expect(blocking(verdict())).toEqual(['regression quality'])
  })
})
