import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agreementAcrossRepeats, krippendorffAlpha } from '../../src/stats/index.ts'

const labels = fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 6 }), { maxLength: 8 })

describe('agreementAcrossRepeats', () => {
  it('is the share of pairs of repeats with equal labels', () => {
    fc.assert(
      fc.property(labels, (cases) => {
        const { perCase, mean } = agreementAcrossRepeats({ labels: cases })
        const expected = cases.map((repeats) => {
          const pairs = repeats.flatMap((a, i) => repeats.slice(i + 1).map((b) => (a === b ? 1 : 0)))
          return pairs.length === 0 ? null : pairs.reduce<number>((sum, hit) => sum + hit, 0) / pairs.length
        })
        const known = expected.filter((share) => share !== null)
        expected.forEach((share, i) => {
          if (share === null) expect(perCase[i]).toBeNull()
          else expect(perCase[i]).toBeCloseTo(share, 12)
        })
        if (known.length === 0) expect(mean).toBeNull()
        else expect(mean).toBeCloseTo(known.reduce((sum, share) => sum + share, 0) / known.length, 12)
      }),
    )
  })

  it('is on average the chance that two answers agree, however few repeats there are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 3 }),
        fc.integer({ min: 2, max: 4 }),
        (weights, repeats) => {
          const total = weights.reduce((sum, weight) => sum + weight, 0)
          const chances = weights.map((weight) => weight / total)
          let expected = 0
          for (let code = 0; code < weights.length ** repeats; code++) {
            const answers = Array.from(
              { length: repeats },
              (_, i) => Math.floor(code / weights.length ** i) % weights.length,
            )
            const chance = answers.reduce((product, answer) => product * (chances[answer] ?? 0), 1)
            expected += chance * (agreementAcrossRepeats({ labels: [answers] }).perCase[0] ?? Number.NaN)
          }
          expect(expected).toBeCloseTo(
            chances.reduce((sum, chance) => sum + chance * chance, 0),
            12,
          )
        },
      ),
    )
  })

  it("is the observed agreement in Krippendorff's nominal alpha", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 3, maxLength: 3 }), {
          minLength: 2,
          maxLength: 9,
        }),
        (cases) => {
          fc.pre(new Set(cases.flat()).size > 1)
          const observers = [0, 1, 2].map((repeat) => cases.map((row) => row[repeat] ?? 0))
          const chance = agreementAcrossRepeats({ labels: [cases.flat()] }).mean ?? Number.NaN
          const mean = agreementAcrossRepeats({ labels: cases }).mean ?? Number.NaN
          expect(krippendorffAlpha({ observers }).nominal).toBeCloseTo(1 - (1 - mean) / (1 - chance), 10)
        },
      ),
    )
  })

  it('knows no order of repeats and no names of labels', () => {
    fc.assert(
      fc.property(labels, (cases) => {
        const turned = cases.map((repeats) => repeats.map((label) => -7.5 * label).toReversed())
        expect(agreementAcrossRepeats({ labels: turned })).toEqual(agreementAcrossRepeats({ labels: cases }))
      }),
    )
  })

  it('names what is out of range', () => {
    expect(() => agreementAcrossRepeats({ labels: [[1], [0, Number.NaN]] })).toThrow('labels[1][1] must')
  })
})
