import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findLinks, linkKey, ownAddresses } from '../../src/text/links.ts'

const written = (text: string) => findLinks(text).map((link) => link.written)

describe('findLinks', () => {
  it.each<[string, string[]]>([
    ['See https://a.org/x.', ['https://a.org/x']],
    ['See (https://a.org/x_(y)).', ['https://a.org/x_(y)']],
    ['See **https://a.org/x**, www.b.org!', ['https://a.org/x', 'www.b.org']],
    ['[a](https://a.org/x) <https://b.org>', ['https://a.org/x', 'https://b.org']],
    ['请看https://a.org/x。好', ['https://a.org/x']],
    ['DOI 10.1000/xyz123, doi:10.1000/182.', ['10.1000/xyz123', 'doi:10.1000/182']],
    ['[a](https//a.org)', ['https//a.org']],
    ['Addresses begin with https:// or www.', []],
    ['[a](/help) [b](#top) mailto:a@b.org 10.5 and 10.1/2', []],
  ])('finds the addresses of %j', (text, expected) => {
    expect(written(text)).toEqual(expected)
  })

  it('gives offsets into the text', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.constantFrom('doi:10.1000/1', '](http', ')', '.')),
        ),
        (pieces) => {
          const text = pieces.join(' ')
          for (const link of findLinks(text)) expect(text.slice(link.start, link.end)).toBe(link.written)
        },
      ),
    )
  })
})

describe('linkKey', () => {
  it.each([
    ['https://www.a.org/x/', 'http://A.org/x#part'],
    ['https://a.org', 'www.a.org/'],
    ['https://doi.org/10.1000/ABC', 'doi:10.1000/abc'],
    ['http://dx.doi.org/10.1000/abc', '10.1000/abc'],
  ])('is one for %s and %s', (a, b) => {
    expect(linkKey(a)).toBe(linkKey(b))
    expect(linkKey(a)).toBeDefined()
  })

  it.each([
    ['https://a.org/x', 'https://a.org/X'],
    ['https://a.org/x?p=1', 'https://a.org/x?p=2'],
    ['https://a.org', 'https://b.a.org'],
  ])('differs for %s and %s', (a, b) => {
    expect(linkKey(a)).not.toBe(linkKey(b))
  })

  it.each(['https//a.org', 'https://a b.org', 'http://a.org:port', 'doi:11.1000/1', '10.12/1', 'https://doi.org/abc'])(
    'is missing for %s, which is not well formed',
    (address) => {
      expect(linkKey(address)).toBeUndefined()
    },
  )
})

describe('ownAddresses', () => {
  it.each<[string, string | undefined, string, string[]]>([
    ['https://a.org/x', undefined, 'text', ['a.org/x']],
    ['a', 'Tea, https://a.org/x', 'text', ['a.org/x']],
    ['a', undefined, 'URL: https://a.org/x\nText', ['a.org/x']],
    ['a', undefined, '{"source_url": "https://a.org/x", "b": 1}', ['a.org/x']],
    ['10.1000/abc', undefined, 'text', ['doi:10.1000/abc']],
    ['a', undefined, 'A text that mentions https://a.org/x.', []],
  ])('are those of the source %j, %j, %j', (id, title, text, expected) => {
    expect(ownAddresses(id, title, text)).toEqual(expected)
  })
})
