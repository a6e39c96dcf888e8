import { z } from 'zod'

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
 */
export function dataset(files: string | readonly string[], options: DatasetOptions = {}): DatasetSpec {
  const { columns, input } = options
  return {
    files: typeof files === 'string' ? [files] : [...files],
    ...(columns === undefined ? {} : { columns }),
    ...(input === undefined ? {} : { input }),
  }
}

const paths = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])

/** A dataset as plain data says it: a path, a glob, a list of them, or an object with these as `files`. */
export const datasetSchema = z.union([
  ...paths.options,
  z.strictObject({
    files: paths.describe('paths or globs, from the project root'),
    columns: z
      .record(z.string().min(1), z.string().min(1))
      .exactOptional()
      .describe('for CSV: the header that each field is read from'),
  }),
])
