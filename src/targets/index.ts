import { z } from 'zod'
import { AssayError } from '../core/errors.ts'
import { faultsOf } from '../core/faults.ts'
import type { TargetDefinition } from '../core/target.ts'
import { command, commandSchema } from './command.ts'
import { http, httpSchema } from './http.ts'
import { prompt, promptSchema } from './prompt.ts'
import { recorded, recordedSchema } from './recorded.ts'

export type { CommandOptions } from './command.ts'
export { command } from './command.ts'
export type { FunctionOptions, FunctionReply, TargetFunction } from './function.ts'
export { functionTarget } from './function.ts'
export type { HttpOptions } from './http.ts'
export { http } from './http.ts'
export type { PromptOptions } from './prompt.ts'
export { prompt } from './prompt.ts'
export { recorded } from './recorded.ts'
export { readReply } from './reply.ts'

/** The kinds of target that plain data can say, by the key that tells the kind. */
export const targetTable = {
  recorded: {
    options: recordedSchema,
    create: (value: z.output<typeof recordedSchema>): TargetDefinition => recorded(value.recorded),
  },
  command: {
    options: commandSchema,
    create: ({ command: argv, ...options }: z.output<typeof commandSchema>): TargetDefinition => command(argv, options),
  },
  http: {
    options: httpSchema,
    create: ({ http: options, ...more }: z.output<typeof httpSchema>): TargetDefinition =>
      http({ ...options, ...more }),
  },
  prompt: {
    options: promptSchema,
    create: ({ prompt: options, ...more }: z.output<typeof promptSchema>): TargetDefinition =>
      prompt({ ...options, ...more }),
  },
}

/** A target as plain data: `{recorded}`, `{command, ...}`, `{http, version?}` or `{prompt, version?}`. */
export const targetSchema = z.union([recordedSchema, commandSchema, httpSchema, promptSchema])
export type TargetValue = z.input<typeof targetSchema>

/**
 * The target that plain data describes.
 * @throws AssayError with everything that is wrong with it
 */
export function createTarget(value: TargetValue): TargetDefinition {
  const parsed = targetSchema.safeParse(value)
  if (!parsed.success) throw new AssayError(faultsOf(parsed.error.issues, targetSchema, value))
  if ('recorded' in parsed.data) return targetTable.recorded.create(parsed.data)
  if ('http' in parsed.data) return targetTable.http.create(parsed.data)
  return 'prompt' in parsed.data ? targetTable.prompt.create(parsed.data) : targetTable.command.create(parsed.data)
}
