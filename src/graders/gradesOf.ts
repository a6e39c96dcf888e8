import { toFailure } from '../core/failure.ts'
import type { Grade, GradeContext, GradeRequest, Grader } from '../core/grade.ts'
import { RunStop } from '../core/network.ts'
import { soundGrade } from '../core/sound.ts'

/**
 * What several graders say of one answer, asked at once; at once, too, where none of them waits. One that breaks gives an error and
 * spoils no other. Rejects, once all have ended, where the time is over or nothing may be asked any more.
 */
export function gradesOf(
  graders: readonly Grader[],
  request: GradeRequest,
  context: GradeContext,
): Grade[] | Promise<Grade[]> {
  const begun = graders.map((grader) => begin(grader, request, context))
  const grades = begun.filter((grade): grade is Grade => !(grade instanceof Promise))
  return grades.length === begun.length ? grades : allEnded(begun)
}

async function allEnded(begun: readonly (Grade | Promise<Grade>)[]): Promise<Grade[]> {
  const ended = await Promise.allSettled(begun)
  return ended.map((end) => {
    if (end.status === 'rejected') throw end.reason
    return end.value
  })
}

function begin(grader: Grader, request: GradeRequest, context: GradeContext): Grade | Promise<Grade> {
  try {
    const grade: unknown = grader.grade(request, context)
    return isPromise(grade) ? finish(grade, context) : soundGrade(grade)
  } catch (error) {
    return isEnd(error, context) ? Promise.reject(error) : brokenBy(error)
  }
}

async function finish(grade: PromiseLike<unknown>, context: GradeContext): Promise<Grade> {
  try {
    return soundGrade(await grade)
  } catch (error) {
    if (isEnd(error, context)) throw error
    return brokenBy(error)
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

/** A trial that is aborted, or may cost no more, is missing, not graded. */
function isEnd(error: unknown, { signal }: GradeContext): boolean {
  return signal.aborted || error instanceof RunStop
}

function brokenBy(error: unknown): Grade {
  return { status: 'error', error: toFailure(error) }
}
