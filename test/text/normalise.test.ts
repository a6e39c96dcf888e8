import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normaliseAnswer } from '../../src/text/normalise.ts'

describe('normaliseAnswer', () => {
  // What normalize_answer of SQuAD's evaluate-v1.1.py gives.
  it.each([
    ['The Cat', 'cat'],
    ['an apple, a pear', 'apple pear'],
    ["The cat's pajamas!", 'cats pajamas'],
    ['  Saint   Bernadette\tSoubirous ', 'saint bernadette soubirous'],
    ['U.S.A.', 'usa'],
    ['e-mail', 'email'],
    ['Denver Broncos.', 'denver broncos'],
    ['another theatre', 'another theatre'],
    ['"quoted"', 'quoted'],
    ['covid-19', 'covid19'],
  ])('treats %j as SQuAD does', (text, expected) => {
    expect(normaliseAnswer(text)).toBe(expected)
  })

  it.each([
    ['1,000', '1000'],
    ['1 000 km', '1000 km'],
    ['5.00', '5'],
    ['$5.00', '$5'],
    ['5 %', '5 percent'],
    ['50 per cent', '50%'],
    ['−5', '-5'],
    ['5 €', '€5'],
    ['1,495.50 €', '€1495.50'],
    ['+5', '5'],
    ['.5', '0.5'],
    ['1,5', '1.5'],
    ['3 – 5', '3-5'],
    ['3—5 days', '3-5 days'],
    ['"5".', '5'],
    ['５', '5'],
    ['ﬁve café', 'five cafe\u0301'],
    ['don’t', "don't"],
    ['½', '1/2'],
    ['2½', '2 1/2'],
    ['12 °C', '12°C'],
    ['ACME™', 'Acme'],
  ])('equates %j and %j', (a, b) => {
    expect(normaliseAnswer(a)).toBe(normaliseAnswer(b))
  })

  it.each([
    ['1.5', '15'],
    ['-5', '5'],
    ['3-5', '35'],
    ['5%', '5'],
    ['$5', '€5'],
    ['$5', '5'],
    ['10:30', '1030'],
    ['3/4', '34'],
    ['1.2.3', '123'],
    ['<5', '5'],
    ['-$5', '$5'],
    ['-.5', '.5'],
    ['2½', '21/2'],
    ['10²', '102'],
    ['10⁻³', '10³'],
    ['12 °C', '12 C'],
    ['Python 3.10', 'Python 3.1'],
    ['A', 'B'],
    ['A', ''],
    ['it is -5 degrees', 'it is 5 degrees'],
  ])('tells %j from %j', (a, b) => {
    expect(normaliseAnswer(a)).not.toBe(normaliseAnswer(b))
  })

  it('never makes one number of two', () => {
    const runs = (text: string) => text.match(/\d+/g) ?? []
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a159-/:*_()!%$'), maxLength: 30 }), (text) => {
        expect(runs(normaliseAnswer(text))).toEqual(runs(text))
      }),
      { numRuns: 2000 },
    )
  })

  it('keeps apart numbers of different value', () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => Number(value.toFixed(3)) + 0)
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(normaliseAnswer(a.toLocaleString('en-US')) === normaliseAnswer(b.toLocaleString('en-US'))).toBe(a === b)
      }),
    )
  })
})
