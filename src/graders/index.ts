import { allOf, allOfOptions } from './allOf.ts'
import { anyOf, anyOfOptions } from './anyOf.ts'
import { bleu, bleuOptions } from './bleu.ts'
import { chrf, chrfOptions } from './chrf.ts'
import { citationSupport, citationSupportOptions } from './citationSupport.ts'
import { citations, citationsOptions } from './citations.ts'
import { contains, containsOptions } from './contains.ts'
import { embeddingSimilarity, embeddingSimilarityOptions } from './embeddingSimilarity.ts'
import type { GraderTable } from './entries.ts'
import { entry, listEntry, singleEntry, writtenGrader } from './entries.ts'
import { exactMatch, exactMatchOptions } from './exactMatch.ts'
import { f1, f1Options } from './f1.ts'
import { figures, figuresOptions } from './figures.ts'
import { groundedness, groundednessOptions } from './groundedness.ts'
import { jsonDiff, jsonDiffOptions } from './jsonDiff.ts'
import { jsonMatch, jsonMatchOptions } from './jsonMatch.ts'
import { jsonSchema, jsonSchemaOptions } from './jsonSchema.ts'
import { language, languageOptions } from './language.ts'
import { length, lengthOptions } from './length.ts'
import { levenshtein, levenshteinOptions } from './levenshtein.ts'
import { listMatch, listMatchOptions } from './listMatch.ts'
import { multipleChoice, multipleChoiceOptions } from './multipleChoice.ts'
import { not, notOptions } from './not.ts'
import { numeric, numericOptions } from './numeric.ts'
import { refusal, refusalOptions } from './refusal.ts'
import { regex, regexOptions } from './regex.ts'
import { rouge, rougeOptions } from './rouge.ts'
import { rubric, rubricOptions } from './rubric.ts'
import { startsWith, startsWithOptions } from './startsWith.ts'
import { toolCalls, toolCallsOptions } from './toolCalls.ts'
import { valid, validOptions } from './valid.ts'
import { weighted, weightedOptions } from './weighted.ts'

export type { AllOfOptions } from './allOf.ts'
export { answerKey } from './answerKey.ts'
export type { AnyOfOptions } from './anyOf.ts'
export type { BleuOptions } from './bleu.ts'
export type { ChrfOptions } from './chrf.ts'
export type { CitationSupportOptions } from './citationSupport.ts'
export type { CitationsOptions } from './citations.ts'
export type { ComposedGrader, CompositeOptions } from './composite.ts'
export type { ContainsOptions } from './contains.ts'
export type { EmbeddingSimilarityOptions } from './embeddingSimilarity.ts'
export type { GraderEntry, WrittenGrader } from './entries.ts'
export { createWritten, nestedIn } from './entries.ts'
export type { ExactMatchOptions } from './exactMatch.ts'
export type { F1Options } from './f1.ts'
export type { FiguresOptions } from './figures.ts'
export type { GradeFunction, GraderOptions } from './grader.ts'
export { grader } from './grader.ts'
export type { GroundednessOptions } from './groundedness.ts'
export type { JsonDiffOptions } from './jsonDiff.ts'
export type { JsonMatchOptions } from './jsonMatch.ts'
export type { JsonSchemaOptions } from './jsonSchema.ts'
export type { LanguageOptions } from './language.ts'
export type { LengthOptions } from './length.ts'
export type { LevenshteinOptions } from './levenshtein.ts'
export type { ListMatchOptions } from './listMatch.ts'
export type { MultipleChoiceOptions } from './multipleChoice.ts'
export type { NotOptions } from './not.ts'
export type { NumericOptions } from './numeric.ts'
export type { RefusalOptions } from './refusal.ts'
export type { RegexOptions } from './regex.ts'
export type { RougeOptions } from './rouge.ts'
export type { RubricOptions } from './rubric.ts'
export type { StartsWithOptions } from './startsWith.ts'
export type { ToolCallsOptions } from './toolCalls.ts'
export type { ValidOptions } from './valid.ts'
export type { WeightedOptions } from './weighted.ts'
export {
  allOf,
  anyOf,
  bleu,
  chrf,
  citationSupport,
  citations,
  contains,
  embeddingSimilarity,
  exactMatch,
  f1,
  figures,
  groundedness,
  jsonDiff,
  jsonMatch,
  jsonSchema,
  language,
  length,
  levenshtein,
  listMatch,
  multipleChoice,
  not,
  numeric,
  refusal,
  regex,
  rouge,
  rubric,
  startsWith,
  toolCalls,
  valid,
  weighted,
}

/** Every built-in grader by its name. */
export const graderTable: GraderTable = {
  exactMatch: entry(exactMatchOptions, exactMatch),
  contains: entry(containsOptions, contains),
  regex: entry(regexOptions, regex),
  startsWith: entry(startsWithOptions, startsWith),
  levenshtein: entry(levenshteinOptions, levenshtein),
  f1: entry(f1Options, f1),
  rouge: entry(rougeOptions, rouge),
  bleu: entry(bleuOptions, bleu),
  chrf: entry(chrfOptions, chrf),
  length: entry(lengthOptions, length),
  language: entry(languageOptions, language),
  numeric: entry(numericOptions, numeric),
  jsonMatch: entry(jsonMatchOptions, jsonMatch),
  listMatch: entry(listMatchOptions, listMatch),
  jsonDiff: entry(jsonDiffOptions, jsonDiff),
  multipleChoice: entry(multipleChoiceOptions, multipleChoice),
  toolCalls: entry(toolCallsOptions, toolCalls),
  valid: entry(validOptions, valid),
  jsonSchema: entry(jsonSchemaOptions, jsonSchema),
  citations: entry(citationsOptions, citations),
  citationSupport: entry(citationSupportOptions, citationSupport),
  figures: entry(figuresOptions, figures),
  groundedness: entry(groundednessOptions, groundedness),
  refusal: entry(refusalOptions, refusal),
  rubric: entry(rubricOptions, rubric),
  embeddingSimilarity: entry(embeddingSimilarityOptions, embeddingSimilarity),
  allOf: listEntry('allOf', { table, own: allOfOptions }, allOf),
  anyOf: listEntry('anyOf', { table, own: anyOfOptions }, anyOf),
  not: singleEntry('not', { table, own: notOptions }, not),
  weighted: listEntry('weighted', { table, own: weightedOptions }, weighted),
}

/** Graders that are made of others name them by the same table. */
function table(): GraderTable {
  return graderTable
}

/** The schema of a grader as YAML names it: `citations`, or `citations: {option: value}`. */
export const writtenGraderSchema = writtenGrader(() => graderTable)
