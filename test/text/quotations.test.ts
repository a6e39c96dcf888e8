import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { locate, toNeedle, toPassage } from '../../src/text/passage.ts'
import { findQuotations } from '../../src/text/quotations.ts'

const quotations = (text: string) => findQuotations(text).map((quotation) => quotation.text)

describe('findQuotations', () => {
  it.each<[string, string[]]>([
    ['He said "stop it now" twice.', ['stop it now']],
    ['“curly” and „low“ and «angled» and »reversed«', ['curly', 'low', 'angled', 'reversed']],
    ['「日本語」と『引用』', ['日本語', '引用']],
    ['the ‘single quoted’ words', ['single quoted']],
    ['the customers’ rights and the shop’s ‘fair use’ rule', ['fair use']],
    ['a 15" screen and a 17" one', []],
    ['("in brackets")', ['in brackets']],
    ['**"bold"**', ['bold']],
    ['"one" and "two"', ['one', 'two']],
    ['an "open one\n\nand "another"', ['another']],
    ['"He said “inner” loudly"', ['He said “inner” loudly']],
    ['say: "yes", or "no".', ['yes', 'no']],
    ["don't can't won't", []],
    ['lone " mark', []],
    ["the 'single quoted' words", ['single quoted']],
    ["the customers' own 'fair use' rule, isn't it", ['fair use']],
    ["get 'em at the customers' day", []],
    ["rock 'n' roll and the '90s' hits", []],
    ['an “open one" closed straight', ['open one']],
    ['“He said "inner" loudly”', ['He said "inner" loudly']],
  ])('finds those of %j', (text, expected) => {
    expect(quotations(text)).toEqual(expected)
  })
})

describe('locate', () => {
  const find = (source: string, quotation: string) => {
    const span = locate(toPassage(source), toNeedle(quotation))
    return span === undefined ? undefined : source.slice(span.start, span.end)
  }

  it.each<[string, string, string]>([
    ['Refunds are paid within 5 days of return.', 'paid within 5 days', 'paid within 5 days'],
    ['Refunds are\n  PAID within', 'refunds are paid', 'Refunds are\n  PAID'],
    ['the customer’s own “risk”', 'the customer\'s own "risk"', 'the customer’s own “risk'],
    ['from 10–20 days — at most', 'from 10-20 days - at most', 'from 10–20 days — at most'],
    ['ﬁnal ofﬁce', 'final office', 'ﬁnal ofﬁce'],
    ['a re\u00adfund is', 'A refund is', 'a re\u00adfund is'],
    ['cafe\u0301 au lait', 'café au lait', 'cafe\u0301 au lait'],
    ['**Refunds** take _five_ days', 'Refunds take five days', 'Refunds** take _five_ days'],
    ['one two three four five six', 'one two … five six', 'one two three four five six'],
    ['one two three four five six', 'two three [...] six.', 'two three four five six'],
    ['one two three four', '... two three ...', 'two three'],
    ['The buyer must pay.', '[t]he buyer must pay', 'The buyer must pay'],
    ['The buyer has to pay in full.', '[he] has to [settle] in full', 'has to pay in full'],
    ['the byuer must pay', 'the byuer [sic] must pay', 'the byuer must pay'],
    ['返金は五日以内です。', '五日以内', '五日以内'],
    ['It ends in "three days."', 'three days', 'three days'],
  ])('in %j finds %j', (source, quotation, expected) => {
    expect(find(source, quotation)).toBe(expected)
  })

  it.each([
    ['within 15 days of return', '5 days of return'],
    ['within 1.5 days of return', '5 days of return'],
    ['the category of it', 'the cat'],
    ['five six one two', 'one two ... five six'],
    ['No refunds are given', 'No, refunds are given'],
    ['refunds are given', 'refunds are not given'],
  ])('in %j does not find %j', (source, quotation) => {
    expect(find(source, quotation)).toBeUndefined()
  })

  it('finds any run of whole words, however repetitive the text', () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'aa'), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(words, fc.nat(), fc.nat(), (text, from, length) => {
        const start = from % text.length
        const part = text.slice(start, start + 1 + (length % (text.length - start)))
        const found = find(text.join(' '), part.join(' '))
        expect(found?.split(' ')).toEqual(part)
      }),
      { numRuns: 500 },
    )
  })

  it('searches a repetitive text for a repetitive quotation in time', () => {
    const source = toPassage(`${'a '.repeat(300_000)}b ${'a '.repeat(300_000)}`)
    expect(locate(source, [[...Array(20_000).fill('a'), 'b', ...Array(300_001).fill('a')]])).toBeUndefined()
    expect(locate(source, [[...Array(299_000).fill('a'), 'b', 'a']])).toBeDefined()
  })
})
