import { describe, expect, it } from 'vitest'
import { failsRead, guardsOf } from '../../src/commands/guards.ts'
import { allOf, contains, exactMatch } from '../../src/graders/index.ts'

const rule = (tier: 'blocking' | 'advisory') => ({ tier, margin: 0.03, maxRelativeDrop: 0.5, metric: 'score' as const })
const both = allOf([exactMatch({ name: 'exact', passAt: 0.9 }), contains({ name: 'holds', passAt: 0.5 })], {
  name: 'both',
})
const one = {
  gate: { both: rule('blocking'), 'both.holds': rule('blocking'), exact: rule('advisory') },
  slices: { refunds: { 'both.exact': rule('blocking') } },
  graders: [both],
}

describe('guardsOf', () => {
  it('takes what blocks, and reads a part of a composite by its own mark', () => {
    expect(guardsOf(one).map(({ name, part, passAt }) => [name, part, passAt])).toEqual([
      ['both', undefined, both.passAt],
      ['both', 'holds', 0.5],
      ['both', 'exact', 0.9],
    ])
  })

  it('names a part of a part by all behind the first point', () => {
    const nested = { ...one, gate: { 'both.inner.exists': rule('blocking') }, slices: {} }
    expect(guardsOf(nested)).toMatchObject([{ name: 'both', part: 'inner.exists' }])
  })

  it('fails a trial whose part is below its mark', () => {
    const guards = guardsOf({ ...one, gate: { 'both.holds': rule('blocking') }, slices: {} })
    const trial = (holds: number) =>
      ({ grades: { both: { score: 1, parts: { holds } } } }) as unknown as Parameters<typeof failsRead>[0]
    expect([failsRead(trial(0.4), guards), failsRead(trial(0.5), guards)]).toEqual([true, false])
  })
})
