import { createRequire } from 'node:module'
import type * as JsonPath from 'jsonpath-rfc9535'
import { z } from 'zod'
import { AssayError, messageOf } from '../core/errors.ts'
import type { Json } from '../core/json.ts'

const require = createRequire(import.meta.url)

export const jsonPathSchema = z.string().regex(/^\$/, 'must be a JSONPath, e.g. $.answer')

/** What stands at a JSONPath (RFC 9535). The package is loaded for those who use it. */
export function queryJson(value: Json, expression: string): Json[] {
  const { query } = require('jsonpath-rfc9535') as typeof JsonPath
  return query(value as never, expression) as Json[]
}

/** @throws AssayError where an option is no JSONPath */
export function requireJsonPath(key: string, expression: string): void {
  try {
    queryJson(null, expression)
  } catch (error) {
    const [said = ''] = messageOf(error).split('\n')
    throw new AssayError({
      message: `"${key}" is no JSONPath: ${said}`,
      mend: 'write it as $.answer or $.choices[0].text',
    })
  }
}
