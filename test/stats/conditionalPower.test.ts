import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conditionalPower, normCdf, normQuantile, pcg32 } from '../../src/stats/index.ts'

/** In hundredths: doubles would crowd around 0. */
const z = fc.integer({ min: -400, max: 400 }).map((hundredths) => hundredths / 100)
const information = fc.double({ min: 0.01, max: 0.99, noNaN: true })
const look = fc.record({ z, information, bound: z, drift: z })

describe('conditionalPower', () => {
  it('is how often the rest of the cases carries the mean over the bound', () => {
    const [cases, seen, runs, bound] = [40, 16, 8000, 1.96]
    const normals = pcg32({ seed: 11, stream: 3, count: runs * (cases - seen) }).map((word) =>
      normQuantile({ p: (word + 0.5) / 2 ** 32 }),
    )
    for (const [sum, mean] of [
      [6, 0],
      [6, 6 / 16],
      [-2, 0.4],
    ] as const) {
      let reached = 0
      for (let run = 0; run < runs; run++) {
        let total = sum
        for (let i = run * (cases - seen); i < (run + 1) * (cases - seen); i++) total += mean + (normals[i] ?? 0)
        if (total / Math.sqrt(cases) >= bound) reached++
      }
      const chance = conditionalPower({
        z: sum / Math.sqrt(seen),
        information: seen / cases,
        bound,
        drift: mean * Math.sqrt(cases),
      })
      expect(Math.abs(reached / runs - chance)).toBeLessThan(4 * Math.sqrt(0.25 / runs))
    }
  })

  it('averages, over what the look may show, to the power of the whole test', () => {
    fc.assert(
      fc.property(information, z, z, (share, bound, drift) => {
        const step = 0.01
        let power = 0
        for (let x = -9; x <= 9; x += step) {
          const seen = x + drift * Math.sqrt(share)
          const density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)
          power += conditionalPower({ z: seen, information: share, bound, drift }) * density * step
        }
        expect(power).toBeCloseTo(normCdf({ x: drift - bound }), 5)
      }),
      { numRuns: 30 },
    )
  })

  it('rises with what was seen and with the drift, falls with the bound, and mirrors', () => {
    fc.assert(
      fc.property(look, fc.double({ min: 0.01, max: 2, noNaN: true }), (input, more) => {
        const power = conditionalPower(input)
        expect(conditionalPower({ ...input, z: input.z + more })).toBeGreaterThanOrEqual(power)
        expect(conditionalPower({ ...input, drift: input.drift + more })).toBeGreaterThanOrEqual(power)
        expect(conditionalPower({ ...input, bound: input.bound + more })).toBeLessThanOrEqual(power)
        const turned = { ...input, z: -input.z, bound: -input.bound, drift: -input.drift }
        expect(conditionalPower(turned)).toBeCloseTo(1 - power, 12)
      }),
    )
  })

  it('is the plain power at the outset, settled at the end, and a half where the trend leads to the bound', () => {
    const outset = { z: 1, information: 1e-12, bound: 1.96, drift: 2.5 }
    expect(conditionalPower(outset)).toBeCloseTo(normCdf({ x: 0.54 }), 5)
    expect(conditionalPower({ z: 2, information: 1 - 1e-9, bound: 1.96, drift: -3 })).toBeCloseTo(1, 12)
    expect(conditionalPower({ z: 1.9, information: 1 - 1e-9, bound: 1.96, drift: 3 })).toBeCloseTo(0, 12)
    expect(conditionalPower({ z: 1.2, information: 0.36, bound: 2, drift: 2 })).toBe(0.5)
    expect(conditionalPower({ ...outset, bound: Number.POSITIVE_INFINITY })).toBe(0)
  })

  it.each([
    ['information', { information: 1 }],
    ['information', { information: 0 }],
    ['z must', { z: Number.NaN }],
    ['bound', { bound: Number.NaN }],
    ['drift', { drift: Number.POSITIVE_INFINITY }],
  ])('%s out of range is named', (name, wrong) => {
    const call = () => conditionalPower({ z: 1, information: 0.5, bound: 2, drift: 1, ...wrong })
    expect(call).toThrow(RangeError)
    expect(call).toThrow(name)
  })
})
