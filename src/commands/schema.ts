import { jsonSchemaOf } from '../config/index.ts'
import type { Context } from '../core/context.ts'
import { exitCode } from '../core/errors.ts'
import { printJson } from './print.ts'

/** `assay schema`: what editors need to complete and check the YAML forms. */
export async function schema(context: Context, what: 'eval' | 'config' | 'policy'): Promise<number> {
  printJson(context, jsonSchemaOf(what))
  return exitCode.ok
}
