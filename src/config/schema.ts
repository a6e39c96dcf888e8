import { z } from 'zod'
import type { Grader } from '../core/grade.ts'
import type { MeasureRules } from '../core/measures.ts'
import type { GateInput, GateRules, RuleInput, SliceRules } from '../core/rules.ts'
import { defaultMaxErrorRate, gateSchema, slicesSchema } from '../core/rules.ts'
import type { TargetDefinition } from '../core/target.ts'
import type { DatasetSpec } from '../datasets/index.ts'
import { datasetSchema } from '../datasets/index.ts'
import type { GradeFunction } from '../graders/index.ts'
import { writtenGraderSchema } from '../graders/index.ts'
import type { EntailerSpec, RoleSpec } from '../models/index.ts'
import { entailerSchema, roleSchema, valuedRoleSchema } from '../models/index.ts'
import type { TargetFunction } from '../targets/index.ts'
import { targetSchema } from '../targets/index.ts'
import type { Policy } from './policySchema.ts'
import { policySchema } from './policySchema.ts'
import type { Unset } from './yamlFile.ts'

const defaultConcurrency = 8
const defaultTimeoutMs = 60_000
const defaultCache = '.assay/cache'
const defaultStore = '.assay/assay.sqlite'
const defaultEvals = 'evals/**/*.eval.{ts,mts,js,mjs,yaml,yml}'

const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    'a name starts with a letter or digit and has only letters, digits, ".", "_" and "-"',
  )

const concurrency = z.int().min(1).max(1000)
const timeoutMs = z.int().min(1)

/** What TypeScript may hand over beside what YAML can say: values made by functions. */
const graderValue = z.custom<Grader | GradeFunction>(
  (value) =>
    typeof value === 'function' ||
    (typeof value === 'object' && value !== null && typeof (value as Partial<Grader>).grade === 'function'),
)
const targetValue = z.custom<TargetDefinition | TargetFunction>(
  (value) =>
    typeof value === 'function' ||
    (typeof value === 'object' && value !== null && typeof (value as Partial<TargetDefinition>).open === 'function'),
)
const datasetValue = z.custom<DatasetSpec>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    'input' in value &&
    Array.isArray((value as Partial<DatasetSpec>).files),
)

const written = {
  targets: z.record(name, targetSchema),
  grader: writtenGraderSchema,
  dataset: datasetSchema,
  role: z.record(name, roleSchema),
}
const valued = {
  targets: z.record(name, z.union([targetValue, targetSchema])),
  grader: z.union([graderValue, writtenGraderSchema]),
  dataset: z.union([datasetValue, datasetSchema]),
  role: z.record(name, valuedRoleSchema),
}

/** Plain data in any case. */
const entailers = z.record(name, entailerSchema)

function evalSchemaOf({ targets, grader, dataset, role }: typeof written | typeof valued) {
  return z.strictObject({
    name: name.describe('unique among the evals of the project'),
    owner: z.string().min(1).exactOptional().describe('whom a verdict names'),
    description: z.string().exactOptional().describe('for people; nothing depends on it'),
    dataset: dataset.describe('path, glob or list of them, from the project root'),
    targets: targets.exactOptional().describe('versions of the system under test; added to those of assay.config'),
    graders: z.array(grader).min(1).describe('what is judged of every answer'),
    judges: role.exactOptional().describe('models that graders ask, by role; added to those of assay.config'),
    embedders: role.exactOptional().describe('embedding models, by role; added to those of assay.config'),
    entailers: entailers.exactOptional().describe('models of entailment, by role; added to those of assay.config'),
    repeats: z.int().min(1).max(100).default(1).describe('how often every case is asked'),
    consistency: grader
      .exactOptional()
      .describe(
        'a grader between repeats: compares the answers to a case with each other, each as the expected answer of the others',
      ),
    timeoutMs: timeoutMs.default(defaultTimeoutMs).describe('a trial that takes longer is an error'),
    concurrency: concurrency.exactOptional().describe('trials in flight'),
    expose: z.array(z.string()).default([]).describe('metadata keys that the target may see'),
    gate: gateSchema
      .default({})
      .describe('rules by grader, by grader.part, or by measure (latencyP95, costPer1000, ...)'),
    slices: slicesSchema
      .default({})
      .describe('rules for the cases with a tag, by tag and grader; a tag without cases fails'),
    maxErrorRate: z
      .number()
      .min(0)
      .max(1)
      .default(defaultMaxErrorRate)
      .describe('a candidate with a larger share of errors fails'),
  })
}

function configSchemaOf({ targets, role }: typeof written | typeof valued) {
  return z.strictObject({
    evals: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      .default(defaultEvals)
      .describe('where evals are, from the project root'),
    targets: targets.default({}).describe('shared by all evals'),
    judges: role.default({}).describe('models that graders ask, by role: default, ...'),
    embedders: role.default({}).describe('embedding models, by role: default, ...'),
    entailers: entailers.default({}).describe('models of entailment behind HTTP, by role'),
    offline: z.boolean().default(false).describe('ask no host but this machine and allowedHosts'),
    allowedHosts: z
      .array(z.string().min(1))
      .default([])
      .describe('hosts that may be asked when offline: a name, an address, or *.NAME'),
    cache: z
      .string()
      .min(1)
      .default(defaultCache)
      .describe('folder of recorded answers, from the project root: assay run --cache'),
    store: z.string().min(1).default(defaultStore).describe('the SQLite file, from the project root'),
    concurrency: concurrency.default(defaultConcurrency).describe('trials in flight'),
    policies: z
      .record(name, policySchema)
      .default({})
      .describe('several evals under one gate: assay gate --policy NAME'),
  })
}

/** One schema behind YAML and TypeScript; the `written` form, which is published, is what YAML can say of it. */
export const evalSchema = evalSchemaOf(valued)
export const configSchema = configSchemaOf(valued)
export const writtenSchemas = { eval: evalSchemaOf(written), config: configSchemaOf(written), policy: policySchema }

export type ParsedEval = z.output<typeof evalSchema>
export type ParsedConfig = z.output<typeof configSchema>

/** What `defineEval` takes. */
export interface EvalDefinition {
  /** Unique among the evals of the project. */
  name: string
  /** Whom a verdict names. */
  owner?: string
  /** For people; nothing depends on it. */
  description?: string
  /** From `dataset(...)`, or paths or globs, from the project root. */
  dataset: DatasetSpec | string | string[]
  /** Versions of the system under test by name; added to those of assay.config. */
  targets?: Record<string, TargetDefinition | TargetFunction>
  /** What is judged of every answer; at least one, each with a name of its own. */
  graders: (Grader | GradeFunction)[]
  /** Models that graders ask, by role; added to those of assay.config. */
  judges?: Record<string, RoleSpec>
  /** Embedding models by role, likewise. */
  embedders?: Record<string, RoleSpec>
  /** Models of entailment by role, likewise. */
  entailers?: Record<string, EntailerSpec>
  /** How often every case is asked: 1 to 100, default 1. */
  repeats?: number
  /**
   * What compares the repeats of a case with each other for the metric `consistency`: a grader is given one answer as the output and
   * another one as `expected` (its `data` where that is an object, else its text), both ways round, for each pair of the first 4 answers.
   * Its score is their agreement; a pair that it cannot score is left out. It is called whenever two runs are compared. Default: answers
   * agree that are the same but for case, white space, articles, punctuation and citation markers.
   */
  consistency?: Grader | GradeFunction
  /** A trial that takes longer, in milliseconds, is an error; default 60,000. Grading an answer has as long again. */
  timeoutMs?: number
  /** Trials in flight: 1 to 1,000; default that of assay.config, else 8. */
  concurrency?: number
  /** Metadata keys of cases that the target may see; default none. */
  expose?: string[]
  /** Rules by grader, by `grader.part`, or by measure (`latencyP95`, `costPer1000`, ...); a grader without one is advisory. */
  gate?: GateInput
  /** Rules for the cases that carry a tag, by tag and then by grader or `grader.part`; a tag that no compared case carries fails. */
  slices?: Record<string, Record<string, RuleInput>>
  /** A candidate with a larger share of errors fails: 0..1, default 0.02. */
  maxErrorRate?: number
}

/** What `defineConfig` takes. */
export interface ConfigDefinition {
  /** Where evals are: paths or globs from the project root, the folder of this file; default: every `*.eval.ts`, `.mts`, `.js`, `.mjs`, `.yaml` and `.yml` below `evals`. */
  evals?: string | string[]
  /** Versions of the system under test by name, for all evals. */
  targets?: Record<string, TargetDefinition | TargetFunction>
  /** Models that graders ask, by role: `default`, ... */
  judges?: Record<string, RoleSpec>
  /** Embedding models by role. */
  embedders?: Record<string, RoleSpec>
  /** Models of natural language inference behind HTTP, by role. */
  entailers?: Record<string, EntailerSpec>
  /** Ask no host but this machine and those in `allowedHosts`; default false. */
  offline?: boolean
  /** Hosts that may be asked when offline: a name, an address, or `*.NAME`. */
  allowedHosts?: string[]
  /** Folder of recorded answers, from the project root, for `assay run --cache`; default `.assay/cache`. */
  cache?: string
  /** The SQLite file, from the project root; default `.assay/assay.sqlite`. */
  store?: string
  /** Trials in flight: 1 to 1,000, default 8. */
  concurrency?: number
  /** Several evals under one gate, by name: `assay gate --policy NAME`. */
  policies?: Record<string, Policy>
}

/** What can be checked of an eval that is not right itself. */
export interface EvalParts {
  file: string
  dataset?: DatasetSpec
  targets: Record<string, TargetDefinition>
  /** References to the environment without a value, in the eval and in assay.config, that only asking needs. */
  unset: Unset[]
}

/** An eval with its names resolved to values, ready to run. */
export interface Eval {
  name: string
  owner?: string
  description?: string
  /** The file it was read from, relative to the project root. */
  file: string
  dataset: DatasetSpec
  targets: Record<string, TargetDefinition>
  unset: Unset[]
  /** With effective fingerprints: a grader with another judge is another grader. */
  graders: Grader[]
  judges: Record<string, RoleSpec>
  embedders: Record<string, RoleSpec>
  entailers: Record<string, EntailerSpec>
  repeats: number
  /** Compares the repeats of a case with each other. */
  consistency?: Grader
  timeoutMs: number
  concurrency: number
  expose: string[]
  gate: GateRules
  measures: MeasureRules
  slices: SliceRules
  maxErrorRate: number
}
