import type { Tier } from './rules.ts'

export type Decision = 'pass' | 'fail' | 'inconclusive'

export type FindingKind =
  /** significantly and noticeably worse */
  | 'regression'
  /** the candidate's mean is below the rule's `min` */
  | 'floor'
  /** a critical or strict case fails */
  | 'critical'
  /** error outcomes: more than before, or more than allowed */
  | 'errors'
  /** too little of the baseline could be compared, or less could be scored */
  | 'coverage'
  /** baseline cases are missing or changed */
  | 'dataset'
  /** neither a regression nor its absence was shown */
  | 'inconclusive'
  /** shown to be no worse than the margin */
  | 'certified'
  /** advisory: significantly better */
  | 'improvement'
  /** what the policy requires (a slice) is not there */
  | 'missing'
  /** a measure (latency, cost, ...) got worse, or is beyond its limit */
  | 'measure'
  /** what was expected before the run, and whether it came true */
  | 'expectation'
  /** told so that the reader does not misread the numbers */
  | 'caveat'

export interface Finding {
  kind: FindingKind
  tier: Tier
  /** Whether this finding makes the decision fail. */
  blocks: boolean
  /** The metric or built-in rule it is about, e.g. `citations`, `errors`, `dataset`. */
  rule: string
  owner?: string
  /** One sentence in words: what, by how much, how sure, how it was tested, what would settle it. */
  message: string
  /** Cases it rests on, worst first, at most 20. */
  caseIds?: string[]
  /** How many more there are. */
  moreCases?: number
  /** Present where it would block but for a waiver. */
  waiver?: { by: string; expires: string; reason: string }
}

/** What the rules say of a comparison. */
export interface Verdict {
  decision: Decision
  /** The whole decision in one sentence, with whom to ask. */
  sentence: string
  /** Whether certainty was asked for (`--certify`): then inconclusive is not enough. */
  certify: boolean
  /** Blocking first. */
  findings: Finding[]
  /** How it was decided, in paragraphs for people who took no course in statistics. */
  method: string[]
}

/** The verdict's sentence without the decision before it, for where that has been said. */
export function reasonOf({ sentence, decision }: Verdict): string {
  const said = `${decision.toUpperCase()}: `
  return sentence.startsWith(said) ? sentence.slice(said.length) : sentence
}

/** The exit code of a gate with this verdict: 0, 1 or (only where certainty was asked for) 2. */
export function verdictExitCode(verdict: Verdict): 0 | 1 | 2 {
  if (verdict.decision === 'fail') return 1
  return verdict.decision === 'inconclusive' && verdict.certify ? 2 : 0
}
