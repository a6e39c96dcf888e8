export type { ConfigDefinition, EvalDefinition, Policy, PolicyEntry } from './config/index.ts'
export { defineConfig, defineEval } from './config/index.ts'
export type { Case, CaseInput, Expected, Source } from './core/case.ts'
export type { Problem } from './core/errors.ts'
export { AssayError } from './core/errors.ts'
export type { Failure } from './core/failure.ts'
export { FailureError } from './core/failure.ts'
export type { Evidence, Grade, GradeContext, GradeRequest, Grader, Part } from './core/grade.ts'
export type { Json, JsonObject } from './core/json.ts'
export type { MeasureRuleInput } from './core/measures.ts'
export type { Citation, Finish, Output, ReplyInput, Usage } from './core/output.ts'
export type { GateInput, RuleInput, Tier } from './core/rules.ts'
export type { Target, TargetContext, TargetDefinition, TargetInput, TargetSite } from './core/target.ts'
export type { DatasetOptions, DatasetSpec } from './datasets/index.ts'
export { dataset } from './datasets/index.ts'
export type {
  CitationsOptions,
  ContainsOptions,
  ExactMatchOptions,
  FiguresOptions,
  GradeFunction,
  GraderOptions,
  JsonMatchOptions,
  JsonSchemaOptions,
  NumericOptions,
  RefusalOptions,
  RegexOptions,
} from './graders/index.ts'
export {
  citations,
  contains,
  exactMatch,
  figures,
  grader,
  jsonMatch,
  jsonSchema,
  numeric,
  refusal,
  regex,
} from './graders/index.ts'
export type { CommandOptions, FunctionOptions, FunctionReply, TargetFunction } from './targets/index.ts'
export { command, functionTarget, recorded } from './targets/index.ts'
