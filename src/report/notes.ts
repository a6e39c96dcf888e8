import type { Comparison } from '../core/comparison.ts'
import { minEffectOf, significance } from '../core/rules.ts'
import type { Verdict } from '../core/verdict.ts'
import { formatCount, formatPercent, formatScore, plural, settingInPoints } from '../text/format.ts'
import type { ReportInput } from './input.ts'
import { type CasePlan, isNotable } from './plan.ts'

/** What the gate tells so that nobody misreads the numbers; what the tables of measures and slices show is not said twice. */
export function caveats(verdict: Verdict, comparison: Comparison): string[] {
  const shown = new Set<string>(['slices', ...comparison.measures.map((item) => item.measure)])
  return verdict.findings
    .filter((finding) => finding.kind === 'caveat' && !shown.has(finding.rule))
    .map((finding) => finding.message)
}

export function method({ comparison, verdict, policy }: ReportInput): string[] {
  const tests = [
    ...new Set(comparison.metrics.flatMap((metric) => (metric.test === null ? [] : [metric.test.testMethod]))),
  ]
  const intervals = [
    ...new Set(
      comparison.metrics.flatMap((metric) => (metric.test === null ? [] : [intervalWords[metric.test.intervalMethod]])),
    ),
  ]
  const sizes = comparison.metrics.flatMap((metric) => (metric.test === null ? [] : [metric.test]))
  const units = sizes.some((test) => test.units !== test.pairs)
    ? 'Cases of one cluster, and variants of one case, count as one unit.'
    : 'Every case is one unit.'
  const rules = Object.entries(policy.rules).map(([metric, rule]) => {
    const floor = rule.min === undefined ? '' : `, floor ${formatScore(rule.min)}`
    return rule.tier === 'advisory'
      ? `${metric}: advisory${floor}`
      : `${metric}: ${rule.tier}, smallest drop that blocks ${settingInPoints(minEffectOf(rule))}, margin ${settingInPoints(rule.margin)}${floor}`
  })
  return [
    `Both runs answered the same cases. For each case the difference is the candidate's mean score over its repeats minus the baseline's; the comparison is of these differences, never of two separate averages. ${units}`,
    tests.length === 0
      ? 'No pair of scores could be tested.'
      : `Whether the candidate is worse is tested one-sidedly by ${tests.join(' and ')}; intervals are 95% two-sided (${intervals.join(' and ')}).`,
    `A metric fails when its test stays below ${significance} after Holm's correction over all blocking rules and its drop is at least the smallest that blocks. Floors, critical cases and errors stand outside that ${significance}. ${verdict.certify ? 'Certainty was asked for: a metric passes only when the one-sided 95% bound on its drop lies within the margin.' : 'Certainty was not asked for: what is inconclusive does not block.'}`,
    `Rules. ${rules.length === 0 ? 'None.' : `${rules.join('; ')}.`} Errors: at most ${formatPercent(policy.maxErrorRate)}.`,
  ]
}

const intervalWords = {
  tango: "Tango's score interval",
  t: "Student's t over cases",
  clusteredT: 'clustered t over units',
  ruleOfThree: 'the rule of three where no case changed',
} as const

export function shownNote(plan: CasePlan): string {
  const total = plan.full.length + plan.listed.length
  if (plan.listed.length === 0) return `All ${plural(total, 'case')} are shown in full.`
  const changedLeft = plan.listed.filter(isNotable).length
  const sameLeft = plan.listed.length - changedLeft
  const left = [
    ...(changedLeft > 0 ? [`${formatCount(changedLeft)} that changed less`] : []),
    ...(sameLeft > 0 ? [`${formatCount(sameLeft)} that did not change`] : []),
  ]
  return `${formatCount(plan.full.length)} of ${plural(total, 'case')} are shown in full, the worst first. To keep this page openable the texts of the other ${formatCount(plan.listed.length)} are left out (${left.join(', ')}); they are listed by id and score at the end.`
}
