import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkedGrade } from '../../src/core/grade.ts'
import { citations } from '../../src/graders/citations.ts'
import { CitationReader, findCitationMarkers, signsOf } from '../../src/text/citationMarkers.ts'
import { gradeOf } from './grading.ts'

const shapes = [
  '[1]',
  '[1, 3-5]',
  '[^1]',
  '\n[^1]: ',
  '\n[1]: ',
  '\n## References\n',
  '(Smith, 2020)',
  'Smith (2020)',
  'Lee et al. (2019a)',
  '¹',
  '²⁻³',
  '¹²·³',
  '[text](https://a.org/x)',
  'https://a.org/x',
  'doi:10.1234/abc',
  '<cite>',
  '</cite>',
  '<cite id="smith2020">',
  '<source id="1"/>',
  '<ref>1</ref>',
  '<co: 1>',
  '</co: 1>',
  '[]',
  '[ , ]',
  '【smith2020】',
  '(',
  ')',
  '<',
  '"',
  '“',
  '”',
  '. ',
  '\n',
  '`',
  ' words of a claim ',
  'the tea is hot',
  '\u202e',
  '\u0000',
  '\ud800',
]
const text = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...shapes) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
    ),
    {
      maxLength: 30,
    },
  )
  .map((pieces) => pieces.join(''))

describe('citations of whatever comes', () => {
  it('have a grade, with places inside the texts', () => {
    const grader = citations({ quoteTolerance: 0.1, allowedUrls: ['a.org'] })
    fc.assert(
      fc.property(text, text, (answer, source) => {
        const sources = [
          { id: 'smith2020', title: 'Smith (2020)', text: source },
          { id: 'https://a.org/x', text: 'the tea is hot' },
        ]
        const grade = gradeOf(grader, { text: answer, sources })
        expect(grade.status).not.toBe('error')
        expect(checkedGrade(grade)).toBe(grade)
        for (const item of grade.status === 'scored' ? (grade.evidence ?? []) : []) {
          const { start = 0, end = start, sourceId, sourceStart = 0, sourceEnd = 0 } = item
          expect(0 <= start && start <= end && end <= answer.length).toBe(true)
          const length = sources.find(({ id }) => id === sourceId)?.text.length ?? 0
          expect(0 <= sourceStart && sourceStart <= sourceEnd && sourceEnd <= length).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('are in the order of the text, and their signs apart', () => {
    const reader = new CitationReader(['smith2020', 'lee2019a'], ['Smith (2020)', undefined], [['a.org/x'], []])
    fc.assert(
      fc.property(text, (answer) => {
        const markers = findCitationMarkers(answer, reader)
        let before = 0
        for (const { start, end, wraps = { start: end, end } } of markers) {
          expect(before <= start && start < end && end <= answer.length).toBe(true)
          expect(start <= wraps.start && wraps.start <= wraps.end && wraps.end <= end).toBe(true)
          before = start
        }
        for (const { start, end } of signsOf(markers)) expect(0 <= start && start < end).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it.each<[string, string]>([
    ['elements that are never closed', '<cite id="'.repeat(10_000)],
    ['nested elements', '<cite id="1"><ref id="2">'.repeat(5_000)],
    ['footnotes', Array.from({ length: 5_000 }, (_, at) => `So it is[^${at}].\n[^${at}]: Smith (2020).`).join('\n')],
    ['names', `${'Smith Jones Brown '.repeat(5_000)}(2020)`],
    ['years', 'Aa Bb Cc Dd Ee, Ff Gg (2020) '.repeat(3_000)],
    ['addresses', 'https://a.org/((('.repeat(6_000)],
    ['open links', '[a]('.repeat(25_000)],
    ['DOIs', 'doi:10.1234/'.repeat(8_000)],
    ['empty markers', '[] '.repeat(30_000)],
    ['ranges', '[1-99] '.repeat(5_000)],
    ['near quotations', Array.from({ length: 2_000 }, (_, at) => `"the cat k${at} sat on it" [1].`).join(' ')],
    ['one long near quotation', `“${'the cat sat on a mat '.repeat(4_000)}” [1]`],
  ])('are graded where there are too many %s', { timeout: 60_000 }, (_, answer) => {
    const sources = [{ id: 'smith2020', title: 'Smith (2020)', text: 'the cat sat on the mat '.repeat(40_000) }]
    expect(['scored', 'unscored']).toContain(gradeOf(citations(), { text: answer, sources }).status)
  })
})
