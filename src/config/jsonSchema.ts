import { z } from 'zod'
import { writtenSchemas } from './schema.ts'

/** JSON Schema (2020-12) of `*.eval.yaml` or `assay.config.yaml`, for editors. */
export function jsonSchemaOf(what: keyof typeof writtenSchemas): object {
  return z.toJSONSchema(writtenSchemas[what], { io: 'input', unrepresentable: 'any' })
}
