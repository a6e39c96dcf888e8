import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BleuOptions } from '../../src/graders/bleu.ts'
import { bleu } from '../../src/graders/bleu.ts'
import { scoreOf } from './grading.ts'

describe('bleu', () => {
  // sacreBLEU, test_sentence_bleu.py
  const text = 'Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;'
  const expected = 'producţia de zahăr brut se exprimă în zahăr alb;'
  it.each<[BleuOptions, number]>([
    [{}, 8.493],
    [{ smoothing: 'none' }, 0],
    [{ smoothing: 'floor' }, 4.51688],
    [{ smoothing: 'floor', smoothValue: 0.1 }, 4.51688],
    [{ smoothing: 'floor', smoothValue: 0.5 }, 10.1],
    [{ smoothing: 'add-k' }, 14.882],
    [{ smoothing: 'add-k', smoothValue: 1 }, 14.882],
    [{ smoothing: 'add-k', smoothValue: 2 }, 21.389],
    [{ tokenize: 'none' }, 7.347],
    [{ tokenize: 'intl' }, 8.493],
    [{ tokenize: 'char' }, 40.8759],
    [{ tokenize: 'char', ignoreCase: true }, 42.0267],
  ])('with %j gives what sacreBLEU documents', (options, score) => {
    const difference = Number(scoreOf(bleu(options), { text, expected })) * 100 - score
    expect(Math.abs(difference)).toBeLessThan(1e-3)
  })

  it.each(['exp', 'floor', 'add-k', 'none'] as const)(
    'is 0 where nothing is shared, whatever the smoothing: %s',
    (smoothing) => {
      expect(scoreOf(bleu({ smoothing }), { text: 'this is a cat', expected: 'okay thanks' })).toBe(0)
    },
  )

  it.each([
    // sacreBLEU, test_bleu.py: the orders that there are, and the penalty for what is short
    ['a test', 'a test', 1],
    ['test', 'a test', 0.3678794411714425],
    ['this is a fest', 'this is a test', undefined],
    ['', 'a test', 0],
  ])('judges short answers by the orders that they have: %j for %j', (answer, wanted, score) => {
    const got = scoreOf(bleu(), { text: answer, expected: wanted })
    if (score !== undefined) expect(got).toBeCloseTo(score, 12)
    else expect(got).toBeCloseTo(((3 / 4) * (2 / 3) * (1 / 2) * (1 / 2)) ** 0.25, 12)
  })

  it('takes n-grams from all of several and the length of the nearest', () => {
    const references = ['The dog bit the man.', 'The dog had bit the man.']
    expect(scoreOf(bleu(), { text: 'The dog bit the man.', expected: references })).toBe(1)
    // 5 tokens are as near to 4 as to 6: the shorter counts, and there is no penalty.
    expect(scoreOf(bleu(), { text: 'a b c d e', expected: ['a b c d e f', 'a b c d'] })).toBe(1)
  })

  it('judges nothing without an expected text', () => {
    expect(scoreOf(bleu(), { text: 'x' })).toBe('unscored')
    expect(scoreOf(bleu(), { text: 'x', expected: null })).toBe('unscored')
    expect(scoreOf(bleu(), { text: 'x', expected: ' ' })).toBe('unscored')
  })

  it('lies in 0..1, and is 1 for a text and itself', () => {
    const words = fc
      .array(fc.constantFrom('a', 'b', 'c', '1,5', '.'), { minLength: 1, maxLength: 20 })
      .map((all) => all.join(' '))
    fc.assert(
      fc.property(words, words, fc.constantFrom('exp', 'floor', 'add-k', 'none'), (a, b, smoothing) => {
        const score = scoreOf(bleu({ smoothing }), { text: a, expected: b })
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1)
        expect(scoreOf(bleu({ smoothing }), { text: a, expected: a })).toBe(1)
      }),
    )
  })
})
