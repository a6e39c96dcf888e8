import type { CaseComparison, Comparison, CriticalCase } from '../core/comparison.ts'
import { blocks, nameOnSlice, type Rule } from '../core/rules.ts'
import { percentBeside, plural, settingInPercent } from '../text/format.ts'
import { type Draft, firstCases, worstCases } from './draft.ts'
import {
  advisoryMeasures,
  advisoryRules,
  type BlockingMeasure,
  type BlockingRule,
  blockingMeasures,
  blockingRules,
  casesOfRule,
  type GateEntry,
  type GateOptions,
  ownerOf,
} from './entry.ts'
import { coverageFault, enoughCoverage, measureFault } from './hypotheses.ts'
import { brokenLimit } from './measures.ts'
import { plain, some } from './words.ts'

/** Slack for the rounding of means. */
const rounding = 1e-9

/** What fails without a test: floors, limits, critical cases, too many errors, too little coverage, cases and slices that are gone. */
export function absoluteFindings(entry: GateEntry, options: GateOptions): Draft[] {
  const rules = blockingRules(entry)
  const measures = blockingMeasures(entry)
  return [
    ...tooManyErrors(entry),
    ...rules.flatMap((rule) => lostCoverage(rule, entry)),
    ...rules.flatMap(brokenFloor),
    ...measures.flatMap(brokenLimit),
    ...rules.flatMap((rule) => failedCriticals(rule, rules, entry)),
    ...missingSlices(entry, blocks),
    ...measures.flatMap(untoldMeasure),
    ...datasetChange(entry, options),
  ]
}

/** The same of advisory rules: floors, limits, and slices and measures that are gone. They are told and fail nothing. */
export function advisoryAbsolutes(entry: GateEntry): Draft[] {
  const measures = advisoryMeasures(entry)
  return [
    ...advisoryRules(entry).flatMap(brokenFloor),
    ...measures.flatMap(brokenLimit),
    ...missingSlices(entry, (rule) => !blocks(rule)),
    ...measures.flatMap(untoldMeasure),
  ].map((draft) => ({ ...draft, blocks: false }))
}

function tooManyErrors(entry: GateEntry): Draft[] {
  const { candidate } = entry.comparison.errors
  const { maxErrorRate } = entry.policy
  if (candidate.errors <= maxErrorRate * candidate.trials + rounding) return []
  const codes = Object.entries(candidate.byCode).sort(([, a], [, b]) => b - a)
  const listed = some(codes.map(([code, number]) => `${plain(code)} ${number}`))
  const share = percentBeside(candidate.errors / candidate.trials, maxErrorRate)
  const allowed = settingInPercent(maxErrorRate)
  return [
    {
      kind: 'errors',
      tier: 'blocking',
      blocks: true,
      rule: 'errors',
      ...ownerOf(entry),
      message: `${candidate.errors} of ${plural(candidate.trials, 'answer')} are errors, ${share} where maxErrorRate allows ${allowed}: ${listed}`,
      clause: `${share} of the answers are errors (${allowed} allowed)`,
      ...worstCases(entry.comparison, ({ errors }) => errors.candidate),
    },
  ]
}

function lostCoverage(blocking: BlockingRule, { comparison }: GateEntry): Draft[] {
  const { name, metric, rule, owner } = blocking
  if (coverageFault(metric) !== 'candidate') return []
  const { of, comparable, lostToCandidate } = metric.coverage
  const share = percentBeside(comparable / of, enoughCoverage)
  return [
    {
      ...aboutRule('coverage', name, rule.tier, owner),
      message: `${plain(name)} could be compared on only ${share} of ${plural(of, 'case')} (${settingInPercent(enoughCoverage)} are needed): on ${lostToCandidate} the candidate gave nothing that could be scored`,
      clause: `${plain(name)} could be compared on only ${share} of the cases`,
      ...worstCases({ cases: casesOfRule(blocking, comparison) }, ({ metrics }) =>
        Number(isLost(metrics[metric.metric])),
      ),
    },
  ]
}

function brokenFloor({ name, metric, rule, owner }: BlockingRule): Draft[] {
  const mean = metric.candidate.meanWithErrors ?? metric.candidate.mean
  if (rule.min === undefined || mean === null || mean >= rule.min - rounding) return []
  const [score, floor] = [percentBeside(mean, rule.min), settingInPercent(rule.min)]
  const errors = metric.candidate.meanWithErrors === undefined ? '' : ', errors counted as 0'
  return [
    {
      ...aboutRule('floor', name, rule.tier, owner),
      message: `${plain(name)} scores ${score}${errors}, under its floor of ${floor} (min)`,
      clause: `${plain(name)} scores ${score}, under its floor of ${floor}`,
    },
  ]
}

/** Whether the baseline has a score of a case and the candidate none. */
export function isLost(scores: CaseComparison['metrics'][string] | undefined): boolean {
  return scores !== undefined && scores.baseline !== null && scores.candidate === null
}

function failedCriticals(blocking: BlockingRule, rules: readonly BlockingRule[], { comparison }: GateEntry): Draft[] {
  const { name, rule, owner, tag, metric } = blocking
  // A critical case fails by the rule on the whole where there is one.
  if (tag !== undefined && rules.some((other) => other.tag === undefined && other.name === metric.metric)) return []
  const ids = new Set(casesOfRule(blocking, comparison).map(({ caseId }) => caseId))
  const failing = comparison.criticals.filter(
    (item) => item.grader === metric.metric && item.blocks && (tag === undefined || ids.has(item.caseId)),
  )
  return (['critical', 'strict'] as const).flatMap((kind) => {
    const items = failing.filter((item) => item.kind === kind)
    if (items.length === 0) return []
    const subject = items.length === 1 ? `${kind} case fails` : `${items.length} ${kind} cases fail`
    return [
      {
        ...aboutRule('critical', name, rule.tier, owner),
        message: `${subject} ${plain(name)}: ${some(items.map(describeCritical))}`,
        ...firstCases(items.map((item) => item.caseId)),
        ...(tag !== undefined && {
          clause: `${subject} ${plain(name)} (${some(items.map((item) => plain(item.caseId)))})`,
        }),
      },
    ]
  })
}

/** Critical cases that turned from pass to fail on a metric, but on too few repeats to block. */
export function waitingCriticals({ criticals }: Comparison, metric: string): CriticalCase[] {
  return criticals.filter(
    ({ grader, blocks, baseline, candidate }) =>
      grader === metric &&
      !blocks &&
      baseline.repeats > 0 &&
      baseline.passed === baseline.repeats &&
      candidate.passed === 0,
  )
}

function describeCritical({ caseId, kind, baseline, candidate }: CriticalCase): string {
  const id = plain(caseId)
  if (kind === 'critical') {
    return `${id} (passed ${baseline.passed} of ${baseline.repeats} before, now ${candidate.passed} of ${candidate.repeats})`
  }
  return candidate.repeats === 1 ? id : `${id} (passed ${candidate.passed} of ${candidate.repeats})`
}

/** What the baseline tells of itself and the candidate does not cannot have got worse either. */
function untoldMeasure({ name, rule, measure, owner }: BlockingMeasure): Draft[] {
  if (measure.candidate === null && measure.graders.length === 0) {
    const clause = `the candidate does not tell its ${measure.measure}`
    return [
      { ...aboutRule('missing', name, rule.tier, owner), message: `${clause}, for which there is a rule`, clause },
    ]
  }
  if (measureFault(measure) !== 'candidate') return []
  const { of, comparable } = measure.coverage
  const clause = `the candidate tells its ${measure.measure} on only ${percentBeside(comparable / of, enoughCoverage)} of the cases`
  const message = `${clause} of which the baseline does (${settingInPercent(enoughCoverage)} are needed)`
  return [{ ...aboutRule('coverage', name, rule.tier, owner), message, clause }]
}

/** A slice that nobody asks any more cannot have got worse; that must not look like a pass. */
function missingSlices(entry: GateEntry, isMeant: (rule: Rule) => boolean): Draft[] {
  const { comparison, policy } = entry
  return comparison.requiredSlices.flatMap(({ tag, cases }) => {
    const rules = Object.entries(policy.slices?.[tag] ?? {}).filter(([, rule]) => isMeant(rule))
    if (cases > 0) return []
    return rules.map(([metric, rule]) => ({
      ...aboutRule('missing', nameOnSlice(metric, tag), rule.tier, ownerOf(entry, rule).owner),
      message: `no compared case carries the tag ${plain(tag)}, for which ${plain(metric)} has a rule`,
      clause: `the slice ${plain(tag)} has no case`,
    }))
  })
}

function datasetChange(entry: GateEntry, options: GateOptions): Draft[] {
  if (options.allowDatasetChange === true) return []
  const { missing, changed } = lostCases(entry, options)
  const reasons = [
    ...(missing.length > 0
      ? [`${plural(missing.length, 'baseline case')} ${missing.length === 1 ? 'is' : 'are'} missing`]
      : []),
    ...(changed.length > 0 ? [`${plural(changed.length, 'baseline case')} changed`] : []),
  ]
  if (reasons.length === 0) return []
  const clause = reasons.join(' and ')
  const ids = [...missing, ...changed]
  return [
    {
      kind: 'dataset',
      tier: 'blocking',
      blocks: true,
      rule: 'dataset',
      ...ownerOf(entry),
      message: `${clause} (${some(ids.map(plain))}); if that is meant, gate with --allow-dataset-change or approve a new baseline`,
      clause,
      ...firstCases(ids),
    },
  ]
}

/** Baseline cases that the candidate lacks or was asked otherwise; those that --limit or --tag left out are not lost. */
export function lostCases({ comparison }: GateEntry, options: GateOptions): { missing: string[]; changed: string[] } {
  const { missing, changed } = comparison.pairing
  const isChosen = options.allowPartial === true && comparison.candidate.partial
  return { missing: isChosen ? [] : missing, changed }
}

function aboutRule(
  kind: Draft['kind'],
  rule: string,
  tier: Draft['tier'],
  owner: string | undefined,
): Omit<Draft, 'message'> {
  return { kind, tier, blocks: true, rule, ...(owner !== undefined && { owner }) }
}
