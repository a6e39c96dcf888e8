import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assess, measureAnswer } from '../../src/grounding/assess.ts'
import { claimSpans } from '../../src/grounding/claimSpans.ts'
import { GroundingIndex } from '../../src/grounding/groundingIndex.ts'
import { groundingModel } from '../../src/grounding/groundingModel.ts'
import { jsonWords, parseSource } from '../../src/grounding/jsonSource.ts'
import { lexicalEntails } from '../../src/grounding/lexical.ts'
import { splitSentences } from '../../src/text/sentences.ts'

const handbook =
  'Goods may be returned within 30 days of delivery. Return shipping costs $5.95. Refunds are issued within 5 business days. Support answers from 9 am to 5 pm.'
const measured = (source: string, answer: string) =>
  measureAnswer(answer, splitSentences(answer), '', new GroundingIndex([source]), groundingModel().rarity)

describe('measureAnswer', () => {
  it('gives a sentence of the source everything, with the place it stands at', () => {
    const [sentence] = measured(handbook, 'Return shipping costs $5.95.')
    expect(sentence?.features).toMatchObject({
      recall: 1,
      recallIdf: 1,
      windowOne: 1,
      windowThree: 1,
      bigrams: 1,
      trigrams: 1,
      nearPairs: 1,
      novel: 0,
      figuresUnheld: 0,
    })
    expect(handbook.slice(sentence?.passage?.start, sentence?.passage?.end)).toBe('Return shipping costs $5.95.')
  })

  it.each([
    ['forms of a word', 'Returning goods: returns are possible.', 'recall', 0.75],
    ['a figure that no source holds', 'Goods may be returned within 45 days.', 'figuresUnheld', 1],
    ['a time written otherwise', 'Support answers until 17:00.', 'figuresUnheld', 0],
    ['a number in words', 'Goods may be returned within thirty days.', 'figuresUnheld', 0],
    ['a name that no source has', 'Refunds are issued by Nora Whitfield.', 'namesNovel', 2],
    ['a negation that the passage lacks', 'Refunds are not issued within 5 business days.', 'negationAdded', 1],
    ['a word like all', 'Refunds are always issued within 5 business days.', 'universalAdded', 1],
  ] as const)('counts %s', (_, answer, feature, value) => {
    expect(measured(handbook, answer)[0]?.features[feature]).toBeCloseTo(value, 5)
  })

  it('keeps numbers apart by what they are said of', () => {
    const right = measured(handbook, 'Refunds are issued within 5 business days.')[0]?.features.figuresContext ?? 1
    const wrong = measured(handbook, 'Shipping takes 5 trucks.')[0]?.features.figuresContext ?? 0
    expect(right).toBe(0)
    expect(wrong).toBeGreaterThan(0.5)
  })
})

describe('assess', () => {
  const model = groundingModel()
  const score = (source: string, answer: string) =>
    assess(answer, claimSpans(answer), '', new GroundingIndex([source]), model).score

  it('puts what stands in the source above what does not', () => {
    expect(score(handbook, 'Goods may be returned within 30 days of delivery.')).toBeGreaterThan(
      model.thresholds.answer,
    )
    expect(score(handbook, 'Members of the Platinum Club fly to Lisbon for 99 euros.')).toBeLessThan(
      model.thresholds.answer,
    )
  })

  it('gives a chance of 0..1 and the same again, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.string({ unit: 'binary', maxLength: 400 }),
        (source, answer) => {
          const first = score(source, answer)
          expect(first).toBeGreaterThanOrEqual(0)
          expect(first).toBeLessThanOrEqual(1)
          expect(score(source, answer)).toBe(first)
        },
      ),
    )
  })
})

describe('claimSpans', () => {
  const claims = (text: string) => claimSpans(text).map(({ start, end }) => text.slice(start, end))

  it('leaves out what claims nothing', () => {
    expect(claims('Hello! Do you have the number? The fee is $5. The handbook does not say more.')).toEqual([
      'The fee is $5.',
    ])
  })

  it('keeps items of a list', () => {
    expect(claims('It offers:\n- Free Wi-Fi\n- Parking')).toEqual(['It offers:', '- Free Wi-Fi', '- Parking'])
  })
})

describe('lexicalEntails', () => {
  it('is 1 for what stands there word for word and 0 for what shares nothing', () => {
    expect(lexicalEntails(handbook, 'Return shipping costs $5.95.')).toBe(1)
    expect(lexicalEntails(handbook, 'Penguins like cold water.')).toBe(0)
    expect(lexicalEntails('', 'Penguins like cold water.')).toBe(0)
    expect(lexicalEntails(handbook, '…')).toBe(0)
  })

  it('takes half for a wrong figure and for a field that says otherwise', () => {
    expect(lexicalEntails(handbook, 'Return shipping costs $6.95.')).toBeLessThan(0.5)
    const record = '{"freeShipping": false}'
    expect(lexicalEntails(record, 'It has free shipping.')).toBeLessThanOrEqual(0.5)
    expect(lexicalEntails(record, 'It does not have free shipping.')).toBeGreaterThan(0.5)
  })

  it('lies within 0..1, and is 1 of a sentence and itself', () => {
    const words = fc.array(fc.constantFrom('river', 'bank', 'loan', 'Anna', 'seven', '12', 'opens', 'not'), {
      minLength: 4,
      maxLength: 12,
    })
    fc.assert(
      fc.property(words, words, (a, b) => {
        const value = lexicalEntails(a.join(' '), b.join(' '))
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(1)
        expect(lexicalEntails(a.join(' '), a.join(' '))).toBeCloseTo(1, 10)
      }),
    )
  })
})

describe('jsonWords', () => {
  it('splits keys, skips escapes and keeps places in the text', () => {
    const text = '{"OutdoorSeating":true,"note":"It\\nrains \\"here\\".","n":12}'
    const words = jsonWords(text).flatMap((unit) => unit.words)
    expect(words.map(({ folded }) => folded)).toEqual(
      expect.arrayContaining(['outdoor', 'seating', 'outdoorseating', 'true', 'it', 'rains', 'here', '12']),
    )
    for (const { folded, start, end } of words) expect(text.slice(start, end).toLowerCase()).toBe(folded)
  })

  it('is asked of objects and arrays only, and of no broken JSON', () => {
    expect(parseSource('{"a":1}')).toEqual({ a: 1 })
    for (const text of ['"a"', '7', '{"a":', 'The [first] one.', '['.repeat(200_000)])
      expect(parseSource(text)).toBeUndefined()
  })
})
