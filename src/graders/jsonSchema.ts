import { createRequire } from 'node:module'
import type { Ajv as AjvInstance, ErrorObject, Options, ValidateFunction } from 'ajv'
import { z } from 'zod'
import { AssayError, messageOf } from '../core/errors.ts'
import { toFailure } from '../core/failure.ts'
import type { Evidence, Grade, Grader } from '../core/grade.ts'
import type { JsonObject } from '../core/json.ts'
import { isJsonObject } from '../core/json.ts'
import type { Shape } from '../core/shape.ts'
import { nearest } from '../core/suggest.ts'
import { plural } from '../text/format.ts'
import { findJson } from '../text/json.ts'
import { verdict } from './grade.ts'
import { GuardedRegExp } from './guardedRegExp.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'

export interface JsonSchemaOptions extends SharedOptions {
  /** A JSON Schema: draft 2020-12, or the draft (2019-09, 07) that its `$schema` names. */
  schema: JsonObject | boolean
}

export const jsonSchemaOptions = z.strictObject({
  ...sharedOptions,
  schema: z
    .union([z.record(z.string(), z.json()), z.boolean()])
    .describe('a JSON Schema: draft 2020-12, or the draft (2019-09, 07) that its $schema names'),
} satisfies Shape<JsonSchemaOptions>)

/**
 * 1 where the answer's JSON is valid by the schema, else 0, with each error as evidence. The JSON is the output's `data`, else the
 * text, a fenced block in it, or the first object or array in it. An answer without JSON scores 0. The formats date, time, date-time,
 * email, uri, uuid, ipv4 and ipv6 are checked, others are notes.
 * @throws AssayError on a schema that is invalid or misspelt, and on unknown or wrong options
 */
export function jsonSchema(options: JsonSchemaOptions): Grader {
  const parsed = parseOptions('jsonSchema', jsonSchemaOptions, options)
  const validate = compile(parsed.schema)
  const wanted = isJsonObject(parsed.schema) && parsed.schema.type === 'array' ? Array.isArray : isJsonObject
  return {
    ...describe('jsonSchema', 1, parsed),
    grade({ output }): Grade {
      const found = output.data === undefined ? findJson(output.text, wanted) : { value: output.data }
      if (found === undefined) return verdict(false, 'the answer holds no JSON')
      try {
        if (validate(found.value)) return verdict(true, 'valid by the schema')
      } catch (error) {
        return { status: 'error', error: toFailure(error) }
      }
      const errors = validate.errors ?? []
      const [first = 'invalid'] = errors.map(told)
      const more = errors.length > 1 ? `, and ${plural(errors.length - 1, 'more error')}` : ''
      return verdict(false, `${first}${more}`, errors.map(toEvidence))
    },
  }
}

function told({ instancePath, message = 'is invalid', params }: ErrorObject): string {
  const path = instancePath.slice(1).replace(/~1/g, '/').replace(/~0/g, '~') || 'the value'
  const which = 'additionalProperty' in params ? ` ("${String(params.additionalProperty)}")` : ''
  const values = 'allowedValues' in params ? `: ${JSON.stringify(params.allowedValues).slice(0, 200)}` : ''
  return `${path} ${message}${which}${values}`
}

function toEvidence(error: ErrorObject): Evidence {
  return { kind: 'field', verdict: 'bad', message: told(error) }
}

const require = createRequire(import.meta.url)

/**
 * Ajv takes a tenth of a second to load: only those who use it wait for it. The classes have names of their own because TypeScript 7.0
 * emits `new (x as T).Class()` without its parentheses.
 */
function validatorFor(draft: unknown, options: Options): AjvInstance {
  const uri = typeof draft === 'string' ? draft.replace(/#$/, '').replace(/^https:/, 'http:') : undefined
  if (uri === undefined || uri.endsWith('//json-schema.org/draft/2020-12/schema')) {
    const { Ajv2020 } = require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js')
    return new Ajv2020(options)
  }
  if (uri.endsWith('//json-schema.org/draft/2019-09/schema')) {
    const { Ajv2019 } = require('ajv/dist/2019.js') as typeof import('ajv/dist/2019.js')
    return new Ajv2019(options)
  }
  if (uri.endsWith('//json-schema.org/draft-07/schema')) {
    const { Ajv } = require('ajv') as typeof import('ajv')
    return new Ajv(options)
  }
  throw new AssayError({
    message: `jsonSchema: no support for the draft "${String(draft)}"`,
    mend: 'use 2020-12, 2019-09 or draft-07',
  })
}

function compile(schema: JsonSchemaOptions['schema']): ValidateFunction {
  const unknown: string[] = []
  const warn = (message: unknown) => {
    const key = /unknown keyword: "(.*)"$/.exec(String(message))?.[1]
    if (key !== undefined) unknown.push(key)
  }
  const ajv = validatorFor(isJsonObject(schema) ? schema.$schema : undefined, {
    allErrors: true,
    strictSchema: 'log',
    strictTypes: false,
    strictTuples: false,
    logger: { log: warn, warn, error: warn },
    formats,
    keywords: ['example', 'externalDocs', 'xml'],
    code: { regExp: Object.assign(toMatcher, { code: 'new RegExp' }) },
  })
  let validate: ValidateFunction
  try {
    validate = ajv.compile(schema)
  } catch (error) {
    if (error instanceof AssayError) throw error
    throw new AssayError(`jsonSchema: ${messageOf(error)}`)
  }
  // Keywords of somebody else's vocabulary are notes; a misspelt one would silently check nothing.
  const keywords = Object.keys(ajv.RULES.keywords)
  const misspelt = unknown.flatMap((key) => {
    const near = nearest(key, keywords)
    return near === undefined
      ? []
      : [{ message: `jsonSchema: unknown keyword "${key}"`, mend: `did you mean "${near}"?` }]
  })
  if (misspelt.length > 0) throw new AssayError(misspelt)
  return validate
}

function toMatcher(pattern: string, flags: string): { test(text: string): boolean } {
  const guarded = new GuardedRegExp('jsonSchema', pattern, flags)
  // Ajv tells patterns apart by their text.
  const matcher = { test: (text: string) => guarded.exec(text) !== null, toString: () => `/${pattern}/${flags}` }
  return matcher
}

function checked(schema: z.ZodType): (text: string) => boolean {
  return (text) => schema.safeParse(text).success
}

const notes =
  'duration hostname idn-email idn-hostname uri-reference iri iri-reference uri-template json-pointer relative-json-pointer regex int32 int64 float double byte binary password'
const formats: NonNullable<Options['formats']> = {
  ...Object.fromEntries(notes.split(' ').map((name) => [name, true as const])),
  date: checked(z.iso.date()),
  time: /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d{1,12})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i,
  'date-time': checked(z.iso.datetime({ offset: true })),
  email: checked(z.email()),
  uri: (text) => /^[a-z][a-z0-9+.-]*:/i.test(text) && URL.canParse(text),
  uuid: checked(z.guid()),
  ipv4: checked(z.ipv4()),
  ipv6: checked(z.ipv6()),
}
