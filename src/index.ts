export type { ConfigDefinition, EvalDefinition, Policy, PolicyEntry } from './config/index.ts'
export { defineConfig, defineEval } from './config/index.ts'
export type { Case, CaseInput, Expected, Source } from './core/case.ts'
export type { Problem } from './core/errors.ts'
export { AssayError } from './core/errors.ts'
export type { Failure } from './core/failure.ts'
export { FailureError } from './core/failure.ts'
export type { Evidence, Grade, GradeContext, GradeRequest, Grader, Part } from './core/grade.ts'
export type { Json, JsonObject } from './core/json.ts'
export type { Embedder, Entailer, Judge, JudgeCall, JudgeReply, JudgeRequest, Message } from './core/judge.ts'
export type { MeasureRuleInput } from './core/measures.ts'
export type { Endpoint, Errand, Network } from './core/network.ts'
export type { Citation, Finish, Output, ReplyInput, SentRequest, ToolCall, Usage } from './core/output.ts'
export type { GateInput, RuleInput, Tier } from './core/rules.ts'
export type { CallEstimate, Target, TargetContext, TargetDefinition, TargetInput, TargetSite } from './core/target.ts'
export type { DatasetOptions, DatasetSpec } from './datasets/index.ts'
export { dataset } from './datasets/index.ts'
export type {
  AllOfOptions,
  AnyOfOptions,
  BleuOptions,
  ChrfOptions,
  CitationSupportOptions,
  CitationsOptions,
  ComposedGrader,
  CompositeOptions,
  ContainsOptions,
  EmbeddingSimilarityOptions,
  ExactMatchOptions,
  F1Options,
  FiguresOptions,
  GradeFunction,
  GraderOptions,
  GroundednessOptions,
  JsonDiffOptions,
  JsonMatchOptions,
  JsonSchemaOptions,
  LanguageOptions,
  LengthOptions,
  LevenshteinOptions,
  ListMatchOptions,
  MultipleChoiceOptions,
  NotOptions,
  NumericOptions,
  RefusalOptions,
  RegexOptions,
  RougeOptions,
  RubricOptions,
  StartsWithOptions,
  ToolCallsOptions,
  ValidOptions,
  WeightedOptions,
} from './graders/index.ts'
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
  grader,
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
} from './graders/index.ts'
export type { EntailerSpec, ModelAt, ModelSpec, Parameters, Prices, RoleSpec, SdkModel } from './models/index.ts'
export type {
  CommandOptions,
  FunctionOptions,
  FunctionReply,
  HttpOptions,
  PromptOptions,
  TargetFunction,
} from './targets/index.ts'
export { command, functionTarget, http, prompt, recorded } from './targets/index.ts'
