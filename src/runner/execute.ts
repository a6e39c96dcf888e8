import pLimit from 'p-limit'
import type { Grade, Grader } from '../core/grade.ts'
import { RunStop } from '../core/network.ts'
import type { TrialSink } from '../core/store.ts'
import type { Target } from '../core/target.ts'
import type { Outcome } from '../core/trial.ts'
import { longestTimer } from './cutoff.ts'
import type { Progress } from './ledger.ts'
import { Ledger } from './ledger.ts'
import type { Task } from './plan.ts'
import { attempt, gradeAll } from './trial.ts'

export interface ExecuteOptions {
  /** The missing trials; read no further than there is room for. */
  tasks: AsyncIterable<Task>
  /** Absent where all tasks have an outcome. */
  target?: Target
  graders: readonly Grader[]
  runId: string
  gradingId: string
  sink: TrialSink
  /** Metadata keys that the target may see. */
  expose: readonly string[]
  /** Trials at a time, 1 or more. */
  concurrency: number
  /** For an answer, and again for its grading. */
  timeoutMs: number
  /** When aborted nothing new is begun; what runs ends or times out. */
  stopping: AbortSignal
  /** When aborted what runs is cut short, and stays missing. */
  signal: AbortSignal
  /** On the monotonic clock; from then on nothing new is begun, and what still runs a little later is cut short. */
  deadlineAt?: number
  monotonic(): number
  onProgress?(event: Progress): void
}

/** What was done and is committed. */
export interface Summary {
  /** Trials in which the target was asked; `ok` and `errors` of them. */
  executed: number
  ok: number
  errors: number
  /** Trials that were graded, and grades of status `error` among theirs. */
  graded: number
  graderErrors: number
  /** Why trials are missing; false where none are. */
  stopped: false | 'interrupted' | 'deadline' | 'budget' | 'aborted'
  /** What is to be said of that beside. */
  why?: string
}

/**
 * Does the tasks, some at a time: asks the target, hands the outcome to the sink, grades it, hands on the grades. Resolves when all
 * that was finished is committed.
 * @throws what the sink, the tasks or onProgress failed with; what is finished by then is committed where that is possible
 */
export async function execute(options: ExecuteOptions): Promise<Summary> {
  const ending = new AbortController()
  const abort = () => ending.abort(options.signal.reason)
  if (options.signal.aborted) abort()
  else options.signal.addEventListener('abort', abort)
  const late = cutLate(options, ending)
  const ledger = new Ledger(options.onProgress, (error) => ending.abort(error))
  try {
    const ended = await performAll(options, ledger, ending.signal).finally(() => commitAll(options.sink, ledger))
    ledger.throwIfFailed()
    const { executed, ok, errors, graded, graderErrors } = ledger
    return { executed, ok, errors, graded, graderErrors, ...ended }
  } finally {
    clearTimeout(late)
    options.signal.removeEventListener('abort', abort)
  }
}

/** What runs at the deadline may end by itself for so long; a hanging server must not hold up the command. */
const deadlineGraceMs = 5_000

class Late extends Error {}

function cutLate({ deadlineAt, monotonic }: ExecuteOptions, ending: AbortController): NodeJS.Timeout | undefined {
  if (deadlineAt === undefined) return undefined
  const leftMs = Math.max(0, deadlineAt - monotonic()) + deadlineGraceMs
  return setTimeout(() => ending.abort(new Late()), Math.min(leftMs, longestTimer))
}

type Ended = Pick<Summary, 'stopped' | 'why'>

async function performAll(options: ExecuteOptions, ledger: Ledger, ending: AbortSignal): Promise<Ended> {
  const limit = pLimit(options.concurrency)
  const running = new Set<Promise<void>>()
  let ended: Ended = { stopped: false }
  const end = (how: Ended) => {
    if (ended.stopped === false) ended = how
  }
  const perform = async (task: Task, begun: () => void) => {
    end({ stopped: reasonToStop(options, ending) })
    begun()
    if (ended.stopped === false) end(await performTask(task, options, ledger, ending))
  }
  try {
    for await (const task of options.tasks) {
      await ledger.room()
      // The next task is fetched only when this one has begun: one waits at most, however many there are.
      await new Promise<void>((begun) => {
        const work = limit(perform, task, begun)
          .catch((error: unknown) => ledger.fail(error))
          .finally(() => running.delete(work))
        running.add(work)
      })
      if (ended.stopped !== false) break
    }
  } finally {
    await Promise.all(running)
  }
  return ended
}

function reasonToStop({ stopping, deadlineAt, monotonic }: ExecuteOptions, ending: AbortSignal): Summary['stopped'] {
  if (ending.aborted) return howCut(ending)
  if (stopping.aborted) return 'interrupted'
  return deadlineAt !== undefined && monotonic() >= deadlineAt ? 'deadline' : false
}

function howCut({ reason }: AbortSignal): 'aborted' | 'deadline' {
  return reason instanceof Late ? 'deadline' : 'aborted'
}

/** Why it could not be done. The outcome is handed on before it is graded: a slow judge costs no answer. */
async function performTask(task: Task, options: ExecuteOptions, ledger: Ledger, ending: AbortSignal): Promise<Ended> {
  const outcome = task.outcome ?? (await unlessStopped(ask(task, options, ending)))
  if (outcome === undefined) return { stopped: howCut(ending) }
  if (outcome instanceof RunStop) return endedBy(outcome)
  const { sink, runId } = options
  const trial = { caseId: task.case.id, repeat: task.repeat, case: task.case }
  const asked = task.outcome === undefined
  const writes = asked ? [ledger.follow(sink.addTrial({ ...trial, runId, outcome }))] : []
  const given = await unlessStopped(gradesOf(task, outcome, options, ending))
  const grades = given instanceof RunStop ? undefined : given
  if (grades !== undefined && Object.keys(grades).length > 0) {
    writes.push(ledger.follow(sink.addGrades({ ...trial, gradingId: options.gradingId, grades })))
    ledger.enter({ caseId: task.case.id, outcome, asked, grades }, writes)
  } else {
    ledger.enter({ caseId: task.case.id, outcome, asked }, writes)
  }
  if (given instanceof RunStop) return endedBy(given)
  return { stopped: grades === undefined && howCut(ending) }
}

function unlessStopped<T>(work: Promise<T>): Promise<T | RunStop> {
  return work.catch((error: unknown) => {
    if (error instanceof RunStop) return error
    throw error
  })
}

function endedBy({ reason, message }: RunStop): Ended {
  return { stopped: reason, why: message }
}

async function ask(task: Task, options: ExecuteOptions, signal: AbortSignal): Promise<Outcome | undefined> {
  const { target, timeoutMs, expose } = options
  if (target === undefined) throw new Error(`case "${task.case.id}" has no outcome, and there is no target to ask`)
  const monotonic = () => options.monotonic()
  return attempt({ target, case: task.case, repeat: task.repeat, expose, timeoutMs, signal, monotonic })
}

async function gradesOf(
  task: Task,
  outcome: Outcome,
  { graders, timeoutMs, ...options }: ExecuteOptions,
  signal: AbortSignal,
): Promise<Record<string, Grade> | undefined> {
  if (outcome.status === 'error' || graders.length === 0) return {}
  return gradeAll(
    graders,
    { case: task.case, output: outcome.output },
    { timeoutMs, signal, monotonic: () => options.monotonic() },
  )
}

async function commitAll(sink: TrialSink, ledger: Ledger): Promise<void> {
  await sink.flush().catch((error: unknown) => ledger.fail(error))
  await ledger.settled()
}
