import type { Case } from '../core/case.ts'
import { FailureError, toFailure } from '../core/failure.ts'
import type { Grade, GradeRequest, Grader } from '../core/grade.ts'
import { RunStop } from '../core/network.ts'
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
}

/**
 * Asks the target once. Whatever goes wrong is the outcome; undefined only where the signal cut it short.
 * @throws RunStop where it may not be asked any more
 */
export async function attempt({
  target,
  case: item,
  repeat,
  expose,
  ...bounds
}: Attempt): Promise<Outcome | undefined> {
  if (bounds.signal.aborted) return undefined
  const cutoff = new Cutoff(bounds)
  try {
    const output = await cutoff.race((signal) =>
      target.run(targetInput(item, expose), { ...contextOf(bounds, cutoff, signal), repeat }),
    )
    return { status: 'ok', output: soundOutput(output) }
  } catch (error) {
    if (bounds.signal.aborted) return undefined
    if (error instanceof RunStop) throw error
    return { status: 'error', error: toFailure(error) }
  } finally {
    cutoff.done()
  }
}

function contextOf({ monotonic }: Bounds, cutoff: Cutoff, signal: AbortSignal) {
  return { signal, monotonic, offClock: <T>(wait: Promise<T>) => cutoff.offClock(wait) }
}

/**
 * Grades an answer by all graders at once, each by a clock of its own: one that waits for its turn gives another no more time. A grader
 * that breaks or takes too long costs only its own grade. Undefined, and throws, as attempt, and not before all have ended.
 */
export async function gradeAll(
  graders: readonly Grader[],
  request: GradeRequest,
  bounds: Bounds,
): Promise<Record<string, Grade> | undefined> {
  if (bounds.signal.aborted) return undefined
  const ended = await Promise.allSettled(
    graders.map(async (grader) => [grader.name, await gradeBy(grader, request, bounds)] as const),
  )
  if (bounds.signal.aborted) return undefined
  const grades = ended.map((end) => {
    if (end.status === 'rejected') throw end.reason
    return end.value
  })
  return Object.fromEntries(grades)
}

async function gradeBy(grader: Grader, request: GradeRequest, bounds: Bounds): Promise<Grade> {
  const cutoff = new Cutoff(bounds)
  try {
    const grade = cutoff.race((signal) => grader.grade(request, { ...contextOf(bounds, cutoff, signal), ...noModels }))
    return soundGrade(await grade)
  } catch (error) {
    if (error instanceof RunStop) throw error
    return { status: 'error', error: toFailure(error) }
  } finally {
    cutoff.done()
  }
}

/** The runner knows no models; whoever hands it graders that ask some has bound these to them. */
const noModel = (role: string): never => {
  throw new FailureError({ code: 'no_judge', message: `nobody is there in the role "${role}"`, retryable: false })
}
const noModels = { judge: noModel, embedder: noModel, entailer: noModel }
