import type { z } from 'zod'

/**
 * What a strict object schema must be made of to take exactly the keys of T: `z.strictObject({ ... } satisfies Shape<T>)`. The
 * interface, which carries the documentation that editors show, and the schema, which checks, cannot drift apart then.
 */
export type Shape<T> = { [Key in keyof T]-?: z.ZodType<unknown, T[Key] | undefined> }
