import { describe, expect, it } from 'vitest'
import { CitationReader, findCitationMarkers, signsOf } from '../../src/text/citationMarkers.ts'

function cited(text: string, ids: string[] = ['doc-1', 'doc-2', 'refund-policy']) {
  return findCitationMarkers(text, new CitationReader(ids)).map((marker) =>
    marker.cited.map(({ written, id }) => (id === undefined ? `${written}?` : id)),
  )
}

describe('findCitationMarkers', () => {
  it.each<[string, string[][]]>([
    ['A [1].', [['doc-1']]],
    ['A [doc-2].', [['doc-2']]],
    ['A [DOC-2].', [['doc-2']]],
    ['A [1][3].', [['doc-1'], ['refund-policy']]],
    ['A [1, 3].', [['doc-1', 'refund-policy']]],
    ['A [1; 2].', [['doc-1', 'doc-2']]],
    ['A [1-3].', [['doc-1', 'doc-2', 'refund-policy']]],
    ['A [1–2].', [['doc-1', 'doc-2']]],
    ['A [doc-1, doc-2].', [['doc-1', 'doc-2']]],
    ['A [refund-policy].', [['refund-policy']]],
    ['A [Source 2].', [['doc-2']]],
    ['A [^1].', [['doc-1']]],
    ['A 【2】.', [['doc-2']]],
    ['A [1](https://example.com/a).', [['doc-1']]],
    ['within 30 days[1]', [['doc-1']]],
    ['A [9].', [['9?']]],
    ['A [0].', [['0?']]],
    ['A [doc-7].', [['doc-7?']]],
    ['A [shipping-terms].', [['shipping-terms?']]],
    ['A [2, doc-9].', [['doc-2', 'doc-9?']]],
    ['A [doc-1 – doc-2].', [['doc-1', 'doc-2']]],
    ['A [Source: doc-1].', [['doc-1']]],
    ['A [see doc-2].', [['doc-2']]],
    ['A [@doc-1].', [['doc-1']]],
    ['A [1, p. 4].', [['doc-1']]],
    ['A [doc-2, section 3; 1].', [['doc-2', 'doc-1']]],
    ['A [doc-2 §3].', [['doc-2']]],
    ['A 【1†source】.', [['doc-1']]],
    ['A 【4†doc-2】.', [['doc-2']]],
    ['A 【4:0†source】.', [['4:0?']]],
    ['A ［2］。', [['doc-2']]],
    ['A \\[1\\].', [['doc-1']]],
    ['A (doc-2).', [['doc-2']]],
    ['A (Source: doc-1; doc-9).', [['doc-1', 'doc-9?']]],
    ['A (source 2).', [['doc-2']]],
    ['It ends.¹ Then more¹ ².', [['doc-1'], ['doc-1', 'doc-2']]],
    ['It ends<sup>1, 2</sup>.', [['doc-1', 'doc-2']]],
    ['See [[1]](https://example.com).', [['doc-1']]],
    ['It ends.¹·³', [['doc-1', 'refund-policy']]],
    ['It ends.¹⁻³', [['doc-1', 'doc-2', 'refund-policy']]],
    ['It ends.¹² And so.⁹', [['doc-1', 'doc-2'], ['9?']]],
    ['It lasts (always)².', [['doc-2']]],
    ['A [1, 2-3].', [['doc-1', 'doc-2', 'refund-policy']]],
    ['A <cite>doc-2</cite>.', [['doc-2']]],
    ['A <ref>1, 9</ref>.', [['doc-1', '9?']]],
    ['A <source id="1"/> <doc id=doc-2></doc>.', [['doc-1'], ['doc-2']]],
    ['<co: 1,2>A word</co: 1,2>', [['doc-1', 'doc-2']]],
    ['<cite id="gone">A word</cite>', [['gone?']]],
    ['30 days[1] and C[2]. Then', [['doc-1'], ['doc-2']]],
  ])('reads %j', (text, expected) => {
    expect(cited(text)).toEqual(expected)
  })

  it.each([
    'He wrote it [sic].',
    'See [the handbook](https://example.com/1).',
    'Release [v2](https://example.com).',
    '- [x] done\n- [ ] open',
    'Use `list[1]` here.',
    '```\nx = a[1]\n```',
    'A [see below].',
    'In [2024] it rose.',
    'About [10:30].',
    '[Name] and [your address]',
    'Empty [] and [ ].',
    'Nested [[deep]].',
    'Over [0, 100] it rises.',
    'A [section 2].',
    'A (see page 1) and (2).',
    'A (document 12).',
    'About 5 m², 10⁶ and x².',
    'Broken [1\n] marker',
    'A square of 5 metre² and three miles².',
    'Take (a + b)² and f(x)².',
    'Then x[0] = 2 and my_list[1].',
    'Then y = data[1] or rows[1].name.',
    'In <cite>Moby Dick</cite> it is so.',
    '<source src="film.mp4">',
    '<cite>never closed',
    'See [our page](https://example.com/doc) and https://example.com.',
  ])('sees none in %j', (text) => {
    expect(cited(text)).toEqual([])
  })

  it('takes a number for an id before it takes it for a place', () => {
    expect(cited('A [2] and [1].', ['2', '7'])).toEqual([['2'], ['2']])
    expect(cited('A [1001].', ['1001', '1002'])).toEqual([['1001']])
    expect(cited('A [1003].', ['1001', '1002'])).toEqual([['1003?']])
    expect(cited('A [1-3].', ['1-3'])).toEqual([['1-3']])
  })

  it('takes a plain word only where a source is called so', () => {
    expect(cited('A [billing] and [shipping].', ['billing'])).toEqual([['billing']])
  })

  it('reads the title of a source, but not of another', () => {
    const reader = new CitationReader(['a', 'b'], ['Refund policy', undefined])
    const found = findCitationMarkers('Five days [Refund Policy] or more [Gift cards].', reader)
    expect(found.map((marker) => marker.cited)).toEqual([[{ written: 'Refund Policy', id: 'a' }]])
  })

  it('tells a ticked box from a source called x', () => {
    expect(cited('- [x] done, as said [x]', ['x'])).toEqual([['x']])
  })

  it('takes a link for a citation of the source with that address', () => {
    const reader = new CitationReader(['a', 'b'], [], [['x.org/a'], ['x.org/b']])
    const text = 'See [these words](https://x.org/b/), [1](https://x.org/b) or https://x.org/a.'
    const found = findCitationMarkers(text, reader)
    expect(found.map((marker) => marker.cited[0]?.id)).toEqual(['b', 'b', 'a'])
    expect(found.map(({ wraps }) => wraps && text.slice(wraps.start, wraps.end))).toEqual([
      'these words',
      undefined,
      'https://x.org/a',
    ])
    expect(signsOf(found).map(({ start, end }) => text.slice(start, end))).toEqual([
      '[',
      '](https://x.org/b/)',
      '[1](https://x.org/b)',
    ])
  })

  it('gives offsets of the whole marker', () => {
    const text = 'Refunds [1, 2] take time.'
    const [marker] = findCitationMarkers(text, new CitationReader(['a', 'b']))
    expect(text.slice(marker?.start, marker?.end)).toBe('[1, 2]')
  })
})
