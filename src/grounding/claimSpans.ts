import { isAbstainingSentence } from '../text/abstention.ts'
import { sentenceRoles } from '../text/claims.ts'
import { splitSentences } from '../text/sentences.ts'
import type { Span } from '../text/span.ts'

/**
 * The sentences of an answer that claim something: no questions, greetings, offers of help, headings or references, and none that only
 * says that something is not known or told. Fragments ("Free Wi-Fi", an item of a list) and what introduces a list do claim.
 */
export function claimSpans(text: string): Span[] {
  const sentences = splitSentences(text)
  const roles = sentenceRoles(text, sentences)
  return sentences.filter(({ start, end }, at) => {
    const role = roles[at]
    if (role !== 'claim' && role !== 'fragment' && role !== 'introduction') return false
    return end - start > longestAbstention || !isAbstainingSentence(text.slice(start, end))
  })
}

const longestAbstention = 1_000
