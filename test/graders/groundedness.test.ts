import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Case } from '../../src/core/case.ts'
import type { Evidence, Grade, GradeContext } from '../../src/core/grade.ts'
import { checkedGrade } from '../../src/core/grade.ts'
import { groundedness } from '../../src/graders/index.ts'
import { groundingModel } from '../../src/grounding/groundingModel.ts'

const handbook = {
  id: 'handbook',
  text: 'Goods may be returned within 30 days of delivery. Return shipping costs $5.95. Refunds are issued within 5 business days. Support answers from 9 am to 5 pm, Monday to Friday.',
}
const shop = {
  id: 'shop',
  text: JSON.stringify({
    name: 'Finch',
    wifi: 'no',
    outdoorSeating: true,
    giftCards: null,
    parking: { valet: false },
    hours: { Monday: '9:0-17:0', Tuesday: '9:0-17:0' },
  }),
}
type Scored = Extract<Grade, { status: 'scored' }>

async function grade(text: string, item: Partial<Case> = {}): Promise<Grade> {
  const whole: Case = { id: 'c', input: 'How do returns work?', sources: [handbook], ...item }
  return groundedness().grade({ case: whole, output: { text } }, {} as GradeContext)
}

async function scored(text: string, item: Partial<Case> = {}): Promise<Scored> {
  const found = await grade(text, item)
  if (found.status !== 'scored') throw new Error(JSON.stringify(found))
  return found
}

const of = (found: Scored, kind: string): Evidence[] => (found.evidence ?? []).filter((item) => item.kind === kind)
const said = (text: string, items: readonly Evidence[]) => items.map(({ start, end }) => text.slice(start, end))

describe('groundedness', () => {
  it('supports what a source says, and shows where', async () => {
    const text = 'Goods may be returned within 30 days of delivery. Refunds are issued within five business days.'
    const found = await scored(text)
    expect(found.score).toBeGreaterThan(groundedness().passAt)
    expect(found).toMatchObject({
      reason: 'all 2 claims are supported',
      parts: { claims: { score: 1, n: 2 }, figures: { score: 1, n: 2 } },
    })
    const [claim] = of(found, 'claim')
    expect(claim).toMatchObject({ verdict: 'good', support: 'supported', sourceId: 'handbook' })
    expect(handbook.text.slice(claim?.sourceStart, claim?.sourceEnd)).toBe(
      'Goods may be returned within 30 days of delivery.',
    )
  })

  it('marks figures and names that no source has, and the claims that hold them', async () => {
    const text = 'Goods may be returned within 45 days, says Nora Whitfield. Return shipping costs €12.'
    const found = await scored(text)
    expect(found.score).toBeLessThan(groundedness().passAt)
    expect(said(text, of(found, 'figure'))).toEqual(['45 days'])
    expect(said(text, of(found, 'money'))).toEqual(['€12'])
    expect(said(text, of(found, 'name'))).toEqual(['Nora Whitfield'])
    expect(of(found, 'claim').map(({ support }) => support)).toEqual(['unsupported', 'unsupported'])
  })

  it.each([
    ['hours of the day', 'Support answers until 17:00.'],
    ['numbers in words', 'Goods may be returned within thirty days.'],
    ['the amount of the question', 'The return of order 7731 takes 5 business days.'],
    ['amounts with another sign of the same currency', 'Return shipping costs US$5.95.'],
  ])('compares %s by value', async (_, text) => {
    const found = await scored(text, { input: 'How do I return order 7731?' })
    expect(found.parts?.figures?.score).toBe(1)
  })

  it('tells a figure that stands elsewhere, as information', async () => {
    const text = 'Gift wrapping takes 30 ribbons.'
    expect(of(await scored(text), 'figure')).toMatchObject([
      { verdict: 'info', message: expect.stringContaining('none of the words around it') },
    ])
  })

  it.each([
    ['claims what is not so', 'The shop has Wi-Fi.', 'contradicted', 'bad'],
    ['denies what is so', 'The shop does not have outdoor seating.', 'contradicted', 'bad'],
    ['names other hours', 'It is open on Monday from 9 am to 8 pm.', 'contradicted', 'bad'],
    ['says what the record leaves open', 'The shop has gift cards.', undefined, 'info'],
  ])('%s', async (_, text, support, verdict) => {
    const found = await scored(text, { sources: [shop] })
    if (support !== undefined) expect(of(found, 'claim')[0]?.support).toBe(support)
    expect(of(found, 'field')).toMatchObject([{ verdict, sourceId: 'shop' }])
    const [field] = of(found, 'field')
    expect(shop.text.slice(field?.sourceStart, field?.sourceEnd)).toMatch(/^"/)
  })

  it.each([
    'The shop does not have Wi-Fi.',
    'The shop has outdoor seating, but no valet parking.',
    'It is open on Monday and Tuesday from 9 am to 5 pm.',
    'Valet parking is not available.',
    'Wi-Fi is turned off.',
    'Wi-Fi is disabled.',
  ])('contradicts nothing that is so: %s', async (text) => {
    const found = await scored(text, { sources: [shop] })
    expect(found.parts?.fields?.score).toBe(1)
    expect(of(found, 'claim')[0]?.support).not.toBe('contradicted')
  })

  it.each([
    'If you need Wi-Fi, choose another shop.',
    'To use Wi-Fi, bring your own.',
    'The meeting is on Monday from 10 to 11.',
  ])('contradicts nothing that is only supposed, or of something else: %s', async (text) => {
    const found = await scored(text, { sources: [shop] })
    expect(of(found, 'claim')[0]?.support).not.toBe('contradicted')
    expect(of(found, 'field').map(({ verdict }) => verdict)).not.toContain('bad')
  })

  it('warns of negations and words like all, and judges nothing by them', async () => {
    const plain = await scored('Refunds are issued within 5 business days.')
    const turned = await scored('Refunds are never issued within 5 business days.')
    expect(of(plain, 'negation')).toEqual([])
    expect(of(turned, 'negation').map(({ verdict }) => verdict)).toContain('info')
    expect(of(turned, 'negation').every(({ verdict }) => verdict === 'info')).toBe(true)
  })

  it.each([
    ['an empty answer', ' \n', {}, 'the answer is empty'],
    ['no sources', 'It costs $5.', { sources: [] }, 'there are no sources to check against'],
    [
      'sources without text',
      'It costs $5.',
      { sources: [{ id: 'a', text: ' ' }] },
      'there are no sources to check against',
    ],
    ['an abstention', 'The handbook does not say.', {}, 'an abstention claims nothing'],
    [
      'an answer without a claim',
      'Do you have the number of the order?',
      {},
      'nothing to judge: the answer claims nothing',
    ],
  ])('leaves %s unscored', async (_, text, item, reason) => {
    expect(await grade(text, item)).toEqual({ status: 'unscored', reason })
  })

  it.each([[{ expected: null }], [{ tags: ['unanswerable'], expected: 'anything' }]])(
    'grades abstaining where nothing can be answered: %j',
    async (item) => {
      expect(await grade('The handbook does not say.', item)).toMatchObject({
        score: 1,
        parts: { unanswerable: { score: 1, n: 1 } },
      })
      expect(await grade('Goods may be returned within 30 days.', item)).toMatchObject({
        score: 0,
        parts: { unanswerable: { score: 0, n: 1 } },
      })
    },
  )

  it('takes what stands in a title for known', async () => {
    const text = 'The Alder Plan 2031 takes 5 business days.'
    const titled = await scored(text, { sources: [{ ...handbook, title: 'Alder Plan 2031' }] })
    expect([of(titled, 'name'), of(titled, 'figure')]).toEqual([[], []])
    const plain = await scored(text)
    expect([...said(text, of(plain, 'name')), ...said(text, of(plain, 'figure'))]).toEqual(['Alder Plan', '2031'])
  })

  it('takes a label above a list for no claim', async () => {
    const found = await scored('**Key points:**\n- Goods may be returned within 30 days\n- Return shipping costs $5.95')
    expect(found).toMatchObject({ reason: 'all 2 claims are supported', parts: { claims: { score: 1, n: 2 } } })
    expect(await grade('**Key points:**')).toMatchObject({ status: 'unscored' })
  })

  it('reads no markers of citations', async () => {
    const found = await scored(
      'Goods may be returned within 30 days of delivery [handbook]. Refunds take 5 business days [1].',
    )
    expect(found.parts?.figures).toEqual({ score: 1, n: 2 })
  })

  it('grades by the coefficients that it ships with: others have another fingerprint', () => {
    expect(groundedness().passAt).toBe(groundingModel().thresholds.answer)
    expect(groundedness({ name: 'other', passAt: 0.9 }).passAt).toBe(0.9)
    expect(groundedness({ passAt: 0.9 }).fingerprint).toBe(groundedness().fingerprint)
    expect(groundedness({ entails: { judge: 'strict' } })).toMatchObject({ judges: ['strict'], passAt: 0.5 })
  })

  it('asks an NLI endpoint of each claim, and scores the mean', async () => {
    const asked: [string, string][] = []
    const context = {
      signal: new AbortController().signal,
      entailer: () => ({
        async entails(premise: string, claim: string) {
          asked.push([premise, claim])
          return { score: claim.includes('30') ? 0.9 : 0.2, calls: [{ judge: 'nli', modelId: 'nli-1', latencyMs: 1 }] }
        },
      }),
    } as unknown as GradeContext
    const item = { id: 'c', input: 'How?', sources: [handbook] }
    const text = 'Goods may be returned within 30 days. Shipping is free.'
    const found = await groundedness({ entails: { nli: 'nli' } }).grade({ case: item, output: { text } }, context)
    expect(asked).toEqual([
      [handbook.text, 'Goods may be returned within 30 days.'],
      [handbook.text, 'Shipping is free.'],
    ])
    expect(found).toMatchObject({ status: 'scored', parts: { claims: { score: 0.5, n: 2 } } })
    expect(found.status === 'scored' && found.score).toBeCloseTo(0.55, 10)
    expect(found.calls).toHaveLength(2)
  })

  it('gives an honest grade of whatever comes, with evidence inside the texts', async () => {
    const words = fc.array(
      fc.constantFrom(
        'Monday',
        '9 am',
        '$5',
        'not',
        'The',
        'Nora',
        'seating',
        '.',
        '\n- ',
        '[1]',
        '\u202e',
        '\u0000',
        'שלום',
        '{"a":',
        '30 days',
        'open',
      ),
      { maxLength: 60 },
    )
    await fc.assert(
      fc.asyncProperty(words, words, async (a, b) => {
        const text = a.join(' ')
        const source = b.join(' ')
        const found = checkedGrade(await grade(text, { sources: [{ id: 's', text: source }, shop] }))
        expect(found.status).not.toBe('error')
        for (const { start = 0, end = 0, sourceId, sourceStart = 0, sourceEnd = 0 } of found.status === 'scored'
          ? (found.evidence ?? [])
          : []) {
          expect(0 <= start && start <= end && end <= text.length).toBe(true)
          const length = sourceId === 's' ? source.length : shop.text.length
          expect(0 <= sourceStart && sourceStart <= sourceEnd && sourceEnd <= length).toBe(true)
        }
      }),
    )
  })
})
