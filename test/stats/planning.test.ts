import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  casesForMargin,
  casesNeeded,
  evalMde,
  evalSampleSize,
  mcnemarPower,
  mcnemarSampleSize,
  minimumDetectableDrop,
  normQuantile,
  pairedT,
  pairedTSampleSize,
  pcg32,
  repeatsNeeded,
  signFlipPermutation,
  tQuantile,
} from '../../src/stats/index.ts'

describe('minimumDetectableDrop', () => {
  it('is found with the power asked for, by the exact power of the test', () => {
    for (const [n, discordance, power] of [
      [50, 0.1, 0.8],
      [400, 0.06, 0.9],
      [5000, 0.02, 0.5],
    ] as const) {
      const drop = minimumDetectableDrop({ n, discordance, power }) ?? Number.NaN
      const spread = Math.max(discordance, drop)
      const shares = { pBaseOnly: (spread + drop) / 2, pCandOnly: spread - (spread + drop) / 2 }
      expect(mcnemarPower({ n, ...shares, alpha: 0.05, test: 'midP', alternative: 'worse' })).toBeCloseTo(power, 6)
    }
  })

  it('of scores is found about as often as promised', () => {
    const [n, runs, scale] = [80, 400, 12]
    const uniform = pcg32({ seed: 5, stream: 1, count: n * runs }).map((word) => word / 2 ** 32)
    const sd = Math.sqrt(1 / 12)
    const drop = minimumDetectableDrop({ n, sd }) ?? Number.NaN
    let found = 0
    for (let run = 0; run < runs; run++) {
      const diffs = uniform.slice(run * n, (run + 1) * n).map((u) => Math.round((u - 0.5 - drop) * scale) / scale)
      if (signFlipPermutation({ diffs }).midPLess <= 0.05) found++
    }
    expect(found / runs).toBeGreaterThan(0.74)
    expect(found / runs).toBeLessThan(0.86)
  })

  it('shrinks with cases and grows with spread and power', () => {
    const drop = (changes: { n?: number; sd?: number; power?: number }) =>
      minimumDetectableDrop({ n: 200, sd: 0.3, lattice: 3, ...changes }) ?? Number.POSITIVE_INFINITY
    expect(drop({ n: 400 })).toBeLessThan(drop({}))
    expect(drop({ sd: 0.1 })).toBeLessThan(drop({}))
    expect(drop({ power: 0.9 })).toBeGreaterThan(drop({}))
  })

  it('has the unit of the spread', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 2000 }), fc.double({ min: 0.01, max: 0.2, noNaN: true }), (n, sd) => {
        const drop = minimumDetectableDrop({ n, sd }) ?? Number.NaN
        expect(minimumDetectableDrop({ n, sd: sd / 4 })).toBeCloseTo(drop / 4, 12)
        const level = minimumDetectableDrop({ n, sd, alpha: 0.01 }) ?? Number.NaN
        expect(level).toBeGreaterThan(drop)
      }),
    )
  })

  it('is never below what enough units losing one lattice step come to', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 3000 }),
        fc.double({ min: 1e-6, max: 0.5, noNaN: true }),
        fc.integer({ min: 1, max: 20 }),
        (n, sd, lattice) => {
          const drop = minimumDetectableDrop({ n, sd, lattice })
          if (drop !== null) expect(drop).toBeGreaterThanOrEqual(4 / (n * lattice) - 1e-12)
        },
      ),
    )
  })

  it('does not take an observed spread of 0 for certainty', () => {
    const drop = minimumDetectableDrop({ n: 300, sd: 0 })
    expect(drop).toBe(minimumDetectableDrop({ n: 300, discordance: 0 }))
    // 4 losses are significant at .05; 5 or 6 must be expected for 4 to come in 4 of 5 tries.
    expect((drop ?? 0) * 300).toBeGreaterThan(5)
    expect((drop ?? 0) * 300).toBeLessThan(6)
  })

  it('is null where too few units could never reach alpha', () => {
    expect(minimumDetectableDrop({ n: 3, sd: 0.1 })).toBeNull()
    expect(minimumDetectableDrop({ n: 3, discordance: 0.5 })).toBeNull()
    expect(minimumDetectableDrop({ n: 5, sd: 0.1, alpha: 0.001 })).toBeNull()
    expect(minimumDetectableDrop({ n: 4, sd: 0.1 })).toBeGreaterThan(0)
    expect(minimumDetectableDrop({ n: 4, sd: 5 })).toBeNull()
  })
})

describe('casesNeeded', () => {
  it('undoes minimumDetectableDrop', () => {
    for (const n of [40, 250, 2000]) {
      for (const spread of [{ sd: 0.35 }, { discordance: 0.1 }, { sd: 0 }]) {
        const drop = minimumDetectableDrop({ n, ...spread }) ?? Number.NaN
        const needed = casesNeeded({ drop: drop + 1e-6, ...spread }) ?? Number.NaN
        expect(Math.abs(needed - n)).toBeLessThanOrEqual(1 + n * 0.03)
      }
    }
  })

  it('falls with the drop, and grows with the power, with a stricter level and with the spread', () => {
    const drop = fc.double({ min: 0.03, max: 0.2, noNaN: true })
    fc.assert(
      fc.property(drop, fc.double({ min: 0.21, max: 0.6, noNaN: true }), fc.boolean(), (size, spread, isBinary) => {
        const needed = (changes: { drop?: number; spread?: number; power?: number; alpha?: number }) => {
          const { spread: actual = spread, ...rest } = { drop: size, ...changes }
          return casesNeeded({ ...rest, ...(isBinary ? { discordance: actual } : { sd: actual }) }) ?? Number.NaN
        }
        const plain = needed({})
        expect(needed({ drop: size * 1.3 })).toBeLessThanOrEqual(plain)
        expect(needed({ power: 0.9 })).toBeGreaterThanOrEqual(plain)
        expect(needed({ alpha: 0.01 })).toBeGreaterThanOrEqual(plain)
        expect(needed({ spread: spread * 1.3 })).toBeGreaterThanOrEqual(plain)
      }),
      { numRuns: 20 },
    )
  })

  it('goes over smoothly from exact sums to the formula for large numbers', () => {
    const exact = casesNeeded({ drop: 0.0026, discordance: 0.1 }) ?? Number.NaN
    const formula = casesNeeded({ drop: 0.00245, discordance: 0.1 }) ?? Number.NaN
    expect(exact).toBeLessThan(1e5)
    expect(formula).toBeGreaterThan(1e5)
    expect((formula / exact) * (0.00245 / 0.0026) ** 2).toBeCloseTo(1, 2)
  })

  it('gives up where no dataset would do', () => {
    expect(casesNeeded({ drop: 1e-6, sd: 0.5 })).toBeNull()
    expect(casesNeeded({ drop: 1e-6, discordance: 0.5 })).toBeNull()
  })
})

describe('casesForMargin', () => {
  it('is the first number of cases whose bound clears the margin', () => {
    const n = casesForMargin({ margin: 0.03, sd: 0.3 }) ?? Number.NaN
    const reach = (cases: number) =>
      ((tQuantile({ p: 0.95, df: cases - 1 }) + tQuantile({ p: 0.8, df: cases - 1 })) * 0.3) / Math.sqrt(cases)
    expect(reach(n)).toBeLessThanOrEqual(0.03)
    expect(reach(n - 1)).toBeGreaterThan(0.03)
  })

  it('is never below ln(alpha) / ln(1 - margin)', () => {
    expect(casesForMargin({ margin: 0.03, sd: 0 })).toBe(99)
    expect(casesForMargin({ margin: 0.05, discordance: 0.0001 })).toBe(59)
  })

  it('asks for more where a drop is expected, and for no number where it is as large as the margin', () => {
    const none = casesForMargin({ margin: 0.03, sd: 0.3 }) ?? Number.NaN
    expect(casesForMargin({ margin: 0.03, sd: 0.3, meanDiff: -0.01 })).toBeGreaterThan(none)
    expect(casesForMargin({ margin: 0.03, sd: 0.3, meanDiff: 0.01 })).toBeLessThan(none)
    expect(casesForMargin({ margin: 0.03, sd: 0.3, meanDiff: -0.03 })).toBeNull()
  })
})

describe('casesForMargin, whatever the plan,', () => {
  it('grows with the spread and the power, falls with the margin, and takes a discordance for its spread', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 0.6, noNaN: true }),
        fc.double({ min: 0.02, max: 0.1, noNaN: true }),
        fc.double({ min: 0.2, max: 0.8, noNaN: true }),
        (sd, margin, power) => {
          const needed = (changes: object) => casesForMargin({ sd, margin, power, ...changes }) ?? Number.NaN
          const plain = needed({})
          expect(needed({ sd: sd * 1.3 })).toBeGreaterThanOrEqual(plain)
          expect(needed({ power: power + 0.1 })).toBeGreaterThanOrEqual(plain)
          expect(needed({ alpha: 0.01 })).toBeGreaterThanOrEqual(plain)
          expect(needed({ margin: margin * 1.3 })).toBeLessThanOrEqual(plain)
          const byCounts = casesForMargin({ discordance: sd * sd, margin, power }) ?? Number.NaN
          expect(Math.abs(byCounts - plain)).toBeLessThanOrEqual(1)
          const drop = casesForMargin({ discordance: sd * sd, margin, power, meanDiff: -margin / 4 }) ?? Number.NaN
          const narrower = Math.sqrt(sd * sd - (margin / 4) ** 2)
          expect(Math.abs(drop - needed({ sd: narrower, meanDiff: -margin / 4 }))).toBeLessThanOrEqual(1)
        },
      ),
      { numRuns: 30 },
    )
  })
})

describe('repeatsNeeded', () => {
  const plan = { n: 200, omega2: 0.01, sigmaA2: 0.1, sigmaB2: 0.1 }

  it('is the first number of repeats that shows the drop', () => {
    const drop = 0.04
    const k = repeatsNeeded({ ...plan, drop }) ?? Number.NaN
    const shown = (repeats: number) =>
      (tQuantile({ p: 0.95, df: 199 }) + tQuantile({ p: 0.8, df: 199 })) *
      Math.sqrt((plan.omega2 + 0.2 / repeats) / plan.n)
    expect(k).toBeGreaterThan(1)
    expect(shown(k)).toBeLessThanOrEqual(drop)
    expect(shown(k - 1)).toBeGreaterThan(drop)
  })

  it('grows with the noise of a repeat and falls with the drop and with cases', () => {
    const noise = fc.double({ min: 0.01, max: 0.3, noNaN: true })
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 900 }), noise, noise, (n, sigmaA2, sigmaB2) => {
        const needed = (changes: object) =>
          repeatsNeeded({ n, omega2: 0.005, sigmaA2, sigmaB2, drop: 0.05, ...changes }) ?? Number.POSITIVE_INFINITY
        const plain = needed({})
        expect(needed({ sigmaA2: sigmaA2 * 1.5 })).toBeGreaterThanOrEqual(plain)
        expect(needed({ omega2: 0.01 })).toBeGreaterThanOrEqual(plain)
        expect(needed({ drop: 0.06 })).toBeLessThanOrEqual(plain)
        expect(needed({ n: 2 * n })).toBeLessThanOrEqual(plain)
        expect(needed({ sigmaA2: sigmaB2, sigmaB2: sigmaA2 })).toBe(plain)
      }),
    )
  })

  it('is null where only more cases help', () => {
    expect(repeatsNeeded({ ...plan, drop: 0.015 })).toBeNull()
    expect(repeatsNeeded({ ...plan, sigmaA2: 0, sigmaB2: 0, drop: 0.015 })).toBeNull()
    expect(repeatsNeeded({ ...plan, sigmaA2: 0, sigmaB2: 0, drop: 0.1 })).toBe(1)
  })
})

describe('the formulas of sample size', () => {
  const variance = fc.double({ min: 0.001, max: 0.5, noNaN: true })
  const goal = fc.record({
    alpha: fc.double({ min: 0.001, max: 0.2, noNaN: true }),
    power: fc.double({ min: 0.3, max: 0.99, noNaN: true }),
    alternative: fc.constantFrom('one-sided' as const, 'two-sided' as const),
  })
  const variances = fc.record({
    omega2: variance,
    sigmaA2: variance,
    kA: fc.integer({ min: 1, max: 9 }),
    sigmaB2: variance,
    kB: fc.integer({ min: 1, max: 9 }),
  })

  it('undo each other, know the sides by their level alone, and do not mind which system is first', () => {
    fc.assert(
      fc.property(goal, variances, fc.integer({ min: 2, max: 5000 }), (aim, spread, n) => {
        const delta = evalMde({ ...aim, ...spread, n })
        expect(evalSampleSize({ ...aim, ...spread, delta }) / n).toBeCloseTo(1, 9)
        const swapped = { ...spread, sigmaA2: spread.sigmaB2, kA: spread.kB, sigmaB2: spread.sigmaA2, kB: spread.kA }
        expect(evalMde({ ...aim, ...swapped, n })).toBeCloseTo(delta, 12)
        expect(evalMde({ ...aim, ...spread, n: 4 * n })).toBeCloseTo(delta / 2, 12)
        expect(evalMde({ ...aim, ...spread, kA: spread.kA + 1, n })).toBeLessThan(delta)
        const oneSided = { ...aim, alternative: 'one-sided' as const, alpha: aim.alpha / 2 }
        const twoSided = { ...aim, alternative: 'two-sided' as const }
        expect(evalMde({ ...oneSided, ...spread, n })).toBe(evalMde({ ...twoSided, ...spread, n }))
        const effect = { effectSize: 0.4 }
        expect(pairedTSampleSize({ ...oneSided, ...effect })).toBe(pairedTSampleSize({ ...twoSided, ...effect }))
        const table = { discordance: 0.2, delta: 0.1 }
        expect(mcnemarSampleSize({ ...oneSided, ...table })).toBe(mcnemarSampleSize({ ...twoSided, ...table }))
      }),
      { numRuns: 30 },
    )
  })

  it('of the t test are the normal ones for small effects, and more pairs for larger ones', () => {
    const aim = { alpha: 0.05, power: 0.8, alternative: 'one-sided' } as const
    const zSum = normQuantile({ p: 0.95 }) + normQuantile({ p: 0.8 })
    let extra = 0
    for (const effectSize of [0.02, 0.2, 0.5, 1]) {
      const ratio = pairedTSampleSize({ ...aim, effectSize }) / (zSum / effectSize) ** 2
      expect(ratio).toBeGreaterThan(1 + extra)
      extra = ratio - 1
      if (effectSize === 0.02) expect(extra).toBeLessThan(0.001)
      expect(pairedTSampleSize({ ...aim, effectSize: -effectSize })).toBe(pairedTSampleSize({ ...aim, effectSize }))
    }
  })

  it('of the t test have the power that they promise', () => {
    const [pairs, runs, effectSize] = [30, 4000, 0.5]
    const needed = pairedTSampleSize({ alpha: 0.05, power: 0.8, alternative: 'one-sided', effectSize })
    expect(Math.abs(needed - 26.1)).toBeLessThan(0.2)
    const normals = pcg32({ seed: 8, stream: 2, count: pairs * runs }).map((word) =>
      normQuantile({ p: (word + 0.5) / 2 ** 32 }),
    )
    const cases = Math.round(needed)
    let found = 0
    for (let run = 0; run < runs; run++) {
      const diffs = normals.slice(run * pairs, run * pairs + cases).map((value) => value + effectSize)
      if (pairedT({ diffs, alternative: 'greater' }).p <= 0.05) found++
    }
    expect(Math.abs(found / runs - 0.8)).toBeLessThan(4 * Math.sqrt(0.16 / runs))
  })

  it("of McNemar's test fall with the difference and grow with the discordance", () => {
    fc.assert(
      fc.property(
        goal,
        fc.double({ min: 0.01, max: 0.1, noNaN: true }),
        fc.double({ min: 0.2, max: 0.9, noNaN: true }),
        (aim, delta, discordance) => {
          const plain = mcnemarSampleSize({ ...aim, delta, discordance })
          expect(mcnemarSampleSize({ ...aim, delta: delta * 1.2, discordance })).toBeLessThan(plain)
          expect(mcnemarSampleSize({ ...aim, delta, discordance: discordance * 1.1 })).toBeGreaterThan(plain)
        },
      ),
    )
  })
})

describe('arguments', () => {
  it.each([
    ['sd or discordance', () => minimumDetectableDrop({ n: 10 })],
    ['n must', () => minimumDetectableDrop({ n: 0, sd: 1 })],
    ['power', () => minimumDetectableDrop({ n: 10, sd: 1, power: 0.01 })],
    ['sd must', () => minimumDetectableDrop({ n: 10, sd: -1 })],
    ['discordance', () => casesNeeded({ drop: 0.1, discordance: 2 })],
    ['drop', () => casesNeeded({ drop: 0, sd: 1 })],
    ['margin', () => casesForMargin({ margin: 0, sd: 1 })],
    ['omega2', () => repeatsNeeded({ n: 10, drop: 0.1, omega2: -1, sigmaA2: 0, sigmaB2: 0 })],
  ])('%s out of range is named', (name, call) => {
    expect(call).toThrow(RangeError)
    expect(call).toThrow(name)
  })
})
