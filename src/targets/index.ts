import { z } from 'zod'
import { AssayError } from '../core/errors.ts'
import { faultsOf } from '../core/faults.ts'
import type { TargetDefinition } from '../core/target.ts'
import { command, commandSchema } from './command.ts'
import { recorded, recordedSchema } from './recorded.ts'

export type { CommandOptions } from './command.ts'
export { command } from './command.ts'
export type { FunctionOptions, FunctionReply, TargetFunction } from './function.ts'
export { functionTarget } from './function.ts'
export { recorded } from './recorded.ts'

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
}

/** A target as plain data: `{recorded: path}` or `{command: [program, ...], mode?, version?, cwd?, env?}`. */
export const targetSchema = z.union([recordedSchema, commandSchema])
export type TargetValue = z.input<typeof targetSchema>

/**
 * The target that plain data describes.
 * @throws AssayError with everything that is wrong with it
 */
export function createTarget(value: TargetValue): TargetDefinition {
  const parsed = targetSchema.safeParse(value)
  if (!parsed.success) throw new AssayError(faultsOf(parsed.error.issues, targetSchema, value))
  return 'recorded' in parsed.data ? targetTable.recorded.create(parsed.data) : targetTable.command.create(parsed.data)
}
