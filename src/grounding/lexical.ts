import { normaliseAnswer } from '../text/normalise.ts'

/** One premise is often asked about many claims, one after the other. */
let last: { premise: string; known: ReadonlySet<string> } | undefined

/** The share of the claim's words that the premise has, 0..1; 0 of a claim without words. */
export function lexicalEntails(premise: string, claim: string): number {
  const words = normaliseAnswer(claim).split(' ').filter(Boolean)
  if (last?.premise !== premise) last = { premise, known: new Set(normaliseAnswer(premise).split(' ')) }
  const { known } = last
  return words.length === 0 ? 0 : words.filter((word) => known.has(word)).length / words.length
}
