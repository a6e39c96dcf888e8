import type { Eval, Project } from '../config/index.ts'
import type { Case } from '../core/case.ts'
import type { Context } from '../core/context.ts'
import { AssayError, exitCode } from '../core/errors.ts'
import type { Run } from '../core/run.ts'
import type { StoredTrial, TrialSink } from '../core/store.ts'
import { inputHash } from '../core/target.ts'
import { readDataset } from '../datasets/index.ts'
import type { Summary, Task } from '../runner/index.ts'
import { execute } from '../runner/index.ts'
import { plural } from '../text/format.ts'
import { showProgress } from './progress.ts'

/** Answers that were given before. */
export interface Answers {
  run: Run
  gradingId: string
  trials: AsyncIterable<StoredTrial> | Iterable<StoredTrial>
  /** How many there are. */
  total: number
}

/** The eval as the project has it today. @throws AssayError where it is gone */
export function evalOf({ evals }: Project, run: Run): Eval {
  const one = evals.find(({ name }) => name === run.eval)
  if (one === undefined) throw new AssayError(`the eval "${run.eval}" of run ${run.id} is not in the project`)
  return one
}

/** Grades answers by today's graders and golden answers into a sink. @returns why not all of them, where it was ended before */
export async function gradeAgain(
  context: Context,
  { root }: Project,
  one: Eval,
  { run, gradingId, trials, total }: Answers,
  sink: TrialSink,
): Promise<Pick<Summary, 'stopped' | 'why'>> {
  const golden = await readGolden(one, root)
  const kept = new Set<string>()
  const progress = showProgress(context, { label: `regrade ${run.eval} × ${run.target.name}`, total })
  const { stopped, why } = await execute({
    tasks: todaysTasks(trials, run, golden, kept),
    graders: one.graders,
    runId: run.id,
    gradingId,
    sink,
    expose: run.expose,
    concurrency: one.concurrency,
    timeoutMs: one.timeoutMs,
    stopping: context.stopping,
    signal: context.signal,
    monotonic: context.monotonic,
    onProgress: progress.onProgress,
  }).finally(() => progress.stop())
  if (stopped !== false) return { stopped, ...(why === undefined ? {} : { why }) }
  if (kept.size > 0) {
    const examples = [...kept].slice(0, 5).join(', ')
    context.stderr.write(
      `assay: note: graded by their own golden answers, as the dataset lacks them or asks something else: ${plural(kept.size, 'case')} (${examples})\n`,
    )
  }
  return { stopped }
}

export function tellInterrupted(
  context: Context,
  reference: string,
  { stopped, why }: Pick<Summary, 'stopped' | 'why'>,
): number {
  context.stderr.write(
    `assay: ${why ?? 'interrupted'}; the earlier grading still counts. Do it again with: assay regrade ${reference}\n`,
  )
  return stopped === 'budget' ? exitCode.usage : exitCode.interrupted
}

async function readGolden(one: Eval, root: string): Promise<Map<string, Case>> {
  const reading = await readDataset(one.dataset, { root })
  if ('problems' in reading) throw new AssayError(reading.problems)
  const golden = new Map<string, Case>()
  for await (const item of reading.dataset.cases()) golden.set(item.id, item)
  return golden
}

/** Today's golden answer where the question is still the same; an answer to another question keeps its own. */
async function* todaysTasks(
  trials: Answers['trials'],
  run: Run,
  golden: ReadonlyMap<string, Case>,
  kept: Set<string>,
): AsyncGenerator<Task> {
  for await (const trial of trials) {
    const today = golden.get(trial.caseId)
    const same = today !== undefined && inputHash(today, run.expose) === inputHash(trial.case, run.expose)
    if (!same) kept.add(trial.caseId)
    yield { case: same ? today : trial.case, repeat: trial.repeat, outcome: trial.outcome }
  }
}
