import { describe, expect, it } from 'vitest'
import { CitationReader, findCitationMarkers } from '../../src/text/citationMarkers.ts'

const ids = ['doc-a', 'smith-2020', 'terms']
const titles = ['Refund policy', undefined, undefined]
const addresses = [[], [], ['shop.example/terms']]

function cited(text: string) {
  const markers = findCitationMarkers(text, new CitationReader(ids, titles, addresses))
  return markers.map((marker) => [
    marker.defines === undefined ? 'cites' : 'defines',
    ...marker.cited.map(({ written, id }) => id ?? `${written}?`),
  ])
}

describe('footnotes', () => {
  it.each<[string, string]>([
    ['doc-a', 'doc-a'],
    ['Refund policy, section 2.', 'doc-a'],
    ['See **Refund policy** (last page)', 'doc-a'],
    ['https://www.shop.example/terms/#top', 'terms'],
    ['[Terms](https://shop.example/terms)', 'terms'],
    ['Smith, J. (2020). On tea.', 'smith-2020'],
    ['https://other.example/x', 'https://other.example/x?'],
    ['Brown, B. (2018). On tea.', 'Brown, B., 2018?'],
  ])('cite what %j names', (definition, id) => {
    expect(cited(`It is so[^7].\n\n[^7]: ${definition}`)).toEqual([
      ['cites', id],
      ['defines', id],
    ])
  })

  it('cite by their number where the definition names nothing', () => {
    expect(cited('It is so[^2].\n\n[^2]: It says so in so many words.')).toEqual([
      ['cites', 'smith-2020'],
      ['defines', 'smith-2020'],
    ])
  })

  it('may have words for labels', () => {
    expect(cited('It is so[^note].\n\n[^note]: doc-a')).toEqual([
      ['cites', 'doc-a'],
      ['defines', 'doc-a'],
    ])
    expect(cited('It is so[^note].\n\n[^note]: My own words.')).toEqual([])
  })

  it('are what a list of references says of its numbers', () => {
    expect(
      cited('It is so [1], and so [2].\n\n## References\n[1] Terms, https://shop.example/terms\n2. doc-a'),
    ).toEqual([
      ['cites', 'terms'],
      ['cites', 'doc-a'],
      ['defines', 'terms'],
      ['defines', 'doc-a'],
    ])
  })

  it('cite by themselves where nothing refers to them', () => {
    expect(cited('It is so.\n\nSources:\n[1] doc-a\n[9] other')).toEqual([
      ['cites', 'doc-a'],
      ['cites', '9?'],
    ])
  })

  it('hide the markers in their own lines', () => {
    expect(cited('It is so[^1].\n[^1]: see [doc-a]')).toEqual([
      ['cites', 'doc-a'],
      ['defines', 'doc-a'],
    ])
  })
})
