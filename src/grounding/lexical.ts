import { normaliseAnswer } from '../text/normalise.ts'

/** The share of the claim's words that the premise has, 0..1; 0 of a claim without words. */
export function lexicalEntails(premise: string, claim: string): number {
  const words = normaliseAnswer(claim).split(' ').filter(Boolean)
  const known = new Set(normaliseAnswer(premise).split(' '))
  return words.length === 0 ? 0 : words.filter((word) => known.has(word)).length / words.length
}
