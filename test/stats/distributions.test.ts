import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  betaCdf,
  betaQuantile,
  binomCdf,
  binomPmf,
  clopperPearson,
  clopperPearsonUpper,
  normCdf,
  normQuantile,
  tCdf,
  tQuantile,
  wilsonInterval,
} from '../../src/stats/index.ts'
import { noncentralTUpper } from '../../src/stats/noncentralT.ts'

const df = fc.oneof(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0.5, max: 30, noNaN: true }))
const probability = fc
  .tuple(fc.double({ min: 1e-12, max: 0.5, noNaN: true }), fc.boolean())
  .map(([p, upper]) => (upper ? 1 - p : p))

function relativeError(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.abs(expected)
}

describe('normal', () => {
  it('has the published tail: Q(5), Q(10), Q(20), Q(37)', () => {
    // mpmath, 30 digits.
    for (const [x, tail] of [
      [5, 2.866515718791939e-7],
      [10, 7.61985302416053e-24],
      [20, 2.75362411860623e-89],
      [37, 5.72557122252458e-300],
    ] as const) {
      expect(relativeError(normCdf({ x: -x }), tail)).toBeLessThan(1e-12)
    }
  })

  it('is symmetric, and rises', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -3000, max: 3000 }).map((steps) => steps / 100),
        fc.nat({ max: 300 }).map((steps) => steps / 100),
        probability,
        (x, more, p) => {
          expect(normCdf({ x: -x })).toBeCloseTo(1 - normCdf({ x }), 15)
          expect(normCdf({ x: x + more })).toBeGreaterThanOrEqual(normCdf({ x }))
          expect(normQuantile({ p: 1 - p }) + normQuantile({ p })).toBeCloseTo(0, 3)
          expect(normQuantile({ p: p + (1 - p) / 2 })).toBeGreaterThan(normQuantile({ p }))
        },
      ),
    )
  })

  it('is undone by its quantile', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -3600, max: 600 }).map((steps) => steps / 100),
        (x) => {
          expect(normQuantile({ p: normCdf({ x }) })).toBeCloseTo(x, 6)
        },
      ),
    )
    expect(normQuantile({ p: 0 })).toBe(Number.NEGATIVE_INFINITY)
    expect(normQuantile({ p: 1 })).toBe(Number.POSITIVE_INFINITY)
    expect(() => normQuantile({ p: 1.1 })).toThrow('p must')
  })
})

describe("Student's t", () => {
  it('is undone by its quantile, in both tails', () => {
    fc.assert(
      fc.property(probability, df, (p, degrees) => {
        const back = tCdf({ x: tQuantile({ p, df: degrees }), df: degrees })
        expect(Math.abs(back - p)).toBeLessThan(1e-9 * Math.min(p, 1 - p) + 1e-15)
      }),
    )
  })

  it('keeps its digits far out', () => {
    for (const p of [1e-8, 1e-15, 1e-60]) {
      for (const degrees of [3, 50, 5000]) {
        expect(tCdf({ x: tQuantile({ p, df: degrees }), df: degrees }) / p).toBeCloseTo(1, 9)
      }
    }
  })

  it('is symmetric, and Cauchy at 1 degree of freedom', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), df, (x, degrees) => {
        expect(tCdf({ x, df: degrees }) + tCdf({ x: -x, df: degrees })).toBeCloseTo(1, 12)
        expect(tCdf({ x, df: 1 })).toBeCloseTo(0.5 + Math.atan(x) / Math.PI, 12)
      }),
    )
  })

  it('has lighter tails the more degrees of freedom, never as light as the normal', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.51, max: 1 - 1e-9, noNaN: true }), df, (p, degrees) => {
        const quantile = tQuantile({ p, df: degrees })
        expect(tQuantile({ p: 1 - p, df: degrees }) / -quantile).toBeCloseTo(1, 6)
        expect(quantile).toBeGreaterThan(tQuantile({ p, df: 2 * degrees }))
        expect(quantile).toBeGreaterThan(normQuantile({ p }))
        expect(tQuantile({ p: (1 + p) / 2, df: degrees })).toBeGreaterThan(quantile)
        expect(tCdf({ x: -2, df: degrees })).toBeGreaterThan(tCdf({ x: -2, df: 2 * degrees }))
      }),
    )
  })

  it('tends to the normal', () => {
    expect(tQuantile({ p: 0.975, df: 1e7 })).toBeCloseTo(normQuantile({ p: 0.975 }), 6)
    expect(tQuantile({ p: 0.975, df: 1e12 })).toBe(normQuantile({ p: 0.975 }))
  })

  it('names what is out of range', () => {
    expect(() => tQuantile({ p: 0.5, df: 0 })).toThrow('df must')
    expect(() => tQuantile({ p: -1, df: 3 })).toThrow('p must')
    expect(() => tCdf({ x: Number.NaN, df: 3 })).toThrow('x must')
  })
})

describe('the noncentral t', () => {
  it("without noncentrality is Student's", () => {
    for (const df of [1, 3, 40, 5000]) {
      for (const t of [-2, 0, 1.5, 6]) expect(noncentralTUpper(t, df, 0)).toBeCloseTo(tCdf({ x: -t, df }), 10)
    }
  })
})

describe('beta', () => {
  const shape = fc.double({ min: 0.05, max: 5000, noNaN: true })
  const inside = fc.double({ min: 0.001, max: 0.999, noNaN: true })

  it('is undone by its quantile', () => {
    fc.assert(
      fc.property(probability, shape, shape, (p, a, b) => {
        const x = betaQuantile({ p, a, b })
        fc.pre(x > 1e-290 && x < 1 - 1e-5)
        expect(Math.abs(betaCdf({ x, a, b }) - p)).toBeLessThan(1e-8 * Math.min(p, 1 - p) + 1e-12)
      }),
    )
  })

  it('mirrors, and rises', () => {
    fc.assert(
      fc.property(inside, inside, shape, shape, (x, p, a, b) => {
        expect(betaCdf({ x: 1 - x, a: b, b: a })).toBeCloseTo(1 - betaCdf({ x, a, b }), 9)
        expect(betaQuantile({ p: 1 - p, a: b, b: a })).toBeCloseTo(1 - betaQuantile({ p, a, b }), 9)
        expect(betaCdf({ x: (1 + x) / 2, a, b })).toBeGreaterThanOrEqual(betaCdf({ x, a, b }))
        expect(betaQuantile({ p: p / 2, a, b })).toBeLessThanOrEqual(betaQuantile({ p, a, b }))
      }),
    )
  })

  it('has closed forms with a shape of 1', () => {
    fc.assert(
      fc.property(fc.oneof(inside, fc.constantFrom(0, 1e-9, 1)), shape, (x, shapeOf) => {
        expect(betaCdf({ x, a: shapeOf, b: 1 })).toBeCloseTo(x ** shapeOf, 12)
        expect(betaCdf({ x, a: 1, b: shapeOf })).toBeCloseTo(-Math.expm1(shapeOf * Math.log1p(-x)), 12)
      }),
    )
  })
})

describe('binomial', () => {
  it('adds up its terms', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.nat(),
        (n, p, seed) => {
          const k = seed % (n + 1)
          let sum = 0
          for (let i = 0; i <= k; i++) sum += binomPmf({ k: i, n, p })
          fc.pre(sum > 1e-290)
          expect(relativeError(binomCdf({ k, n, p }), sum)).toBeLessThan(1e-10)
        },
      ),
    )
  })

  it('mirrors, adds up to 1, and falls as p rises', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.nat(),
        (n, p, seed) => {
          const k = seed % (n + 1)
          expect(binomPmf({ k: n - k, n, p: 1 - p })).toBeCloseTo(binomPmf({ k, n, p }), 12)
          expect(binomCdf({ k, n, p }) + binomCdf({ k: n - k - 1, n, p: 1 - p })).toBeCloseTo(1, 12)
          expect(binomCdf({ k, n, p: (1 + p) / 2 })).toBeLessThanOrEqual(binomCdf({ k, n, p }))
        },
      ),
    )
  })

  it('tends to the normal', () => {
    const n = 4_000_000
    for (const p of [0.1, 0.5, 0.7]) {
      const sd = Math.sqrt(n * p * (1 - p))
      for (const z of [-2, -0.5, 1]) {
        const k = Math.round(n * p + z * sd)
        expect(binomCdf({ k, n, p })).toBeCloseTo(normCdf({ x: (k + 0.5 - n * p) / sd }), 3)
        expect(binomPmf({ k, n, p }) * sd).toBeCloseTo(
          Math.exp(-0.5 * ((k - n * p) / sd) ** 2) / Math.sqrt(2 * Math.PI),
          3,
        )
      }
    }
  })

  it('holds for large n', () => {
    // mpmath, 30 digits.
    expect(relativeError(binomPmf({ k: 500_000, n: 1_000_000, p: 0.5 }), 7.9788436133175e-4)).toBeLessThan(1e-12)
    expect(relativeError(binomCdf({ k: 4500, n: 10_000, p: 0.5 }), 7.75532028412302e-24)).toBeLessThan(1e-11)
    expect(binomCdf({ k: -1, n: 5, p: 0.5 })).toBe(0)
    expect(binomCdf({ k: 5, n: 5, p: 0.5 })).toBe(1)
  })
})

describe('intervals of a proportion', () => {
  const proportion = fc
    .tuple(fc.integer({ min: 1, max: 2000 }), fc.nat())
    .map(([n, seed]) => ({ n, successes: seed % (n + 1) }))
  const confidence = fc.double({ min: 0.5, max: 0.999, noNaN: true })

  it('hold the proportion, mirror, and stay within [0, 1]', () => {
    fc.assert(
      fc.property(proportion, confidence, ({ n, successes }, level) => {
        for (const interval of [wilsonInterval, clopperPearson]) {
          const [lower, upper] = interval({ successes, n, confidence: level })
          const mirrored = interval({ successes: n - successes, n, confidence: level })
          expect(lower).toBeGreaterThanOrEqual(0)
          expect(lower).toBeLessThanOrEqual(successes / n)
          expect(upper).toBeGreaterThanOrEqual(successes / n)
          expect(upper).toBeLessThanOrEqual(1)
          expect(mirrored[0]).toBeCloseTo(1 - upper, 10)
        }
      }),
    )
  })

  it('of Wilson end where the score test stops rejecting', () => {
    fc.assert(
      fc.property(proportion, confidence, ({ n, successes }, level) => {
        fc.pre(successes > 0)
        const [lower] = wilsonInterval({ successes, n, confidence: level })
        const z = (successes / n - lower) / Math.sqrt((lower * (1 - lower)) / n)
        expect(z).toBeCloseTo(normQuantile({ p: 1 - (1 - level) / 2 }), 6)
      }),
    )
  })

  it('of Clopper and Pearson end where the binomial test stops rejecting', () => {
    fc.assert(
      fc.property(proportion, confidence, ({ n, successes }, level) => {
        fc.pre(successes > 0 && successes < n)
        const [lower, upper] = clopperPearson({ successes, n, confidence: level })
        const tail = (1 - level) / 2
        expect(1 - binomCdf({ k: successes - 1, n, p: lower })).toBeCloseTo(tail, 8)
        expect(binomCdf({ k: successes, n, p: upper })).toBeCloseTo(tail, 8)
      }),
    )
    expect(clopperPearsonUpper({ successes: 3, n: 9, confidence: 0.975 })).toBeCloseTo(
      clopperPearson({ successes: 3, n: 9, confidence: 0.95 })[1],
      12,
    )
  })

  it('of Clopper and Pearson cover every share at least as often as promised', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        confidence,
        (n, p, level) => {
          let [covered, bounded] = [0, 0]
          for (let successes = 0; successes <= n; successes++) {
            const [lower, upper] = clopperPearson({ successes, n, confidence: level })
            if (lower <= p && p <= upper) covered += binomPmf({ k: successes, n, p })
            if (p <= clopperPearsonUpper({ successes, n, confidence: level }))
              bounded += binomPmf({ k: successes, n, p })
          }
          expect(covered).toBeGreaterThanOrEqual(level - 1e-9)
          expect(bounded).toBeGreaterThanOrEqual(level - 1e-9)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('of Wilson cover the share as often as promised on average over shares', () => {
    const [n, level, steps] = [30, 0.95, 400]
    let covered = 0
    for (let step = 0; step < steps; step++) {
      const p = (step + 0.5) / steps
      for (let successes = 0; successes <= n; successes++) {
        const [lower, upper] = wilsonInterval({ successes, n, confidence: level })
        if (lower <= p && p <= upper) covered += binomPmf({ k: successes, n, p }) / steps
      }
    }
    expect(covered).toBeGreaterThan(level - 0.005)
    expect(covered).toBeLessThan(level + 0.01)
  })

  it('widen with confidence, from the proportion itself (Wilson) to everything, and narrow with n', () => {
    fc.assert(
      fc.property(proportion, confidence, ({ n, successes }, level) => {
        for (const interval of [wilsonInterval, clopperPearson]) {
          const [lower, upper] = interval({ successes, n, confidence: level })
          const wider = interval({ successes, n, confidence: (1 + level) / 2 })
          expect(wider[0]).toBeLessThanOrEqual(lower)
          expect(wider[1]).toBeGreaterThanOrEqual(upper)
          const surer = interval({ successes: 4 * successes, n: 4 * n, confidence: level })
          expect(surer[1] - surer[0]).toBeLessThan(upper - lower)
          expect(wilsonInterval({ successes, n, confidence: 1e-9 })[0]).toBeCloseTo(successes / n, 6)
        }
      }),
    )
    const [lower, upper] = clopperPearson({ successes: 2, n: 5, confidence: 1 - 1e-12 })
    expect(upper - lower).toBeGreaterThan(0.99)
    for (const interval of [wilsonInterval, clopperPearson]) {
      const [low, high] = interval({ successes: 3e7, n: 1e8, confidence: 0.95 })
      const half = normQuantile({ p: 0.975 }) * Math.sqrt((0.3 * 0.7) / 1e8)
      expect((0.3 - low) / half).toBeCloseTo(1, 2)
      expect((high - 0.3) / half).toBeCloseTo(1, 2)
    }
  })

  it('name what is out of range', () => {
    expect(() => wilsonInterval({ successes: 3, n: 2, confidence: 0.95 })).toThrow('successes must')
    expect(() => wilsonInterval({ successes: 0, n: 0, confidence: 0.95 })).toThrow('n must')
    expect(() => wilsonInterval({ successes: 0.5, n: 2, confidence: 0.95 })).toThrow('successes must')
    expect(() => clopperPearson({ successes: 1, n: 2, confidence: 95 })).toThrow('confidence must')
  })
})
