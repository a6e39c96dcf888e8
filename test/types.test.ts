import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { project } from './support/project.ts'

const root = resolve(import.meta.dirname, '..')
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const example = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1] ?? ''

/** All that an eval file may say, and what it may not. */
const everything = `import {
  AssayError, FailureError, allOf, anyOf, citations, command, contains, dataset, defineConfig, defineEval, exactMatch, figures, functionTarget,
  grader, jsonMatch, jsonSchema, not, numeric, recorded, refusal, regex, weighted,
} from 'assay'
import type {
  AllOfOptions, AnyOfOptions, ComposedGrader, CompositeOptions, NotOptions, WeightedOptions,
  Case, CaseInput, Citation, CitationsOptions, CommandOptions, ConfigDefinition, ContainsOptions, DatasetOptions, DatasetSpec,
  EvalDefinition, Evidence, ExactMatchOptions, Expected, Failure, FiguresOptions, Finish, FunctionOptions, FunctionReply, GateInput,
  Grade, GradeContext, GradeFunction, GradeRequest, Grader, GraderOptions, Json, JsonMatchOptions, JsonObject, JsonSchemaOptions,
  MeasureRuleInput, NumericOptions, Output, Part, Policy, PolicyEntry, Problem, RefusalOptions, RegexOptions, ReplyInput, RuleInput, Source, Target, TargetContext,
  TargetDefinition, TargetFunction, TargetInput, TargetSite, Tier, Usage,
} from 'assay'

const own: Grader = {
  name: 'own',
  fingerprint: '1',
  passAt: 1,
  grade: ({ case: item, output }: GradeRequest, { signal }: GradeContext): Grade => {
    if (signal.aborted) return { status: 'error', error: { code: 'late', message: 'too late', retryable: true } }
    if (item.expected === null) return { status: 'unscored', reason: 'nothing to judge' }
    return { status: 'scored', score: output.text.length > 0 ? 1 : 0 }
  },
}
const judged: GradeFunction = async ({ output }) => ({
  status: 'scored',
  score: 0.5,
  reason: 'half',
  parts: { first: { score: 1, n: 2 } },
  evidence: [{ kind: 'word', verdict: 'bad', message: 'no', start: 0, end: output.text.length }],
})
const made: TargetDefinition = {
  kind: 'mine',
  open: async ({ name, root, env }: TargetSite): Promise<Target> => {
    if (env.KEY === undefined) throw new AssayError({ message: 'KEY is not set', mend: 'set it' })
    return {
      name,
      kind: 'mine',
      fingerprint: root,
      run: async ({ id }: TargetInput, { repeat }: TargetContext): Promise<Output> => {
        if (repeat > 2) throw new FailureError({ code: 'busy', message: 'try again', retryable: true })
        return { text: id, usage: { inputTokens: 3 }, finish: 'stop' }
      },
    }
  },
}
const answered: TargetFunction = async ({ input, sources = [] }) => ({
  text: typeof input === 'string' ? input : JSON.stringify(input),
  citations: sources.map(({ id }) => id),
})
const slow: MeasureRuleInput = { ratio: 1.2, direction: 'lower', max: 900, tier: 'advisory' }
const rules: GateInput = { own: { expect: 0.02, maxRelativeDrop: 0.2 }, latencyP95: slow, hallucinatedPer1000: { margin: 0.01 } }
const entry: PolicyEntry = { against: 'base.jsonl', gate: rules, slices: { refunds: { own: { min: 0.5 } } } }
const policy: Policy = { name: 'release', evals: { everything: entry, other: {} } }
const config: ConfigDefinition = { targets: { made }, store: 'runs.sqlite', concurrency: 2, policies: { release: policy } }
export const shared = defineConfig(config)
export default defineEval({
  name: 'everything',
  dataset: dataset(['a.jsonl', 'b.csv'], { columns: { input: 'Question' } }),
  targets: {
    answered,
    failing: () => ({ error: { message: 'no', retryable: true } }),
    plain: functionTarget(({ id }) => id, { version: '1' }),
    recorded: recorded('answers.jsonl'),
    command: command(['node', 'bot.mjs'], { mode: 'lines', version: '2', env: { A: 'b' } }),
  },
  graders: [
    own, grader('judged', judged, { passAt: 0.5, version: '2', hallucination: true }), citations({ minQuoteWords: 4 }), contains({ all: true }),
    exactMatch({ name: 'exact', normalize: true }), figures(), jsonMatch({ unordered: true }),
    jsonSchema({ schema: { type: 'object' } }), numeric({ take: 'only' }), refusal({ passAt: 1 }), regex({ pattern: 'a' }),
    allOf([own, judged, not(refusal(), { by: 'pass' })], { name: 'all' }), weighted([anyOf([own]), numeric()], { weights: { own: 2 }, passAt: 0.5 }),
  ],
  gate: { own: { tier: 'safety', margin: 0.02, min: 0.9, metric: 'pass', owner: 'me' }, 'judged.first': { tier: 'advisory' }, costPer1000: { ratio: 2 } },
  slices: { refunds: { own: {} } },
  consistency: exactMatch(),
})

// @ts-expect-error misspelt
defineEval({ name: 'x', dataset: 'a.jsonl', graders: [own], repeat: 3 })
// @ts-expect-error misspelt
exactMatch({ normalise: true })
// @ts-expect-error misspelt
allOf([own], { bye: 'pass' })
// @ts-expect-error no such tier
defineEval({ name: 'x', dataset: 'a.jsonl', graders: [own], gate: { own: { tier: 'blocker' } } })
// @ts-expect-error no such direction
defineEval({ name: 'x', dataset: 'a.jsonl', graders: [own], gate: { latencyP95: { direction: 'up' } } })
// @ts-expect-error without a text
functionTarget(() => ({ words: 'x' }))

export type All = [
  AllOfOptions, AnyOfOptions, ComposedGrader, CompositeOptions, NotOptions, WeightedOptions,
  Case, CaseInput, Citation, CitationsOptions, CommandOptions, ContainsOptions, DatasetOptions, DatasetSpec, EvalDefinition, Evidence,
  ExactMatchOptions, Expected, Failure, FiguresOptions, Finish, FunctionOptions, FunctionReply, GraderOptions, Json, JsonMatchOptions,
  JsonObject, JsonSchemaOptions, NumericOptions, Part, Problem, RefusalOptions, RegexOptions, ReplyInput, RuleInput, Source, Tier, Usage,
]
`

describe('the types of the built package', () => {
  it.each([
    ['bundler', 'esnext'],
    ['nodenext', 'nodenext'],
  ])('let a strict program write evals, resolved as %s', (moduleResolution, module) => {
    expect(example).toContain('defineEval')
    const folder = project({
      'package.json': '{ "type": "module" }',
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          target: 'es2022',
          module,
          moduleResolution,
          strict: true,
          exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true,
          verbatimModuleSyntax: true,
          // What we publish is held to it as well.
          skipLibCheck: false,
          noEmit: true,
          types: [],
        },
      }),
      'evals/readme.eval.ts': example.replace("'../src/bot'", "'../src/bot.js'"),
      'evals/everything.eval.ts': everything,
      'src/bot.ts': 'export const answer = async (input: unknown, _: AbortSignal) => JSON.stringify(input)\n',
    })
    mkdirSync(join(folder, 'node_modules'))
    symlinkSync(root, join(folder, 'node_modules', 'assay'), 'dir')
    const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', '.'], { cwd: folder, encoding: 'utf8' })
    expect(stdout).toBe('')
    expect(status).toBe(0)
  })
})
