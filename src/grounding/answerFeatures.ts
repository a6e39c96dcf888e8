import type { MeasuredSentence, SentenceFeatures } from './sentenceFeatures.ts'
import { sentenceFeatureNames } from './sentenceFeatures.ts'

type Name = keyof SentenceFeatures

/** Averaged over sentences by their content words. */
const averaged: readonly Name[] = [
  'recall',
  'recallIdf',
  'recallSoft',
  'windowOne',
  'windowThree',
  'stitched',
  'bigrams',
  'trigrams',
  'run',
  'nearPairs',
  'widePairs',
  'novelAsked',
]
/** Of the worst sentence. */
const lowest: readonly Name[] = [
  'recall',
  'recallIdf',
  'windowOne',
  'windowThree',
  'bigrams',
  'trigrams',
  'run',
  'nearPairs',
]
const highest: readonly Name[] = [
  'novel',
  'novelRarest',
  'novelRarity',
  'gap',
  'gapRarity',
  'figuresContext',
  'figuresElsewhere',
  'namesNovelShare',
  'stitched',
]
/** Counted over all sentences. */
const summed: readonly Name[] = sentenceFeatureNames.filter((name) =>
  /^(?:novel$|novelRarity|names(?:Novel)$|figuresUnheld$|falseClaimed|unknown|true|falseDenied|hours|days|negation|universal)/.test(
    name,
  ),
)

export const answerFeatureNames: readonly string[] = [
  ...averaged.map((name) => `mean ${name}`),
  ...lowest.map((name) => `least ${name}`),
  ...highest.map((name) => `most ${name}`),
  ...summed.map((name) => `all ${name}`),
  'tail recall',
  'tail windowThree',
  'tail bigrams',
  'structured',
  'risk most',
  'risk second',
  'risk any',
  'risk mean',
  'risk sum',
]

/** The features of an answer, of those of its sentences and the risk (0..1) that each is unsupported. */
export function answerFeatures(sentences: readonly MeasuredSentence[], risks: readonly number[]): Float64Array {
  const weights = sentences.map(({ words }) => words.filter((word) => word.content).length)
  const total = weights.reduce((a, b) => a + b, 0) || 1
  const of = (name: Name) => sentences.map(({ features }) => features[name])
  const mean = (name: Name, from = 0) => {
    let sum = 0
    let weight = 0
    for (let at = from; at < sentences.length; at += 1) {
      sum += (sentences[at]?.features[name] ?? 0) * (weights[at] ?? 0)
      weight += weights[at] ?? 0
    }
    return weight === 0 ? 1 : sum / weight
  }
  let seen = 0
  let tail = 0
  for (; tail < sentences.length - 1 && seen < total * (2 / 3); tail += 1) seen += weights[tail] ?? 0
  const sorted = [...risks].sort((a, b) => b - a)
  return Float64Array.from([
    ...averaged.map((name) => mean(name)),
    ...lowest.map((name) => of(name).reduce((a, b) => Math.min(a, b), 1e3)),
    ...highest.map((name) => of(name).reduce((a, b) => Math.max(a, b), 0)),
    ...summed.map((name) => of(name).reduce((a, b) => a + b, 0)),
    mean('recall', tail),
    mean('windowThree', tail),
    mean('bigrams', tail),
    sentences[0]?.features.structured ?? 0,
    sorted[0] ?? 0,
    sorted[1] ?? 0,
    1 - risks.reduce((product, risk) => product * (1 - risk), 1),
    risks.reduce((a, b) => a + b, 0) / (risks.length || 1),
    risks.reduce((a, b) => a + b, 0),
  ])
}
