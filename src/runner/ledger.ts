import type { Failure } from '../core/failure.ts'
import type { Grade } from '../core/grade.ts'
import type { Outcome } from '../core/trial.ts'

/** Told after each task whose rows are committed. */
export interface Progress {
  /** Tasks finished so far. */
  finished: number
  /** Answers and errors of the target among them, so far. */
  ok: number
  errors: number
  /** Grades of status `error` so far. */
  graderErrors: number
  /** Of this trial, where it has an answer and the target told it. */
  costUsd?: number
  /** What failed in this trial: the target, or graders by name. */
  failures: { caseId: string; grader?: string; error: Failure }[]
}

/** What became of a task. */
export interface Entry {
  caseId: string
  outcome: Outcome
  /** Whether the target was asked, rather than a stored outcome graded. */
  asked: boolean
  /** Absent where grading was cut short, or there was nothing to grade. */
  grades?: Record<string, Grade>
}

/** So many writes may be on their way to the sink before new trials wait: what is not committed takes memory, and dies with the process. */
const maxUncommitted = 2_000

/** Counts what is committed, and holds back what outruns the commits. */
export class Ledger {
  executed = 0
  ok = 0
  errors = 0
  graded = 0
  graderErrors = 0
  #finished = 0
  #uncommitted = 0
  #open = 0
  #failure: { error: unknown } | undefined
  #wake: (() => void) | undefined
  readonly #onProgress: ((event: Progress) => void) | undefined
  readonly #onFailure: (error: unknown) => void

  constructor(onProgress: ((event: Progress) => void) | undefined, onFailure: (error: unknown) => void) {
    this.#onProgress = onProgress
    this.#onFailure = onFailure
  }

  /** Enters a task once all its writes are committed. */
  enter(entry: Entry, writes: readonly Promise<void>[]): void {
    this.#open += 1
    Promise.all(writes)
      .then(() => this.#count(entry))
      .catch((error: unknown) => this.fail(error))
      .finally(() => {
        this.#open -= 1
        this.#wake?.()
      })
  }

  /** Follows a write from when it is handed on: its failure is known before its trial is entered. */
  follow(write: Promise<void>): Promise<void> {
    this.#uncommitted += 1
    const committed = () => {
      this.#uncommitted -= 1
      this.#wake?.()
    }
    write.then(committed, (error: unknown) => {
      committed()
      this.fail(error)
    })
    return write
  }

  /** The first failure counts; what follows from it does not. */
  fail(error: unknown): void {
    if (this.#failure !== undefined) return
    this.#failure = { error }
    this.#onFailure(error)
    this.#wake?.()
  }

  /** @throws what a write failed with */
  throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure.error
  }

  /** Resolves when there is room for another trial's writes. For one waiter at a time. */
  async room(): Promise<void> {
    await this.#until(() => this.#uncommitted < maxUncommitted || this.#failure !== undefined)
  }

  /** Resolves when all that was entered is committed, or has failed. For one waiter at a time. */
  async settled(): Promise<void> {
    await this.#until(() => this.#open === 0)
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  #count(entry: Entry): void {
    const { outcome, asked, grades } = entry
    this.#finished += 1
    if (asked) {
      this.executed += 1
      if (outcome.status === 'ok') this.ok += 1
      else this.errors += 1
    }
    if (grades !== undefined) {
      this.graded += 1
      this.graderErrors += Object.values(grades).filter(({ status }) => status === 'error').length
    }
    this.#onProgress?.({
      finished: this.#finished,
      ok: this.ok,
      errors: this.errors,
      graderErrors: this.graderErrors,
      ...(outcome.status === 'ok' && outcome.output.costUsd !== undefined ? { costUsd: outcome.output.costUsd } : {}),
      failures: failuresOf(entry),
    })
  }
}

function failuresOf({ caseId, outcome, asked, grades = {} }: Entry): Progress['failures'] {
  const ofTarget = asked && outcome.status === 'error' ? [{ caseId, error: outcome.error }] : []
  const ofGraders = Object.entries(grades).flatMap(([grader, grade]) =>
    grade.status === 'error' ? [{ caseId, grader, error: grade.error }] : [],
  )
  return [...ofTarget, ...ofGraders]
}
