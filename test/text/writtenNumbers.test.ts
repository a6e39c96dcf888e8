import { describe, expect, it } from 'vitest'
import { findNumbers } from '../../src/text/numbers.ts'

const read = (text: string) =>
  findNumbers(text).map(({ value, kind, currency, unit }) => {
    const of = kind === 'percent' ? ['%'] : [currency, unit?.dimension].filter((part) => part !== undefined)
    return [Number(value.toPrecision(12)), ...of].join(' ')
  })

/** Numbers as people write them, and what they are. */
const written: [string, string][] = [
  // Signs.
  ['−5 °C', '-5 celsius'],
  ['−1,000.5', '-1000.5'],
  ['–5', '-5'],
  ['minus five', '-5'],
  ['negative 3.2', '-3.2'],
  ['minus £5', '-5 GBP'],
  ['£-5', '-5 GBP'],
  ['+5', '5'],
  ['± 5', '5'],
  ['负五', '-5'],
  // Separators.
  ['1,500', '1500'],
  ['1 500', '1500'],
  ['1.234,56', '1234.56'],
  ['1 234,56', '1234.56'],
  ['1.234.567,89', '1234567.89'],
  ['12 345.67', '12345.67'],
  ['1,00,000', '100000'],
  ["1'000", '1000'],
  ['1’000', '1000'],
  ['1_000_000', '1000000'],
  ['5,000,000.00', '5000000'],
  ['٣٬٠٠٠', '3000'],
  // Decimals.
  ['.5', '0.5'],
  ['-.5', '-0.5'],
  ['1.5', '1.5'],
  ['5.5', '5.5'],
  ['٣٫٥', '3.5'],
  ['३.५', '3.5'],
  // Digits of other scripts and widths.
  ['３，０００', '3000'],
  ['１．５', '1.5'],
  ['٤٢', '42'],
  ['१२३', '123'],
  ['５０％', '50 %'],
  ['ＵＳ＄５', '5 USD'],
  ['￡5', '5 GBP'],
  // Scientific notation and powers of ten.
  ['3e8', '300000000'],
  ['1e-3', '0.001'],
  ['1.5E+10', '15000000000'],
  ['1.5×10⁶', '1500000'],
  ['1.5 × 10⁶', '1500000'],
  ['2*10^3', '2000'],
  ['10^6', '1000000'],
  ['10**6', '1000000'],
  ['10⁻²', '0.01'],
  // Scales.
  ['5k', '5000'],
  ['1.5k', '1500'],
  ['2 quadrillion', '2000000000000000'],
  ['5 lakh', '500000'],
  ['2 crore', '20000000'],
  ['5 mrd', '5000000000'],
  ['1 dozen', '12'],
  ['5 Mio. €', '5000000 EUR'],
  // Fractions.
  ['½', '0.5'],
  ['1½', '1.5'],
  ['3⅝', '3.625'],
  ['⅖', '0.4'],
  ['⅒', '0.1'],
  ['12½ years', '12.5 months'],
  ['5½%', '5.5 %'],
  ['2 1/2', '2.5'],
  ['1 1/2 hours', '1.5 time'],
  ['2½ million', '2500000'],
  ['3 1/4%', '3.25 %'],
  ['1⁄2', '0.5'],
  ['2 1⁄2', '2.5'],
  // Percentages.
  ['5%', '5 %'],
  ['5 percent', '5 %'],
  ['five per cent', '5 %'],
  ['5 percentage points', '5 %'],
  ['5‰', '0.5 %'],
  ['5 per mille', '0.5 %'],
  ['25 bps', '0.25 %'],
  ['1‱', '0.01 %'],
  ['٥٠٪', '50 %'],
  ['٪٥٠', '50 %'],
  ['%50', '50 %'],
  ['fourteen point two per cent', '14.2 %'],
  // Money.
  ['$1.2bn', '1200000000 $'],
  ['€ 5', '5 EUR'],
  ['5 €', '5 EUR'],
  ['USD 5', '5 USD'],
  ['5 USD', '5 USD'],
  ['A$5', '5 AUD'],
  ['R$ 5', '5 BRL'],
  ['Rs. 500', '500 INR'],
  ['₹ 1,00,000', '100000 INR'],
  ["CHF 1'000.-", '1000 CHF'],
  ['100 kr', '100 kr'],
  ['5 zł', '5 PLN'],
  ['5 million dollars', '5000000 $'],
  ['five hundred bucks', '500 $'],
  ['fifty cents', '0.5 $'],
  ['5 pounds sterling', '5 GBP'],
  ['￥500', '500 ¥'],
  ['500円', '500 JPY'],
  ['3万元', '30000 CNY'],
  ['五百美元', '500 USD'],
  // Words.
  ['fifteen hundred', '1500'],
  ['twenty-one hundred', '2100'],
  ['a hundred and five', '105'],
  ['half a million', '500000'],
  ['a quarter of a million', '250000'],
  ['one and a half million', '1500000'],
  ['two and a half', '2.5'],
  ['two and three quarters', '2.75'],
  ['one half', '0.5'],
  ['two-thirds', '0.666666666667'],
  ['three quarters of it', '0.75'],
  ['three quarters', '3 months'],
  ['point five', '0.5'],
  ['three point one four', '3.14'],
  ['two point five million', '2500000'],
  ['nineteen eighty-four', '1984'],
  ['twenty twenty-four', '2024'],
  ['five lakh', '500000'],
  ['three dozen', '36'],
  ['one hundred and twenty-three thousand four hundred and fifty-six', '123456'],
  // Chinese numerals.
  ['二十三', '23'],
  ['三千五百', '3500'],
  ['一亿二千万', '120000000'],
  ['三万五千', '35000'],
  ['三万五', '35000'],
  ['两百五', '250'],
  ['一百零五', '105'],
  ['一千零一', '1001'],
  ['十', '10'],
  ['十五', '15'],
  ['廿三', '23'],
  ['两', '2'],
  ['〇', '0'],
  ['第三', '3'],
  ['二〇二四年', '2024'],
  ['叁仟', '3000'],
  ['壹佰', '100'],
  ['百分之五', '5 %'],
  ['百分之三点五', '3.5 %'],
  ['百分之50', '50 %'],
  ['三点一四', '3.14'],
  ['三分之二', '0.666666666667'],
  ['３万', '30000'],
  ['1.5亿', '150000000'],
  ['1亿2000万', '120000000'],
  ['两个小时', '2 time'],
  ['三天', '3 time'],
  ['3年', '3 months'],
  // Units.
  ['5 m²', '5 area'],
  ['5 sq ft', '5 area'],
  ['60 mph', '60 speed'],
  ['5 MW', '5 power'],
  ['20℃', '20 celsius'],
  ['half an hour', '0.5 time'],
  ['quarter of an hour', '0.25 time'],
  ['1 hour 30 minutes', '1.5 time'],
  ['1 hour, 2 minutes and 24 seconds', '1.04 time'],
  ['2 years and 6 months', '2.5 months'],
]

describe('numbers as people write them', () => {
  it.each(written)('%s is %s', (text, expected) => {
    expect(read(text)).toEqual([expected])
  })

  it('adds feet and inches', () => {
    expect(findNumbers('5ft 10in')[0]?.value).toBeCloseTo(5 + 10 / 12, 12)
    expect(findNumbers('5 feet 10 inches')[0]?.value).toBeCloseTo(5 + 10 / 12, 12)
  })

  it.each([
    '一些',
    '十分重要',
    '三明治',
    '万一',
    '统一',
    '一起',
    '千万不要',
    '有一天',
    'a third party',
    'a score of',
    '%PATH%',
    '1_2',
  ])('sees no number in %s', (text) => {
    expect(read(text)).toEqual([])
  })

  it.each([
    ['in 5 3/4/2024', ['5', '3', '4', '2024']],
    ['2 hours 30 minutes, 45 minutes', ['2.5 time', '45 time']],
    ['30 minutes 1 hour', ['30 time', '1 time']],
    ['five of twenty students', ['5', '20']],
    ['the twenty third graders', ['20']],
  ])('reads %s as %j', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })
})
