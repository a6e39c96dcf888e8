import type { MeasuredSentence, SentenceFeatures } from './sentenceFeatures.ts'

/**
 * The rule that needs no training: how much of a sentence the sources have, -0.2..1. The mean of rare words found, found within the best
 * window, pairs and triples of words taken over, and (twice) neighbouring content words that stand together in the sources, too; less a
 * tenth each for names and figures that no source has.
 */
export function sentenceOverlap(features: SentenceFeatures): number {
  return overlap(features, features.namesNovelShare, features.figuresUnheld)
}

/** The same of an answer: means over its sentences by their content words; names by its worst sentence, figures over all of it. */
export function answerOverlap(sentences: readonly MeasuredSentence[]): number {
  let total = 0
  let sum = 0
  let names = 0
  let figures = 0
  for (const { features, words } of sentences) {
    const weight = words.filter(({ content }) => content).length
    total += weight
    sum += weight * overlap(features, 0, 0)
    names = Math.max(names, features.namesNovelShare)
    figures += features.figuresUnheld
  }
  return total === 0 ? 1 : sum / total - 0.1 * names - 0.1 * Math.min(1, figures)
}

function overlap(f: SentenceFeatures, names: number, figures: number): number {
  const shared = (f.recallIdf + f.windowThree + f.bigrams + f.trigrams + 2 * f.nearPairs) / 6
  return shared - 0.1 * names - 0.1 * Math.min(1, figures)
}
