import type { Case } from './case.ts'
import type { Failure } from './failure.ts'
import type { Embedder, Entailer, Judge, JudgeCall } from './judge.ts'
import type { Output } from './output.ts'

/** A place in the answer (and in a source) that a grade rests on. Offsets are UTF-16 code units, end exclusive. */
export interface Evidence {
  /** What was looked at: `citation`, `quote`, `claim`, `figure`, `field`, ... */
  kind: string
  verdict: 'good' | 'bad' | 'info'
  message: string
  /** Into the output's text. */
  start?: number
  end?: number
  sourceId?: string
  /** Into that source's text. */
  sourceStart?: number
  sourceEnd?: number
  /** Of a claim: what the sources do to it. */
  support?: 'supported' | 'unsupported' | 'contradicted'
  /** How well it is supported, 0..1. */
  score?: number
}

/** A named sub-score. Parts with nothing to judge are left out. */
export interface Part {
  /** 0..1, higher is better. */
  score: number
  /** How many things it was judged on. */
  n?: number
}

/** What a grader says of one answer: a score, that there was nothing to judge, or that it broke. */
export type Grade =
  /** `score` is 0..1, higher is better. */
  | {
      status: 'scored'
      score: number
      reason?: string
      evidence?: Evidence[]
      parts?: Record<string, Part>
      calls?: JudgeCall[]
    }
  /** There was nothing to judge; not a score. */
  | { status: 'unscored'; reason: string; calls?: JudgeCall[] }
  /** The grader broke; not a score. */
  | { status: 'error'; error: Failure; calls?: JudgeCall[] }

/** What a grader is handed: the golden case, all of it, and what the target answered. */
export interface GradeRequest {
  case: Case
  output: Output
}

export interface GradeContext {
  /** Aborted when the time for grading is over or the run is ended. */
  signal: AbortSignal
  /** Milliseconds on a clock that never goes back. */
  monotonic(): number
  /** Waits without the clock of the grading: for a turn at a server that is busy, or before another try. */
  offClock<T>(wait: Promise<T>): Promise<T>
  /** The judge in this role; @throws FailureError where the grader did not name it in `judges` */
  judge(role: string): Judge
  /** The embedding model in this role, likewise of `embedders`. */
  embedder(role: string): Embedder
  /** The entailment model in this role, likewise of `entailers`. */
  entailer(role: string): Entailer
}

/** Scores an output for one quality. `grader(name, function)` makes one; so does a plain object with these. */
export interface Grader {
  /** Unique among the graders of an eval; without a point, since `name.part` names a part. */
  readonly name: string
  /** Hash of the grader's kind, options and the version of its rules: equal fingerprints grade alike. */
  readonly fingerprint: string
  /** The score from which an answer passes; applied when reading, so that changing it never runs anything again. */
  readonly passAt: number
  /** The score from which a part passes, by its name, where that is not `passAt`: see `passAtOf`. Applied when reading, likewise. */
  readonly partPassAt?: Readonly<Record<string, number>>
  /** Roles of the judges that it asks, and of the embedding models. */
  readonly judges?: readonly string[]
  readonly embedders?: readonly string[]
  /** Roles of the models that say how far one text entails another. */
  readonly entailers?: readonly string[]
  /** How often it asks them depends on the answer: once for each claim, say. */
  readonly asksByAnswer?: true
  /**
   * Whether failing it means that the answer says what nothing supports. `true`: a score below `passAt`; a list: a score of one of these
   * parts below what `partPassAt` has under its very name, else below 1. Applied when reading; what `hallucinatedPer1000` counts.
   */
  readonly hallucination?: true | readonly string[]
  grade(request: GradeRequest, context: GradeContext): Grade | Promise<Grade>
}

/** The kinds of models that graders ask; each is a list of roles in a grader. */
export const roleKinds = ['judges', 'embedders', 'entailers'] as const
export type RoleKind = (typeof roleKinds)[number]
export type RolesAsked = Pick<Grader, RoleKind>

/** Whether a grader asks any model, a judge, one that makes embeddings or one that tells entailment. */
export function asksModels(grader: RolesAsked): boolean {
  return roleKinds.some((kind) => (grader[kind] ?? []).length > 0)
}

/** What is kept of a grader beside its grades. */
export type GraderInfo = Pick<Grader, 'name' | 'fingerprint' | 'passAt' | 'partPassAt' | 'hallucination'>

type Marks = Pick<GraderInfo, 'passAt' | 'partPassAt'>

/** The scores from which a grader and its parts pass. */
export function marksOf({ passAt, partPassAt }: Marks): Marks {
  return { passAt, ...(partPassAt === undefined ? {} : { partPassAt }) }
}

/** A grader as it was kept, with today's marks. */
export function withMarks({ partPassAt, ...grader }: GraderInfo, today: Marks | undefined): GraderInfo {
  return { ...grader, ...marksOf(today ?? { passAt: grader.passAt, ...(partPassAt && { partPassAt }) }) }
}

/** The score from which a part passes: its own, else that of the part it belongs to (`a.b` to `a`), else that of the grader. */
export function passAtOf({ passAt, partPassAt = {} }: Marks, part: string): number {
  for (let end = part.length; end > 0; end = part.lastIndexOf('.', end - 1)) {
    const name = part.slice(0, end)
    if (Object.hasOwn(partPassAt, name)) return partPassAt[name] ?? passAt
  }
  return passAt
}

/** A grade with its numbers checked: a score that is not within 0..1 is a broken grader, not a score. */
export function checkedGrade(grade: Grade): Grade {
  if (grade.status !== 'scored') return grade
  const scores = [
    ['score', grade.score] as const,
    ...Object.entries(grade.parts ?? {}).map(([name, part]) => [name, part.score] as const),
  ]
  for (const [name, score] of scores) {
    if (typeof score !== 'number' || !(score >= 0 && score <= 1)) {
      return {
        status: 'error',
        error: { code: 'bad_score', message: `${name} is ${String(score)}; a score lies in 0..1`, retryable: false },
      }
    }
  }
  return grade
}
