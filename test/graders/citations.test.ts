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
    expect(partsOf(citations(), of('Refunds take 5 working days [1].'))).toEqual({
      exists: 1,
      inRange: 1,
      markers: 1,
      coverage: 1,
    })
  })

  it('finds citations of no source, once each', () => {
    const trial = of('Refunds take 5 days [1][9]. We ship on weekdays [3, 2].')
    expect(partsOf(citations(), trial)).toEqual({ exists: 0.5, inRange: 0.5, markers: 1, coverage: 1 })
    expect(scoreOf(citations(), trial)).toBe(0.5)
    expect(faultsOf(citations(), trial)).toEqual([
      'no source "9": there are 2 sources',
      'no source "3": there are 2 sources',
    ])
  })

  it('finds claims without a citation', () => {
    const trial = of('Hello! Refunds take 5 days [1]. The buyer pays for the return. Any questions?')
    expect(partsOf(citations(), trial)).toEqual({ exists: 1, inRange: 1, markers: 1, coverage: 0.5 })
    const grade = gradeOf(citations(), trial)
    const claim = grade.status === 'scored' ? grade.evidence?.find(({ kind }) => kind === 'claim') : undefined
    expect(trial.text?.slice(claim?.start, claim?.end)).toBe('The buyer pays for the return.')
    expect(partsOf(citations({ requireCitations: false }), trial)).toEqual({ exists: 1, inRange: 1, markers: 1 })
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
    expect(partsOf(citations(), good)).toEqual({ exists: 1, inRange: 1, markers: 1, quotes: 1, coverage: 1 })
    const grade = gradeOf(citations(), good)
    const quote = grade.status === 'scored' ? grade.evidence?.find(({ kind }) => kind === 'quote') : undefined
    expect(sources[0]?.text.slice(quote?.sourceStart, quote?.sourceEnd)).toBe('Refunds are paid within 5 working days')
    const bad = of('The policy says “refunds are paid within 3 working days” [1].')
    expect(partsOf(citations(), bad)).toEqual({ exists: 1, inRange: 1, markers: 1, quotes: 0, coverage: 1 })
    expect(faultsOf(citations(), bad)).toEqual([
      '"refunds are paid within 3 working days" stands in no source word for word; "refunds" has "5", not "3"',
    ])
  })

  it('takes the citation behind a quotation of several sentences for all of them', () => {
    const text =
      'It says "Refunds are paid within 5 working days. The buyer pays for the return." [1] We ship on weekdays.'
    expect(partsOf(citations(), of(text))).toEqual({ exists: 1, inRange: 1, markers: 1, quotes: 1, coverage: 2 / 3 })
  })

  it('takes the citation of an introduction for the rows of its table', () => {
    const text = 'These are the rules [1]:\n\n| What | How long |\n|---|---|\n| Refunds take | 5 working days |'
    expect(partsOf(citations(), of(text))).toEqual({ exists: 1, inRange: 1, markers: 1, coverage: 1 })
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
      markers: 1,
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
    expect(grade).toMatchObject({
      status: 'scored',
      score: 0,
      parts: { exists: { score: 0, n: 100_000 }, inRange: { n: 100_000 }, markers: { score: 0.00001 } },
    })
    expect(grade.status === 'scored' ? grade.evidence?.length : 0).toBe(200)
  })
})

const published: Source[] = [
  {
    id: 'refunds',
    title: 'Refund policy',
    text: 'URL: https://shop.example/refunds\nRefunds are paid within 5 working days, not later. See doi:10.1234/ABC.x.',
  },
  { id: 'smith-2020', title: 'Smith & Jones (2020). On shipping', text: 'We ship on weekdays only.' },
]
const by = (text: string, more: Omit<Trial, 'text'> = {}): Trial => ({ sources: published, text, ...more })

describe('citations: markers of every style', () => {
  it.each([
    'Refunds take 5 days.¹ We ship on weekdays.²',
    'Refunds take 5 days.[1](https://shop.example/refunds) We ship on weekdays (Smith & Jones, 2020).',
    'Refunds take 5 days.<cite>refunds</cite> We ship on weekdays. <source id="2"/>',
    '<cite id="refunds">Refunds take 5 days. They do so always.</cite> Smith and Jones (2020) ship on weekdays.',
    'Refunds take 5 days[^a]. We ship on weekdays[^b].\n\n[^a]: Refund policy. It has much more.\n[^b]: Smith, J. (2020). On shipping.',
    'Refunds take 5 days, as [our page](https://shop.example/refunds/) says. We ship on weekdays <ref>2</ref>.',
    'Refunds take 5 days, see https://www.shop.example/refunds. We ship on weekdays 【smith-2020】.',
    'Refunds take 5 days [1]. We ship on weekdays [2].\n\nReferences:\n[1] Smith & Jones (2020)\n[2] Refund policy',
  ])('covers the claims of %j', (text) => {
    expect(partsOf(citations(), by(text))).toMatchObject({ exists: 1, markers: 1, coverage: 1 })
  })

  it('tells citations of no source in every style', () => {
    const text = 'A (Brown, 2018). B<cite id="x9"/>. C <ref>7</ref>. D[^1].\n\n[^1]: https://other.example'
    expect(faultsOf(citations({ requireCitations: false, allowedUrls: ['other.example'] }), by(text))).toEqual([
      'no source "Brown, 2018"',
      'no source "x9"',
      'no source "7": there are 2 sources',
      'no source "https://other.example"',
    ])
  })

  it('counts numbers out of range apart, and in the score once', () => {
    const trial = by('Refunds take 5 days [refunds][9].')
    expect(partsOf(citations(), trial)).toEqual({ exists: 0.5, inRange: 0, markers: 1, coverage: 1 })
    expect(scoreOf(citations(), trial)).toBe(0.5)
  })

  it('finds citations that are repeated in one place or empty', () => {
    const trial = by(
      'Refunds take 5 days [1][1]. We ship on weekdays [2, 2]. They do so [ ]. And so on [1]. Again [1].',
    )
    expect(partsOf(citations(), trial).markers).toBeCloseTo(4 / 7)
    expect(faultsOf(citations({ requireCitations: false }), trial)).toEqual([
      'cites "refunds" twice in one place',
      'cites "smith-2020" twice in one place',
      'a citation of nothing',
    ])
  })
})

describe('citations: near quotations', () => {
  it('tells what differs, and where it stands', () => {
    const grade = gradeOf(citations(), by('It says "Refunds are always paid within 5 days, not later" [1].'))
    const quote = grade.status === 'scored' ? grade.evidence?.find(({ kind }) => kind === 'quote') : undefined
    expect(quote).toMatchObject({
      verdict: 'bad',
      message:
        '"Refunds are always paid within 5 days, not later" stands in no source word for word; "refunds" has no "always"; "working", which is left out',
      sourceId: 'refunds',
    })
    expect(published[0]?.text.slice(quote?.sourceStart, quote?.sourceEnd)).toBe(
      'Refunds are paid within 5 working days, not later',
    )
  })

  it('takes other punctuation for the same words', () => {
    expect(partsOf(citations(), by('It says "refunds are paid within 5 working days not later" [1].')).quotes).toBe(1)
  })

  it('forgives as many words as it is told to', () => {
    const trial = by('It says "refunds are paid in 5 working days, not later" [1].')
    expect(partsOf(citations(), trial).quotes).toBe(0)
    expect(partsOf(citations({ quoteTolerance: 0.2 }), trial).quotes).toBe(1)
    expect(partsOf(citations({ quoteTolerance: 0.1 }), trial).quotes).toBe(0)
  })

  it('forgives nothing of a source that is not cited', () => {
    const trial = by('It says "refunds are paid in 5 working days, not later" [2].')
    expect(partsOf(citations({ quoteTolerance: 0.2 }), trial).quotes).toBe(0)
  })
})

describe('citations: addresses', () => {
  const links = (text: string, options: Parameters<typeof citations>[0] = {}, more: Omit<Trial, 'text'> = {}) =>
    partsOf(citations({ requireCitations: false, ...options }), by(text, more)).links

  it('knows those that a source holds, however they are written', () => {
    expect(links('See http://www.shop.example/refunds/#top and https://doi.org/10.1234/abc.X.')).toBe(1)
    expect(links('See https://shop.example for more.')).toBe(1)
    expect(links('See https://shop.example/returns for more.')).toBe(0)
  })

  it('tells invented and malformed ones', () => {
    const text = 'See https://shop.example/help, [x](https//shop.example) and doi:10.99/x.'
    expect(faultsOf(citations({ requireCitations: false }), by(text))).toEqual([
      '"https://shop.example/help" stands in no source and is not allowed',
      '"https//shop.example" is no well-formed URL',
      '"doi:10.99/x" is no well-formed DOI',
    ])
  })

  it.each<[string, string, number]>([
    ['acme.com', 'https://acme.com/x?y', 1],
    ['acme.com', 'https://docs.acme.com/x', 1],
    ['acme.com', 'https://acme.com.evil.org', 0],
    ['acme.com', 'https://notacme.com', 0],
    ['https://acme.com/docs', 'http://acme.com/docs/a', 1],
    ['https://acme.com/docs', 'https://acme.com/docs2', 0],
    ['https://acme.com/docs', 'https://sub.acme.com/docs', 0],
    ['doi:10.5555', 'doi:10.5555/12345678', 1],
    ['doi:10.5555', '10.55556/12345678', 0],
  ])('allows by %s of %s: %i', (allowed, link, score) => {
    expect(links(`See ${link} for more.`, { allowedUrls: [allowed] })).toBe(score)
  })

  it('leaves those of the question and of code alone', () => {
    expect(links('Yes, https://my.example is a page.', {}, { input: 'Is https://my.example a page?' })).toBeUndefined()
    expect(links('Do this:\n```\ncurl https://my.example\n```\n')).toBeUndefined()
  })

  it('refuses to allow what is no address', () => {
    expect(() => citations({ allowedUrls: ['not an address'] })).toThrow(
      'citations: allowedUrls: "not an address" is no host, address or DOI',
    )
  })
})
