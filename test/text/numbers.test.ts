import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findNumbers } from '../../src/text/numbers.ts'

const values = (text: string) => findNumbers(text).map(({ value }) => value)
const one = (text: string) => {
  const [first, ...rest] = findNumbers(text)
  expect(rest, text).toEqual([])
  return first
}

describe('findNumbers', () => {
  it.each<[string, number]>([
    ['1,000', 1000],
    ['1 000', 1000],
    ['1\u00a0000\u00a0000', 1_000_000],
    ['1\u202f234,5', 1234.5],
    ["1'000'000", 1_000_000],
    ['12,34,567', 1_234_567],
    ['1,234.56', 1234.56],
    ['1.234,56', 1234.56],
    ['1.234.567', 1_234_567],
    ['1.000', 1],
    ['1,5', 1.5],
    ['0.5', 0.5],
    ['.5', 0.5],
    ['−5', -5],
    ['-5', -5],
    ['(-5)', -5],
    ['+5', 5],
    ['1.5e6', 1_500_000],
    ['2E-3', 0.002],
    ['6.02 × 10^23', 6.02e23],
    ['3 x 10⁶', 3_000_000],
    ['2½', 2.5],
    ['5k', 5000],
    ['1.5 million', 1_500_000],
    ['3 bn', 3e9],
    ['１２３', 123],
    ['٤٢', 42],
    ['twelve', 12],
    ['twenty-five', 25],
    ['two hundred and fifty thousand', 250_000],
    ['one hundred twenty-three', 123],
    ['a dozen', 12],
    ['half a million', 500_000],
    ['Five', 5],
    ['3rd', 3],
    ['1990s', 1990],
    ['30-day', 30],
    ['mid-2024', 2024],
    ['twenty-first', 21],
    ['minus 12', -12],
    ['¾', 0.75],
    ['10⁻³', 0.001],
  ])('reads %s as %d', (text, value) => {
    expect(one(`It is ${text}`)?.value).toBe(value)
  })

  it.each([
    ['3-5', [3, 5]],
    ['3–5 days', [3, 5]],
    ['1,2,3', [1, 2, 3]],
    ['two three', [2, 3]],
    ['one and two', [1, 2]],
    ['2023 150', [2023, 150]],
    ['.5,5', [5.5]],
    ['24/7', [24, 7]],
  ])('reads %s as several numbers', (text, expected) => {
    expect(values(text)).toEqual(expected)
  })

  it.each([
    'COVID-19',
    'B12',
    'GPT-4',
    'version v2',
    'H2O',
    '1.2.3',
    '192.168.0.1',
    'IP65',
    'someone',
    '1️⃣',
    'tent',
    'often',
  ])('sees no number in %s', (text) => {
    expect(values(text)).toEqual([])
  })

  it.each<[string, number, string]>([
    ['$1.5 million', 1_500_000, '$'],
    ['$1.5M', 1_500_000, '$'],
    ['US$ 20', 20, 'USD'],
    ['1,500,000 dollars', 1_500_000, '$'],
    ['EUR 20', 20, 'EUR'],
    ['20€', 20, 'EUR'],
    ['20 €', 20, 'EUR'],
    ['£1,150', 1150, 'GBP'],
    ['-$5', -5, '$'],
    ['50 cents', 0.5, '$'],
    ['twenty euros', 20, 'EUR'],
    ['99p', 0.99, 'GBP'],
    ['50¢', 0.5, '$'],
  ])('reads the money %s', (text, value, currency) => {
    expect(one(`It costs ${text}.`)).toMatchObject({ kind: 'money', value, currency })
  })

  it.each(['50%', '50 %', '50 percent', '50 per cent', '50-percent', 'fifty percent', '50 percentage points'])(
    'reads %s as a percentage',
    (text) => {
      expect(one(text)).toMatchObject({ kind: 'percent', value: 50 })
    },
  )

  it('reads basis points as hundredths of a percent', () => {
    expect(one('25 basis points')).toMatchObject({ kind: 'percent', value: 0.25 })
    expect(one('25bps')).toMatchObject({ kind: 'percent', value: 0.25 })
  })

  it('knows the letters of the SI behind a space, and degrees', () => {
    expect(one('0.5 g of it')?.unit).toEqual({ dimension: 'mass', factor: 1 })
    expect(one('500 µg')?.unit?.dimension).toBe('mass')
    expect(one('−20 °C')).toMatchObject({ value: -20, unit: { dimension: 'celsius' } })
    expect(one('70 degrees Fahrenheit')?.unit?.dimension).toBe('fahrenheit')
    expect(one("5 g's")?.unit).toBeUndefined()
  })

  it('tells the first of a range what only the second says, and the other way round', () => {
    expect(findNumbers('5–7 business days').map(({ unit }) => unit?.dimension)).toEqual(['time', 'time'])
    expect(findNumbers('5–10%').map(({ kind }) => kind)).toEqual(['percent', 'percent'])
    expect(findNumbers('$10–15').map(({ currency }) => currency)).toEqual(['$', '$'])
    expect(findNumbers('$5–10 million')).toMatchObject([{ otherwise: [5e6] }, { value: 1e7, currency: '$' }])
    expect(findNumbers('2023/24')).toMatchObject([{ value: 2023 }, { value: 24, otherwise: [2024] }])
    expect(findNumbers('in plan 3 and 5 days').map(({ unit }) => unit?.dimension)).toEqual([undefined, 'time'])
  })

  it('knows units, also behind an adjective, and which numbers are bare', () => {
    expect(one('30 calendar days')?.unit?.dimension).toBe('time')
    expect(one('5GB')?.unit).toEqual({ dimension: 'data', factor: 1e9 })
    expect(one('20 employees')).toMatchObject({ bare: false })
    expect(one('the price is 20.')).toMatchObject({ bare: true })
  })

  it('keeps the other meaning of an ambiguous point', () => {
    expect(one('1.000')?.otherwise).toEqual([1000])
    expect(one('1,234')?.otherwise).toEqual([1.234])
  })

  it('gives the whole number as its place', () => {
    const text = 'Costs about $1.5 million, or 50 per cent.'
    expect(findNumbers(text).map(({ start, end }) => text.slice(start, end))).toEqual(['$1.5 million', '50 per cent'])
  })

  it('reads back what toLocaleString writes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.constantFrom('en-US', 'en-IN', 'de-CH', 'fr-FR'),
        (number, locale) => {
          expect(values(`It is ${number.toLocaleString(locale)}`)).toEqual([number])
        },
      ),
    )
  })

  it('never finds a number that is part of a longer one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 999 }), (whole, decimals) => {
        expect(values(`${whole}.${decimals}7`)).toHaveLength(1)
      }),
    )
  })

  it('gives ordered, disjoint spans inside any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0129.,- %$€kKoneten\u00a0½×^/ '), maxLength: 60 }), (text) => {
        let last = 0
        for (const { start, end, value } of findNumbers(text)) {
          expect(start).toBeGreaterThanOrEqual(last)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(text.length)
          expect(value).not.toBeNaN()
          last = end
        }
      }),
      { numRuns: 1000 },
    )
  })
})
