import type { CaseHeads } from './caseHead.ts'
import type { Passages } from './passages.ts'
import type { WordComparer } from './words.ts'

/** What the views of all cases of one report share. */
export interface CaseSetting {
  heads: CaseHeads
  targets: { baseline: string; candidate: string }
  /** By grader; null for one that the comparison does not know. */
  passAt(grader: string): number | null
  words: WordComparer
  passages: Passages
}
