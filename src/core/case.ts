import { z } from 'zod'
import { fingerprint } from './fingerprint.ts'
import type { Json } from './json.ts'
import type { Shape } from './shape.ts'

const jsonObject = z.record(z.string(), z.json())

/** A passage the answer may draw on. */
export interface Source {
  /** What citations name. */
  id: string
  text: string
  title?: string
}

export const sourceSchema = z.strictObject({
  id: z.string().min(1),
  text: z.string(),
  title: z.string().exactOptional(),
} satisfies Shape<Source>)

/** What a good answer is: a string, several accepted strings, a number, an object; null where no answer may be given. */
export type Expected = null | string | number | string[] | { [key: string]: Json }
const expectedSchema = z.union([z.null(), z.string(), z.number(), z.array(z.string()).min(1), jsonObject])

/** What the target is asked. */
export type CaseInput = string | { [key: string]: Json }
const caseInputSchema = z.union([z.string(), jsonObject])

/** One golden example, as a row of a dataset. */
export interface Case {
  /** Unique in the dataset; runs are paired by it. */
  id: string
  input: CaseInput
  expected?: Expected
  sources?: Source[]
  /** `unanswerable` and `answerable` say to graders what no `expected` says, or more than it does; others are for people. */
  tags?: string[]
  /** Cases of one cluster are not independent (same document, same customer): statistics treat them as one unit. */
  cluster?: string
  /** The id of the case this one rephrases; both are one unit to the statistics. */
  variantOf?: string
  /** Blocks by itself when it passed on all of 3 or more baseline repeats and fails on all of 3 or more. */
  critical?: boolean
  /** Blocks by itself on one failure. */
  strict?: boolean
  /** For graders; a target sees only the keys that the eval lists in `expose`. */
  metadata?: { [key: string]: Json }
}

export const caseSchema = z.strictObject({
  id: z.string().min(1),
  input: caseInputSchema,
  expected: expectedSchema.exactOptional(),
  sources: z.array(sourceSchema).exactOptional(),
  tags: z.array(z.string().min(1)).exactOptional(),
  cluster: z.string().min(1).exactOptional(),
  variantOf: z.string().min(1).exactOptional(),
  critical: z.boolean().exactOptional(),
  strict: z.boolean().exactOptional(),
  metadata: jsonObject.exactOptional(),
} satisfies Shape<Case>)

/** The independent unit of the statistics that a case belongs to: its cluster, else the root of its variants, else itself. */
export function unitOf(item: Pick<Case, 'id' | 'cluster' | 'variantOf'>): string {
  return item.cluster === undefined ? `case:${item.variantOf ?? item.id}` : `cluster:${item.cluster}`
}

/** Hash of the whole case: two stored cases with one hash are the same golden example. */
export function caseHash(item: Case): string {
  return fingerprint(item)
}

/** Hash of what only graders see and judge by; other tags, clusters and flags may change without a new grading. */
export function goldenHash(item: Case): string {
  const { expected, metadata } = item
  return fingerprint({
    expected: expected === undefined ? [] : [expected],
    metadata,
    answerable: answerableByTag(item),
  })
}

/** Whether the tags `answerable` and `unanswerable` say that a case can be answered; undefined where there is neither, or both. */
export function answerableByTag({ tags = [] }: Pick<Case, 'tags'>): boolean | undefined {
  const can = tags.includes('answerable')
  return can === tags.includes('unanswerable') ? undefined : can
}
