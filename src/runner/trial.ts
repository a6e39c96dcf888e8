import type { Case } from '../core/case.ts'
import { toFailure } from '../core/failure.ts'
import type { Grade, GradeRequest, Grader } from '../core/grade.ts'
import { soundGrade, soundOutput } from '../core/sound.ts'
import type { Target } from '../core/target.ts'
import { targetInput } from '../core/target.ts'
import type { Outcome } from '../core/trial.ts'
import type { Bounds } from './cutoff.ts'
import { Cutoff } from './cutoff.ts'

export interface Attempt extends Bounds {
  target: Target
  case: Case
  repeat: number
  expose: readonly string[]
  monotonic(): number
}

/** Asks the target once. Whatever goes wrong is the outcome; undefined only where the signal cut it short. */
export async function attempt({
  target,
  case: item,
  repeat,
  expose,
  monotonic,
  ...bounds
}: Attempt): Promise<Outcome | undefined> {
  if (bounds.signal.aborted) return undefined
  const cutoff = new Cutoff(bounds)
  try {
    const output = await cutoff.race((signal) => target.run(targetInput(item, expose), { signal, monotonic, repeat }))
    return { status: 'ok', output: soundOutput(output) }
  } catch (error) {
    return bounds.signal.aborted ? undefined : { status: 'error', error: toFailure(error) }
  } finally {
    cutoff.done()
  }
}

/** Grades an answer by all graders at once; a grader that breaks or takes too long costs only its own grade. Undefined as attempt. */
export async function gradeAll(
  graders: readonly Grader[],
  request: GradeRequest,
  bounds: Bounds,
): Promise<Record<string, Grade> | undefined> {
  if (bounds.signal.aborted) return undefined
  const cutoff = new Cutoff(bounds)
  try {
    const grades = await Promise.all(
      graders.map(async (grader) => [grader.name, await gradeBy(grader, request, cutoff)] as const),
    )
    return bounds.signal.aborted ? undefined : Object.fromEntries(grades)
  } finally {
    cutoff.done()
  }
}

async function gradeBy(grader: Grader, request: GradeRequest, cutoff: Cutoff): Promise<Grade> {
  try {
    return soundGrade(await cutoff.race((signal) => grader.grade(request, { signal })))
  } catch (error) {
    return { status: 'error', error: toFailure(error) }
  }
}
