import { z } from 'zod'
import { FailureError, failureSchema } from './failure.ts'
import { faultsOf } from './faults.ts'
import type { Evidence, Grade } from './grade.ts'
import { checkedGrade } from './grade.ts'
import type { Output } from './output.ts'
import { citationSchema, replySchema } from './output.ts'
import type { Shape } from './shape.ts'

const outputSchema = z.object({
  ...replySchema.shape,
  citations: z.array(citationSchema).exactOptional(),
  latencyMs: z.number().min(0).exactOptional(),
})

/** checkedGrade tells what is wrong with a number. */
const anyNumber = z.custom<number>((value) => typeof value === 'number', 'not a number')

const count = z.int().min(0).exactOptional()
const evidenceSchema = z.looseObject({
  kind: z.string(),
  verdict: z.enum(['good', 'bad', 'info']),
  message: z.string(),
  start: count,
  end: count,
  sourceId: z.string().exactOptional(),
  sourceStart: count,
  sourceEnd: count,
  support: z.enum(['supported', 'unsupported', 'contradicted']).exactOptional(),
  score: z.number().min(0).max(1).exactOptional(),
} satisfies Shape<Evidence>)

const gradeSchema = z.discriminatedUnion('status', [
  z.looseObject({
    status: z.literal('scored'),
    score: anyNumber,
    reason: z.string().exactOptional(),
    evidence: z.array(evidenceSchema).exactOptional(),
    parts: z.record(z.string(), z.looseObject({ score: anyNumber, n: count })).exactOptional(),
  }),
  z.looseObject({ status: z.literal('unscored'), reason: z.string() }),
  z.looseObject({ status: z.literal('error'), error: failureSchema }),
])

/**
 * What a target handed back, with what Assay does not know left out.
 * @throws FailureError `bad_reply` where it is no output: types are only promises
 */
export function soundOutput(value: unknown): Output {
  return sound(outputSchema, value, { code: 'bad_reply', what: 'the reply' })
}

/**
 * What a grader handed back; a score out of range becomes a grade of status `error`.
 * @throws FailureError `bad_grade` where it is no grade
 */
export function soundGrade(value: unknown): Grade {
  return checkedGrade(sound<Grade>(gradeSchema, value, { code: 'bad_grade', what: 'the grade' }))
}

function sound<T>(schema: z.ZodType<T>, value: unknown, { code, what }: { code: string; what: string }): T {
  const first = schema.safeParse(value)
  if (first.success) return first.data
  const plain = schema.safeParse(asJson(value))
  if (plain.success) return plain.data
  const faults = faultsOf(first.error.issues, schema, value).map(({ message }) => message)
  throw new FailureError({ code, message: `${what}: ${faults.join('; ')}`, retryable: false })
}

/** As JSON would carry it: properties that are undefined, common in programs, are then not there. */
function asJson(value: unknown): unknown {
  const text = JSON.stringify(value)
  return text === undefined ? undefined : JSON.parse(text)
}
