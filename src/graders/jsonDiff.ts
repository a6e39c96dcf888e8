import { z } from 'zod'
import type { Case } from '../core/case.ts'
import type { Evidence, Grade, Grader } from '../core/grade.ts'
import type { Json } from '../core/json.ts'
import { isJsonObject } from '../core/json.ts'
import type { Shape } from '../core/shape.ts'
import { plural } from '../text/format.ts'
import { findJson } from '../text/json.ts'
import { scored, unscored } from './grade.ts'
import { ignoredPaths } from './jsonFields.ts'
import type { Leaf } from './jsonLeaves.ts'
import { compareLeaves, countLeaves, leafMessage } from './jsonLeaves.ts'
import { expectedJson } from './jsonMatch.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'

export interface JsonDiffOptions extends SharedOptions {
  /** Paths that do not count, with all below them: `meta.id`, `items[0].note`, or `items[].note` for every item. */
  ignore?: string[]
  /** How far numbers may be off, absolutely. Default 0. */
  tolerance?: number
  /** Strings compare as exactMatch's `normalize` does. Default false. */
  normalize?: boolean
  /** Arrays compare by position, or as sets: elements are paired so that most leaves agree. Default position. */
  arrays?: 'position' | 'set'
  /** Objects in arrays are paired by this member, such as `id`; other arrays as `arrays` says. */
  key?: string
}

export const jsonDiffOptions = z.strictObject({
  ...sharedOptions,
  ignore: z
    .array(z.string().min(1))
    .default([])
    .describe('paths that do not count, with all below them: meta.id, items[0].note, or items[].note for every item'),
  tolerance: z.number().min(0).default(0).describe('how far numbers may be off, absolutely'),
  normalize: z.boolean().default(false).describe("strings compare as exactMatch's normalize does"),
  arrays: z
    .enum(['position', 'set'])
    .default('position')
    .describe('arrays compare by position, or as sets: elements are paired so that most leaves agree'),
  key: z.string().min(1).exactOptional().describe('objects in arrays are paired by this member, such as id'),
} satisfies Shape<JsonDiffOptions>)

/**
 * How far the answer's JSON is the expected one, leaf by leaf (scalars and empty containers, by path): F1 = 2m / (e + a) with e leaves
 * expected, a of the answer, m that agree. 0..1, 1 for equal values; neither side is preferred: what is missing, extra or wrong costs.
 * Parts, each 1 where nothing is amiss: `matched` m of all paths, `missing` the share of expected leaves that are there, `extra` the
 * share of the answer's leaves that were expected, `wrong` the share of leaves on both sides that agree. A null member is as good as
 * none. The JSON is found as jsonMatch finds it; an answer without scores 0. Pairing of arrays is the best one for up to 100 unequal
 * elements and a million comparisons; beyond that as they stand. Unscored where no JSON is expected or all of it is ignored.
 * @throws AssayError on unknown or wrong options
 */
export function jsonDiff(options: JsonDiffOptions = {}): Grader {
  const parsed = parseOptions('jsonDiff', jsonDiffOptions, options)
  const rules = { ...parsed, ignored: ignoredPaths(parsed.ignore) }
  return {
    ...describe('jsonDiff', 1, parsed),
    grade({ case: item, output }): Grade {
      const expected = wantedJson(item)
      if (typeof expected === 'string') return unscored(expected)
      const wanted = Array.isArray(expected) ? Array.isArray : isJsonObject
      const found = output.data === undefined ? findJson(output.text, wanted) : { value: output.data }
      if (found === undefined) return scored(0, 'the answer holds no JSON')
      const leaves = compareLeaves(expected, found.value, rules)
      if (leaves.length === 0) return unscored('every field is ignored')
      return graded(leaves)
    },
  }
}

function wantedJson(item: Case): Json[] | { [key: string]: Json } | string {
  return Array.isArray(item.expected) ? item.expected : expectedJson(item)
}

function graded(leaves: readonly Leaf[]): Grade {
  const { matched, missing, extra, wrong, expected, got, f1 } = countLeaves(leaves)
  const parts = {
    matched: { score: matched / leaves.length, n: leaves.length },
    ...(expected === 0 ? {} : { missing: { score: 1 - missing / expected, n: expected } }),
    ...(got === 0 ? {} : { extra: { score: 1 - extra / got, n: got } }),
    ...(matched + wrong === 0 ? {} : { wrong: { score: matched / (matched + wrong), n: matched + wrong } }),
  }
  const first = leaves.find(({ state }) => state !== 'matched')
  const reason =
    first === undefined
      ? `all ${plural(matched, 'field')} agree`
      : `${plural(matched, 'field')} matched, ${missing} missing, ${extra} extra, ${wrong} wrong; ${leafMessage(first)}`
  return scored(f1, reason, leaves.map(toEvidence), parts)
}

function toEvidence(leaf: Leaf): Evidence {
  return { kind: 'field', verdict: leaf.state === 'matched' ? 'good' : 'bad', message: leafMessage(leaf) }
}
