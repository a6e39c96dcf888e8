import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mcnemar, signFlipPermutation } from '../../src/stats/index.ts'

const steps = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 10 })
/** Small numbers, and numbers of any size: doubles alone would crowd around 0. */
const real = fc.oneof(
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.integer({ min: -1000, max: 1000 }).map((steps) => (steps / 1000) * Math.SQRT1_2),
)
const reals = fc.array(real, { minLength: 1, maxLength: 10 })

/** P values by going through every choice of signs of the differences that are not 0. */
function bruteForce(diffs: readonly number[]) {
  const sizes = diffs.filter((diff) => diff !== 0).map(Math.abs)
  const observed = diffs.reduce((sum, diff) => sum + diff, 0)
  const total = 2 ** sizes.length
  let [above, equal, below] = [0, 0, 0]
  for (let signs = 0; signs < total; signs++) {
    const sum = sizes.reduce((part, size, i) => part + (signs & (1 << i) ? size : -size), 0)
    if (Math.abs(sum - observed) < 1e-9) equal++
    else if (sum > observed) above++
    else below++
  }
  return { greater: (above + equal) / total, less: (below + equal) / total, midPLess: (below + equal / 2) / total }
}

/** A fixed sequence of numbers in [0, 1) that looks random. */
function scatter(n: number): number[] {
  return Array.from({ length: n }, (_, i) => ((i + 1) * 0.618_033_988_749_895) % 1)
}

describe('exact', () => {
  it('is what going through all signs gives', () => {
    fc.assert(
      fc.property(steps, (diffs) => {
        const expected = bruteForce(diffs)
        const actual = signFlipPermutation({ diffs, method: 'exact' })
        expect(actual.greater).toBeCloseTo(expected.greater, 12)
        expect(actual.less).toBeCloseTo(expected.less, 12)
        expect(actual.midPLess).toBeCloseTo(expected.midPLess, 12)
        expect(actual.midPGreater).toBeCloseTo(1 - expected.midPLess, 12)
        expect(actual.twoSided).toBeCloseTo(Math.min(1, 2 * Math.min(expected.less, expected.greater)), 12)
      }),
    )
  })

  it('holds off any lattice too, for few units', () => {
    fc.assert(
      fc.property(reals, (values) => {
        const diffs = values.map((value, i) => (value === 0 ? 0 : value + Math.PI * 1e-3 * (i + 1)))
        const actual = signFlipPermutation({ diffs, method: 'exact' })
        expect(actual.method).toBe('exact')
        expect(actual.midPLess).toBeCloseTo(bruteForce(diffs).midPLess, 9)
      }),
    )
  })

  it('rejects a true null at most as often as its level says', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 4, maxLength: 7 }), (sizes) => {
        const alpha = 0.1
        let rejected = 0
        for (let signs = 0; signs < 2 ** sizes.length; signs++) {
          const diffs = sizes.map((size, i) => (signs & (1 << i) ? size : -size))
          if (signFlipPermutation({ diffs, method: 'exact' }).less <= alpha) rejected++
        }
        expect(rejected / 2 ** sizes.length).toBeLessThanOrEqual(alpha)
      }),
      { numRuns: 20 },
    )
  })

  it('is McNemar for single pass/fail results, up to 10,000 cases and far into the tail', () => {
    for (const [losses, gains, same] of [
      [14, 3, 183],
      [300, 100, 9600],
      [1400, 600, 8000],
      [5100, 4900, 0],
    ] as const) {
      const diffs = [
        ...new Array<number>(losses).fill(-1),
        ...new Array<number>(gains).fill(1),
        ...new Array<number>(same).fill(0),
      ]
      const { midPLess, less, method } = signFlipPermutation({ diffs })
      const expected = mcnemar({ baseOnly: losses, candOnly: gains, alternative: 'worse' })
      expect(method).toBe('exact')
      expect(midPLess / expected.midP).toBeCloseTo(1, 9)
      expect(less / expected.exact).toBeCloseTo(1, 9)
    }
  })

  it('keeps relative accuracy far into the tail of mixed sizes', () => {
    // All but one of 200 threes and 100 twos negative: only 1 + 100 sign choices are as extreme.
    const diffs = [...new Array<number>(200).fill(-3), ...new Array<number>(99).fill(-2), 2]
    const expected = (1 + 100) * 2 ** -300
    expect(signFlipPermutation({ diffs }).less / expected).toBeCloseTo(1, 9)
  })

  it('gives 2^-n when every difference has the same sign, down to the smallest double and then 0', () => {
    expect(signFlipPermutation({ diffs: new Array<number>(900).fill(-0.25) }).less).toBe(2 ** -900)
    expect(signFlipPermutation({ diffs: new Array<number>(10_000).fill(-1) }).midPLess).toBe(0)
    expect(signFlipPermutation({ diffs: new Array<number>(10_000).fill(-1) }).midPGreater).toBe(1)
  })
})

describe('every method', () => {
  const diffs = fc.oneof(steps, reals)

  it('ignores the order of the differences', () => {
    fc.assert(
      fc.property(
        diffs.chain((values) =>
          fc.tuple(fc.constant(values), fc.shuffledSubarray(values, { minLength: values.length })),
        ),
        fc.constantFrom('exact', 'monteCarlo', 'rounded', 'saddlepoint'),
        ([given, shuffled], method) => {
          expect(signFlipPermutation({ diffs: shuffled, method, draws: 50 })).toEqual(
            signFlipPermutation({ diffs: given, method, draws: 50 }),
          )
        },
      ),
    )
  })

  it('mirrors when every sign is turned, and its mid-p values add up to 1', () => {
    fc.assert(
      fc.property(diffs, fc.constantFrom('exact', 'monteCarlo', 'rounded', 'saddlepoint'), (values, method) => {
        fc.pre(Math.abs(values.reduce((sum, value) => sum + value, 0)) > 1e-9)
        const plain = signFlipPermutation({ diffs: values, method, draws: 200 })
        const turned = signFlipPermutation({ diffs: values.map((value) => -value), method, draws: 200 })
        expect(turned.midPGreater).toBeCloseTo(plain.midPLess, 12)
        expect(turned.greater).toBeCloseTo(plain.less, 12)
        expect(turned.twoSided).toBeCloseTo(plain.twoSided, 12)
        expect(plain.midPLess + plain.midPGreater).toBeCloseTo(1, 12)
      }),
    )
  })

  it('takes no notice of differences of 0 or of the unit', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 2, max: 30 }), (values, lattice) => {
        const plain = signFlipPermutation({ diffs: values })
        expect(signFlipPermutation({ diffs: [...values, 0, 0] })).toEqual(plain)
        expect(signFlipPermutation({ diffs: values.map((value) => value / lattice) })).toEqual(plain)
        expect(signFlipPermutation({ diffs: values.map((value) => value / lattice), lattice })).toEqual(plain)
      }),
    )
  })
})

describe('nothing but zeros', () => {
  it('shows no direction', () => {
    expect(signFlipPermutation({ diffs: [0, 0, 0] })).toEqual({
      greater: 1,
      less: 1,
      twoSided: 1,
      midPGreater: 0.5,
      midPLess: 0.5,
      method: 'exact',
    })
  })
})

describe('clusters', () => {
  it('flip together, by their sum', () => {
    const diffs = [-1, -1, 0.5, -0.5, 1, -1, -1, 0.5]
    const clusters = ['a', 'a', 'b', 'b', 'c', 'c', 'd', 'd']
    expect(signFlipPermutation({ diffs, clusters })).toEqual(signFlipPermutation({ diffs: [-2, 0, 0, -0.5] }))
  })

  it('of one case each change nothing', () => {
    fc.assert(
      fc.property(steps, (diffs) => {
        expect(signFlipPermutation({ diffs, clusters: diffs.map((_, i) => i) })).toEqual(signFlipPermutation({ diffs }))
      }),
    )
  })
})

describe('Monte Carlo', () => {
  const diffs = scatter(40).map((value) => Math.round((value - 0.6) * 20) / 20)

  it('comes near the exact value', () => {
    const exact = signFlipPermutation({ diffs, method: 'exact' })
    const drawn = signFlipPermutation({ diffs, method: 'monteCarlo' })
    expect(exact.midPLess).toBeGreaterThan(0.001)
    expect(exact.midPLess).toBeLessThan(0.2)
    expect(Math.abs(drawn.midPLess - exact.midPLess)).toBeLessThan(0.003)
    expect(Math.abs(drawn.less - exact.less)).toBeLessThan(0.003)
    expect(drawn).toMatchObject({ method: 'monteCarlo', draws: 100_000 })
  })

  it('repeats itself with the same seed and differs with another', () => {
    const draw = (seed: number) => signFlipPermutation({ diffs, method: 'monteCarlo', draws: 999, seed })
    expect(draw(7)).toEqual(draw(7))
    expect(draw(7).midPLess).not.toBe(draw(8).midPLess)
  })

  it('never says 0: the observed signs are one of the draws', () => {
    const diffs = new Array<number>(60).fill(-0.1)
    const { less, midPLess } = signFlipPermutation({ diffs, method: 'monteCarlo', draws: 999 })
    expect(less).toBe(0.001)
    expect(midPLess).toBe(0.0005)
  })
})

describe('many units', () => {
  it('have the tail that dynamic programming gives, whichever way it is found', () => {
    // Halves of a lattice that fits in few steps, and the same values in steps so fine that inversion takes over.
    for (const shift of [0.5, 0.505, 0.52, 0.53]) {
      const diffs = scatter(2_000).map((value) => Math.round((value - shift) * 40) / 40)
      const sizes = diffs.filter((diff) => diff !== 0).map((diff) => Math.round(Math.abs(diff) * 40))
      const sum = Math.abs(diffs.reduce((total, diff) => total + Math.round(diff * 40), 0))
      const { midPGreater, midPLess, less, greater, method } = signFlipPermutation({ diffs })
      const { tail, point } = plainTail(sizes, sum)
      expect(method).toBe('exact')
      expect(Math.min(midPLess, midPGreater) / (tail - point / 2)).toBeCloseTo(1, 8)
      expect(Math.min(less, greater) / tail).toBeCloseTo(1, 8)
    }
  })

  it('off every lattice have nearly the p value of the differences as they are, in both tails', () => {
    for (const shift of [0.5, 0.51, 0.52]) {
      const diffs = scatter(1_500).map((value) => value ** 1.01 - shift)
      const rounded = signFlipPermutation({ diffs })
      const drawn = signFlipPermutation({ diffs, method: 'monteCarlo', draws: 40_000 })
      expect(rounded.method).toBe('rounded')
      expect(Math.abs(rounded.midPLess - drawn.midPLess)).toBeLessThan(0.008)
      expect(rounded.midPLess / signFlipPermutation({ diffs, method: 'saddlepoint' }).midPLess).toBeCloseTo(1, 1)
    }
  })

  it('keep the lumps of pass and fail among which there are a few strays, where a smooth approximation misses', () => {
    const strays = [-1 / 3, -Math.SQRT1_2, -0.123_456_789]
    const diffs = [...new Array<number>(126).fill(-1), ...new Array<number>(126).fill(1), ...strays]
    const drawn = signFlipPermutation({ diffs, method: 'monteCarlo', draws: 200_000 }).midPLess
    const { midPLess, method } = signFlipPermutation({ diffs })
    expect(method).toBe('rounded')
    expect(Math.abs(midPLess - drawn)).toBeLessThan(0.003)
    expect(Math.abs(signFlipPermutation({ diffs, method: 'saddlepoint' }).midPLess - drawn)).toBeGreaterThan(0.004)
  })

  it('rounded reject a true null at most as often as the level says', () => {
    const sizes = scatter(9).map((value) => value ** 1.3 + 0.1)
    const alpha = 0.1
    let rejected = 0
    for (let signs = 0; signs < 2 ** sizes.length; signs++) {
      const diffs = sizes.map((size, i) => (signs & (1 << i) ? size : -size))
      if (signFlipPermutation({ diffs, method: 'rounded' }).less <= alpha) rejected++
    }
    expect(rejected / 2 ** sizes.length).toBeLessThanOrEqual(alpha)
  })
})

/** P(S >= s) and P(S = s) by the plainest dynamic programming. */
function plainTail(sizes: readonly number[], s: number): { tail: number; point: number } {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  let chances = new Float64Array(2 * total + 1)
  chances[total] = 1
  for (const size of sizes) {
    const next = new Float64Array(chances.length)
    chances.forEach((chance, i) => {
      if (chance === 0) return
      next[i - size] = (next[i - size] ?? 0) + chance / 2
      next[i + size] = (next[i + size] ?? 0) + chance / 2
    })
    chances = next
  }
  return { tail: chances.subarray(total + s).reduce((sum, chance) => sum + chance, 0), point: chances[total + s] ?? 0 }
}

describe('the saddle-point approximation', () => {
  it('comes near the exact value where sums hardly tie', () => {
    for (const shift of [0.5, 0.55, 0.65, 0.8]) {
      const diffs = scatter(120).map((value) => Math.round((value - shift) * 997) / 997)
      const exact = signFlipPermutation({ diffs, method: 'exact' })
      const approximate = signFlipPermutation({ diffs, method: 'saddlepoint' })
      expect(exact.method).toBe('exact')
      expect(approximate.midPLess / exact.midPLess).toBeCloseTo(1, 2)
    }
  })
})

describe('the method is named, and auto picks', () => {
  const offLattice = (n: number) => scatter(n).map((value) => value ** Math.SQRT2 - 0.5)

  it.each([
    ['exact', scatter(10_000).map((value) => Math.round((value - 0.5) * 60) / 60)],
    ['exact', offLattice(36)],
    ['rounded', offLattice(37)],
    ['rounded', scatter(50_000).map((value) => (value - 0.501) ** 3)],
    ['saddlepoint', offLattice(50_000)],
  ])('%s', (method, diffs) => {
    expect(signFlipPermutation({ diffs }).method).toBe(method)
  })

  it('exact for large numbers with a common divisor', () => {
    expect(signFlipPermutation({ diffs: scatter(100).map((value) => Math.round(value * 9 - 4) * 1e6) }).method).toBe(
      'exact',
    )
  })

  it('exact on a lattice of mixed denominators', () => {
    const diffs = [1 / 3, -2 / 5, 1 / 7, -1 / 4, -1, 1 / 11, -1 / 13, ...new Array<number>(60).fill(-1 / 3)]
    expect(signFlipPermutation({ diffs }).method).toBe('exact')
  })
})

describe('differences that only just miss a lattice', () => {
  it('are still tested', () => {
    const diffs = [0.018_720_999_995_916_22, -1.463_721_658_689_384e-14, 0]
    expect(signFlipPermutation({ diffs }).less).toBe(1)
    // 1e-10 is a whole number of steps to within rounding on coarse lattices, but not on the one that 1/9973 asks for.
    expect(signFlipPermutation({ diffs: [1e-10, 1 / 3, -1 / 9973] }).greater).toBe(3 / 8)
  })

  it('count as on the lattice that is given', () => {
    expect(signFlipPermutation({ diffs: [0.333_333_3, -0.666_666_7, -1], lattice: 3 })).toEqual(
      signFlipPermutation({ diffs: [1, -2, -3] }),
    )
  })
})

describe('arguments', () => {
  it.each([
    ['diffs', { diffs: [] }],
    ['diffs[1]', { diffs: [0, Number.NaN] }],
    ['lattice', { diffs: [0.5], lattice: 3 }],
    ['lattice', { diffs: [0.5], lattice: 0.5 }],
    ['clusters', { diffs: [0.5, 1], clusters: ['a'] }],
    ['draws', { diffs: [0.5], draws: 0 }],
    ['seed', { diffs: [0.5], seed: -1 }],
    ['exact', { diffs: scatter(60).map((value) => Math.sqrt(value)), method: 'exact' as const }],
  ])('%s out of range is named', (name, input) => {
    expect(() => signFlipPermutation(input)).toThrow(RangeError)
    expect(() => signFlipPermutation(input)).toThrow(name)
  })
})
