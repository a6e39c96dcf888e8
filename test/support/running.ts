import type { Case } from '../../src/core/case.ts'
import type { Grade, GradeContext, GradeRequest, Grader } from '../../src/core/grade.ts'
import type { TrialSink } from '../../src/core/store.ts'
import type { Target, TargetContext, TargetInput } from '../../src/core/target.ts'
import type { Outcome } from '../../src/core/trial.ts'
import type { ExecuteOptions, Task } from '../../src/runner/index.ts'
import { caseNamed } from './trials.ts'

/** A sink that notes what it is handed; its commits can be held back. */
export class NotingSink implements TrialSink {
  readonly trials: { name: string; outcome: Outcome }[] = []
  readonly grades: { name: string; grades: Record<string, Grade> }[] = []
  committed = 0
  #held: (() => void)[] | undefined

  addTrial({ caseId, repeat, outcome }: Parameters<TrialSink['addTrial']>[0]): Promise<void> {
    this.trials.push({ name: `${caseId}/${repeat}`, outcome })
    return this.#commit()
  }

  addGrades({ caseId, repeat, grades }: Parameters<TrialSink['addGrades']>[0]): Promise<void> {
    this.grades.push({ name: `${caseId}/${repeat}`, grades })
    return this.#commit()
  }

  async flush(): Promise<void> {
    this.release()
  }

  /** From now on nothing is committed until `release` or `flush`. */
  hold(): this {
    this.#held = []
    return this
  }

  release(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const commit of held) commit()
  }

  #commit(): Promise<void> {
    return new Promise((resolve) => {
      const commit = () => {
        this.committed += 1
        resolve()
      }
      if (this.#held === undefined) commit()
      else this.#held.push(commit)
    })
  }
}

export function targetOf(run: (input: TargetInput, context: TargetContext) => unknown): Target {
  return { name: 'v1', kind: 'function', fingerprint: 'f', run: run as Target['run'] }
}

/** Answers at once with the id of the case. */
export const echo = targetOf(async ({ id }) => ({ text: `answer to ${id}`, latencyMs: 1 }))

export function graderOf(
  name: string,
  grade: (request: GradeRequest, context: Pick<GradeContext, 'signal' | 'offClock'>) => unknown,
): Grader {
  return { name, fingerprint: `${name}-1`, passAt: 1, grade: grade as Grader['grade'] }
}

/** Half a point for any answer. */
export const half = graderOf('half', () => ({ status: 'scored', score: 0.5 }))

/** A target whose answers are given by hand. */
export class Held {
  readonly asked: { name: string; signal: AbortSignal; answer(text?: string): void; fail(error: unknown): void }[] = []
  #waiting: (() => void)[] = []

  readonly target = targetOf(({ id }, { signal, repeat }) => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const answer = (text = id) => resolve({ text, latencyMs: 1 })
    this.asked.push({ name: `${id}/${repeat}`, signal, answer, fail: reject })
    for (const wake of this.#waiting.splice(0)) wake()
    return promise
  })

  get names(): string[] {
    return this.asked.map(({ name }) => name)
  }

  /** The question so numbered, from 0, once it is asked. */
  async at(index: number): Promise<Held['asked'][number]> {
    for (;;) {
      const question = this.asked[index]
      if (question !== undefined) return question
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }
}

export function casesOf(count: number): Case[] {
  return Array.from({ length: count }, (_, index) => caseNamed(`c${index}`))
}

/** Tasks one after the other, noting how far they were read and whether the reader let go of them. */
export class Tasks implements AsyncIterable<Task> {
  read = 0
  closed = false
  readonly #tasks: readonly Task[]

  constructor(tasks: readonly Task[] | number) {
    this.#tasks = typeof tasks === 'number' ? casesOf(tasks).map((item) => ({ case: item, repeat: 0 })) : tasks
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Task> {
    try {
      for (const task of this.#tasks) {
        this.read += 1
        yield task
      }
    } finally {
      this.closed = true
    }
  }
}

export function options(over: Partial<ExecuteOptions> & Pick<ExecuteOptions, 'tasks'>): ExecuteOptions {
  return {
    target: echo,
    graders: [half],
    runId: 'run-1',
    gradingId: 'grading-1',
    sink: new NotingSink(),
    expose: [],
    concurrency: 4,
    timeoutMs: 60_000,
    stopping: new AbortController().signal,
    signal: new AbortController().signal,
    monotonic: () => 0,
    ...over,
  }
}

/** Lets everything happen that needs no more than promises. */
export function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
