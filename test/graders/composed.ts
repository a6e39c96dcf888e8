import fc from 'fast-check'
import type { Grade, Grader } from '../../src/core/grade.ts'

/** A grader that gives this score, whatever the answer. */
export function giving(name: string, score: number, passAt = 1): Grader {
  return { name, passAt, fingerprint: `${name} ${score}`, grade: () => ({ status: 'scored', score }) }
}

export function saying(name: string, grade: Grade): Grader {
  return { ...giving(name, 1), grade: () => grade }
}

/** Plain numbers, whose differences are exact. */
export const score = fc.integer({ min: 0, max: 64 }).map((part) => part / 64)
/** A grader that gives any score, and passes from any. */
export const child = (name: string) => fc.tuple(score, score).map(([given, passAt]) => giving(name, given, passAt))
export const children = fc
  .array(fc.tuple(score, score), { minLength: 1, maxLength: 6 })
  .map((marks) => marks.map(([given, passAt], index) => giving(`g${index}`, given, passAt)))
