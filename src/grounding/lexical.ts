import { splitSentences } from '../text/sentences.ts'
import { measureAnswer } from './assess.ts'
import { GroundingIndex } from './groundingIndex.ts'
import { groundingModel } from './groundingModel.ts'
import { sentenceOverlap } from './overlap.ts'

let last: { premise: string; index: GroundingIndex } | undefined

/**
 * How far a premise entails a claim, 0..1, by what the two share: the overlap rule (`sentenceOverlap`), averaged over the claim's sentences
 * by their content words. It takes half away where the premise lacks a figure of the claim, and where it is JSON that says otherwise
 * (`{"wifi": false}` against "Wi-Fi is free"). 1 for a claim that stands in the premise word for word; 0 where nothing is shared, and of a claim without
 * words. It does not know what words mean: a paraphrase scores low, a sentence with its subject and object exchanged high. Linear in both.
 */
export function lexicalEntails(premise: string, claim: string): number {
  if (last?.premise !== premise) last = { premise, index: new GroundingIndex([premise]) }
  const sentences = measureAnswer(claim, splitSentences(claim), '', last.index, groundingModel().rarity)
  let sum = 0
  let total = 0
  for (const { features, words } of sentences) {
    const weight = words.filter(({ content }) => content).length
    const wrong = features.figuresUnheld + features.falseClaimed + features.trueDenied + features.hoursWrong > 0
    total += weight
    sum += weight * Math.min(1, Math.max(0, sentenceOverlap({ ...features, figuresUnheld: 0 }))) * (wrong ? 0.5 : 1)
  }
  return total === 0 ? 0 : sum / total
}
