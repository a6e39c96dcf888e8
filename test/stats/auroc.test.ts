import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { auroc, type LabelledScore, mannWhitney } from '../../src/stats/index.ts'

/** So many positives and negatives at each score. */
function rated(positives: readonly number[], negatives: readonly number[]): LabelledScore[] {
  const of = (counts: readonly number[], positive: boolean) =>
    counts.flatMap((count, i) => Array.from({ length: count }, () => ({ score: i + 1, positive })))
  return [...of(positives, true), ...of(negatives, false)]
}

const some = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 25 })
const classes = fc.record({ positives: some, negatives: some })

function labelled({ positives, negatives }: { positives: number[]; negatives: number[] }): LabelledScore[] {
  return [
    ...positives.map((score) => ({ score, positive: true })),
    ...negatives.map((score) => ({ score, positive: false })),
  ]
}

/** DeLong's variance as it is defined: by all pairs. */
function varianceByPairs(positives: readonly number[], negatives: readonly number[]): number {
  const above = (x: number, y: number) => (x > y ? 1 : x === y ? 0.5 : 0)
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const v10 = positives.map((x) => mean(negatives.map((y) => above(x, y))))
  const v01 = negatives.map((y) => mean(positives.map((x) => above(x, y))))
  const area = mean(v10)
  const part = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + (value - area) ** 2, 0) / (values.length - 1) / values.length
  return part(v10) + part(v01)
}

describe('auroc', () => {
  it("gives the published area, error and interval of Hanley & McNeil's CT ratings", () => {
    // Ratings: Hanley & McNeil 1982, table I. Area, DeLong's error and interval: Stata Base Reference Manual, roctab, example 1.
    const found = auroc(rated([3, 2, 2, 11, 33], [33, 6, 6, 11, 2]))
    expect(found).toMatchObject({ positives: 51, negatives: 58, clusters: 109, method: 'normal' })
    expect(found.auroc).toBeCloseTo(0.8932, 4)
    expect(found.se).toBeCloseTo(0.0307, 4)
    expect(found.ci?.[0]).toBeCloseTo(0.83295, 5)
    expect(found.ci?.[1]).toBeCloseTo(0.95339, 5)
  })

  it('counts a tie as half a pair', () => {
    // Pairs: 3 > 1, 3 > 2, 2 > 1, 2 = 2: 3.5 of 4.
    expect(auroc(labelled({ positives: [3, 2], negatives: [1, 2] })).auroc).toBe(0.875)
  })

  it("is Mann & Whitney's statistic over the number of pairs", () => {
    fc.assert(
      fc.property(classes, ({ positives, negatives }) => {
        const { u } = mannWhitney({ x: positives, y: negatives, method: 'normal' })
        expect(auroc(labelled({ positives, negatives })).auroc).toBeCloseTo(u / positives.length / negatives.length, 10)
      }),
    )
  })

  it("has DeLong's variance by all pairs", () => {
    fc.assert(
      fc.property(classes, ({ positives, negatives }) => {
        const { se } = auroc(labelled({ positives, negatives }))
        expect(se).toBeCloseTo(Math.sqrt(varianceByPairs(positives, negatives)), 8)
      }),
    )
  })

  it('turns round with the labels and with the scores', () => {
    fc.assert(
      fc.property(classes, (drawn) => {
        const scores = labelled(drawn)
        const { auroc: area, se } = auroc(scores)
        const labels = auroc(scores.map((item) => ({ ...item, positive: !item.positive })))
        const signs = auroc(scores.map((item) => ({ ...item, score: -item.score })))
        expect(labels.auroc).toBeCloseTo(1 - area, 10)
        expect(signs.auroc).toBeCloseTo(1 - area, 10)
        expect(labels.se).toBeCloseTo(se ?? Number.NaN, 8)
      }),
    )
  })

  it('has an interval that holds the area and stays within 0 and 1', () => {
    fc.assert(
      fc.property(classes, (drawn) => {
        const { auroc: area, ci } = auroc(labelled(drawn))
        const [low, high] = ci ?? []
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
        expect(low).toBeLessThanOrEqual(area + 1e-9)
        expect(high).toBeGreaterThanOrEqual(area - 1e-9)
      }),
    )
  })

  it('takes the interval on the logit scale where the normal one would leave 0..1', () => {
    const { method, ci } = auroc(labelled({ positives: [3, 4, 5, 6, 2], negatives: [1, 1, 2, 3, 1] }))
    expect(method).toBe('logit')
    expect(ci?.[1]).toBeLessThan(1)
  })

  it('bounds a perfect area by as many pairs as are independent', () => {
    const { ci, method } = auroc(labelled({ positives: [5, 6, 7, 8], negatives: [1, 2, 3] }))
    expect(method).toBe('pairs')
    expect(ci?.[0]).toBeCloseTo(0.025 ** (1 / 3), 12)
    expect(ci?.[1]).toBe(1)
    const reversed = auroc(labelled({ positives: [1, 2, 3], negatives: [5, 6, 7, 8] }))
    expect(reversed.ci?.[0]).toBe(0)
    expect(reversed.ci?.[1]).toBeCloseTo(1 - 0.025 ** (1 / 3), 12)
  })

  it('weighs a score as so many of it', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            score: fc.integer({ min: 0, max: 6 }),
            positive: fc.boolean(),
            weight: fc.integer({ min: 0, max: 4 }),
          }),
        ),
        (scores) => {
          const copies = scores.flatMap(({ weight, ...item }) => Array.from({ length: weight }, () => item))
          fc.pre(copies.some(({ positive }) => positive) && copies.some(({ positive }) => !positive))
          expect(auroc(scores).auroc).toBeCloseTo(auroc(copies).auroc, 10)
        },
      ),
    )
  })

  it('does not change where all weights are multiplied', () => {
    const scores = rated([3, 2, 2, 11, 33], [33, 6, 6, 11, 2]).map((item, i) => ({ ...item, weight: 1 + (i % 3) }))
    const more = scores.map((item) => ({ ...item, weight: item.weight * 0.37 }))
    expect(auroc(more).se).toBeCloseTo(auroc(scores).se ?? Number.NaN, 12)
    expect(auroc(more).auroc).toBeCloseTo(auroc(scores).auroc, 12)
  })

  it('knows that copies within a cluster tell nothing new', () => {
    const once = rated([3, 2, 2, 11, 33], [33, 6, 6, 11, 2]).map((item, i) => ({ ...item, cluster: i }))
    const thrice = [...once, ...once, ...once]
    const [single, clustered] = [auroc(once), auroc(thrice)]
    expect(clustered.auroc).toBeCloseTo(single.auroc, 12)
    expect(clustered.se).toBeCloseTo(single.se ?? Number.NaN, 12)
    expect(clustered.clusters).toBe(109)
    expect(auroc(thrice.map(({ cluster: _, ...item }) => item)).se).toBeLessThan(single.se ?? 0)
  })

  it("gives Obuchowski's variance of clusters that hold both classes, worked by hand", () => {
    const scores = [
      { score: 3, positive: true, cluster: 'a' },
      { score: 1, positive: false, cluster: 'a' },
      { score: 1, positive: true, cluster: 'b' },
      { score: 2, positive: false, cluster: 'b' },
      { score: 4, positive: true, cluster: 'c' },
      { score: 0, positive: false, cluster: 'c' },
    ]
    // Placements: positives 1, 1/2, 1 (the 1 ties with a's 1 and beats c's 0); negatives 5/6, 2/3, 1; area 5/6.
    // By cluster, (V10 - A) / 3: 1/18, -2/18, 1/18; (V01 - A) / 3: 0, -1/18, 1/18; each sum of products times 3 / 2.
    // (6 + 2 + 2 x 3) / 324 x 1.5
    expect(auroc(scores).se).toBeCloseTo(Math.sqrt((14 / 324) * 1.5), 12)
  })

  it('has no error where a class has one cluster only', () => {
    expect(auroc(labelled({ positives: [2], negatives: [1, 3, 0] }))).toMatchObject({
      se: null,
      ci: null,
      method: null,
    })
  })

  it('rejects an empty class, a score that is no number and a weight below 0', () => {
    expect(() => auroc([{ score: 1, positive: true }])).toThrow('at least 1 positive and 1 negative')
    expect(() => auroc([{ score: Number.NaN, positive: true }])).toThrow('scores[0].score')
    expect(() => auroc([{ score: 1, positive: true, weight: -1 }])).toThrow('scores[0].weight')
  })
})
