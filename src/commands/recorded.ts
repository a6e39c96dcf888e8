import { join } from 'node:path'
import type { Eval, Project } from '../config/index.ts'
import { answerableByTag } from '../core/case.ts'
import { AssayError } from '../core/errors.ts'
import { FailureError } from '../core/failure.ts'
import { fingerprint } from '../core/fingerprint.ts'
import type { Grade, GradeRequest, Grader } from '../core/grade.ts'
import { asksModels } from '../core/grade.ts'
import type { Json } from '../core/json.ts'
import type { Output } from '../core/output.ts'
import type { Target, TargetInput } from '../core/target.ts'
import type { Recorded } from '../store/index.ts'
import { Recording } from '../store/index.ts'
import { boundMethods } from './secrets.ts'

/**
 * `record`: what was answered before is not asked again, what was not is asked and kept. `replay`: nothing is asked at all, and what was
 * not recorded is an error.
 */
export type CacheMode = 'off' | 'record' | 'replay'

/** Recorded answers and grades of one eval. */
export interface Recordings {
  mode: 'record' | 'replay'
  answers: Recording
  grades: Recording
  /** How many of each were taken from there. */
  used: { answers: number; grades: number }
  /** Of a replay: what was not recorded, in words. */
  missed: string[]
  /** Why something could not be recorded; answers that were paid for are kept all the same. */
  fault?: AssayError
}

export async function openRecordings(
  { cache }: Pick<Project, 'cache'>,
  { name }: Pick<Eval, 'name'>,
  mode: 'record' | 'replay',
): Promise<Recordings> {
  const [answers, grades] = await Promise.all(
    ['answers', 'grades'].map((what) => Recording.open(join(cache, `${name}.${what}.jsonl`))),
  )
  return { mode, answers, grades, used: { answers: 0, grades: 0 }, missed: [] } as Recordings
}

/** Of an answer: the target, exactly what it is handed, and which repeat it is. */
export function answerKey(target: Pick<Target, 'fingerprint'>, input: TargetInput, repeat: number): string {
  return fingerprint({ target: target.fingerprint, input, repeat })
}

/** The target, answering from what is recorded. */
export function recordedTarget(target: Target, recordings: Recordings): Target {
  const { mode, answers, used } = recordings
  return {
    ...target,
    ...boundMethods(target),
    async run(input, context) {
      const key = answerKey(target, input, context.repeat)
      const known = answers.get(key) as Output | undefined
      if (known !== undefined) {
        used.answers += 1
        return known
      }
      if (mode === 'replay') throw notRecorded(recordings, `no answer of "${target.name}"`, input.id, context.repeat)
      const output = await target.run(input, context)
      const about = { target: target.name, case: input.id, repeat: context.repeat }
      record(recordings, answers, { key, value: output as unknown as Json, about })
      return output
    },
  }
}

/** The grader, whose models have said already what they say of the same answer to the same case. What broke is asked again. */
export function recordedGrader(grader: Grader, recordings: Recordings): Grader {
  const { mode, grades, used } = recordings
  if (!asksModels(grader)) return grader
  return {
    ...grader,
    async grade(request, context) {
      const key = gradeKey(grader, request)
      const known = grades.get(key) as Grade | undefined
      if (known !== undefined) {
        used.grades += 1
        return known
      }
      if (mode === 'replay')
        throw notRecorded(recordings, `no grade by "${grader.name}" of this answer`, request.case.id)
      const grade = await grader.grade(request, context)
      const about = { grader: grader.name, case: request.case.id }
      if (grade.status !== 'error') record(recordings, grades, { key, value: grade as unknown as Json, about })
      return grade
    },
  }
}

/** What an answer says, not how long it took or what it cost; and what graders see of a case. */
export function gradeKey({ fingerprint: grader }: Grader, { case: item, output }: GradeRequest): string {
  const { text, data, citations, sources, toolCalls, finish } = output
  const { input, expected, sources: given, metadata } = item
  return fingerprint({
    grader,
    case: {
      input,
      expected: expected === undefined ? [] : [expected],
      sources: given,
      metadata,
      answerable: answerableByTag(item),
    },
    output: { text, data, citations, sources, toolCalls, finish },
  })
}

function record(recordings: Recordings, into: Recording, entry: Recorded): void {
  try {
    into.put(entry)
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    recordings.fault ??= error
  }
}

function notRecorded(recordings: Recordings, what: string, caseId: string, repeat = 0): FailureError {
  const which = repeat === 0 ? '' : `, repeat ${repeat}`
  const missed = `${what} is recorded for case "${caseId}"${which}`
  recordings.missed.push(missed)
  const message = `${missed}; record it with: assay run --cache record`
  return new FailureError({ code: 'not_recorded', message, retryable: false })
}
