import type { Comparison, MetricComparison } from '../core/comparison.ts'
import type { GatePolicy, Rule } from '../core/rules.ts'
import { blocks } from '../core/rules.ts'

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
}

/** A rule that can fail the gate, with the metric that it is about. */
export interface BlockingRule {
  name: string
  rule: Rule
  metric: MetricComparison
  owner?: string
}

/** Blocking rules in the order of the policy. Rules on metrics that the comparison lacks are a fault, found before. */
export function blockingRules(entry: GateEntry): BlockingRule[] {
  return Object.entries(entry.policy.rules).flatMap(([name, rule]) => {
    const metric = entry.comparison.metrics.find((candidate) => candidate.metric === name)
    return blocks(rule) && metric !== undefined ? [{ name, rule, metric, ...ownerOf(entry, rule) }] : []
  })
}

/** Whom to ask about a rule; without one, about the whole eval. */
export function ownerOf({ comparison, policy }: GateEntry, rule?: Rule): { owner?: string } {
  const owner = rule?.owner ?? policy.owner ?? comparison.owner
  return owner === undefined ? {} : { owner }
}

/** What `compareRuns` must be told for a comparison that is to be held to these rules. */
export function comparisonOptions(policy: GatePolicy): {
  statistics: Record<string, 'score' | 'pass'>
  blocking: string[]
  owner?: string
} {
  const rules = Object.entries(policy.rules)
  return {
    statistics: Object.fromEntries(rules.map(([name, rule]) => [name, rule.metric])),
    blocking: rules.filter(([, rule]) => blocks(rule)).map(([name]) => name),
    ...(policy.owner !== undefined && { owner: policy.owner }),
  }
}
