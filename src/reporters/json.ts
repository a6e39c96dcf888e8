import type {
  AdaptiveProgress,
  Change,
  ComparedRun,
  Comparison,
  CriticalCase,
  ErrorComparison,
  Expectation,
  MeasureComparison,
  MetricComparison,
  RepeatsComparison,
  RequiredSlice,
  SliceComparison,
} from '../core/comparison.ts'
import { type Decision, type Finding, type Verdict, verdictExitCode } from '../core/verdict.ts'
import { fallsOf, regressedCases } from './highlights.ts'

const casesShown = 100

/**
 * What `assay gate --json` writes. Keys are only ever added while `schemaVersion` stays 1. Scores and differences are in score units
 * (0.01 = 1 point); a number that does not exist is null.
 */
export interface VerdictReport {
  schemaVersion: 1
  eval: string
  owner: string | null
  decision: Decision
  /** 0 pass, 1 fail, 2 inconclusive where certainty was asked for. */
  exitCode: 0 | 1 | 2
  /** Whether certainty was asked for (`--certify`). */
  certify: boolean
  /** The decision in one sentence. */
  sentence: string
  /** Blocking first. */
  findings: (Omit<Finding, 'owner' | 'caseIds' | 'moreCases' | 'waiver'> & {
    owner: string | null
    caseIds: string[]
    /** How many more there are than `caseIds` names. */
    moreCases: number
    /** Present and not null where it would block but for a waiver. */
    waiver: Finding['waiver'] | null
  })[]
  /** How it was decided, in paragraphs. */
  method: string[]
  runs: { baseline: ComparedRun; candidate: ComparedRun }
  pairing: Comparison['pairing'] & { changedGraders: string[] }
  /** Graders in their order, each followed by its parts. */
  metrics: MetricComparison[]
  errors: ErrorComparison
  measures: MeasureComparison[]
  slices: SliceComparison[]
  /** Slices that rules ask for. */
  requiredSlices: RequiredSlice[]
  /** How the runs waver where cases were asked several times, with all flaky cases. */
  repeats: RepeatsComparison
  /** What was expected before the run, and what came. */
  expectations: Expectation[]
  /** How far a run went that could end early; null where all was asked in any case. */
  adaptive: AdaptiveProgress | null
  criticals: CriticalCase[]
  cases: {
    /** How many cases changed in which way; changes that no case made are left out. */
    changes: Partial<Record<Change, number>>
    /** The deepest falls, at most 100. */
    regressed: { caseId: string; tags: string[]; worst: number; falls: { metric: string; diff: number }[] }[]
  }
}

/** A verdict and the numbers it rests on, for machines. */
export function verdictJson({ comparison, verdict }: { comparison: Comparison; verdict: Verdict }): VerdictReport {
  return finite({
    schemaVersion: 1,
    eval: comparison.eval,
    owner: comparison.owner ?? null,
    decision: verdict.decision,
    exitCode: verdictExitCode(verdict),
    certify: verdict.certify,
    sentence: verdict.sentence,
    findings: verdict.findings.map(({ kind, tier, blocks, rule, owner, message, caseIds, moreCases, waiver }) => ({
      kind,
      tier,
      blocks,
      rule,
      owner: owner ?? null,
      message,
      caseIds: caseIds ?? [],
      moreCases: moreCases ?? 0,
      waiver: waiver ?? null,
    })),
    method: verdict.method,
    runs: { baseline: comparison.baseline, candidate: comparison.candidate },
    pairing: { ...comparison.pairing, changedGraders: comparison.changedGraders },
    metrics: comparison.metrics,
    errors: comparison.errors,
    measures: comparison.measures,
    slices: comparison.slices,
    requiredSlices: comparison.requiredSlices,
    repeats: comparison.repeats,
    expectations: comparison.expectations,
    adaptive: comparison.adaptive ?? null,
    criticals: comparison.criticals,
    cases: {
      changes: changesOf(comparison),
      regressed: regressedCases(comparison)
        .slice(0, casesShown)
        .map((item) => ({
          caseId: item.caseId,
          tags: item.tags,
          worst: item.worst,
          falls: fallsOf(item, comparison),
        })),
    },
  })
}

function changesOf(comparison: Comparison): Partial<Record<Change, number>> {
  const changes: Partial<Record<Change, number>> = {}
  for (const { change } of comparison.cases) changes[change] = (changes[change] ?? 0) + 1
  return changes
}

/** The same value with NaN and infinities, for which JSON has no form, turned to null as JSON.stringify would. */
function finite<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value))
}
