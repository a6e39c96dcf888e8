import { describe, expect, it } from 'vitest'
import { FigureIndex } from '../../src/text/figureIndex.ts'
import { findFigures } from '../../src/text/figures.ts'

function held(source: string, answer: string): boolean[] {
  const index = new FigureIndex()
  index.add(source, 0)
  return findFigures(answer).map((figure) => index.find(figure) !== undefined)
}

describe('FigureIndex', () => {
  it.each([
    ['1,000 users', '1 000 users'],
    ['$1.5 million', '1,500,000 dollars'],
    ['US$20', '$20'],
    ['50%', '50 per cent'],
    ['3 March 2024', '2024-03-03'],
    ['3 March 2024', 'March 3rd, 2024'],
    ['3 March 2024', 'in March 2024'],
    ['3 March 2024', 'on 3 March'],
    ['3 March 2024', 'in 2024'],
    ['Rates for 2024. Valid from 3 March.', '3 March 2024'],
    ['03/04/2024', '3 April 2024'],
    ['twelve employees', '12 employees'],
    ['14 days', '2 weeks'],
    ['one day', '24 hours'],
    ['1 year', '12 months'],
    ['30 calendar days', '30 days'],
    ['5 pm', '17:00'],
    ['open 9-5 pm', '9 am'],
    ['17:30', '5:30 p.m.'],
    ['Fee (EUR): 20', '€20'],
    ['Discount: 20', '20%'],
    ['the price is $20', 'it is 20'],
    ['a change of -5%', 'fell by 5%'],
    ['call (020) 555-0123', '+44 20 555 0123'],
    ['order ORD-4711', 'order 4711'],
    ['2.5', '2.50'],
    ['1.000 Stück', '1,000 pieces'],
    ['8.336.817 people', '8,336,817 people'],
    ['Q3 2023', 'the third quarter of 2023'],
    ['Revenue of 2023. In Q3 it fell.', 'Q3 2023'],
    ['version 2.1', 'v2.1'],
    ['v2.1', 'release 2.1'],
    ['call 555-123-4567', 'call 555.123.4567'],
    ['call 1-800-555-0199', 'call (800) 555-0199'],
    ['25 basis points', '0.25%'],
    ['an accuracy of 0.93', '93% accuracy'],
    ['growth of 3.5%', 'growth of 0.035'],
    ['there is no fee', '$0'],
    ['Returns are free.', 'a 0% charge'],
    ['from 9am', 'from 9 on'],
    ['1/2 cup', '0.5 cups'],
    ['500 mg', '0.5 g'],
    ['2.5 kg', '2500 g'],
    ['5 mcg', '5 micrograms'],
    ['-20 °C', 'minus 20 degrees Celsius'],
    ['a 21st floor', 'the twenty-first floor'],
    ['the 2023/24 season', 'season of 2024'],
    ['$5–10 million', 'at least $5 million'],
    ['£35-40k', '£35,000'],
    ['$4,481.0 million', '| Revenue ($m) | 4,481.0 |'],
  ])('%j holds %j', (source, answer) => {
    expect(held(source, answer)).toEqual([true])
  })

  it.each([
    ['15 days', '5 days'],
    ['1.5 days', '5 days'],
    ['30 GB', '30 days'],
    ['30 hours', '30 days'],
    ['$20', '€20'],
    ['20 employees', '20%'],
    ['20%', '20 days'],
    ['20 employees', '$20'],
    ['3 March 2024', '3 March 2023'],
    ['3 March 2024', '4 March 2024'],
    ['March 2024', '3 March 2024'],
    ['3 March 2024', '3 employees'],
    ['5 pm', '5 am'],
    ['5 degrees', '-5 degrees'],
    ['1,000', '10,000'],
    ['COVID-19', '19'],
    ['0.5%', '5%'],
    ['call 020 555 0123', 'call 020 555 0124'],
    ['Q3 2023', 'Q4 2023'],
    ['Q3 2023', 'Q3 2022'],
    ['version 2.1', 'v3.4'],
    ['version 2.1.3', 'version 2.1.4'],
    ['192.168.0.1', '192.168.0.2'],
    ['500 mg', '500 µg'],
    ['-20 °C', '20 °C'],
    ['20 °C', '20 °F'],
    ['100 MiB', '100 MB'],
    ['5–7 days', '5 hours'],
    ['feel free to call', '$0'],
    ['a toll-free line', '0%'],
    ['from 9am', '9 users'],
    ['$4 million', '4 users'],
    ['Accuracy grew by 2.', '200% accuracy'],
  ])('%j does not hold %j', (source, answer) => {
    expect(held(source, answer)).toEqual([false])
  })

  it('holds every figure of its own text', () => {
    const text =
      'On 3 March 2024 at 9:30 am, 1,250 people paid $4.5 million (12.5%) for 3-5 day tickets; call +1 212-555-0123 by 17:00. Two hundred came.'
    expect(held(text, text).every(Boolean)).toBe(true)
    expect(findFigures(text).map(({ kind }) => kind)).toEqual([
      'date',
      'time',
      'number',
      'money',
      'percent',
      'number',
      'number',
      'code',
      'time',
      'number',
    ])
  })
})
