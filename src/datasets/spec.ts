import { z } from 'zod'
import { AssayError } from '../core/errors.ts'
import { faultsOf } from '../core/faults.ts'

/** Which files make a dataset, as an eval declares it; nothing is read yet. */
export interface DatasetSpec {
  /** Paths or globs, from the project root. */
  files: string[]
  /** For CSV: the header that each field is read from, e.g. `{ input: 'Question', 'metadata.lang': 'Language' }`. */
  columns?: Record<string, string>
  /** Checks the `input` of every case. It changes nothing: the target gets what the file says. */
  input?: z.ZodType
}

/** What `dataset` takes beside its files. */
export type DatasetOptions = Omit<DatasetSpec, 'files'>

/**
 * A dataset of golden cases: JSONL, JSON, CSV or YAML files by path or glob, from the project root. Several files make one dataset.
 * @throws AssayError on unknown or wrong options: types are not checked where an eval is loaded
 */
export function dataset(files: string | readonly string[], options: DatasetOptions = {}): DatasetSpec {
  const given = { ...options, files }
  const parsed = specSchema.safeParse(given)
  if (!parsed.success) {
    const faults = faultsOf(parsed.error.issues, specSchema, given)
    throw new AssayError(faults.map(({ path: _, message, ...rest }) => ({ message: `dataset: ${message}`, ...rest })))
  }
  const { columns, input } = parsed.data
  return {
    files: [parsed.data.files].flat(),
    ...(columns === undefined ? {} : { columns }),
    ...(input === undefined ? {} : { input }),
  }
}

const paths = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])

const writtenSchema = z.strictObject({
  files: paths.describe('paths or globs, from the project root'),
  columns: z
    .record(z.string().min(1), z.string().min(1))
    .exactOptional()
    .describe('for CSV: the header that each field is read from'),
})

/** A dataset as plain data says it: a path, a glob, a list of them, or an object with these as `files`. */
export const datasetSchema = z.union([...paths.options, writtenSchema])

const specSchema = writtenSchema.extend({
  input: z
    .custom<z.ZodType>(
      (value) => typeof value === 'object' && value !== null && 'safeParseAsync' in value,
      'takes a zod schema',
    )
    .exactOptional(),
})
