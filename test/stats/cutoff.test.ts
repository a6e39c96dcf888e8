import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestCutoff, classification, heldOutCutoffs, type LabelledScore, middleOf } from '../../src/stats/index.ts'

const both = fc
  .array(fc.record({ score: fc.integer({ min: 0, max: 9 }), positive: fc.boolean() }), { minLength: 2, maxLength: 40 })
  .filter((rows) => rows.some(({ positive }) => positive) && rows.some(({ positive }) => !positive))

const rows: LabelledScore[] = [
  { score: 0.9, positive: true },
  { score: 0.8, positive: true },
  { score: 0.7, positive: false },
  { score: 0.6, positive: true },
  { score: 0.2, positive: false },
  { score: 0.1, positive: false },
]

describe('bestCutoff', () => {
  it('has the best F1 of all cutoffs', () => {
    fc.assert(
      fc.property(both, (scores) => {
        const cutoff = middleOf(bestCutoff({ scores, aim: { for: 'f1' } }))
        const f1At = (at: number) => classification({ scores, cutoff: at }).f1?.value ?? 0
        const others = [-1, ...Array.from({ length: 10 }, (_, i) => i)].map(f1At)
        expect(f1At(cutoff)).toBeCloseTo(Math.max(...others), 12)
      }),
    )
  })

  it('has the best balanced accuracy of all cutoffs', () => {
    fc.assert(
      fc.property(both, (scores) => {
        const cutoff = middleOf(bestCutoff({ scores, aim: { for: 'balanced' } }))
        const valueAt = (at: number) => classification({ scores, cutoff: at }).balancedAccuracy ?? 0
        const others = [-1, ...Array.from({ length: 10 }, (_, i) => i)].map(valueAt)
        expect(valueAt(cutoff)).toBeCloseTo(Math.max(...others), 12)
      }),
    )
  })

  it('gives all cutoffs that find the same', () => {
    expect(bestCutoff({ scores: rows, aim: { for: 'f1' } })).toEqual({ low: 0.2, high: 0.6, isMet: true })
  })

  it('has the highest recall with the precision that is asked for', () => {
    expect(bestCutoff({ scores: rows, aim: { for: 'precision', least: 0.9 } })).toMatchObject({ low: 0.7, high: 0.8 })
    expect(bestCutoff({ scores: rows, aim: { for: 'precision', least: 0.75 } })).toMatchObject({ low: 0.2, high: 0.6 })
  })

  it('has the highest precision with the recall that is asked for', () => {
    expect(bestCutoff({ scores: rows, aim: { for: 'recall', least: 0.6 } })).toMatchObject({ low: 0.7, high: 0.8 })
    expect(bestCutoff({ scores: rows, aim: { for: 'recall', least: 1 } })).toMatchObject({ low: 0.2, high: 0.6 })
  })

  it('says that a precision is out of reach, and takes the nearest', () => {
    const scores = rows.map(({ score, positive }) => ({ score: 1 - score, positive }))
    const found = bestCutoff({ scores, aim: { for: 'precision', least: 0.9 } })
    expect(found.isMet).toBe(false)
    expect(classification({ scores, cutoff: middleOf(found) }).precision?.value).toBe(0.5)
  })

  it('stays within the range that may be set', () => {
    const same = [
      { score: 0, positive: true },
      { score: 0, positive: false },
    ]
    // Below 0 it would find both.
    expect(bestCutoff({ scores: same, aim: { for: 'f1' } }).high).toBe(0)
    expect(bestCutoff({ scores: same, aim: { for: 'f1' }, range: [0, 1] })).toMatchObject({ low: 0, high: 1 })
  })
})

describe('heldOutCutoffs', () => {
  const many = Array.from({ length: 60 }, (_, i) => ({
    score: ((i * 37) % 60) / 60,
    positive: (i * 37) % 60 > 35,
    cluster: `doc ${i % 20}`,
  }))

  it('gives a cluster one cutoff, chosen without it', () => {
    const cutoffs = heldOutCutoffs({ scores: many, aim: { for: 'f1' } })
    many.forEach(({ cluster }, i) => {
      expect(cutoffs?.[i]).toBe(cutoffs?.[many.findIndex((other) => other.cluster === cluster)])
    })
  })

  it('gives the same for the same seed, and folds that others lack for another', () => {
    const of = (seed: number) => heldOutCutoffs({ scores: many, aim: { for: 'balanced' }, seed, folds: 3 })
    expect(of(1)).toEqual(of(1))
    expect([2, 3, 4, 5].some((seed) => JSON.stringify(of(seed)) !== JSON.stringify(of(1)))).toBe(true)
  })

  it('does not let a label choose the cutoff that it is judged by', () => {
    // In the sample a cutoff parts them; held out, the one positive is never found by a cutoff that others chose.
    const scores = [
      { score: 0.9, positive: true },
      { score: 0.5, positive: true },
      ...Array.from({ length: 20 }, (_, i) => ({ score: 0.6 - (i + 1) / 100, positive: false })),
    ]
    const cutoffs = heldOutCutoffs({ scores, aim: { for: 'f1' }, folds: 22 })
    expect(cutoffs?.[1]).toBeGreaterThan(0.5)
  })

  it('is not to be had where a class has one cluster', () => {
    const scores = [{ score: 1, positive: true }, ...rows.filter(({ positive }) => !positive)]
    expect(heldOutCutoffs({ scores, aim: { for: 'f1' } })).toBeNull()
  })
})
