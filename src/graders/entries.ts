import { z } from 'zod'
import { AssayError } from '../core/errors.ts'
import type { Grader } from '../core/grade.ts'
import { didYouMean } from '../core/suggest.ts'
import { parseOptions } from './options.ts'

/** A grader that YAML can name. */
export interface GraderEntry {
  options: z.ZodType
  /** The option under which other graders stand: a list of them, or one. */
  nests?: 'graders' | 'grader'
  /** @throws AssayError on unknown or wrong options */
  create(options: unknown): Grader
}

export type GraderTable = Readonly<Record<string, GraderEntry>>

/** A grader as YAML names it: `citations`, or `citations: {option: value}`. */
export type WrittenGrader = string | Record<string, unknown>

/** What YAML gives is unknown until the factory, which checks its options, has seen it. */
export function entry<Options>(options: z.ZodType, factory: (options: Options) => Grader): GraderEntry {
  return { options, create: (given) => factory((given ?? {}) as Options) }
}

/** The entry of a grader that is made of a list of others. */
export function listEntry<S extends z.ZodRawShape>(
  kind: string,
  { table, own }: { table: () => GraderTable; own: z.ZodObject<S> },
  factory: (graders: Grader[], options: z.output<z.ZodObject<S>>) => Grader,
): GraderEntry {
  const graders = z.array(writtenGrader(table)).min(1).describe('graders, written as those of the eval are')
  const options = z.strictObject({ graders, ...own.shape })
  return {
    options,
    nests: 'graders',
    create(given) {
      const { graders: children, ...rest } = parseOptions(kind, options, given ?? {}) as { graders: WrittenGrader[] }
      return factory(
        children.map((child) => createWritten(table(), child)),
        rest as z.output<z.ZodObject<S>>,
      )
    },
  }
}

/** The entry of a grader that is made of one other. */
export function singleEntry<S extends z.ZodRawShape>(
  kind: string,
  { table, own }: { table: () => GraderTable; own: z.ZodObject<S> },
  factory: (grader: Grader, options: z.output<z.ZodObject<S>>) => Grader,
): GraderEntry {
  const grader = writtenGrader(table).describe('a grader, written as those of the eval are')
  const options = z.strictObject({ grader, ...own.shape })
  return {
    options,
    nests: 'grader',
    create(given) {
      const { grader: child, ...rest } = parseOptions(kind, options, given ?? {}) as { grader: WrittenGrader }
      return factory(createWritten(table(), child), rest as z.output<z.ZodObject<S>>)
    },
  }
}

/** The schema of what names a grader of a table; of any depth, as graders may be made of graders. */
export function writtenGrader(table: () => GraderTable): z.ZodType<WrittenGrader> {
  return z.lazy(() => {
    const known = schemas.get(table()) ?? writtenSchemaOf(table())
    schemas.set(table(), known)
    return known
  })
}

/** One schema a table: what is one and the same is published once. */
const schemas = new WeakMap<GraderTable, z.ZodType<WrittenGrader>>()

function writtenSchemaOf(table: GraderTable): z.ZodType<WrittenGrader> {
  const entries = Object.entries(table)
  const bare = entries.filter(([, { nests, options }]) => nests === undefined && options.safeParse({}).success)
  return z.union([
    z.enum(bare.map(([kind]) => kind)),
    ...entries.map(([kind, { options }]) => z.strictObject({ [kind]: options })),
  ])
}

/** @throws AssayError where it names no grader, and on unknown or wrong options */
export function createWritten(table: GraderTable, written: WrittenGrader): Grader {
  const [kind = '', options = {}] = typeof written === 'string' ? [written] : (Object.entries(written)[0] ?? [])
  const known = Object.hasOwn(table, kind) ? table[kind] : undefined
  if (known !== undefined) return known.create(options)
  const kinds = Object.keys(table)
  const mend = didYouMean(kind, kinds, `graders are ${kinds.join(', ')}`)
  throw new AssayError({ message: `there is no grader "${kind}"`, mend })
}

/** The graders that stand in one, as they are written, with the keys that lead to them. */
export function nestedIn(table: GraderTable, written: unknown): { written: unknown; path: PropertyKey[] }[] {
  if (typeof written !== 'object' || written === null) return []
  const [kind = '', options] = Object.entries(written)[0] ?? []
  const nests = Object.hasOwn(table, kind) ? table[kind]?.nests : undefined
  if (nests === undefined || typeof options !== 'object' || options === null) return []
  const inside: unknown = (options as Record<string, unknown>)[nests]
  if (nests === 'grader') return inside === undefined ? [] : [{ written: inside, path: [kind, nests] }]
  const list: unknown[] = Array.isArray(inside) ? inside : []
  return list.map((one, index) => ({ written: one, path: [kind, nests, index] }))
}
