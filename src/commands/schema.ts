import { jsonSchemaOf } from '../config/index.ts'
import type { Context } from '../core/context.ts'
import { exitCode } from '../core/errors.ts'

/** `assay schema`: what editors need to complete and check the YAML forms. */
export async function schema(context: Context, what: 'eval' | 'config'): Promise<number> {
  context.stdout.write(`${JSON.stringify(jsonSchemaOf(what), null, 2)}\n`)
  return exitCode.ok
}
