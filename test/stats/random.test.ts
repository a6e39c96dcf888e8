import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bcaAcceleration,
  bcaPercentiles,
  bootstrapMean,
  exhaustiveBootstrap,
  normQuantile,
  pcg32,
} from '../../src/stats/index.ts'
import { resampler } from '../../src/stats/resample.ts'

/** PCG-XSH-RR 64/32 straight from its definition, in big integers. */
function reference(seed: number, stream: number, count: number): number[] {
  const mask = (1n << 64n) - 1n
  const increment = ((BigInt(stream) << 1n) | 1n) & mask
  let state = 0n
  const next = (): number => {
    const old = state
    state = (old * 6364136223846793005n + increment) & mask
    const word = Number((((old >> 18n) ^ old) >> 27n) & 0xffffffffn)
    const turn = Number(old >> 59n)
    return ((word >>> turn) | (word << (-turn & 31))) >>> 0
  }
  next()
  state = (state + BigInt(seed)) & mask
  next()
  return Array.from({ length: count }, next)
}

describe('pcg32', () => {
  it('is the generator of its definition, for any seed and stream', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (seed, stream) => {
        expect(pcg32({ seed, stream, count: 50 })).toEqual(reference(seed, stream, 50))
      }),
    )
  })

  it('is one stream, however much of it is taken, and another for another seed or stream', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat({ max: 40 }), (seed, stream, count) => {
        const numbers = pcg32({ seed, stream, count: 60 })
        expect(numbers.slice(0, count)).toEqual(pcg32({ seed, stream, count }))
        expect(pcg32({ seed: seed + 1, stream, count: 60 })).not.toEqual(numbers)
        expect(pcg32({ seed, stream: stream + 1, count: 60 })).not.toEqual(numbers)
      }),
    )
  })

  it('names what is out of range', () => {
    expect(() => pcg32({ seed: -1, stream: 0, count: 1 })).toThrow('seed must')
    expect(() => pcg32({ seed: 1, stream: 0.5, count: 1 })).toThrow('stream must')
    expect(() => pcg32({ seed: 1, stream: 0, count: -1 })).toThrow('count must')
  })
})

describe('a resample', () => {
  it('is what multiplying the words of the stream, or halves of them, and rejecting without bias gives', () => {
    const size = fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 2 ** 15 - 2, max: 2 ** 15 + 2 }))
    fc.assert(
      fc.property(size, fc.nat(), (n, seed) => {
        const draws = Math.ceil(9000 / n)
        const words = pcg32({ seed, stream: 54, count: 2 * n * draws + 100 })
        const isHalf = n <= 2 ** 15
        const range = isHalf ? 2 ** 16 : 2 ** 32
        const numbers = isHalf ? words.flatMap((word) => [word % 2 ** 16, Math.floor(word / 2 ** 16)]) : words
        const accepted = numbers.filter((number) => (number * n) % range >= range % n)
        const draw = resampler(n, seed)
        for (let b = 0; b < draws; b++) {
          const expected = accepted.slice(b * n, (b + 1) * n).map((number) => Math.floor((number * n) / range))
          expect(Array.from(draw())).toEqual(expected)
        }
      }),
      { numRuns: 20 },
    )
  })
})

describe('bootstrapMean', () => {
  const values = [43, 58, -12, 5, 0, 77, 31, -8, 22, 15, 9, 64]

  it('repeats itself with the same seed and differs with another', () => {
    const draw = (seed: number) => bootstrapMean({ values, B: 500, seed })
    expect(draw(3)).toEqual(draw(3))
    expect(draw(3)).not.toEqual(draw(4))
  })

  it('comes near the distribution of all resamples', () => {
    const few = [0, 1, 1, 0.5, 0.25, 0.75, 1]
    const all = exhaustiveBootstrap({ values: few, quantiles: [0.05, 0.95], quantileMethod: 'linear' })
    const [low, high] = bootstrapMean({ values: few, B: 50_000, confidence: 0.9 })
    expect(low).toBeCloseTo(all.quantiles[0] ?? Number.NaN, 1)
    expect(high).toBeCloseTo(all.quantiles[1] ?? Number.NaN, 1)
  })

  it('has the width of the standard error, for samples that take half and whole random words', () => {
    for (const n of [2000, 40_000]) {
      const ramp = Array.from({ length: n }, (_, i) => i / (n - 1))
      const [low, high] = bootstrapMean({ values: ramp, B: 1000, confidence: 0.9 })
      const se = Math.sqrt(1 / 12 / n)
      expect((low + high) / 2 / 0.5).toBeCloseTo(1, 1)
      expect((high - low) / (2 * 1.645 * se)).toBeGreaterThan(0.85)
      expect((high - low) / (2 * 1.645 * se)).toBeLessThan(1.15)
    }
  })

  it('moves with a shift and a unit, mirrors, and widens with confidence, by either method', () => {
    const sample = fc
      .array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 12 })
      .filter((list) => new Set(list).size > 1)
    fc.assert(
      fc.property(
        sample,
        fc.constantFrom('percentile', 'bca'),
        fc.integer({ min: 1, max: 9 }),
        (list, method, unit) => {
          const interval = (values: number[], confidence = 0.9) => bootstrapMean({ values, method, B: 401, confidence })
          const [low, high] = interval(list)
          const moved = interval(list.map((value) => value * unit + 7))
          expect(moved[0]).toBeCloseTo(low * unit + 7, 6)
          expect(moved[1]).toBeCloseTo(high * unit + 7, 6)
          const turned = interval(list.map((value) => -value))
          expect(turned[0]).toBeCloseTo(-high, 6)
          expect(turned[1]).toBeCloseTo(-low, 6)
          const wider = interval(list, 0.95)
          expect(wider[0]).toBeLessThanOrEqual(low)
          expect(wider[1]).toBeGreaterThanOrEqual(high)
        },
      ),
    )
  })

  it('of many draws of many values is the z interval, with the standard error of n and not of n - 1', () => {
    const ramp = Array.from({ length: 400 }, (_, i) => ((i * 37) % 401) / 400)
    const mean = ramp.reduce((sum, value) => sum + value, 0) / 400
    const se = Math.sqrt(ramp.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / 400
    for (const method of ['percentile', 'bca'] as const) {
      const [low, high] = bootstrapMean({ values: ramp, method, B: 40_000 })
      expect((mean - low) / se).toBeCloseTo(normQuantile({ p: 0.975 }), 1)
      expect((high - mean) / se).toBeCloseTo(normQuantile({ p: 0.975 }), 1)
    }
  })

  it('by bca falls back to percentiles where no resample lies below the mean', () => {
    expect(bootstrapMean({ values: [0, 1, 5], B: 1, method: 'bca', seed: 1 })).toHaveLength(2)
    expect(bootstrapMean({ values: [0, 1, 5], B: 1, method: 'bca', seed: 1 })[0]).toBeGreaterThanOrEqual(0)
  })

  it('is the value itself where all are equal', () => {
    expect(bootstrapMean({ values: [2, 2, 2], B: 100 })).toEqual([2, 2])
    expect(bootstrapMean({ values: [2, 2, 2], B: 100, method: 'bca' })).toEqual([2, 2])
  })

  it('names what is out of range', () => {
    expect(() => bootstrapMean({ values: [1] })).toThrow('values must')
    expect(() => bootstrapMean({ values, B: 0 })).toThrow('B must')
    expect(() => exhaustiveBootstrap({ values, quantiles: [0.5] })).toThrow('values must')
  })
})

describe('exhaustiveBootstrap', () => {
  it('is what going through every resample gives', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 4 }), (list) => {
        const n = list.length
        const means = Array.from({ length: n ** n }, (_, code) => {
          let [rest, sum] = [code, 0]
          for (let i = 0; i < n; i++) {
            sum += list[rest % n] ?? 0
            rest = Math.floor(rest / n)
          }
          return sum / n
        }).sort((a, b) => a - b)
        const { quantiles } = exhaustiveBootstrap({ values: list, quantiles: [0, 0.3, 0.5, 1] })
        const at = (q: number) => means[Math.max(0, Math.ceil(q * means.length) - 1)] ?? Number.NaN
        expect(quantiles[0]).toBeCloseTo(at(0), 12)
        expect(quantiles[1]).toBeCloseTo(at(0.3), 12)
        expect(quantiles[2]).toBeCloseTo(at(0.5), 12)
        expect(quantiles[3]).toBeCloseTo(at(1), 12)
      }),
    )
  })
})

describe('the spread of all resamples', () => {
  it('is the standard deviation of the values over the root of their number, whatever their unit and origin', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 7 }), (list) => {
        const n = list.length
        const mean = list.reduce((sum, value) => sum + value, 0) / n
        const sd = Math.sqrt(list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n)
        const plain = exhaustiveBootstrap({ values: list, quantiles: [0.25, 0.5] })
        expect(plain.sd).toBeCloseTo(sd / Math.sqrt(n), 9)
        const moved = exhaustiveBootstrap({ values: list.map((value) => value * 3 - 1), quantiles: [0.25, 0.5] })
        moved.quantiles.forEach((value, i) => {
          expect(value).toBeCloseTo((plain.quantiles[i] ?? Number.NaN) * 3 - 1, 9)
        })
      }),
    )
  })
})

describe('the BCa interval', () => {
  it('mirrors, and reads further out the more confident it is', () => {
    const small = fc.integer({ min: -30, max: 30 }).map((steps) => steps / 100)
    const confidence = fc.double({ min: 0.5, max: 0.99, noNaN: true })
    fc.assert(
      fc.property(
        small,
        small.map((a) => a / 3),
        confidence,
        (z0, acceleration, level) => {
          const [low, high] = bcaPercentiles({ z0, acceleration, confidence: level })
          const mirrored = bcaPercentiles({ z0: -z0, acceleration: -acceleration, confidence: level })
          expect(mirrored[0]).toBeCloseTo(1 - high, 10)
          expect(mirrored[1]).toBeCloseTo(1 - low, 10)
          const wider = bcaPercentiles({ z0, acceleration, confidence: (1 + level) / 2 })
          expect(wider[0]).toBeLessThan(low)
          expect(wider[1]).toBeGreaterThan(high)
          // Bias and skew to the same side both move the interval there.
          expect(bcaPercentiles({ z0: z0 + 0.1, acceleration, confidence: level })[0]).toBeGreaterThan(low)
          expect(bcaPercentiles({ z0: 0, acceleration: 0.1, confidence: level })[1]).toBeGreaterThan((1 + level) / 2)
        },
      ),
    )
  })

  it('has an acceleration without unit or origin, of the sign of the skew, that fades as cases are copied', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 12 }), (list) => {
        const plain = bcaAcceleration({ values: list })
        expect(bcaAcceleration({ values: list.map((value) => value * 3 + 8) })).toBeCloseTo(plain, 10)
        expect(bcaAcceleration({ values: list.map((value) => -value) })).toBeCloseTo(-plain, 10)
        expect(bcaAcceleration({ values: [...list, ...list, ...list, ...list] })).toBeCloseTo(plain / 2, 10)
      }),
    )
    expect(bcaAcceleration({ values: [0, 0, 0, 1] })).toBeGreaterThan(0)
  })

  it('is the percentile interval without bias and skew', () => {
    const [low, high] = bcaPercentiles({ z0: 0, acceleration: 0, confidence: 0.9 })
    expect(low).toBeCloseTo(0.05, 12)
    expect(high).toBeCloseTo(0.95, 12)
    expect(bcaAcceleration({ values: [1, 2, 3] })).toBeCloseTo(0, 12)
    expect(bcaAcceleration({ values: [5, 5] })).toBe(0)
  })
})
