import { z } from 'zod'
import type { Shape } from './shape.ts'
import type { Tier } from './tier.ts'
import { tierSchema } from './tier.ts'

/** What a run has beside scores: the names that rules use. Shares (`errorRate`) and rates (`hallucinatedPer1000`) may be 0. */
export const measureKeys = [
  'latencyP50',
  'latencyP95',
  'inputTokens',
  'outputTokens',
  'costPer1000',
  'errorRate',
  'hallucinatedPer1000',
] as const
export type MeasureKey = (typeof measureKeys)[number]

/** Measures that count answers: they are compared as shares, since a ratio needs something to divide by. */
export type RateKey = 'errorRate' | 'hallucinatedPer1000'

export function isRate(key: MeasureKey): key is RateKey {
  return key === 'errorRate' || key === 'hallucinatedPer1000'
}

/** How one measure takes part in the gate. */
export interface MeasureRuleInput {
  /** Default `blocking`. For `safety` every significant change for the worse blocks, however small its ratio. */
  tier?: Tier
  /** Which way is better; default `lower`, the only one for `errorRate` and `hallucinatedPer1000`. */
  direction?: 'lower' | 'higher'
  /**
   * How many times as bad is too much: a change for the worse blocks when it is significant and at least this many times the baseline;
   * `--certify` passes when it is shown to be less (of rates: less than `margin`). Above 1, default 1.1.
   */
  ratio?: number
  /** Of `errorRate` and `hallucinatedPer1000`: the rise, as a share of answers, that `--certify` excludes. Above 0, below 1, default 0.03. */
  margin?: number
  /** A candidate above this fails, whatever the baseline; in the measure's own unit (ms, tokens, US dollars, a share, answers per 1,000). */
  max?: number
  /** A candidate below this fails, likewise. */
  min?: number
  /** Whom to ask; default: the owner of the eval. */
  owner?: string
}

export const measureRuleSchema = z.strictObject({
  tier: tierSchema,
  direction: z.enum(['lower', 'higher']).default('lower').describe('which way is better'),
  ratio: z
    .number()
    .gt(1)
    .default(1.1)
    .describe('a significant change for the worse of at least this factor blocks; --certify excludes it'),
  margin: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.03)
    .describe('of errorRate and hallucinatedPer1000: the rise (share of answers) that --certify excludes'),
  max: z.number().min(0).exactOptional().describe('a candidate above this fails, whatever the baseline'),
  min: z.number().min(0).exactOptional().describe('a candidate below this fails, whatever the baseline'),
  owner: z.string().min(1).exactOptional().describe('whom to ask; default: the owner of the eval'),
} satisfies Shape<MeasureRuleInput>)
/** More errors or made-up answers are better for nobody. */
export const rateRuleSchema = measureRuleSchema.extend({
  direction: z
    .literal('lower', { error: 'more of these is never better: "lower" is the only direction' })
    .default('lower'),
})
export type MeasureRule = z.output<typeof measureRuleSchema>
export type MeasureRules = { [Key in MeasureKey]?: MeasureRule }

/** The names as people read them. */
export const measureLabels = {
  latencyP50: 'latency p50',
  latencyP95: 'latency p95',
  inputTokens: 'input tokens',
  outputTokens: 'output tokens',
  costPer1000: 'cost per 1,000',
  errorRate: 'error rate',
  hallucinatedPer1000: 'hallucinated per 1,000',
} as const satisfies Record<MeasureKey, string>
