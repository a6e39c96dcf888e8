import { z } from 'zod'
import type { MeasureKey, MeasureRuleInput, MeasureRules } from './measures.ts'
import { isRate, measureKeys, measureRuleSchema, rateRuleSchema } from './measures.ts'
import type { Shape } from './shape.ts'
import type { Tier } from './tier.ts'
import { tierSchema } from './tier.ts'

export type { Tier } from './tier.ts'

const share = z.number().min(0).max(1)

/** How one metric (a grader, or `grader.part`) takes part in the gate. Scores and effects are in score units: 0.01 is 1 point. */
export interface RuleInput {
  /** Default `blocking`. */
  tier?: Tier
  /** `--certify` passes when the drop is shown to be smaller than this; above 0, below 1, default 0.03. */
  margin?: number
  /** A significant drop smaller than this does not block; 0..1, default 0.01, for tier `safety` 0. */
  minEffect?: number
  /**
   * Where the baseline is low, points say little: a significant drop by this share of the baseline's mean blocks though it is smaller than
   * `minEffect`, and `margin` is never more than this share of it. Above 0, at most 1, default 0.5; 1 leaves the guard out.
   */
  maxRelativeDrop?: number
  /** Floor: a candidate mean below this fails, whatever the baseline; 0..1. */
  min?: number
  /** `score` (default): the mean score; `pass`: the share of answers at or above the grader's `passAt`. */
  metric?: 'score' | 'pass'
  /** Whom to ask; default: the owner of the eval. */
  owner?: string
  /**
   * The change of the metric that is expected of new versions, in score units: 0.02 for two points up, 0 for none. It is kept with a run
   * when that begins; verdict and report say whether it came true. Nothing blocks because of it. -1..1.
   */
  expect?: number
}

export const ruleSchema = z.strictObject({
  tier: tierSchema,
  margin: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.03)
    .describe('--certify passes when the drop is shown to be smaller than this (score units, 0.03 = 3 points)'),
  minEffect: share
    .exactOptional()
    .describe('a significant drop smaller than this does not block (default 0.01; 0 for tier safety)'),
  maxRelativeDrop: z
    .number()
    .gt(0)
    .max(1)
    .default(0.5)
    .describe(
      'a significant drop by this share of the baseline blocks though smaller than minEffect; caps the margin too',
    ),
  min: share.exactOptional().describe('floor: a candidate mean below this fails, whatever the baseline'),
  metric: z
    .enum(['score', 'pass'])
    .default('score')
    .describe('score: the mean score; pass: the share at or above passAt'),
  owner: z.string().min(1).exactOptional().describe('whom to ask; default: the owner of the eval'),
  expect: z
    .number()
    .min(-1)
    .max(1)
    .exactOptional()
    .describe('the change that is expected of new versions (score units, 0.02 = 2 points up); told, never fails'),
} satisfies Shape<RuleInput>)
export type Rule = z.output<typeof ruleSchema>

/** Rules by metric name. */
export type GateRules = Record<string, Rule>

/** What an eval writes under `gate`: rules by grader, by `grader.part`, and by measure. */
export interface GateInput extends Partial<Record<MeasureKey, MeasureRuleInput>> {
  [metric: string]: RuleInput | MeasureRuleInput
}

/** The rules of metrics alone, by their names. */
export const rulesSchema = z.record(z.string().min(1), ruleSchema)

const optionalMeasure = measureRuleSchema.exactOptional()
const optionalRate = rateRuleSchema.exactOptional()
const measureShape = Object.fromEntries(
  measureKeys.map((key) => [key, isRate(key) ? optionalRate : optionalMeasure]),
) as Record<MeasureKey, typeof optionalMeasure>

/** Under `gate`: the names of measures take measure rules, all others the rules of metrics. */
export const gateSchema = z.strictObject(measureShape).catchall(ruleSchema)

/** The rules of required slices: by tag, then by metric. */
export const slicesSchema = z.record(z.string().min(1), rulesSchema)
export type SliceRules = z.output<typeof slicesSchema>

/** What is written under `gate`, taken apart into rules of metrics and of measures. */
export function splitGate(gate: z.output<typeof gateSchema>): { rules: GateRules; measures: MeasureRules } {
  const isMeasure = (name: string): boolean => (measureKeys as readonly string[]).includes(name)
  const entries: [string, unknown][] = Object.entries(gate)
  // The schema has checked which is which.
  return {
    rules: Object.fromEntries(entries.filter(([name]) => !isMeasure(name))) as GateRules,
    measures: Object.fromEntries(entries.filter(([name]) => isMeasure(name))) as MeasureRules,
  }
}

/** All that the gate needs to know of an eval. */
export interface GatePolicy {
  eval: string
  owner?: string
  rules: GateRules
  /** Rules of latency, cost, tokens, errors and hallucinated answers. */
  measures?: MeasureRules
  /** Rules of slices that must be there, by tag and metric. */
  slices?: SliceRules
  /** The built-in rule on errors: a candidate with a larger share of error outcomes fails. */
  maxErrorRate: number
}

/** Rules that every gate has; findings and waivers call them by these names, so no grader may have one. */
export const builtInRules = ['errors', 'dataset'] as const
export const defaultMaxErrorRate = 0.02
/** Alpha of the gate's tests, Holm over all blocking rules. */
export const significance = 0.05
/** Benjamini-Hochberg level at which a slice is worth a look: one in ten of those flagged may be chance. Slices never block. */
export const falseDiscoveryRate = 0.1
/**
 * What the tests may spend of it where critical cases can block: those stand outside the tests, and the chance that one wavers into a
 * false alarm is paid for by the other half.
 */
export const significanceBesideCriticals = significance / 2
/** Repeats on each side with which a critical case blocks: at fewer, cases that waver would block identical versions. */
export const criticalRepeats = 3

/** A rule's smallest effect that blocks. */
export function minEffectOf(rule: Rule): number {
  return rule.minEffect ?? (rule.tier === 'safety' ? 0 : 0.01)
}

/** How a rule on a slice is called. */
export function nameOnSlice(metric: string, tag: string): string {
  return `${metric} on ${tag}`
}

/** Blocking and safety rules can fail the gate. */
export function blocks({ tier }: { tier: Tier }): boolean {
  return tier !== 'advisory'
}
