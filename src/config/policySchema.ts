import { z } from 'zod'
import type { GateInput, RuleInput } from '../core/rules.ts'
import { gateSchema, slicesSchema } from '../core/rules.ts'

/** What a policy says of one eval; what it leaves out is the eval's own. */
export interface PolicyEntry {
  /** What it is judged against: a reference to a run, `baseline`, or a baseline file. */
  against?: string
  /** What is judged: a reference to a run. */
  candidate?: string
  /** Rules that stand in the place of the eval's, or beside them, one by one. */
  gate?: GateInput
  slices?: Record<string, Record<string, RuleInput>>
  maxErrorRate?: number
}

/** Several evals under one gate: one verdict, whose chance of a false alarm all their rules share. */
export interface Policy {
  /** For headings. */
  name?: string
  /** Of every eval that does not say otherwise; default `baseline`. */
  against?: string
  candidate?: string
  /** By name of the eval. One that has no runs, or is not in the project, cannot be judged, and so does not pass. */
  evals: Record<string, PolicyEntry>
}

const reference = z.string().min(1)

const entrySchema = z.strictObject({
  against: reference.exactOptional().describe('a reference to a run, "baseline", or a baseline file'),
  candidate: reference.exactOptional().describe('a reference to a run'),
  gate: gateSchema.exactOptional().describe("rules in the place of the eval's, or beside them, one by one"),
  slices: slicesSchema.exactOptional().describe('rules for the cases with a tag, by tag and grader'),
  maxErrorRate: z.number().min(0).max(1).exactOptional().describe('a candidate with a larger share of errors fails'),
} satisfies Record<keyof PolicyEntry, z.ZodType>)

export const policySchema = z.strictObject({
  name: z.string().min(1).exactOptional().describe('for headings'),
  against: reference.default('baseline').describe('of every eval that does not say otherwise'),
  candidate: reference.exactOptional().describe('what is judged, where the command does not name it'),
  evals: z
    .record(z.string().min(1), entrySchema)
    .refine((evals) => Object.keys(evals).length > 0, 'name at least one eval')
    .describe('by name; what an eval has no runs of cannot be judged, and so does not pass'),
} satisfies Record<keyof Policy, z.ZodType>)
export type ParsedPolicy = z.output<typeof policySchema>
