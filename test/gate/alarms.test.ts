import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../src/compare/index.ts'
import { AssayError } from '../../src/core/errors.ts'
import { measureRuleSchema } from '../../src/core/measures.ts'
import { rulesSchema } from '../../src/core/rules.ts'
import { type Alarm, alarmsOf, comparisonOptions, decide, ruleLevels } from '../../src/gate/index.ts'
import { minimumDetectableDrop } from '../../src/stats/index.ts'
import { findingOf, policyOf } from '../support/gate.ts'
import { type CaseSketch, numbered, type RunSketch, runPair, times } from '../support/gradedRun.ts'

type Policy = ReturnType<typeof policyOf>

function entryOf(before: RunSketch, after: RunSketch, policy: Policy) {
  return { comparison: compareRuns(...runPair(before, after), comparisonOptions(policy)), policy }
}

function alarms(before: CaseSketch[], after: CaseSketch[], policy: Policy): string[] {
  return alarmsOf(entryOf({ cases: numbered(before) }, { cases: numbered(after) }, policy)).map(inWords)
}

function inWords({ kind, rule, isAbsolute }: Alarm): string {
  return `${kind} ${rule}${isAbsolute ? ', absolute' : ''}`
}

describe('alarms', () => {
  it('are what fails the gate, and nothing else', () => {
    const trial = fc.oneof(
      { weight: 9, arbitrary: fc.record({ x: fc.constantFrom(0, 0.5, 1, 'none' as const), y: fc.constantFrom(0, 1) }) },
      { weight: 1, arbitrary: fc.constantFrom('refused' as const, 'timeout' as const) },
    )
    const repeats = fc.array(trial, { minLength: 1, maxLength: 3 })
    const rows = fc.array(
      fc.record({
        before: repeats,
        after: repeats,
        tags: fc.subarray(['t']),
        critical: fc.boolean(),
        strict: fc.integer({ min: 0, max: 20 }).map((at) => at === 0),
        spoilt: fc.boolean(),
      }),
      { minLength: 6, maxLength: 40 },
    )
    const policy = policyOf(
      { x: { min: 0.3 }, y: { tier: 'safety', metric: 'pass' } },
      {
        slices: { t: rulesSchema.parse({ y: { min: 0.2 } }) },
        measures: { errorRate: measureRuleSchema.parse({ max: 0.3 }) },
        maxErrorRate: 0.2,
      },
    )
    const seen = new Set<string>()
    fc.assert(
      fc.property(rows, (cases) => {
        const sketch = (which: 'before' | 'after'): RunSketch => ({
          graders: ['x', 'y'],
          cases: numbered(
            cases.map(({ tags, critical, strict, spoilt, ...row }) => {
              const trials = which === 'after' && spoilt ? row.after.map(() => ({ x: 0, y: 0 })) : row[which]
              return { tags, critical, strict, repeats: trials }
            }),
          ),
        })
        const entry = entryOf(sketch('before'), sketch('after'), policy)
        const told = blockingOf(entry)
        if (told === undefined) return
        const found = alarmsOf(entry)
        for (const alarm of found) seen.add(inWords(alarm))
        expect(found.map(({ kind, rule }) => `${kind} ${rule}`).sort()).toEqual(told)
      }),
      { numRuns: 100 },
    )
    expect([...seen]).toEqual(expect.arrayContaining(['regression y', 'floor x, absolute', 'critical y']))
  })

  it('are absolute where the candidate alone decides: floors, limits, errors, strict cases', () => {
    const good = times<CaseSketch>(40, 1)
    const low = policyOf({ quality: { min: 0.8 } })
    expect(alarms(times(40, 0.5), times(40, 0.5), low)).toEqual(['floor quality, absolute'])
    expect(alarms([...good, 'timeout'], [...good, 'timeout'], policyOf())).toEqual(['errors errors, absolute'])
    const strict = (score: number): CaseSketch => ({ strict: true, repeats: [score] })
    expect(alarms([...good, strict(0)], [...good, strict(0)], policyOf())).toEqual(['critical quality, absolute'])
    const limited = policyOf(
      { quality: {} },
      { measures: { errorRate: measureRuleSchema.parse({ max: 0.01 }) }, maxErrorRate: 1 },
    )
    expect(alarms([...good, 'timeout'], [...good, 'timeout'], limited)).toEqual(['measure errorRate, absolute'])
  })

  it('are not absolute where the two are held beside each other: tests, critical cases, coverage', () => {
    const good = times<CaseSketch>(40, 1)
    const critical = (score: number): CaseSketch => ({ critical: true, repeats: times(3, score) })
    expect(alarms([...good, critical(1)], [...good, critical(0)], policyOf())).toEqual(['critical quality'])
    expect(alarms(good, [...times<CaseSketch>(34, 1), ...times<CaseSketch>(6, 'none')], policyOf())).toEqual([
      'coverage quality',
      'coverage quality',
    ])
    expect(alarms(good, [...times<CaseSketch>(30, 1), ...times<CaseSketch>(10, 0)], policyOf())).toEqual([
      'regression quality',
    ])
    expect(alarms(good, good, policyOf())).toEqual([])
    // Eight of 2,000 fell: significant, but less than the smallest drop that blocks.
    const many = times<CaseSketch>(1992, 1)
    expect(alarms([...many, ...times<CaseSketch>(8, 1)], [...many, ...times<CaseSketch>(8, 0)], policyOf())).toEqual([])
  })
})

describe('the levels of rules', () => {
  const before = times<CaseSketch>(120, 1).map(
    (_, index): CaseSketch => ({ x: index % 9 === 0 ? 0 : 1, y: index % 5 ? 1 : 0 }),
  )
  const after = times<CaseSketch>(120, 1).map(
    (_, index): CaseSketch => ({ x: index % 8 === 0 ? 0 : 1, y: index % 7 ? 1 : 0 }),
  )
  const sketch = (cases: CaseSketch[]): RunSketch => ({ cases: numbered(cases), graders: ['x', 'y'] })

  it('are those that the verdict speaks of', () => {
    const policy = policyOf({ x: {}, y: { margin: 0.02 } })
    const entry = entryOf(sketch(before), sketch(after), policy)
    const verdict = decide(entry.comparison, policy)
    const levels = ruleLevels(entry)
    expect(levels.map(({ name, alpha, margin }) => [name, alpha, margin])).toEqual([
      ['x', 0.025, 0.03],
      ['y', 0.025, 0.02],
    ])
    for (const { name, test, alpha } of levels) {
      const { sd, discordance = 0, lattice = 1 } = test
      const drop = minimumDetectableDrop({ sd, discordance, lattice, n: test.units, alpha }) ?? Number.NaN
      const told = findingOf(verdict, 'inconclusive', name).message
      expect(told).toContain(`${(drop * 100).toFixed(1)} points or more would show in 4 of 5 tries`)
    }
  })
})

/** Kinds and rules of what fails, sorted; undefined where the two could not be judged. */
function blockingOf({ comparison, policy }: ReturnType<typeof entryOf>): string[] | undefined {
  try {
    const { findings } = decide(comparison, policy)
    return findings
      .filter(({ blocks }) => blocks)
      .map(({ kind, rule }) => `${kind} ${rule}`)
      .sort()
  } catch (error) {
    if (error instanceof AssayError) return undefined
    throw error
  }
}
