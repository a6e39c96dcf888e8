import type { Case } from '../../src/core/case.ts'
import type { Grade, GradeContext, GradeRequest, Grader } from '../../src/core/grade.ts'
import type { Output } from '../../src/core/output.ts'

export interface Trial extends Partial<Omit<Case, 'id'>> {
  text?: string
  output?: Partial<Output>
}

/** For graders that ask no model. */
export const noModels: GradeContext = {
  monotonic: () => 0,
  signal: new AbortController().signal,
  offClock: (wait) => wait,
  judge(role) {
    throw new Error(`there is no judge "${role}"`)
  },
  embedder(role) {
    throw new Error(`there is no embedder "${role}"`)
  },
  entailer(role) {
    throw new Error(`there is no entailer "${role}"`)
  },
}

export function requestOf({ text = '', output = {}, ...item }: Trial): GradeRequest {
  return { case: { id: 'case', input: 'How?', ...item }, output: { text, latencyMs: 1, ...output } }
}

/** The grade of one answer by a grader that does not wait for anything. */
export function gradeOf(grader: Grader, trial: Trial): Grade {
  const grade = grader.grade(requestOf(trial), noModels)
  if (grade instanceof Promise) throw new Error(`${grader.name} grades asynchronously`)
  return grade
}

/** The score, or `unscored` or `error`. */
export function scoreOf(grader: Grader, trial: Trial): number | 'unscored' | 'error' {
  const grade = gradeOf(grader, trial)
  return grade.status === 'scored' ? grade.score : grade.status
}

/** What the bad evidence says. */
export function faultsOf(grader: Grader, trial: Trial): string[] {
  const grade = gradeOf(grader, trial)
  if (grade.status !== 'scored') return [grade.status]
  return (grade.evidence ?? []).filter(({ verdict }) => verdict === 'bad').map(({ message }) => message)
}

export function partsOf(grader: Grader, trial: Trial): Record<string, number> {
  const grade = gradeOf(grader, trial)
  const parts = grade.status === 'scored' ? (grade.parts ?? {}) : {}
  return Object.fromEntries(Object.entries(parts).map(([name, { score }]) => [name, score]))
}
