import type { Case } from '../core/case.ts'
import type { Comparison } from '../core/comparison.ts'
import type { GatePolicy } from '../core/rules.ts'
import type { Trial } from '../core/trial.ts'
import type { Verdict } from '../core/verdict.ts'

/** All that a report is made of. The same input gives the same bytes. */
export interface ReportInput {
  comparison: Comparison
  verdict: Verdict
  policy: GatePolicy
  /** ISO 8601, UTC. */
  generatedAt: string
  assayVersion: string
  /**
   * The texts of the cases that are shown in full. Called with at most `detailBatch` ids at a time and only for those; an id that is not
   * in the result is shown as a case whose texts are not at hand.
   */
  details(caseIds: readonly string[]): Promise<ReadonlyMap<string, CaseDetail>>
}

/** One case on both sides. */
export interface CaseDetail {
  /** As the candidate was asked; as the baseline was where the candidate does not have it. */
  case: Case
  /** As the baseline was asked, where that is something else. */
  baselineCase?: Case
  /** By repeat; empty where the run does not have the case. */
  baseline: SideTrial[]
  candidate: SideTrial[]
}

/** What one run did in one repeat of a case. */
export type SideTrial = Pick<Trial, 'repeat' | 'outcome' | 'grades'>

/** How many cases `details` is asked for at a time. */
export const detailBatch = 100

/** What keeps the page openable, however large the runs: beyond these bounds it says what it left out. */
export const bounds = {
  /** Cases that changed (or failed, or cannot be paired), worst first, shown in full. */
  changedInFull: 500,
  /** Cases that did not change, shown in full. */
  unchangedInFull: 100,
  /** Characters of HTML after which further cases are only listed. */
  html: 24_000_000,
  /** UTF-16 units of one text (an answer, an input, a passage). */
  text: 30_000,
  /** Pieces of evidence marked in one answer, and listed under one grade. */
  evidenceMarked: 200,
  evidenceListed: 25,
  /** Claims of one answer shown beside their passages. */
  claimsListed: 40,
  /** Passages longer than this are written once, at the end, and linked to. */
  inlinePassage: 800,
} as const
