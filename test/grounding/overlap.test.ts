import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assess, measureAnswer } from '../../src/grounding/assess.ts'
import { GroundingIndex } from '../../src/grounding/groundingIndex.ts'
import { groundingModel } from '../../src/grounding/groundingModel.ts'
import { answerOverlap, sentenceOverlap } from '../../src/grounding/overlap.ts'
import { sentenceFeatureNames } from '../../src/grounding/sentenceFeatures.ts'
import { splitSentences } from '../../src/text/sentences.ts'

const measured = (source: string, answer: string) =>
  measureAnswer(answer, splitSentences(answer), '', new GroundingIndex([source]), groundingModel().rarity)
const features = (values: Partial<Record<(typeof sentenceFeatureNames)[number], number>>) => ({
  ...(Object.fromEntries(sentenceFeatureNames.map((name) => [name, 0])) as Record<
    (typeof sentenceFeatureNames)[number],
    number
  >),
  ...values,
})
const sentence = fc
  .array(fc.constantFrom('river', 'bank', 'loan', 'Anna', 'the', '12', '7 pm', '$5', 'opens', 'not'), {
    minLength: 3,
    maxLength: 14,
  })
  .map((words) => `${words.join(' ')}.`)

describe('sentenceOverlap', () => {
  it('is the mean of six shares, neighbours counted twice, less a tenth for names and one for figures', () => {
    expect(
      sentenceOverlap(features({ recallIdf: 0.6, windowThree: 0.3, bigrams: 0.3, trigrams: 0, nearPairs: 0.3 })),
    ).toBeCloseTo(0.3, 12)
    expect(
      sentenceOverlap(
        features({
          recallIdf: 1,
          windowThree: 1,
          bigrams: 1,
          trigrams: 1,
          nearPairs: 1,
          namesNovelShare: 0.5,
          figuresUnheld: 3,
        }),
      ),
    ).toBeCloseTo(0.85, 12)
  })

  it('is 1 of a sentence and itself, and lies within -0.2..1', () => {
    fc.assert(
      fc.property(sentence, sentence, (source, answer) => {
        for (const { features: own } of measured(`x. ${answer}`, answer))
          expect(sentenceOverlap(own)).toBeCloseTo(1, 10)
        for (const { features: own } of measured(source, answer)) {
          expect(sentenceOverlap(own)).toBeGreaterThanOrEqual(-0.2 - 1e-12)
          expect(sentenceOverlap(own)).toBeLessThanOrEqual(1 + 1e-12)
        }
      }),
    )
  })
})

describe('answerOverlap', () => {
  it('weighs sentences by their content words', () => {
    const source = 'The river floods the old bank.'
    const both = measured(source, 'The river floods the old bank. Penguins swim.')
    expect(both.map(({ words }) => words.filter(({ content }) => content).length)).toEqual([4, 2])
    expect(answerOverlap(both)).toBeCloseTo(4 / 6, 10)
  })

  it('is 1 of nothing', () => {
    expect(answerOverlap([])).toBe(1)
  })
})

describe('assess', () => {
  it('gives risks of 0..1 and passages inside the sources, the same whoever was assessed before', () => {
    const model = groundingModel()
    const once = (sources: string[], answer: string) =>
      assess(answer, splitSentences(answer), '', new GroundingIndex(sources), model)
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 4 }), sentence, (sources, answer) => {
        const first = once(sources, answer)
        once([answer], sources.join(' '))
        expect(once(sources, answer)).toEqual(first)
        for (const { risk, passage, start, end } of first.sentences) {
          expect(risk >= 0 && risk <= 1).toBe(true)
          expect(0 <= start && start < end && end <= answer.length).toBe(true)
          if (passage === undefined) continue
          const text = sources[passage.source] ?? ''
          expect(0 <= passage.start && passage.start < passage.end && passage.end <= text.length).toBe(true)
        }
      }),
    )
  })
})
