import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classification, type LabelledScore, wilsonInterval } from '../../src/stats/index.ts'

const scores = fc.array(fc.record({ score: fc.integer({ min: 0, max: 9 }), positive: fc.boolean() }), { minLength: 1 })
const close = (a: readonly number[] | undefined, b: readonly number[]) =>
  b.forEach((value, i) => {
    expect(a?.[i]).toBeCloseTo(value, 10)
  })

/** 40 found rightly, 10 falsely, 20 missed, 130 rightly left. */
const example: LabelledScore[] = [
  ...Array.from({ length: 40 }, () => ({ score: 1, positive: true })),
  ...Array.from({ length: 10 }, () => ({ score: 1, positive: false })),
  ...Array.from({ length: 20 }, () => ({ score: 0, positive: true })),
  ...Array.from({ length: 130 }, () => ({ score: 0, positive: false })),
]

describe('classification', () => {
  it('counts, and takes the shares of what it counts', () => {
    const found = classification({ scores: example, cutoff: 0.5 })
    expect(found).toMatchObject({ tp: 40, fp: 10, fn: 20, tn: 130 })
    expect(found.precision?.value).toBeCloseTo(0.8, 12)
    expect(found.recall?.value).toBeCloseTo(2 / 3, 12)
    expect(found.specificity?.value).toBeCloseTo(13 / 14, 12)
    expect(found.f1?.value).toBeCloseTo(80 / 110, 12)
    expect(found.balancedAccuracy).toBeCloseTo((2 / 3 + 13 / 14) / 2, 12)
  })

  it('finds what scores above the cutoff, not at it', () => {
    expect(classification({ scores: example, cutoff: 1 })).toMatchObject({ tp: 0, fp: 0 })
  })

  it("has Wilson's intervals where rows are independent", () => {
    fc.assert(
      fc.property(scores, (drawn) => {
        const { tp, fp, fn, precision, recall } = classification({ scores: drawn, cutoff: 4 })
        if (tp + fp > 0) close(precision?.ci, wilsonInterval({ successes: tp, n: tp + fp, confidence: 0.95 }))
        if (tp + fn > 0) close(recall?.ci, wilsonInterval({ successes: tp, n: tp + fn, confidence: 0.95 }))
      }),
    )
  })

  it('does not take copies in a cluster for independent', () => {
    const once = example.map((item, cluster) => ({ ...item, cluster }))
    const single = classification({ scores: once, cutoff: 0.5 })
    const thrice = classification({ scores: [...once, ...once, ...once], cutoff: 0.5 })
    const asIfNew = classification({ scores: [...example, ...example, ...example], cutoff: 0.5 })
    expect(thrice.f1?.value).toBeCloseTo(single.f1?.value ?? Number.NaN, 12)
    const width = ({ f1 }: typeof single) => (f1?.ci[1] ?? 0) - (f1?.ci[0] ?? 0)
    expect(width(thrice)).toBeCloseTo(width(single), 2)
    expect(width(asIfNew)).toBeLessThan(width(thrice) * 0.65)
  })

  it('keeps a bound apart from a share of 1 by the number of clusters', () => {
    const perfect = Array.from({ length: 30 }, (_, i) => ({ score: 1, positive: true, cluster: i % 3 }))
    const { recall } = classification({ scores: perfect, cutoff: 0.5 })
    close(recall?.ci, wilsonInterval({ successes: 3, n: 3, confidence: 0.95 }))
  })

  it('weighs a row as so many of it', () => {
    const weighted = example.map((item, i) => ({ ...item, weight: i % 3 }))
    const copies = weighted.flatMap(({ weight, ...item }) => Array.from({ length: weight }, () => item))
    const [a, b] = [weighted, copies].map((rows) => classification({ scores: rows, cutoff: 0.5 }))
    expect(a?.f1?.value).toBeCloseTo(b?.f1?.value ?? Number.NaN, 12)
    expect(a?.tp).toBe(b?.tp)
  })

  it('has no share of nothing', () => {
    const good = [{ score: 1, positive: false }]
    expect(classification({ scores: good, cutoff: 2 })).toMatchObject({
      precision: null,
      recall: null,
      balancedAccuracy: null,
      f1: null,
    })
  })

  it('keeps every share within its interval and that within 0..1', () => {
    fc.assert(
      fc.property(scores, (drawn) => {
        const { precision, recall, specificity, f1 } = classification({ scores: drawn, cutoff: 4 })
        for (const share of [precision, recall, specificity, f1]) {
          if (share === null) continue
          expect(share.ci[0]).toBeGreaterThanOrEqual(0)
          expect(share.ci[1]).toBeLessThanOrEqual(1)
          expect(share.ci[0]).toBeLessThanOrEqual(share.value + 1e-9)
          expect(share.ci[1]).toBeGreaterThanOrEqual(share.value - 1e-9)
        }
      }),
    )
  })
})
