import { describe, expect, it } from 'vitest'
import type { Source } from '../../src/core/case.ts'
import { citations } from '../../src/graders/citations.ts'
import type { Trial } from './grading.ts'
import { faultsOf, gradeOf, partsOf, scoreOf } from './grading.ts'

const sources: Source[] = [
  {
    id: 'refunds',
    title: 'Refund policy',
    text: 'Refunds are paid within 5 working days. The buyer pays for the return.',
  },
  { id: 'shipping', text: 'We ship on weekdays only — parcels leave before 4 pm.' },
]
const of = (text: string, more: Omit<Trial, 'text'> = {}): Trial => ({ sources, text, ...more })

describe('citations', () => {
  it('is 1 where every claim cites a source that exists', () => {
    expect(scoreOf(citations(), of('Refunds take 5 working days [1]. We ship on weekdays [shipping].'))).toBe(1)
    expect(partsOf(citations(), of('Refunds take 5 working days [1].'))).toEqual({ exists: 1, coverage: 1 })
  })

  it('finds citations of no source, once each', () => {
    const trial = of('Refunds take 5 days [1][9]. We ship on weekdays [3, 2].')
    expect(partsOf(citations(), trial)).toEqual({ exists: 0.5, coverage: 1 })
    expect(scoreOf(citations(), trial)).toBe(0.5)
    expect(faultsOf(citations(), trial)).toEqual(['no source "9"', 'no source "3"'])
  })

  it('finds claims without a citation', () => {
    const trial = of('Hello! Refunds take 5 days [1]. The buyer pays for the return. Any questions?')
    expect(partsOf(citations(), trial)).toEqual({ exists: 1, coverage: 0.5 })
    const grade = gradeOf(citations(), trial)
    const claim = grade.status === 'scored' ? grade.evidence?.find(({ kind }) => kind === 'claim') : undefined
    expect(trial.text?.slice(claim?.start, claim?.end)).toBe('The buyer pays for the return.')
    expect(partsOf(citations({ requireCitations: false }), trial)).toEqual({ exists: 1 })
  })

  it('multiplies its parts: a second fault costs more', () => {
    expect(scoreOf(citations(), of('Refunds take 5 days [1][9]. The buyer pays for the return.'))).toBe(0.25)
  })

  it('scores claims without any citation 0', () => {
    expect(scoreOf(citations(), of('Refunds take 5 days.'))).toBe(0)
    expect(scoreOf(citations({ requireCitations: false }), of('Refunds take 5 days.'))).toBe('unscored')
  })

  it('takes a citation behind the full stop, or on a line of its own, for the sentence before it', () => {
    expect(scoreOf(citations(), of('Refunds take 5 days. [1] We ship on weekdays. [2]'))).toBe(1)
    expect(scoreOf(citations(), of('Refunds take 5 days.\n\n[1]'))).toBe(1)
  })

  it('takes the citation of an introduction for its list, and not beyond', () => {
    const text =
      'There are two rules [1]:\n- Refunds take 5 days\n- The buyer pays the return\n\nWe ship on weekdays only.'
    expect(faultsOf(citations(), of(text))).toEqual(['a claim without a citation'])
    expect(partsOf(citations(), of(text)).coverage).toBeCloseTo(2 / 3)
  })

  it('finds quotations that stand in no source, and shows where the others stand', () => {
    const good = of('The policy says "refunds are paid within 5 working days" [1].')
    expect(partsOf(citations(), good)).toEqual({ exists: 1, quotes: 1, coverage: 1 })
    const grade = gradeOf(citations(), good)
    const quote = grade.status === 'scored' ? grade.evidence?.find(({ kind }) => kind === 'quote') : undefined
    expect(sources[0]?.text.slice(quote?.sourceStart, quote?.sourceEnd)).toBe('Refunds are paid within 5 working days')
    const bad = of('The policy says “refunds are paid within 3 working days” [1].')
    expect(partsOf(citations(), bad)).toEqual({ exists: 1, quotes: 0, coverage: 1 })
    expect(faultsOf(citations(), bad)).toEqual(['"refunds are paid within 3 working days" stands in no source'])
  })

  it('takes the citation behind a quotation of several sentences for all of them', () => {
    const text =
      'It says "Refunds are paid within 5 working days. The buyer pays for the return." [1] We ship on weekdays.'
    expect(partsOf(citations(), of(text))).toEqual({ exists: 1, quotes: 1, coverage: 2 / 3 })
  })

  it('takes the citation of an introduction for the rows of its table', () => {
    const text = 'These are the rules [1]:\n\n| What | How long |\n|---|---|\n| Refunds take | 5 working days |'
    expect(partsOf(citations(), of(text))).toEqual({ exists: 1, coverage: 1 })
  })

  it('is lenient on typography and left-out words', () => {
    expect(partsOf(citations(), of('It says «Refunds … within 5 Working days» [1].')).quotes).toBe(1)
    expect(partsOf(citations(), of('It says "on weekdays only - parcels leave [...] 4 pm." [2]')).quotes).toBe(1)
    expect(partsOf(citations(), of('It says "within 5 days … are paid" [1].')).quotes).toBe(0)
    expect(partsOf(citations(), of('It says "Refunds are paid [1] within 5 working days" [1].')).quotes).toBe(1)
  })

  it('says so where a quotation stands in another source than the cited one', () => {
    expect(faultsOf(citations(), of('It says "we ship on weekdays only" [1].'))).toEqual([
      '"we ship on weekdays only" stands in "shipping", not in the cited "refunds"',
    ])
    expect(partsOf(citations(), of('It says "we ship on weekdays only" [1][2].')).quotes).toBe(1)
    expect(partsOf(citations(), of('It says "we ship on weekdays only".')).quotes).toBe(1)
  })

  it('checks quotations however short, unless told to take short ones for terms', () => {
    expect(partsOf(citations(), of('Refunds take "6 days" [1].')).quotes).toBe(0)
    expect(partsOf(citations(), of('They are paid "forever" [1].')).quotes).toBe(0)
    expect(partsOf(citations({ minQuoteWords: 3 }), of('Click "Save now" to go on [1].')).quotes).toBeUndefined()
  })

  it('leaves quotations of the question and of titles alone', () => {
    const asked = of('You asked "where is my green parcel" and we ship on weekdays [2].', {
      input: 'Where is my green parcel?',
    })
    expect(partsOf(citations(), asked).quotes).toBeUndefined()
    expect(partsOf(citations({ minQuoteWords: 2 }), of('See the "Refund policy" for more of it [1].')).quotes).toBe(1)
  })

  it('takes citations that the target gives', () => {
    const text = 'Refunds take 5 working days. We ship on weekdays only.'
    const given = (list: NonNullable<NonNullable<Trial['output']>['citations']>) =>
      of(text, { output: { citations: list } })
    expect(partsOf(citations(), given([{ id: 'refunds' }]))).toEqual({ exists: 1 })
    expect(partsOf(citations(), given([{ id: 'other' }]))).toEqual({ exists: 0 })
    expect(partsOf(citations(), given([{ id: 'refunds', start: 0, end: 28 }]))).toEqual({ exists: 1, coverage: 0.5 })
    expect(partsOf(citations(), given([{ id: 'refunds', start: 0, end: 50 }]))).toEqual({ exists: 1, coverage: 1 })
    expect(partsOf(citations(), given([{ id: 'refunds', quote: 'the buyer pays' }]))).toEqual({ exists: 1, quotes: 1 })
    expect(partsOf(citations(), given([{ id: 'shipping', quote: 'the buyer pays' }]))).toEqual({ exists: 1, quotes: 0 })
  })

  it('reads markers by a pattern of the user', () => {
    const grader = citations({ pattern: '<ref>(.*?)</ref>' })
    expect(partsOf(grader, of('Refunds take 5 days <ref>refunds, nothing</ref>. The buyer pays for it [1].'))).toEqual({
      exists: 0.5,
      coverage: 0.5,
    })
    expect(() => citations({ pattern: '(' })).toThrow('citations: ')
  })

  it('uses the sources that the target gives where the case has none', () => {
    expect(scoreOf(citations(), { text: 'Refunds take 5 days [1].', output: { sources } })).toBe(1)
    expect(scoreOf(citations(), { text: 'Refunds take 5 days [1].', sources: [], output: { sources } })).toBe(0)
  })

  it.each<[string, Trial]>([
    ['there are no sources to check against', { text: 'Refunds take 5 days [1].' }],
    ['there are no sources to check against', { text: 'Refunds take 5 days.', sources: [] }],
    ['the answer is empty', of('  \n')],
    ['an abstention without citations', of('The handbook does not mention pets. Please ask the office.')],
    ['nothing to judge: no citation, quotation or claim', of('Hello! How are you?')],
  ])('judges nothing: %s', (reason, trial) => {
    expect(gradeOf(citations(), trial)).toEqual({ status: 'unscored', reason })
  })

  it('still judges the citations of an abstention', () => {
    expect(scoreOf(citations(), of('The handbook does not mention pets [7].'))).toBe(0)
    expect(scoreOf(citations(), of('I found nothing about pets. Refunds take 5 days [1].'))).toBe(1)
  })

  it('keeps a bounded number of findings of a hostile answer', () => {
    const grade = gradeOf(citations(), of(`A claim of many words ${'[9]'.repeat(100_000)}.`))
    expect(grade).toMatchObject({ status: 'scored', score: 0, parts: { exists: { score: 0, n: 100_000 } } })
    expect(grade.status === 'scored' ? grade.evidence?.length : 0).toBe(200)
  })
})
