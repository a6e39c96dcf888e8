import { describe, expect, it } from 'vitest'
import { AuthorYearIndex, readAuthorYears } from '../../src/text/authorYear.ts'
import { CitationReader, findCitationMarkers } from '../../src/text/citationMarkers.ts'

const ids = ['smith-jones-2020', 'lee2019a', 'lee2019b', 'c4', 'muller_2018', 'x7']
const titles = [
  undefined,
  undefined,
  undefined,
  'World Health Organization (2021). Water',
  undefined,
  "O'Brien and de Vries, 2017",
]

function cited(text: string) {
  return findCitationMarkers(text, new CitationReader(ids, titles)).map((marker) =>
    marker.cited.map(({ written, id }) => id ?? `${written}?`),
  )
}

describe('author-year citations', () => {
  it.each<[string, string[][]]>([
    ['It is so (Smith & Jones, 2020).', [['smith-jones-2020']]],
    ['It is so (Smith and Jones 2020).', [['smith-jones-2020']]],
    ['It is so (Smith, 2020; Lee et al., 2019a).', [['smith-jones-2020', 'lee2019a']]],
    ['It is so (see Lee et al., 2019a, b).', [['lee2019a', 'lee2019b']]],
    ['It is so (Lee, 2019b, p. 12).', [['lee2019b']]],
    ['It is so (Lee, 2019).', [['lee2019a']]],
    ['It is so [Smith et al., 2020].', [['smith-jones-2020']]],
    ['Smith and Jones (2020) say so.', [['smith-jones-2020']]],
    ["Lee et al.'s (2019b) view is this.", [['lee2019b']]],
    ['Water is clean (World Health Organization, 2021).', [['c4']]],
    ['It is so (Müller, 2018).', [['muller_2018']]],
    ['It is so (O’Brien & de Vries, 2017).', [['x7']]],
    ['It is so (Smith, J., & Jones, K., 2020).', [['smith-jones-2020']]],
    ['It is so (Brown, 2018).', [['Brown, 2018?']]],
    ['It is so (Smith, 2021).', [['Smith, 2021?']]],
    ['Brown et al. (2018) say so.', [['Brown et al. (2018)?']]],
  ])('reads %j', (text, expected) => {
    expect(cited(text)).toEqual(expected)
  })

  it.each([
    'It rose (in 2020).',
    'It rose (since May 2020).',
    'It rose (May 2020) and (March 5, 2020).',
    'It rose (2020) again.',
    'It rose (version 2, 2020).',
    'It rose (Section, 2020), (Spring, 2020) and (Table, 2020).',
    'Berlin (2020) was warm.',
    'The value (about 2019 m) is high.',
    'Code `(Smith, 2020)` is none.',
    'It rose (from 2019 to 2020).',
  ])('sees none in %j', (text) => {
    expect(cited(text)).toEqual([])
  })

  it('takes what names no source for a remark where no source is called by author and year', () => {
    const reader = new CitationReader(['doc-1'], ['Refund policy'])
    expect(findCitationMarkers('It is so (Brown, 2018). Lee et al. (2019) agree.', reader)).toEqual([])
  })

  it('marks the parentheses only of a name that is part of the sentence', () => {
    const text = 'As Smith (2020) says.'
    const [marker] = findCitationMarkers(text, new CitationReader(ids, titles))
    expect(text.slice(marker?.start, marker?.end)).toBe('(2020)')
  })

  it('takes the letters of a year for the order of the sources that do not have them', () => {
    const index = new AuthorYearIndex(['a', 'b'], ['Lee (2019). Tea', 'Lee (2019). Milk'])
    expect(index.find({ names: ['Lee'], year: '2019b' })).toBe('b')
    expect(index.find({ names: ['Lee'], year: '2019c' })).toBeUndefined()
  })

  it('prefers the source that names more of the authors', () => {
    const index = new AuthorYearIndex(['a', 'b'], ['Lee and Park (2019)', 'Lee and Kim (2019)'])
    expect(index.find({ names: ['Lee', 'Kim'], year: '2019' })).toBe('b')
  })

  it('reads all parts or none', () => {
    expect(readAuthorYears('Smith, 2020; see below')).toBeUndefined()
    expect(readAuthorYears('Smith, 2020; Lee, 2019')).toHaveLength(2)
  })
})
