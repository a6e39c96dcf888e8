import type { CaseComparison, Comparison, MeasureComparison, MetricComparison } from '../core/comparison.ts'
import type { Waiver } from '../core/ledger.ts'
import type { MeasureKey, MeasureRule } from '../core/measures.ts'
import type { GatePolicy, Rule } from '../core/rules.ts'
import { blocks, nameOnSlice } from '../core/rules.ts'

/** A comparison and the rules that it is held to. */
export interface GateEntry {
  comparison: Comparison
  policy: GatePolicy
}

export interface GateOptions {
  /** Whether certainty is asked for: then a verdict of `inconclusive` is not enough. */
  certify?: boolean
  /** Missing and changed baseline cases do not fail the gate. */
  allowDatasetChange?: boolean
  /** Runs of some of the cases may be gated. */
  allowPartial?: boolean
  /** Rules that may fail: those in force, of whatever evals. */
  waivers?: readonly Waiver[]
}

/** A rule, with the metric that it is about. */
export interface BlockingRule {
  /** As findings and waivers name it: `citations`, or `citations on refunds` where it is about a slice. */
  name: string
  rule: Rule
  metric: MetricComparison
  /** The tag of the slice that it is about. */
  tag?: string
  owner?: string
}

/** Blocking rules in the order of the policy, those of slices last. Rules on metrics that the comparison lacks are a fault, found before. */
export function blockingRules(entry: GateEntry): BlockingRule[] {
  return metricRules(entry).filter(({ rule }) => blocks(rule))
}

/** Likewise those that only tell. */
export function advisoryRules(entry: GateEntry): BlockingRule[] {
  return metricRules(entry).filter(({ rule }) => !blocks(rule))
}

function metricRules(entry: GateEntry): BlockingRule[] {
  const { comparison, policy } = entry
  const whole = rulesOn(policy.rules, comparison.metrics, entry)
  const ofSlices = comparison.requiredSlices.flatMap(({ tag, metrics, cases }) =>
    cases === 0 ? [] : rulesOn(policy.slices?.[tag] ?? {}, metrics, entry).map((rule) => ofSlice(rule, tag)),
  )
  return [...whole, ...ofSlices]
}

function rulesOn(
  rules: Readonly<Record<string, Rule>>,
  metrics: readonly MetricComparison[],
  entry: GateEntry,
): BlockingRule[] {
  return Object.entries(rules).flatMap(([name, rule]) => {
    const metric = metrics.find((candidate) => candidate.metric === name)
    return metric === undefined ? [] : [{ name, rule, metric, ...ownerOf(entry, rule) }]
  })
}

function ofSlice(rule: BlockingRule, tag: string): BlockingRule {
  return { ...rule, name: nameOnSlice(rule.name, tag), tag }
}

/** The cases that a rule is about. */
export function casesOfRule({ tag }: Pick<BlockingRule, 'tag'>, { cases }: Comparison): readonly CaseComparison[] {
  return tag === undefined ? cases : cases.filter(({ tags }) => tags.includes(tag))
}

/** A rule on a measure. */
export interface BlockingMeasure {
  name: MeasureKey
  rule: MeasureRule
  measure: MeasureComparison
  owner?: string
}

/** Blocking rules on measures, in the order of the policy. Measures that no run gave are a fault, found before. */
export function blockingMeasures(entry: GateEntry): BlockingMeasure[] {
  return measureRules(entry).filter(({ rule }) => rule.tier !== 'advisory')
}

export function advisoryMeasures(entry: GateEntry): BlockingMeasure[] {
  return measureRules(entry).filter(({ rule }) => rule.tier === 'advisory')
}

function measureRules(entry: GateEntry): BlockingMeasure[] {
  return Object.entries(entry.policy.measures ?? {}).flatMap(([key, rule]) => {
    const measure = entry.comparison.measures.find((candidate) => candidate.key === key)
    if (measure === undefined) return []
    return [{ name: measure.key, rule, measure, ...ownerOf(entry, rule) }]
  })
}

/** Whom to ask about a rule; without one, about the whole eval. */
export function ownerOf({ comparison, policy }: GateEntry, rule?: { owner?: string }): { owner?: string } {
  const owner = rule?.owner ?? policy.owner ?? comparison.owner
  return owner === undefined ? {} : { owner }
}

/** What `compareRuns` must be told for a comparison that is to be held to these rules. */
export function comparisonOptions(policy: GatePolicy): {
  statistics: Record<string, 'score' | 'pass'>
  blocking: string[]
  slices: Record<string, string[]>
  sliceStatistics: Record<string, Record<string, 'score' | 'pass'>>
  owner?: string
} {
  const slices = Object.entries(policy.slices ?? {})
  const all = [policy.rules, ...slices.map(([, asked]) => asked)].flatMap((asked) => Object.entries(asked))
  return {
    statistics: statisticsOf(policy.rules),
    blocking: [...new Set(all.filter(([, rule]) => blocks(rule)).map(([name]) => name))],
    slices: Object.fromEntries(slices.map(([tag, asked]) => [tag, Object.keys(asked)])),
    sliceStatistics: Object.fromEntries(slices.map(([tag, asked]) => [tag, statisticsOf(asked)])),
    ...(policy.owner !== undefined && { owner: policy.owner }),
  }
}

function statisticsOf(rules: Readonly<Record<string, Rule>>): Record<string, 'score' | 'pass'> {
  return Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, rule.metric]))
}
