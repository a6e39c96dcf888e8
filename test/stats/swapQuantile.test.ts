import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normQuantile, pcg32, quantile, swapQuantileTest } from '../../src/stats/index.ts'

/** Measures with ties, as whole milliseconds have them. */
const pairs = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 9 })), {
    minLength: 1,
    maxLength: 10,
  })
  .map((rows) => ({
    base: rows.map(([base]) => base),
    cand: rows.map(([, cand]) => cand),
    clusters: rows.map(([, , cluster]) => cluster),
  }))
const level = fc.constantFrom(0.05, 0.25, 0.5, 0.7, 0.95)

function ratioOf(base: readonly number[], cand: readonly number[], q: number): number {
  return quantile({ values: cand, q, method: 'hazen' }) / quantile({ values: base, q, method: 'hazen' })
}

/** Mid-p that the ratio is higher, over every way in which the clusters can change sides. */
function bruteForce(base: readonly number[], cand: readonly number[], clusters: readonly number[], q: number): number {
  const names = [...new Set(clusters)]
  const observed = ratioOf(base, cand, q)
  let hits = 0
  for (let swaps = 0; swaps < 2 ** names.length; swaps++) {
    const isSwapped = (i: number) => (swaps >> names.indexOf(clusters[i] ?? 0)) & 1
    const ratio = ratioOf(
      base.map((value, i) => (isSwapped(i) ? (cand[i] ?? 0) : value)),
      cand.map((value, i) => (isSwapped(i) ? (base[i] ?? 0) : value)),
      q,
    )
    if (Math.abs(ratio / observed - 1) < 1e-9) hits += 0.5
    else if (ratio > observed) hits += 1
  }
  return hits / 2 ** names.length
}

/** Paired log-normal measures whose pairs share a part, as the latencies of two versions on one case do. */
function lognormalPairs(n: number, seed: number): { base: number[]; cand: number[] } {
  const words = pcg32({ seed, stream: 7, count: 3 * n })
  const normals = words.map((word) => normQuantile({ p: (word + 0.5) / 2 ** 32 }))
  const side = (from: number) => normals.slice(0, n).map((shared, i) => Math.exp(shared + (normals[from + i] ?? 0) / 2))
  return { base: side(n), cand: side(2 * n) }
}

describe('swapQuantileTest', () => {
  it('comes near what going through all exchanges gives, of pairs and of clusters', () => {
    fc.assert(
      fc.property(pairs, level, fc.boolean(), ({ base, cand, clusters }, q, isClustered) => {
        const draws = 4000
        const units = isClustered ? clusters : base.map((_, i) => i)
        const { ratio, pHigher, pLower } = swapQuantileTest({ base, cand, q, draws, clusters: units })
        const exact = bruteForce(base, cand, units, q)
        expect(ratio).toBeCloseTo(ratioOf(base, cand, q), 12)
        expect(Math.abs(pHigher - exact)).toBeLessThan(5 * Math.sqrt((exact * (1 - exact)) / draws) + 1 / draws)
        expect(pHigher + pLower).toBeCloseTo(1, 12)
      }),
      { numRuns: 40 },
    )
  })

  it('cries wolf as often as its level says where nothing changed', () => {
    const [runs, alpha] = [1000, 0.05]
    const allowance = 3.1 * Math.sqrt((alpha * (1 - alpha)) / runs)
    for (const [n, q, atLeast] of [
      [10, 0.5, 0.03],
      [50, 0.5, 0.03],
      // With 10 pairs the p95 is the largest value, whose ratios are too few for anything but caution.
      [10, 0.95, 0],
      [50, 0.95, 0.03],
    ] as const) {
      let [higher, lower] = [0, 0]
      for (let seed = 0; seed < runs; seed++) {
        const { pHigher, pLower } = swapQuantileTest({ ...lognormalPairs(n, seed), q, draws: 199, seed })
        if (pHigher <= alpha) higher++
        if (pLower <= alpha) lower++
      }
      for (const share of [higher / runs, lower / runs]) {
        expect(share).toBeLessThan(alpha + allowance)
        expect(share).toBeGreaterThan(atLeast)
      }
    }
  })

  it('finds a p95 that is half as high again', () => {
    const { base, cand } = lognormalPairs(400, 5)
    const slower = cand.map((value) => value * 1.5)
    expect(swapQuantileTest({ base, cand: slower, q: 0.95 }).pHigher).toBeLessThan(0.01)
    expect(swapQuantileTest({ base: slower, cand, q: 0.95 }).pLower).toBeLessThan(0.01)
  })

  it('mirrors when the sides change places', () => {
    fc.assert(
      fc.property(pairs, level, ({ base, cand, clusters }, q) => {
        const plain = swapQuantileTest({ base, cand, clusters, q, draws: 100 })
        const turned = swapQuantileTest({ base: cand, cand: base, clusters, q, draws: 100 })
        expect(turned.pLower).toBeCloseTo(plain.pHigher, 12)
        expect(turned.ratio).toBeCloseTo(1 / plain.ratio, 12)
      }),
    )
  })

  it('ignores the unit, the names of clusters, and clusters of one pair each', () => {
    fc.assert(
      fc.property(pairs, level, ({ base, cand, clusters }, q) => {
        const test = (unit: number, names: (string | number)[]) =>
          swapQuantileTest({
            base: base.map((value) => value * unit),
            cand: cand.map((value) => value * unit),
            clusters: names,
            q,
            draws: 100,
          })
        const named = test(
          0.001,
          clusters.map((name) => `unit ${name}`),
        )
        expect(named.pHigher).toBe(test(1, clusters).pHigher)
        const single = test(
          1,
          base.map((_, i) => i),
        )
        expect(single).toEqual(swapQuantileTest({ base, cand, q, draws: 100 }))
      }),
    )
  })

  it('shows no direction where both sides are equal, and never says 0', () => {
    expect(swapQuantileTest({ base: [3, 5, 9], cand: [3, 5, 9], q: 0.5, draws: 99 })).toEqual({
      ratio: 1,
      pHigher: 0.5,
      pLower: 0.5,
      draws: 99,
    })
    const base = Array.from({ length: 60 }, (_, i) => i + 1)
    const cand = base.map((value) => value + 1000)
    expect(swapQuantileTest({ base, cand, q: 0.5, draws: 99 }).pHigher).toBe(0.005)
  })

  it('draws fewer exchanges of more pairs, and the same with the same seed', () => {
    const draws = (n: number) => swapQuantileTest({ ...lognormalPairs(n, 1), q: 0.99 }).draws
    expect([draws(50), draws(2000), draws(5000), draws(40_000)]).toEqual([9999, 9999, 4000, 1000])
    const seeded = (seed: number) => swapQuantileTest({ ...lognormalPairs(30, 1), q: 0.5, draws: 500, seed })
    expect(seeded(3)).toEqual(seeded(3))
    expect(seeded(3)).not.toEqual(seeded(4))
  })

  it.each([
    ['base must', { base: [], cand: [] }],
    ['base[1]', { base: [1, 0] }],
    ['cand[0]', { cand: [-1, 2] }],
    ['cand must', { cand: [1] }],
    ['q must', { q: 1 }],
    ['clusters', { clusters: [1] }],
    ['draws', { draws: 0 }],
    ['seed', { seed: 0.5 }],
  ])('%s out of range is named', (name, wrong) => {
    const call = () => swapQuantileTest({ base: [1, 2], cand: [2, 3], q: 0.5, ...wrong })
    expect(call).toThrow(RangeError)
    expect(call).toThrow(name)
  })
})
