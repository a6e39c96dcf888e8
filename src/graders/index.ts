import type { z } from 'zod'
import type { Grader } from '../core/grade.ts'
import { citations, citationsOptions } from './citations.ts'
import { contains, containsOptions } from './contains.ts'
import { embeddingSimilarity, embeddingSimilarityOptions } from './embeddingSimilarity.ts'
import { exactMatch, exactMatchOptions } from './exactMatch.ts'
import { figures, figuresOptions } from './figures.ts'
import { jsonDiff, jsonDiffOptions } from './jsonDiff.ts'
import { jsonMatch, jsonMatchOptions } from './jsonMatch.ts'
import { jsonSchema, jsonSchemaOptions } from './jsonSchema.ts'
import { listMatch, listMatchOptions } from './listMatch.ts'
import { numeric, numericOptions } from './numeric.ts'
import { refusal, refusalOptions } from './refusal.ts'
import { regex, regexOptions } from './regex.ts'
import { rubric, rubricOptions } from './rubric.ts'

export { answerKey } from './answerKey.ts'
export type { CitationsOptions } from './citations.ts'
export type { ContainsOptions } from './contains.ts'
export type { EmbeddingSimilarityOptions } from './embeddingSimilarity.ts'
export type { ExactMatchOptions } from './exactMatch.ts'
export type { FiguresOptions } from './figures.ts'
export type { GradeFunction, GraderOptions } from './grader.ts'
export { grader } from './grader.ts'
export type { JsonDiffOptions } from './jsonDiff.ts'
export type { JsonMatchOptions } from './jsonMatch.ts'
export type { JsonSchemaOptions } from './jsonSchema.ts'
export type { ListMatchOptions } from './listMatch.ts'
export type { NumericOptions } from './numeric.ts'
export type { RefusalOptions } from './refusal.ts'
export type { RegexOptions } from './regex.ts'
export type { RubricOptions } from './rubric.ts'
export {
  citations,
  contains,
  embeddingSimilarity,
  exactMatch,
  figures,
  jsonDiff,
  jsonMatch,
  jsonSchema,
  listMatch,
  numeric,
  refusal,
  regex,
  rubric,
}

/** A grader that YAML can name. */
export interface GraderEntry {
  options: z.ZodType
  /** @throws AssayError on unknown or wrong options */
  create(options: unknown): Grader
}

/** Every built-in grader by its name. */
export const graderTable: Readonly<Record<string, GraderEntry>> = {
  exactMatch: entry(exactMatchOptions, exactMatch),
  contains: entry(containsOptions, contains),
  regex: entry(regexOptions, regex),
  numeric: entry(numericOptions, numeric),
  jsonMatch: entry(jsonMatchOptions, jsonMatch),
  listMatch: entry(listMatchOptions, listMatch),
  jsonDiff: entry(jsonDiffOptions, jsonDiff),
  jsonSchema: entry(jsonSchemaOptions, jsonSchema),
  citations: entry(citationsOptions, citations),
  figures: entry(figuresOptions, figures),
  refusal: entry(refusalOptions, refusal),
  rubric: entry(rubricOptions, rubric),
  embeddingSimilarity: entry(embeddingSimilarityOptions, embeddingSimilarity),
}

/** What YAML gives is unknown until the factory, which checks its options, has seen it. */
function entry<Options>(options: z.ZodType, factory: (options: Options) => Grader): GraderEntry {
  return { options, create: (given) => factory((given ?? {}) as Options) }
}
