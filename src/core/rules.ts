import { z } from 'zod'
import type { Shape } from './shape.ts'

/** `blocking`: a regression fails the gate; `safety`: the same, without a smallest effect; `advisory`: told, never fails. */
export type Tier = 'blocking' | 'advisory' | 'safety'
const tierSchema = z.enum(['blocking', 'advisory', 'safety'])

const share = z.number().min(0).max(1)

/** How one metric (a grader, or `grader.part`) takes part in the gate. Scores and effects are in score units: 0.01 is 1 point. */
export interface RuleInput {
  /** Default `blocking`. */
  tier?: Tier
  /** `--certify` passes when the drop is shown to be smaller than this; above 0, below 1, default 0.03. */
  margin?: number
  /** A significant drop smaller than this does not block; 0..1, default 0.01, for tier `safety` 0. */
  minEffect?: number
  /** Floor: a candidate mean below this fails, whatever the baseline; 0..1. */
  min?: number
  /** `score` (default): the mean score; `pass`: the share of answers at or above the grader's `passAt`. */
  metric?: 'score' | 'pass'
  /** Whom to ask; default: the owner of the eval. */
  owner?: string
}

export const ruleSchema = z.strictObject({
  tier: tierSchema
    .default('blocking')
    .describe(
      'blocking: a regression fails the gate; safety: as blocking, without a smallest effect; advisory: told, never fails',
    ),
  margin: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.03)
    .describe('--certify passes when the drop is shown to be smaller than this (score units, 0.03 = 3 points)'),
  minEffect: share
    .exactOptional()
    .describe('a significant drop smaller than this does not block (default 0.01; 0 for tier safety)'),
  min: share.exactOptional().describe('floor: a candidate mean below this fails, whatever the baseline'),
  metric: z
    .enum(['score', 'pass'])
    .default('score')
    .describe('score: the mean score; pass: the share at or above passAt'),
  owner: z.string().min(1).exactOptional().describe('whom to ask; default: the owner of the eval'),
} satisfies Shape<RuleInput>)
export type Rule = z.output<typeof ruleSchema>

/** Rules by metric name. */
export const gateSchema = z.record(z.string().min(1), ruleSchema)
export type GateRules = z.output<typeof gateSchema>

/** All that the gate needs to know of an eval. */
export interface GatePolicy {
  eval: string
  owner?: string
  rules: GateRules
  /** The built-in rule on errors: a candidate with a larger share of error outcomes fails. */
  maxErrorRate: number
}

export const defaultMaxErrorRate = 0.02
/** Alpha of the gate's tests, Holm over all blocking rules. */
export const significance = 0.05
/** Benjamini-Hochberg level at which a slice is worth a look: one in ten of those flagged may be chance. Slices never block. */
export const falseDiscoveryRate = 0.1
/** Repeats on each side with which a critical case blocks: at fewer, cases that waver would block identical versions. */
export const criticalRepeats = 3

/** A rule's smallest effect that blocks. */
export function minEffectOf(rule: Rule): number {
  return rule.minEffect ?? (rule.tier === 'safety' ? 0 : 0.01)
}

/** Blocking and safety rules can fail the gate. */
export function blocks(rule: Rule): boolean {
  return rule.tier !== 'advisory'
}
