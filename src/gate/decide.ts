import type { Comparison } from '../core/comparison.ts'
import type { Problem } from '../core/errors.ts'
import { AssayError } from '../core/errors.ts'
import type { GatePolicy } from '../core/rules.ts'
import type { Decision, Finding, Verdict } from '../core/verdict.ts'
import { absoluteFindings } from './absolute.ts'
import { advisoryFindings } from './advisory.ts'
import { caveats } from './caveats.ts'
import type { Draft } from './draft.ts'
import { type GateEntry, type GateOptions, ownerOf } from './entry.ts'
import { expectationFindings } from './expectations.ts'
import { findFaults, openRules, spoiltRules } from './faults.ts'
import { hypothesesOf, type Judged, judge } from './hypotheses.ts'
import { methodOf } from './method.ts'
import { sentenceOf } from './sentence.ts'
import { testedFinding } from './tested.ts'
import { withWaivers } from './waivers.ts'

/**
 * Holds one comparison to its rules.
 *
 * @throws AssayError with every fault that is nobody's regression: no blocking rule, unknown metrics, sides that were not graded alike,
 *   partial or incomplete runs, coverage that grader or harness lost
 */
export function decide(comparison: Comparison, policy: GatePolicy, options: GateOptions = {}): Verdict {
  const [verdict] = decideAll([{ comparison, policy }], options)
  if (verdict === undefined) throw new TypeError('no verdict was given')
  return verdict
}

/**
 * Holds several comparisons to their rules in one call: its chance of a false alarm is shared by all their blocking rules (Holm).
 *
 * @returns a verdict for each entry, in their order
 * @throws AssayError as `decide`, with the faults of all entries
 */
export function decideAll(entries: readonly GateEntry[], options: GateOptions = {}): Verdict[] {
  const judgements = decideEach(entries, options)
  throwIfAny(judgements.flatMap(({ verdict, problems }) => (verdict === undefined ? problems : [])))
  const verdicts = judgements.flatMap(({ verdict }) => verdict ?? [])
  // A proven regression is told even where something else could not be judged.
  if (!verdicts.some(({ decision }) => decision === 'fail')) throwIfAny(judgements.flatMap(({ problems }) => problems))
  return verdicts
}

/** What came of one entry: a verdict, and what kept it, or some of its rules, from being judged. */
export interface Judgement {
  /** Absent where it could not be judged at all. */
  verdict?: Verdict
  problems: Problem[]
}

/** As `decideAll`, but what keeps one entry from being judged does not keep the others. */
export function decideEach(entries: readonly GateEntry[], options: GateOptions = {}): Judgement[] {
  const faults = entries.map((entry) => findFaults(entry, options))
  const sound = entries.filter((_, index) => faults[index]?.length === 0)
  const hypotheses = sound.map((entry) => hypothesesOf(entry, sound))
  const judged = judge(hypotheses.flat())
  let next = 0
  const verdicts = sound.map((entry, index) => {
    const own = judged.slice(next, next + (hypotheses[index]?.length ?? 0))
    next += own.length
    return verdictOf(entry, own, options)
  })
  return entries.map((entry, index) => {
    const verdict = verdicts[sound.indexOf(entry)]
    if (verdict === undefined) return { problems: faults[index] ?? [] }
    return { verdict, problems: [...openRules(entry), ...spoiltRules(entry).map(({ problem }) => problem)] }
  })
}

function throwIfAny(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new AssayError(problems)
}

function verdictOf(entry: GateEntry, judged: readonly Judged[], options: GateOptions): Verdict {
  const { comparison } = entry
  const tested = judged.map((hypothesis) => testedFinding(hypothesis, comparison))
  const absolute = absoluteFindings(entry, options)
  const spoilt = spoiltFindings(entry)
  const drafts = withWaivers([...tested, ...absolute], options.waivers ?? [], comparison.eval)
  const waived = drafts.filter((draft) => draft.waiver !== undefined)
  const blocking = drafts.filter((draft) => draft.blocks)
  const others = [
    ...waived,
    ...spoilt,
    ...drafts.filter((draft) => !draft.blocks && draft.waiver === undefined),
    ...advisoryFindings(entry),
    ...expectationFindings(entry),
    ...caveats(entry, options, judged, blocking),
  ]
  const isWaived = (name: string) => waived.some(({ rule }) => rule === name)
  const decision: Decision =
    blocking.length > 0
      ? 'fail'
      : spoilt.length === 0 && judged.every(({ name, verdict }) => verdict === 'pass' || isWaived(name))
        ? 'pass'
        : 'inconclusive'
  const certify = options.certify === true
  return {
    decision,
    sentence:
      decision === 'inconclusive' && spoilt[0] !== undefined
        ? `INCONCLUSIVE: ${spoilt[0].message}.`
        : sentenceOf(decision, comparison, judged, [...blocking, ...waived], certify),
    certify,
    findings: [...blocking, ...others].map(toFinding),
    method: methodOf(entry, judged, certify),
  }
}

function spoiltFindings(entry: GateEntry): Draft[] {
  return spoiltRules(entry).map(({ name, rule, problem }) => ({
    kind: 'coverage',
    tier: rule.tier,
    blocks: false,
    rule: name,
    ...ownerOf(entry, rule),
    message: problem.message,
  }))
}

function toFinding({ fall: _, clause: __, ...finding }: Draft): Finding {
  return finding
}
