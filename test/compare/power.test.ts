import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectableDrop, planRule, type RepeatSpread, type RuleToPlan, spreadAt } from '../../src/compare/power.ts'
import { casesForMargin, casesNeeded, mcnemarPower, minimumDetectableDrop, tQuantile } from '../../src/stats/index.ts'

const spread = (over: Partial<RepeatSpread> = {}): RepeatSpread => ({
  pairs: 200,
  units: 200,
  repeats: 1,
  measured: { sd: 0.5 },
  noise: 0.2,
  ...over,
})
const rule = (over: Partial<RuleToPlan> = {}): RuleToPlan => ({
  rule: 'quality',
  alpha: 0.05,
  boundAlpha: 0.05,
  minEffect: 0.01,
  spread: spread(),
  drop: 0.03,
  margin: 0.03,
  ...over,
})
const frame = (over: { cases?: number; repeats?: number; measuredCases?: number; power?: number } = {}) => ({
  measuredCases: over.measuredCases ?? 200,
  planned: { cases: over.cases ?? 200, repeats: over.repeats ?? 1 },
  power: over.power ?? 0.8,
})

describe('the spread at other repeats', () => {
  it('loses what answers waver and keeps what differs between cases', () => {
    // .25 = .05 between cases and .20 of one answer on either side; four answers leave .05 + .20 / 4.
    expect(spreadAt(spread(), 4)?.sd).toBeCloseTo(Math.sqrt(0.1), 12)
    expect(spreadAt(spread({ repeats: 4, measured: { sd: Math.sqrt(0.1) } }), 1)?.sd).toBeCloseTo(0.5, 12)
  })

  it('is as it was measured at the measured repeats, and unknown elsewhere where nothing tells how answers waver', () => {
    const measured = { sd: 0.5, discordance: 0.25, lattice: 1 }
    expect(spreadAt(spread({ measured, noise: null }), 1)).toEqual(measured)
    expect(spreadAt(spread({ measured, noise: null }), 3)).toBeNull()
  })

  it('of single pass/fail answers is a discordance, for which the power is exact; their means lie on a finer lattice', () => {
    const threefold = spread({ repeats: 3, measured: { sd: Math.sqrt(0.04), lattice: 3 }, noise: 0.12 })
    const single = spreadAt(threefold, 1)
    expect(single).toEqual({ discordance: expect.closeTo(0.12, 12) })
    expect(spreadAt(threefold, 5)).toEqual({ sd: expect.closeTo(Math.sqrt(0.024), 12), lattice: 5 })
    const grouped = { ...threefold, units: 50 }
    expect(spreadAt(grouped, 1)?.discordance).toBeUndefined()
  })

  it('takes no more away than there is', () => {
    expect(spreadAt(spread({ measured: { sd: 0.1 }, noise: 0.2 }), 4)?.sd).toBeCloseTo(Math.sqrt(0.05), 12)
  })
})

describe('the drop that shows', () => {
  it('follows the formula by hand', () => {
    const t = (p: number) => tQuantile({ p, df: 199 })
    expect(detectableDrop(rule(), { cases: 200, repeats: 1 }, frame())).toBeCloseTo(
      ((t(0.95) + t(0.8)) * 0.5) / Math.sqrt(200),
      12,
    )
  })

  it('is that of the exact test for pass and fail, at the corrected level', () => {
    const exact = rule({ alpha: 0.0125, spread: spread({ measured: { sd: 0.3, discordance: 0.09, lattice: 1 } }) })
    const drop = detectableDrop(exact, { cases: 200, repeats: 1 }, frame()) ?? Number.NaN
    const worse = Math.max(0.09, drop)
    const shares = { pBaseOnly: (worse + drop) / 2, pCandOnly: (worse - drop) / 2 }
    expect(mcnemarPower({ n: 200, ...shares, alpha: 0.0125, test: 'midP', alternative: 'worse' })).toBeCloseTo(0.8, 6)
  })

  it('is never below the smallest that blocks', () => {
    const sharp = rule({ minEffect: 0.2 })
    expect(detectableDrop(sharp, { cases: 200, repeats: 1 }, frame())).toBe(0.2)
  })

  it('counts only the cases that the metric can judge', () => {
    const part = rule({ spread: spread({ pairs: 50, units: 50 }) })
    const whole = minimumDetectableDrop({ n: 50, sd: 0.5 })
    expect(detectableDrop(part, { cases: 200, repeats: 1 }, frame())).toBe(whole)
    expect(detectableDrop(part, { cases: 400, repeats: 1 }, frame())).toBe(minimumDetectableDrop({ n: 100, sd: 0.5 }))
  })

  it('is none where too few units could ever show one', () => {
    expect(detectableDrop(rule(), { cases: 3, repeats: 1 }, frame())).toBeNull()
    expect(detectableDrop(rule({ spread: spread({ noise: null }) }), { cases: 200, repeats: 3 }, frame())).toBeNull()
  })

  it('never grows with more cases or repeats', () => {
    const spreads = fc
      .record({
        units: fc.integer({ min: 8, max: 2000 }),
        repeats: fc.integer({ min: 1, max: 5 }),
        sd: fc.double({ min: 0, max: 0.9, noNaN: true }),
        share: fc.double({ min: 0, max: 1.3, noNaN: true }),
        isPassFail: fc.boolean(),
      })
      .map(({ units, repeats, sd, share, isPassFail }): RepeatSpread => {
        const single = isPassFail && repeats === 1
        const measured = {
          sd,
          ...(isPassFail && { lattice: repeats }),
          ...(single && { discordance: Math.min(1, sd * sd) }),
        }
        return { pairs: units, units, repeats, measured, noise: share * repeats * sd * sd }
      })
    const size = (drop: number | null) => drop ?? Number.POSITIVE_INFINITY
    fc.assert(
      fc.property(spreads, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 4 }), (found, repeats, factor) => {
        const one = rule({ spread: found, minEffect: 0 })
        const common = frame({ measuredCases: found.units })
        const seen = (cases: number, times: number) => size(detectableDrop(one, { cases, repeats: times }, common))
        const now = seen(found.units, repeats) + 1e-9
        expect(seen(found.units, repeats + 1)).toBeLessThanOrEqual(now)
        expect(seen(found.units * (1 + factor), repeats)).toBeLessThanOrEqual(now)
      }),
    )
  })
})

describe('what it takes', () => {
  const fine = spread({ measured: { sd: 0.3 }, noise: 0.08 })

  it('to see a drop: the first number of cases and of repeats at which it shows', () => {
    const plan = planRule(rule({ spread: fine, drop: 0.03 }), frame())
    expect(plan.forDrop.isMet).toBe(false)
    expect(plan.forDrop.cases).toBe(casesNeeded({ sd: 0.3, drop: 0.03 }))
    const at = (cases: number, repeats: number) =>
      detectableDrop(rule({ spread: fine }), { cases, repeats }, frame()) ?? 1
    const { cases, repeats } = plan.forDrop
    expect(at(cases ?? 0, 1)).toBeLessThanOrEqual(0.03)
    expect(at((cases ?? 0) - 1, 1)).toBeGreaterThan(0.03)
    expect(typeof repeats).toBe('number')
    expect(at(200, repeats as number)).toBeLessThanOrEqual(0.03)
    expect(at(200, (repeats as number) - 1)).toBeGreaterThan(0.03)
  })

  it('is nothing more where the planned effort does', () => {
    const plan = planRule(rule({ spread: fine, drop: 0.1 }), frame())
    expect(plan.forDrop).toMatchObject({ isMet: true, repeats: 1 })
    expect(plan.forDrop.cases).toBeLessThanOrEqual(200)
  })

  it('says where repeats alone would not do, and where nobody knows', () => {
    const between = rule({ spread: spread({ measured: { sd: 0.5 }, noise: 0.01 }) })
    expect(planRule(between, frame()).forDrop.repeats).toBe('useless')
    expect(planRule(rule({ spread: spread({ noise: null }) }), frame()).forDrop.repeats).toBe('unknown')
  })

  it('to certify a margin: as many cases as show it, and never fewer than can show it at all', () => {
    const plan = planRule(rule({ spread: fine }), frame())
    expect(plan.forMargin.cases).toBe(casesForMargin({ sd: 0.3, margin: 0.03 }))
    const still = planRule(rule({ spread: spread({ measured: { sd: 0 }, noise: 0 }) }), frame({ cases: 60 }))
    expect(still.forMargin).toEqual({ size: 0.03, isMet: false, cases: 99, repeats: 'useless' })
  })

  it('is counted in cases of the eval, of which a metric judges some and clusters hold several', () => {
    const grouped = planRule(rule({ spread: { ...fine, pairs: 100, units: 50 } }), frame())
    expect(grouped.forDrop.cases).toBe((casesNeeded({ sd: 0.3, drop: 0.03 }) ?? 0) * 4)
  })

  it('cannot be had for a drop that is too small to block', () => {
    const plan = planRule(rule({ spread: fine, drop: 0.005, minEffect: 0.01 }), frame())
    expect(plan.forDrop).toEqual({ size: 0.005, isMet: false, cases: null, repeats: 'useless' })
  })

  it('is shown for more cases and repeats, only where it is known', () => {
    const efforts = ({ table }: ReturnType<typeof planRule>) => table.map(({ cases, repeats }) => `${cases}x${repeats}`)
    expect(efforts(planRule(rule(), frame()))).toEqual([
      '200x1',
      '200x3',
      '200x5',
      '400x1',
      '400x3',
      '400x5',
      '800x1',
      '800x3',
      '800x5',
    ])
    expect(efforts(planRule(rule({ spread: spread({ noise: null }) }), frame()))).toEqual(['200x1', '400x1', '800x1'])
  })
})
