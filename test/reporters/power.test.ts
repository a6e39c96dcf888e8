import { describe, expect, it } from 'vitest'
import type { PowerPlan } from '../../src/core/power.ts'
import { renderPower } from '../../src/reporters/powerText.ts'
import { tries } from '../../src/reporters/powerWords.ts'
import { displayWidth } from '../../src/reporters/width.ts'
import { powerPlan, rulePlan } from '../support/powerFixture.ts'

const plain = { color: false, columns: 100 }
const words = (text: string) => text.replace(/\s+/g, ' ').trim()
const last = (plan: PowerPlan) => words(renderPower(plan, plain).trimEnd().split('\n\n').at(-1) ?? '')
const { cost } = powerPlan()

describe('what an eval can see', () => {
  it('ends with what shows now, and what cases or repeats would make of it', () => {
    expect(last(powerPlan())).toBe(
      'With 193 cases and 1 repeat a drop of 6.1 points would show in 4 of 5 tries. To see 3 points: 640 more cases (833 calls, about $2.50 a version), or 5 repeats (965 calls, about $2.90 a version).',
    )
  })

  it('speaks of calls where no cost is known', () => {
    const unpriced = { cases: 833, repeats: 1, calls: 833, usd: null, ms: null }
    const plan = powerPlan({
      perAnswer: { usd: null, latencyMs: null, inputTokens: null, outputTokens: null },
      cost: { planned: { ...unpriced, cases: 193, calls: 193 }, moreCases: unpriced, moreRepeats: null },
    })
    expect(last(plan)).toContain('640 more cases (833 calls a version)')
    expect(renderPower(plan, plain)).not.toContain('$')
    expect(renderPower(plan, plain)).toContain('no answer tells its cost')
  })

  it('says where repeats would not do, and where nobody knows', () => {
    const without = (repeats: 'useless' | 'unknown') =>
      powerPlan({
        rules: [rulePlan('x', { forDrop: { size: 0.03, isMet: false, cases: 833, repeats } })],
        cost: { ...cost, moreRepeats: null },
      })
    expect(last(without('useless'))).toMatch(/a version\); more repeats alone would not do\.$/)
    expect(last(without('unknown'))).toMatch(/whether repeats help, two runs of one version \(`assay aa`\)/)
    expect(words(renderPower(without('unknown'), plain))).toContain('?: nothing tells how answers waver')
    const other = { ...without('unknown'), planned: { cases: 193, repeats: 3 } }
    expect(last(other)).toMatch(/^Nothing tells how answers waver, so what 3 repeats would see is not known/)
  })

  it('says where it is enough, where no drop would show, and where a drop is too small to block', () => {
    const met = rulePlan('x', { forDrop: { size: 0.1, isMet: true, cases: 100, repeats: 1 } })
    expect(last(powerPlan({ rules: [met] }))).toMatch(/That is enough to see 10 points\.$/)
    expect(renderPower(powerPlan({ rules: [met] }), plain)).toMatch(/x +6\.1 +10 +enough +3 +620 +4\n/)
    expect(last(powerPlan({ rules: [rulePlan('x', { detectable: null })] }))).toMatch(
      /^With 193 cases and 1 repeat not even a large drop would always show on x\./,
    )
    const tiny = rulePlan('x', { forDrop: { size: 0.005, isMet: false, cases: null, repeats: 'useless' } })
    expect(last(powerPlan({ rules: [tiny], cost: { ...cost, moreCases: null, moreRepeats: null } }))).toMatch(
      / 0\.5 points would never fail the gate: less than minEffect does not block on x\.$/,
    )
  })

  it('is that of the rule that is hardest to see', () => {
    const plan = powerPlan({
      rules: [rulePlan('x'), rulePlan('y', { detectable: 0.09, forDrop: { ...rulePlan('y').forDrop, size: 0.02 } })],
    })
    expect(last(plan)).toMatch(
      /a drop of 9\.0 points .* on every rule \(the hardest to see: y\)\. To see 2 or 3 points:/,
    )
    expect(words(renderPower(plan, plain))).toContain('in points, in 4 of 5 tries, on every rule')
  })

  it.each([
    ['aa', 'from two runs of one version, made for it'],
    ['versions', 'from two versions (193 cases × 1 repeat)'],
    ['repeats', 'from the repeats of one run'],
    ['worstCase', 'an upper bound: `assay aa support --target v1`, or a run with --repeats 3, would tell'],
  ] as const)('names its source: %s', (source, told) => {
    expect(words(renderPower(powerPlan({ source }), plain))).toContain(told)
  })

  it('names the rules of which nothing is known', () => {
    const text = words(renderPower(powerPlan({ unknown: ['x', 'y on t'] }), plain))
    expect(text).toContain('nothing is known of x, y on t: too few scores')
  })

  it('says how often', () => {
    expect([0.8, 0.9, 0.5, 0.95, 0.83].map(tries)).toEqual([
      '4 of 5 tries',
      '9 of 10 tries',
      '1 of 2 tries',
      '19 of 20 tries',
      '83% of the tries',
    ])
  })

  it('fits the terminal, and lets nothing through that steers it', () => {
    const hostile = powerPlan({ eval: 'a\u001b[2J', rules: [rulePlan('\u001b]0;x\u0007\n::error::y')] })
    for (const columns of [60, 80, 120]) {
      for (const plan of [powerPlan(), hostile]) {
        const lines = renderPower(plan, { color: false, columns }).split('\n')
        expect(lines.filter((line) => displayWidth(line) > columns || line.includes('\u001b'))).toEqual([])
        expect(lines.filter((line) => /^\s*::/.test(line))).toEqual([])
      }
    }
  })
})
