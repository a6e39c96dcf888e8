import { z } from 'zod'
import type { Grade, GradeRequest, Grader } from '../core/grade.ts'
import { byCodeUnits } from '../core/order.ts'
import type { Shape } from '../core/shape.ts'
import { askRubric } from '../judge/askRubric.ts'
import type { Judged } from '../judge/rubricPrompt.ts'
import { cut } from '../judge/rubricReply.ts'
import { scored } from './grade.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'
import { sourcesOf } from './sources.ts'

export interface RubricOptions extends SharedOptions {
  /** What a good answer is, in words for the judge. */
  criteria: string
  /** What the judge may choose, each with its score, 0..1; default `{ pass: 1, fail: 0 }`. Scores are not shown to it, names are. */
  choices?: Record<string, number>
  /** The role of the judge to ask; default `default`. */
  judge?: string
  /** Whether the judge is shown `expected`, where the case has it. Default true. */
  reference?: boolean
  /** Whether the judge is shown the sources: the case's, else those that the target says it used. Default true. */
  sources?: boolean
  /** Whether failing it means that the answer says what nothing supports: the measure `hallucinatedPer1000` counts such answers. */
  hallucination?: boolean
}

const choiceName = z
  .string()
  .regex(
    /^[^\s\p{Cc}](?:[^\p{Cc}\u2028\u2029]*[^\s\p{Cc}])?$/u,
    'the name of a choice must be one line of text without white space around it',
  )

const choicesSchema = z
  .record(choiceName, z.number().min(0).max(1))
  .refine((choices) => Object.keys(choices).length >= 2, 'there must be two choices or more')
  .refine((choices) => new Set(Object.values(choices)).size >= 2, 'the choices must not all have the same score')

export const rubricOptions = z.strictObject({
  ...sharedOptions,
  criteria: z.string().regex(/\S/, 'must say something').describe('what a good answer is, in words for the judge'),
  choices: choicesSchema
    .default({ pass: 1, fail: 0 })
    .describe('what the judge may choose, each with its score, 0..1; scores are not shown to it, names are'),
  judge: z.string().min(1).default('default').describe('the role of the judge to ask'),
  reference: z.boolean().default(true).describe('whether the judge is shown `expected`, where the case has it'),
  sources: z
    .boolean()
    .default(true)
    .describe("whether the judge is shown the sources: the case's, else those that the target says it used"),
  hallucination: z
    .boolean()
    .default(false)
    .describe('whether failing it means that the answer says what nothing supports'),
} satisfies Shape<RubricOptions>)

/** A judge that goes on and on is cut short: a store is finite. */
const longestReason = 4_000

/**
 * What a judge, a language model, says of the answer by criteria in words: the score of the choice it makes, and why. It reasons before
 * it chooses, and is told that what it is shown is data. What is no verdict to the letter is asked for once more and then an error,
 * never a score. An empty answer is judged, too. How far a judge can be trusted is to be measured against people.
 * @throws AssayError on fewer than two choices, choices of one score only, and unknown or wrong options
 */
export function rubric(options: RubricOptions): Grader {
  const { hallucination, ...parsed } = parseOptions('rubric', rubricOptions, options)
  const { criteria, choices, judge } = parsed
  const scores = new Map(Object.entries(choices).sort(([a, x], [b, y]) => y - x || byCodeUnits(a, b)))
  return {
    // The prompt is a part of the rules: another wording is another number.
    ...describe('rubric', 1, parsed),
    ...(hallucination && { hallucination }),
    judges: [judge],
    async grade(request, context): Promise<Grade> {
      const shown = { criteria, choices: [...scores.keys()] }
      const verdict = await askRubric(context.judge(judge), shown, judgedOf(request, parsed))
      const { calls } = verdict
      if ('failure' in verdict) return { status: 'error', error: verdict.failure, calls }
      const { choice, reasoning } = verdict.reply
      return { ...scored(scores.get(choice) ?? 0, reason(choice, reasoning)), calls }
    },
  }
}

function judgedOf(request: GradeRequest, show: { reference: boolean; sources: boolean }): Judged {
  const { input, expected } = request.case
  const sources = sourcesOf(request)
  return {
    input,
    ...(show.reference && expected !== undefined && { expected }),
    ...(show.sources && sources !== undefined && { sources }),
    output: request.output,
  }
}

function reason(choice: string, reasoning: string): string {
  const line = reasoning.replace(/\s+/g, ' ').trim()
  return line === '' ? choice : `${choice}: ${cut(line, longestReason)}`
}
