import { describe, expect, it } from 'vitest'
import type { RequiredSlice } from '../../src/core/comparison.ts'
import { slicesSchema } from '../../src/core/rules.ts'
import { expectationsView, requiredSlicesView } from '../../src/report/ruleTables.ts'
import { comparisonFixture, finding, metric, policyFixture, verdictFixture } from '../support/comparisonFixture.ts'

const slice = (changes: Partial<RequiredSlice> = {}): RequiredSlice => ({
  tag: 'billing',
  cases: 31,
  metrics: [metric('exactMatch')],
  ...changes,
})
const policy = { ...policyFixture(), slices: slicesSchema.parse({ billing: { exactMatch: {} } }) }
const view = (slices: RequiredSlice[], findings = verdictFixture().findings) =>
  requiredSlicesView(comparisonFixture({ requiredSlices: slices }), policy, verdictFixture({ findings }))

describe('required slices', () => {
  it('have a row for each rule, with its numbers', () => {
    expect(view([slice()], [])).toMatchObject([
      {
        tag: 'billing',
        metric: 'exactMatch',
        tier: 'blocking',
        cases: '31',
        baseline: '91.1%',
        candidate: '82.3%',
        difference: '-8.9',
        interval: '[-14.1, -4.3], p < .001',
        stateWord: 'open',
      },
    ])
  })

  it('say what the gate found', () => {
    const on = { rule: 'exactMatch on billing' }
    expect(view([slice()], [finding(on)])[0]?.stateWord).toBe('fails')
    expect(view([slice()], [finding({ ...on, kind: 'certified', blocks: false })])[0]?.stateWord).toBe(
      'shown to be no worse',
    )
    const waiver = { by: 'ada', expires: '2026-02-01', reason: 'x' }
    expect(view([slice()], [finding({ ...on, blocks: false, waiver })])[0]?.stateWord).toBe(
      'fails, waived until 2026-02-01',
    )
  })

  it('are there though no case is', () => {
    const [row] = view(
      [slice({ cases: 0, metrics: [] })],
      [finding({ kind: 'missing', rule: 'exactMatch on billing' })],
    )
    expect(row).toMatchObject({ cases: '0', baseline: '–', difference: '–', stateWord: 'no case carries the tag' })
  })
})

describe('expectations', () => {
  it('stand beside what came', () => {
    const expectations = [
      {
        metric: 'tone',
        expected: 0.02,
        actual: 0.0312,
        interval: [0.01, 0.05] as [number, number],
        cameTrue: 'true' as const,
      },
      { metric: 'nope', expected: -0.01, actual: null, interval: null, cameTrue: 'open' as const },
    ]
    expect(expectationsView(comparisonFixture({ expectations }))).toMatchObject([
      { expected: '+2.0', actual: '+3.1', interval: '[+1.0, +5.0]', outcome: 'came true' },
      { expected: '-1.0', actual: '–', interval: null, outcome: 'could not be compared' },
    ])
  })
})
