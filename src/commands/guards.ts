import type { Eval } from '../config/index.ts'
import type { TrialFacts } from '../core/comparison.ts'
import { passAtOf } from '../core/grade.ts'
import { blocks } from '../core/rules.ts'
import type { StoredTrial } from '../core/store.ts'

/** A grader, or a part of one, that a blocking rule is about. */
interface Guard {
  name: string
  part: string | undefined
  passAt: number
}

/** Those of the rules on the whole and on slices; each once. */
export function guardsOf({ gate, slices, graders }: Pick<Eval, 'gate' | 'slices' | 'graders'>): Guard[] {
  const rules = [gate, ...Object.values(slices)].flatMap(Object.entries)
  const metrics = new Set(rules.flatMap(([metric, rule]) => (blocks(rule) ? [metric] : [])))
  return [...metrics].flatMap((metric) => {
    const point = metric.indexOf('.')
    const name = point === -1 ? metric : metric.slice(0, point)
    const part = point === -1 ? undefined : metric.slice(point + 1)
    const grader = graders.find((one) => one.name === name)
    if (grader === undefined) return []
    return [{ name, part, passAt: part === undefined ? grader.passAt : passAtOf(grader, part) }]
  })
}

/** Whether a trial fails one of them, or has no answer. */
export function failsStored({ outcome, grades }: StoredTrial, guards: readonly Guard[]): boolean {
  if (outcome.status === 'error') return true
  return guards.some(({ name, part, passAt }) => {
    const grade = grades[name]
    if (grade?.status !== 'scored') return false
    return isBelow(part === undefined ? grade.score : grade.parts?.[part]?.score, passAt)
  })
}

/** The same of a trial as comparisons read it. */
export function failsRead({ error, grades }: TrialFacts, guards: readonly Guard[]): boolean {
  if (error !== undefined) return true
  return guards.some(({ name, part, passAt }) => {
    const grade = grades[name]
    return isBelow(part === undefined ? grade?.score : grade?.parts?.[part], passAt)
  })
}

function isBelow(score: number | undefined, passAt: number): boolean {
  return score !== undefined && score < passAt
}
