import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { citations, exactMatch, weighted } from '../../src/graders/index.ts'
import { children, giving } from './composed.ts'
import { gradeOf, scoreOf } from './grading.ts'

const weight = fc.double({ min: 1e-300, max: 1e300, noNaN: true })

describe('weighted', () => {
  it('is the weighted mean', () => {
    const whole = weighted([giving('a', 1), giving('b', 0.5), giving('c', 0)], { weights: { a: 2, b: 4 } })
    expect(gradeOf(whole, {})).toMatchObject({ score: 4 / 7, reason: 'c 0.0%; b 50.0%' })
    expect(whole.passAt).toBe(1)
  })

  it('is by pass the weighted share of graders that pass', () => {
    const all = [giving('a', 0.8, 0.8), giving('b', 0.7, 0.8)]
    expect(scoreOf(weighted(all, { by: 'pass', weights: { a: 3 } }), {})).toBe(0.75)
  })

  it('refuses weights that are not above 0, or of graders that are not there', () => {
    expect(() => weighted([exactMatch()], { weights: { exactMatch: 0 } })).toThrow('must be more than 0')
    expect(() => weighted([exactMatch(), citations()], { weights: { exactMach: 1 } })).toThrow(
      'weighted: "weights" has "exactMach", which is none of its graders; did you mean "exactMatch"?',
    )
  })

  it('lies within the scores, whatever the weights', () => {
    fc.assert(
      fc.property(children, fc.array(weight, { minLength: 6, maxLength: 6 }), (all, weights) => {
        const named = Object.fromEntries(all.map(({ name }, index) => [name, weights[index] ?? 1]))
        const scores = all.map((one) => Number(scoreOf(one, {})))
        const score = Number(scoreOf(weighted(all, { weights: named }), {}))
        expect(score).toBeGreaterThanOrEqual(Math.min(...scores))
        expect(score).toBeLessThanOrEqual(Math.max(...scores))
      }),
    )
  })

  it('is the score where all give the same, however it rounds', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), weight, weight, (score, a, b) => {
        expect(scoreOf(weighted([giving('a', score), giving('b', score)], { weights: { a, b } }), {})).toBe(score)
      }),
      // Doubles shrink for minutes.
      { endOnFailure: true },
    )
  })

  it('depends on the ratios of the weights alone', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 6, maxLength: 6 })
    fc.assert(
      fc.property(children, sizes, fc.constantFrom(2, 1024, 0.5), (all, weights, factor) => {
        const times = (by: number) =>
          weighted(all, { weights: Object.fromEntries(all.map(({ name }, at) => [name, (weights[at] ?? 1) * by])) })
        expect(scoreOf(times(factor), {})).toBe(scoreOf(times(1), {}))
        expect(times(factor).fingerprint).toBe(times(1).fingerprint)
      }),
    )
  })

  it('has another fingerprint with other weights', () => {
    const of = (a: number) => weighted([giving('a', 1), giving('b', 1)], { weights: { a } }).fingerprint
    expect(of(1)).not.toBe(of(2))
  })
})
