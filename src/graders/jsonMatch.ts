import { z } from 'zod'
import type { Case } from '../core/case.ts'
import type { Evidence, Grader } from '../core/grade.ts'
import type { Json, JsonObject } from '../core/json.ts'
import { isJsonObject } from '../core/json.ts'
import type { Shape } from '../core/shape.ts'
import { plural } from '../text/format.ts'
import { findJson } from '../text/json.ts'
import { scored, unscored } from './grade.ts'
import type { FieldResult } from './jsonFields.ts'
import { compareFields } from './jsonFields.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'

export interface JsonMatchOptions extends SharedOptions {
  /** Paths that do not count, with all below them: `meta.id`, `items[0].note`, or `items[].note` for every item. */
  ignore?: string[]
  /** How far numbers may be off, absolutely. Default 0. */
  tolerance?: number
  /** Arrays agree in whatever order. Default false. */
  unordered?: boolean
  /** Strings compare as exactMatch's `normalize` does. Default false. */
  normalize?: boolean
}

export const jsonMatchOptions = z.strictObject({
  ...sharedOptions,
  ignore: z
    .array(z.string().min(1))
    .default([])
    .describe('paths that do not count, with all below them: meta.id, items[0].note, or items[].note for every item'),
  tolerance: z.number().min(0).default(0).describe('how far numbers may be off, absolutely'),
  unordered: z.boolean().default(false).describe('arrays agree in whatever order'),
  normalize: z.boolean().default(false).describe("strings compare as exactMatch's normalize does"),
} satisfies Shape<JsonMatchOptions>)

/**
 * The share of the expected object's fields (its leaves) that the answer's JSON agrees with, 0..1. The JSON is the output's `data`,
 * else the text, a fenced block in it, or the first object in it. A field that is expected to be null may be missing; fields that
 * nobody expected do not count; a surplus element of an array counts as a field that does not agree. An answer without JSON scores 0.
 * Unscored where the case expects no object.
 * @throws AssayError on unknown or wrong options
 */
export function jsonMatch(options: JsonMatchOptions = {}): Grader {
  const parsed = parseOptions('jsonMatch', jsonMatchOptions, options)
  return {
    ...describe('jsonMatch', 3, parsed),
    grade({ case: item, output }) {
      const expected = expectedJson(item)
      if (typeof expected === 'string') return unscored(expected)
      const found = output.data === undefined ? findJson(output.text, isJsonObject) : { value: output.data }
      if (found === undefined) return scored(0, 'the answer holds no JSON')
      const fields = compareFields(expected, found.value, parsed)
      if (fields.length === 0) return unscored('every expected field is ignored')
      const good = fields.filter(({ agrees }) => agrees).length
      const wrong = fields.filter(({ agrees }) => !agrees)
      const reason =
        wrong.length === 0
          ? `all ${plural(fields.length, 'field')} agree`
          : `${wrong.length} of ${plural(fields.length, 'field')} wrong: ${wrong[0]?.message ?? ''}`
      return scored(good / fields.length, reason, fields.map(toEvidence))
    },
  }
}

function toEvidence({ agrees, message }: FieldResult): Evidence {
  return { kind: 'field', verdict: agrees ? 'good' : 'bad', message }
}

/** The expected object, or why there is none. A string that is a JSON object (as CSV holds them) is one. */
export function expectedJson({ expected }: Case): JsonObject | Json[] | string {
  if (expected === undefined) return 'the case has no expected answer'
  if (expected === null) return 'the case expects no answer'
  if (isJsonObject(expected)) return expected
  if (typeof expected === 'string' && /^\s*[{[]/.test(expected)) {
    const value = findJson(expected)?.value
    if (isJsonObject(value) || Array.isArray(value)) return value
  }
  return 'the expected answer is not an object'
}
