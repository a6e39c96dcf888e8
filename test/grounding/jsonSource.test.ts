import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GroundingIndex } from '../../src/grounding/groundingIndex.ts'
import { jsonWords, parseSource, withLetters } from '../../src/grounding/jsonSource.ts'
import { findFigures } from '../../src/text/figures.ts'

/** JSON as writers that keep to ASCII have it: Python's json.dumps by default. */
const ascii = (value: unknown) =>
  JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
const folded = (text: string) => jsonWords(text).flatMap(({ words }) => words.map((word) => word.folded))

describe('jsonWords', () => {
  it('reads letters that are written as escapes, and shows the escapes as their place', () => {
    const text = ascii({ chef: 'Zoë Müller', größe: 'doesn’t fit' })
    const words = jsonWords(text).flatMap((unit) => unit.words)
    expect(words.map((word) => word.folded)).toEqual(['chef', 'zoë', 'müller', 'größe', "doesn't", 'fit'])
    expect(words.map(({ start, end }) => text.slice(start, end))).toEqual([
      'chef',
      'Zo\\u00eb',
      'M\\u00fcller',
      'gr\\u00f6\\u00dfe',
      'doesn\\u2019t',
      'fit',
    ])
  })

  it('takes escaped control characters and line breaks for white space', () => {
    expect(folded('{"a":"one\\u0001two\\nthree\\tfour"}')).toEqual(['a', 'one', 'two', 'three', 'four'])
  })

  it('is not misled by backslashes that are escaped themselves', () => {
    const text = '{"path":"new\\\\u00fcbung \\\\","next":"\\"quoted\\""}'
    expect(JSON.parse(text)).toEqual({ path: 'new\\u00fcbung \\', next: '"quoted"' })
    expect(folded(text)).toEqual(['path', 'new', 'u', '00', 'fcbung', 'next', 'quoted'])
  })

  it('keeps the sentences of long values apart, each in its place', () => {
    const value = `Zoë ${'cooks very well and '.repeat(5)}bakes. She leaves at 9.`
    const text = ascii({ note: value })
    const spans = jsonWords(text).map(({ start, end }) => text.slice(start, end))
    expect(spans.at(-1)).toBe('She leaves at 9.')
    expect(spans.at(-2)).toMatch(/^Zo\\u00eb cooks .* bakes\. $/)
  })

  it('finds the same words however the JSON is escaped, in places of their own', () => {
    const value = fc.string({
      unit: fc.constantFrom('ü', 'a', 'B', ' ', '"', '\\', '\n', '7', '.', '’', '𝒜', 'ל', '\u0002'),
    })
    fc.assert(
      fc.property(fc.dictionary(value, fc.oneof(value, fc.boolean(), fc.integer(), fc.array(value))), (data) => {
        const text = ascii(data)
        expect(folded(text).join(' ')).toBe(folded(JSON.stringify(data)).join(' '))
        for (const { words, start, end } of jsonWords(text)) {
          expect(0 <= start && start <= end && end <= text.length).toBe(true)
          for (const word of words) {
            expect(start <= word.start && word.start < word.end && word.end <= end).toBe(true)
          }
        }
      }),
    )
  })
})

describe('figures of JSON', () => {
  it('are held however their sign is escaped', () => {
    const index = new GroundingIndex([ascii({ price: '€5.95' })])
    const [right, wrong] = findFigures('€5.95 or €6.95')
    expect(right !== undefined && index.holds(right)).toBe(true)
    expect(wrong !== undefined && index.holds(wrong)).toBe(false)
  })

  it('stay as they are where nothing is escaped', () => {
    expect(withLetters('{"a":"5\\n6"}')).toBe('{"a":"5\\n6"}')
    expect(withLetters('"\\u20ac5\\u0001"')).toBe('"€5\\u0001"')
  })
})

describe('parseSource', () => {
  it('reads what is nested deeply, and takes a dump of more than 2 MB for text', () => {
    expect(parseSource('['.repeat(50_000) + ']'.repeat(50_000))).toBeDefined()
    expect(parseSource(JSON.stringify({ a: 'x'.repeat(2_000_001) }))).toBeUndefined()
  })
})
