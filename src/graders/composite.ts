import { z } from 'zod'
import { AssayError } from '../core/errors.ts'
import type { Evidence, Grade, GradeContext, GradeRequest, Grader, Part, RolesAsked } from '../core/grade.ts'
import { roleKinds } from '../core/grade.ts'
import type { Shape } from '../core/shape.ts'
import { formatScore, plural } from '../text/format.ts'
import { Findings } from './grade.ts'
import type { GradeFunction } from './grader.ts'
import { grader } from './grader.ts'
import { gradesOf } from './gradesOf.ts'
import type { SharedOptions } from './options.ts'
import { describe, nameSchema, passAtSchema } from './options.ts'

export interface CompositeOptions extends SharedOptions {
  /**
   * What is made of the grades: `score`, of how good each is, or `pass`, of whether each passes by its own pass mark. Default: `score`
   * wherever one pass mark on that score says whether the whole passes, else `pass`.
   */
  by?: 'score' | 'pass'
  /** The score from which an answer passes, 0..1; default: what follows from the pass marks of the graders. */
  passAt?: number
}

export const compositeOptions = {
  name: nameSchema
    .exactOptional()
    .describe('under what name the grades are kept; needed where an eval has two graders of a kind'),
  passAt: passAtSchema
    .exactOptional()
    .describe('the score from which an answer passes; default: what follows from the pass marks of the graders'),
  by: z
    .enum(['score', 'pass'])
    .exactOptional()
    .describe('made of how good each grade is, or of whether each passes by its own pass mark; default: what fits'),
} satisfies Shape<CompositeOptions>

/** What may stand in a grader of graders: one, or a function with a name. */
export type ComposedGrader = Grader | GradeFunction

/** A child, and the score that it gave; `passes` by its own pass mark. */
export interface ChildScore {
  child: Grader
  score: number
  passes: boolean
  grade: Extract<Grade, { status: 'scored' }>
}

interface Composition {
  kind: string
  rules: number
  options: { name?: string; passAt?: number; by: 'score' | 'pass'; [option: string]: unknown }
  children: readonly Grader[]
  combine(scores: readonly ChildScore[]): { score: number; reason: string }
  /** Whether what is good for a child is bad for the whole: its scores are then no parts, since of a part, too, higher is better. */
  turned?: boolean
}

/**
 * A grader made of others, without what `hallucination` of it would be. What the children are called and how they grade is part of its
 * fingerprint, and their pass marks where the score depends on them.
 */
export function compose({ kind, rules, options, children, combine, turned = false }: Composition): Grader {
  const graders = children.map(({ name, fingerprint, passAt }) => ({
    name,
    fingerprint,
    ...(options.by === 'pass' ? { passAt } : {}),
  }))
  const all = { ...options, graders }
  const whole = (grades: readonly Grade[]) => wholeOf(children, grades, combine, turned)
  return {
    ...describe(kind, rules, all),
    ...rolesOf(children),
    ...(children.some(({ asksByAnswer }) => asksByAnswer === true) ? { asksByAnswer: true } : {}),
    ...(turned ? {} : { partPassAt: partMarks(children) }),
    grade(request: GradeRequest, context: GradeContext) {
      const grades = gradesOf(children, request, context)
      return grades instanceof Promise ? grades.then(whole) : whole(grades)
    },
  }
}

/** @throws AssayError where one is no grader, or two have one name */
export function childrenOf(kind: string, given: readonly ComposedGrader[]): Grader[] {
  if (!Array.isArray(given) || given.length === 0) throw new AssayError(`${kind}: it needs a list of graders`)
  const children = given.map((one: unknown) => {
    if (typeof one === 'function') return grader(one.name, one as GradeFunction)
    if (typeof one === 'object' && one !== null && 'grade' in one && typeof one.grade === 'function')
      return one as Grader
    throw new AssayError({ message: `${kind}: ${String(one)} is no grader`, mend: 'call what makes one: contains()' })
  })
  const twice = children.find(({ name }, index) => children.findIndex((other) => other.name === name) !== index)
  if (twice === undefined) return children
  const mend = 'give one of them another name: { name: ... }'
  throw new AssayError({ message: `${kind}: two of its graders are called "${twice.name}"`, mend })
}

/** The pass mark that all share; undefined where they differ. */
export function sharedMark(children: readonly Grader[]): number | undefined {
  const marks = new Set(children.map(({ passAt }) => passAt))
  return marks.size === 1 ? children[0]?.passAt : undefined
}

/** Parts of the whole that tell what is not supported, of the children that do. */
export function hallucinationParts(children: readonly Grader[]): Pick<Grader, 'hallucination'> {
  const parts = children.flatMap(({ name, hallucination = [] }) =>
    hallucination === true ? [name] : hallucination.map((part) => `${name}.${part}`),
  )
  return parts.length === 0 ? {} : { hallucination: parts }
}

const mostTold = 3
const longestReason = 200

/** What some children said: `f1 40.0% (its reason); contains 0.0%`. */
export function toldOf(scores: readonly ChildScore[]): string {
  const told = scores.slice(0, mostTold).map(({ child: { name }, score, grade: { reason } }) => {
    return `${name} ${formatScore(score)}${reason === undefined ? '' : ` (${cut(reason)})`}`
  })
  return `${told.join('; ')}${scores.length > mostTold ? `; and ${plural(scores.length - mostTold, 'other')}` : ''}`
}

function cut(reason: string): string {
  return reason.length <= longestReason ? reason : `${reason.slice(0, longestReason).toWellFormed()}…`
}

function rolesOf(children: readonly Grader[]): RolesAsked {
  const lists = roleKinds.map((kind) => [kind, [...new Set(children.flatMap((child) => child[kind] ?? []))]] as const)
  return Object.fromEntries(lists.filter(([, roles]) => roles.length > 0))
}

function partMarks(children: readonly Grader[]): Record<string, number> {
  return Object.fromEntries(
    children.flatMap(({ name, passAt, partPassAt = {} }) => [
      [name, passAt],
      ...Object.entries(partPassAt).map(([part, mark]) => [`${name}.${part}`, mark]),
    ]),
  )
}

/** One that broke makes the whole an error, and one that had nothing to judge makes it unscored: what it would have said is not known. */
function wholeOf(
  children: readonly Grader[],
  grades: readonly Grade[],
  combine: Composition['combine'],
  turned: boolean,
): Grade {
  const calls = grades.flatMap((grade) => grade.calls ?? [])
  const asked = calls.length === 0 ? {} : { calls }
  const named = grades.map((grade, index) => ({ grade, child: children[index] as Grader }))
  const broken = named.flatMap(({ grade, child }) => (grade.status === 'error' ? [{ child, ...grade.error }] : []))
  const [first] = broken
  if (first !== undefined) {
    const message = broken.map(({ child, message: why }) => `${child.name}: ${cut(why)}`).join('; ')
    return {
      status: 'error',
      error: { code: first.code, message, retryable: broken.every(({ retryable }) => retryable) },
      ...asked,
    }
  }
  const silent = named.flatMap(({ grade, child }) =>
    grade.status === 'unscored' ? [`${child.name}: ${cut(grade.reason)}`] : [],
  )
  if (silent.length > 0) return { status: 'unscored', reason: silent.join('; '), ...asked }
  const scores = named.flatMap(({ grade, child }) =>
    grade.status === 'scored' ? [{ child, grade, score: grade.score, passes: grade.score >= child.passAt }] : [],
  )
  const evidence = evidenceOf(scores, turned)
  return {
    status: 'scored',
    ...combine(scores),
    ...(evidence.length === 0 ? {} : { evidence }),
    ...(turned ? {} : { parts: partsOf(scores) }),
    ...asked,
  }
}

/** Each child's score under its name, and its own parts as `child.part`. */
function partsOf(scores: readonly ChildScore[]): Record<string, Part> {
  return Object.fromEntries(
    scores.flatMap(({ child: { name }, score, grade: { parts = {} } }) => [
      [name, { score }],
      ...Object.entries(parts).map(([part, value]) => [`${name}.${part}`, value]),
    ]),
  )
}

const opposite = { good: 'bad', bad: 'good', info: 'info' } as const

function evidenceOf(scores: readonly ChildScore[], turned: boolean): Evidence[] {
  const findings = new Findings()
  for (const { child, grade } of scores) {
    for (const item of grade.evidence ?? []) {
      const verdict = turned ? opposite[item.verdict] : item.verdict
      findings.add(verdict, () => ({ ...item, verdict, message: `${child.name}: ${item.message}` }))
    }
  }
  return findings.toEvidence()
}
