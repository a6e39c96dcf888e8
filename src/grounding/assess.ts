import { findFigures } from '../text/figures.ts'
import type { Span } from '../text/span.ts'
import { outside } from '../text/span.ts'
import { answerFeatures } from './answerFeatures.ts'
import type { GroundingIndex } from './groundingIndex.ts'
import type { GroundingModel } from './groundingModel.ts'
import { answerOverlap, sentenceOverlap } from './overlap.ts'
import type { MeasuredSentence, SentenceFeatures } from './sentenceFeatures.ts'
import { measureSentence, sentenceFeatureNames } from './sentenceFeatures.ts'
import type { Word } from './words.ts'
import { wordsOf } from './words.ts'

/** A sentence of an answer and how likely it is, 0..1, that the sources do not support it. */
export interface AssessedSentence extends MeasuredSentence {
  risk: number
}

export interface Assessment {
  sentences: readonly AssessedSentence[]
  /** How likely it is that something in the answer is unsupported: logit. */
  margin: number
  /** 1 minus that probability. */
  score: number
}

/**
 * What the sources support of an answer, sentence by sentence. Sentences without a word of content are left out. Linear in the answer.
 * @param spans the sentences that claim something, in order
 * @param question what was asked; its words are expected
 * @param marks stretches that say nothing, such as citation markers; in order
 */
export function assess(
  text: string,
  spans: readonly Span[],
  question: string,
  index: GroundingIndex,
  model: GroundingModel,
  marks: readonly Span[] = [],
): Assessment {
  const measured = measureAnswer(text, spans, question, index, model.rarity, marks)
  const sentences = measured.map((sentence) => {
    const vector = sentenceVector(sentence, model.novelty)
    return { ...sentence, risk: logistic(model.sentence.margin(vector, sentenceOverlap(sentence.features))) }
  })
  const features = answerFeatures(
    sentences,
    sentences.map(({ risk }) => risk),
  )
  const overlap = answerOverlap(sentences)
  const trained =
    model.answers.reduce((sum, boost) => sum + boost.margin(features, overlap), 0) / (model.answers.length || 1)
  const margin = trained + (index.structured ? 0 : model.overlap.weight * (model.overlap.centre - overlap))
  return { sentences, margin, score: 1 - logistic(margin) }
}

/** The sentences as they are measured against the sources, before any coefficient. */
export function measureAnswer(
  text: string,
  spans: readonly Span[],
  question: string,
  index: GroundingIndex,
  rarity: (stem: string) => number,
  marks: readonly Span[] = [],
): MeasuredSentence[] {
  const asked = new Set(wordsOf(question).map(({ stem }) => stem))
  const words = new Cursor(outside(wordsOf(text), marks))
  const figures = new Cursor(outside(findFigures(text), marks))
  const measured: MeasuredSentence[] = []
  for (const span of spans) {
    const sentence = { ...span, words: words.within(span), figures: figures.within(span) }
    if (sentence.words.some(({ content }) => content))
      measured.push(measureSentence(sentence, text, { index, rarity, asked }))
  }
  return measured
}

/** Features of novel words by what became of such words in training. */
const noveltyNames = ['noveltyMost', 'noveltySum', 'noveltyMean'] as const
export const sentenceVectorNames: readonly string[] = [...sentenceFeatureNames, ...noveltyNames]

export function sentenceVector(
  { features, novel }: { features: SentenceFeatures; novel: readonly Word[] },
  novelty: (stem: string) => number,
): Float64Array {
  let most = 0
  let sum = 0
  for (const { stem } of novel) {
    const value = novelty(stem)
    most = Math.max(most, value)
    sum += value
  }
  return Float64Array.from([
    ...sentenceFeatureNames.map((name) => features[name]),
    most,
    sum,
    novel.length === 0 ? 0 : sum / novel.length,
  ])
}

export function logistic(margin: number): number {
  return 1 / (1 + Math.exp(-margin))
}

/** Items in order, handed out by spans in order. */
class Cursor<T extends Span> {
  #next = 0
  readonly #items: readonly T[]

  constructor(items: readonly T[]) {
    this.#items = items
  }

  within({ start, end }: Span): T[] {
    const found: T[] = []
    for (let item = this.#items[this.#next]; item !== undefined && item.start < end; item = this.#items[this.#next]) {
      if (item.start >= start) found.push(item)
      this.#next += 1
    }
    return found
  }
}
