import type { Comparison } from '../core/comparison.ts'
import type { MeasureKey, MeasureRule } from '../core/measures.ts'
import { measureLabels } from '../core/measures.ts'
import { minEffectOf, type Rule } from '../core/rules.ts'
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

/** How it was decided, in the gate's words, and the rules. */
export function method({ verdict, policy }: ReportInput): string[] {
  const rules = [
    ...Object.entries(policy.rules).map(([metric, rule]) => ruleWords(metric, rule)),
    ...Object.entries(policy.measures ?? {}).map(([key, rule]) => measureWords(measureLabels[key as MeasureKey], rule)),
    ...Object.entries(policy.slices ?? {}).flatMap(([tag, asked]) =>
      Object.entries(asked).map(([metric, rule]) => ruleWords(`${metric} on ${tag}`, rule)),
    ),
  ]
  const listed = rules.length === 0 ? 'None.' : `${rules.join('; ')}.`
  return [...verdict.method, `Rules. ${listed} Errors: at most ${formatPercent(policy.maxErrorRate)}.`]
}

function ruleWords(name: string, rule: Rule): string {
  const floor = rule.min === undefined ? '' : `, floor ${formatScore(rule.min)}`
  return rule.tier === 'advisory'
    ? `${name}: advisory${floor}`
    : `${name}: ${rule.tier}, smallest drop that blocks ${settingInPoints(minEffectOf(rule))}, margin ${settingInPoints(rule.margin)}${floor}`
}

function measureWords(name: string, { tier, direction, ratio, max, min }: MeasureRule): string {
  const limits = [...(max === undefined ? [] : [`at most ${max}`]), ...(min === undefined ? [] : [`at least ${min}`])]
  return [`${name}: ${tier}, ${direction} is better, too much from a factor of ${ratio}`, ...limits].join(', ')
}

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
