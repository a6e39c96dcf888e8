import type { Eval, Project } from '../config/index.ts'
import type { Calibration } from '../core/calibration.ts'
import type { Case } from '../core/case.ts'
import type { Context } from '../core/context.ts'
import { AssayError } from '../core/errors.ts'
import type { Grade, Grader } from '../core/grade.ts'
import { asksModels } from '../core/grade.ts'
import type { StoredTrial, TrialSink } from '../core/store.ts'
import { didYouMean } from '../core/suggest.ts'
import type { Outcome } from '../core/trial.ts'
import { graderTable } from '../graders/index.ts'
import type { Task } from '../runner/index.ts'
import { execute } from '../runner/index.ts'
import { readReply } from '../targets/index.ts'
import type { Labelled } from './labelled.ts'
import { showProgress } from './progress.ts'
import type { AskingOptions } from './session.ts'
import { openSession } from './session.ts'
import type { Side } from './side.ts'
import { resolveRun } from './side.ts'
import { withStore } from './storage.ts'

/** The labelled answers with what the grader says of each; without a grade where there is no answer. */
export interface GradedAnswers {
  trials: ReadonlyMap<string, { case: Case; grade?: Grade }>
  by: Calibration['by']
  /** The pass mark that is set today. */
  passAt?: number
  eval?: string
  run?: string
}

type Source = AskingOptions & { run?: string; eval?: string }

/** Grades of one grader on the answers that are labelled: those of the run, or new ones. @returns undefined where that was interrupted */
export async function gradeLabelled(
  context: Context,
  name: string,
  labelled: readonly Labelled[],
  options: Source,
): Promise<GradedAnswers | undefined> {
  const { run: reference } = options
  if (reference === undefined) return gradeNew(context, name, tasksOf(labelled), options)
  return withStore(context, { orEmpty: true, readOnly: true }, async (store) => {
    const side = await resolveRun(context, store, reference, options.eval === undefined ? {} : { eval: options.eval })
    const trials = await labelledTrials(side, labelled)
    const { graders } = (await side.graded()).grading
    const info = graders.find((grader) => grader.name === name)
    const shared = { eval: side.run.eval, run: side.run.id }
    if (info !== undefined) {
      const graded = trials.map(
        ({ caseId, repeat, case: item, grades }) =>
          [
            `${repeat} ${caseId}`,
            { case: item, ...(grades[name] === undefined ? {} : { grade: grades[name] }) },
          ] as const,
      )
      return { ...shared, by: 'grading', passAt: info.passAt, trials: new Map(graded) }
    }
    const tasks = trials.map(({ case: item, repeat, outcome }) => ({ case: item, repeat, outcome }))
    const found = await gradeNew(context, name, tasks, { ...options, eval: side.run.eval, orBuiltIn: true })
    return found === undefined ? undefined : { ...found, ...shared }
  })
}

/** The trials of a run that labels name. @throws AssayError with the line of each label that names none */
async function labelledTrials(side: Side, labelled: readonly Labelled[]): Promise<StoredTrial[]> {
  const found = await side.details([...new Set(labelled.map(({ row }) => row.id))])
  const problems: { file: string; line: number; message: string; mend: string }[] = []
  const trials = labelled.flatMap(({ row }) => {
    const ofCase = found.get(row.id) ?? []
    const trial = ofCase.find(({ repeat }) => repeat === row.repeat)
    if (trial !== undefined) return [trial]
    const message =
      ofCase.length === 0
        ? `run ${side.run.id} has no case "${row.id}"`
        : `run ${side.run.id} has no repeat ${row.repeat} of case "${row.id}"`
    problems.push({
      file: row.file,
      line: row.line,
      message,
      mend: 'label answers of that run, or name the run that they are of',
    })
    return []
  })
  if (problems.length > 0) throw new AssayError(problems)
  return trials
}

async function gradeNew(
  context: Context,
  name: string,
  tasks: readonly Task[],
  options: Source & { orBuiltIn?: boolean },
): Promise<GradedAnswers | undefined> {
  if (options.eval === undefined) return gradeBy(context, builtIn(name), tasks, { by: 'builtIn' })
  const session = await openSession(context, options.orBuiltIn === true ? [] : [options.eval], options)
  try {
    const one = evalNamed(session.project, options.eval)
    const own = one.graders.find((grader) => grader.name === name)
    if (own === undefined && options.orBuiltIn === true && Object.hasOwn(graderTable, name))
      return await gradeBy(context, builtIn(name), tasks, { by: 'builtIn' })
    if (own === undefined) throw unknown(name, one)
    const [bound = own] = await session.graders(one, [own])
    return await gradeBy(context, bound, tasks, { by: 'eval', eval: one.name }, one)
  } finally {
    await session.close()
  }
}

function evalNamed({ evals }: Project, name: string): Eval {
  const one = evals.find((candidate) => candidate.name === name) ?? (evals.length === 1 ? evals[0] : undefined)
  if (one !== undefined) return one
  throw new AssayError({
    message: `the eval "${name}" is not in the project`,
    mend: `evals are ${evals.map((known) => known.name).join(', ')}`,
  })
}

function unknown(name: string, one: Eval): AssayError {
  const known = one.graders.map((grader) => grader.name)
  return new AssayError({
    message: `the eval "${one.name}" has no grader "${name}"`,
    mend: didYouMean(name, known, `its graders are ${known.join(', ')}`),
  })
}

/** A built-in grader as it is without options. @throws AssayError where there is none, or it needs options or models */
function builtIn(name: string): Grader {
  const known = Object.keys(graderTable)
  const entry = Object.hasOwn(graderTable, name) ? graderTable[name] : undefined
  if (entry === undefined)
    throw new AssayError({
      message: `there is no grader "${name}"`,
      mend: didYouMean(name, known, 'name one of an eval with --eval NAME'),
    })
  let grader: Grader
  try {
    grader = entry.create({})
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    throw new AssayError({
      message: `${name} does not go without options: ${error.problems[0]?.message ?? ''}`,
      mend: 'name the eval that has it: --eval NAME',
    })
  }
  if (!asksModels(grader)) return grader
  throw new AssayError({ message: `${name} asks a model`, mend: 'name the eval that says which: --eval NAME' })
}

const bounds = { concurrency: 8, timeoutMs: 60_000 }

async function gradeBy(
  context: Context,
  grader: Grader,
  tasks: readonly Task[],
  about: Pick<GradedAnswers, 'by' | 'eval'>,
  { concurrency, timeoutMs }: Pick<Eval, 'concurrency' | 'timeoutMs'> = bounds,
): Promise<GradedAnswers | undefined> {
  const trials = new Map<string, { case: Case; grade?: Grade }>(
    tasks.map((task) => [`${task.repeat} ${task.case.id}`, { case: task.case }]),
  )
  const sink: TrialSink = {
    async addTrial() {},
    async addGrades({ caseId, repeat, grades, case: item }) {
      const grade = grades[grader.name]
      if (grade !== undefined) trials.set(`${repeat} ${caseId}`, { case: item, grade })
    },
    async flush() {},
  }
  const progress = showProgress(context, { label: `calibrate ${grader.name}`, total: tasks.length })
  const { stopped, why } = await execute({
    tasks: each(tasks),
    graders: [grader],
    runId: '',
    gradingId: '',
    sink,
    expose: [],
    concurrency,
    timeoutMs,
    stopping: context.stopping,
    signal: context.signal,
    monotonic: context.monotonic,
    onProgress: progress.onProgress,
  }).finally(() => progress.stop())
  if (stopped === 'budget') throw new AssayError(why ?? 'the budget is spent')
  if (stopped !== false) return undefined
  return { ...about, passAt: grader.passAt, trials }
}

async function* each(tasks: readonly Task[]): AsyncGenerator<Task> {
  yield* tasks
}

/** The answers that labels bring. @throws AssayError with the line of each that is none */
function tasksOf(labelled: readonly Labelled[]): Task[] {
  const problems: { file: string; line: number; message: string; mend: string }[] = []
  const tasks = labelled.flatMap(({ row: { answer, file, line, repeat } }) => {
    if (answer === undefined) return []
    const read = readReply(answer.output)
    if ('faults' in read) {
      problems.push({
        file,
        line,
        message: `"output": ${read.faults.slice(0, 3).join('; ')}`,
        mend: 'write the answer as text, or as {"text": ...}',
      })
      return []
    }
    const outcome: Outcome =
      'failure' in read ? { status: 'error', error: read.failure } : { status: 'ok', output: read.reply }
    return [{ case: answer.case, repeat, outcome }]
  })
  if (problems.length > 0) throw new AssayError(problems)
  return tasks
}
