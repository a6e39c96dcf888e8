/** One fault in what the user gave, or one remark about it: where, what, and how to mend it. */
export interface Problem {
  /** Path as the user would write it, relative to the project root. */
  file?: string
  /** 1-based. */
  line?: number
  message: string
  mend?: string
}

/** `file:line: what is wrong; how to mend it`, on one line and free of control characters. */
export function formatProblem(problem: Problem): string {
  const place =
    problem.file === undefined ? '' : `${problem.file}${problem.line === undefined ? '' : `:${problem.line}`}: `
  const mend = problem.mend === undefined ? '' : `; ${problem.mend}`
  return oneLine(`${place}${problem.message}${mend}`)
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replace(/\p{Cc}/gu, '')
}

/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** Exit codes of the command; see README. */
export const exitCode = { ok: 0, regression: 1, inconclusive: 2, usage: 3, interrupted: 130 } as const

/** A mistake of the user's or a fault of the surroundings, told in one line a problem, without a stack trace. */
export class AssayError extends Error {
  readonly problems: readonly Problem[]

  constructor(problems: string | Problem | readonly Problem[]) {
    const list =
      typeof problems === 'string'
        ? [{ message: problems }]
        : Array.isArray(problems)
          ? problems
          : [problems as Problem]
    super(list.map(formatProblem).join('\n'))
    this.name = 'AssayError'
    this.problems = list
  }
}
