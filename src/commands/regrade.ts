import { requireProject } from '../config/index.ts'
import type { Case } from '../core/case.ts'
import type { Context } from '../core/context.ts'
import { AssayError, exitCode } from '../core/errors.ts'
import type { Run } from '../core/run.ts'
import type { Store } from '../core/store.ts'
import { inputHash } from '../core/target.ts'
import type { DatasetSpec } from '../datasets/index.ts'
import { readDataset } from '../datasets/index.ts'
import type { Task } from '../runner/index.ts'
import { execute } from '../runner/index.ts'
import { openSqliteStore } from '../store/index.ts'
import { plural } from '../text/format.ts'
import { showProgress } from './progress.ts'
import { printSummary } from './runOutput.ts'
import type { SideOptions } from './side.ts'
import { resolveRun } from './side.ts'

/** `assay regrade`: a new grading of stored answers, by today's graders and golden answers. */
export async function regrade(context: Context, reference: string, options: SideOptions): Promise<number> {
  const project = await requireProject(context)
  const store = await openSqliteStore(project.store, { create: false })
  try {
    const { run } = await resolveRun(context, store, reference, options)
    const one = project.evals.find(({ name }) => name === run.eval)
    if (one === undefined) throw new AssayError(`the eval "${run.eval}" of run ${run.id} is not in the project`)
    const golden = await readGolden(one.dataset, project.root)
    const startedAt = context.monotonic()
    const grading = {
      id: context.newId(),
      runId: run.id,
      graders: one.graders.map(({ name, fingerprint, passAt }) => ({ name, fingerprint, passAt })),
      createdAt: context.now().toISOString(),
    }
    await store.createGrading(grading)
    const { trials } = await store.totals(run.id)
    const changed = new Set<string>()
    const progress = showProgress(context, { label: `regrade ${run.eval} × ${run.target.name}`, total: trials })
    const summary = await execute({
      tasks: storedTasks(store, run, golden, changed),
      graders: one.graders,
      runId: run.id,
      gradingId: grading.id,
      sink: store,
      expose: run.expose,
      concurrency: one.concurrency,
      timeoutMs: one.timeoutMs,
      stopping: context.stopping,
      signal: context.signal,
      monotonic: context.monotonic,
      onProgress: progress.onProgress,
    }).finally(() => progress.stop())
    if (summary.stopped !== false) {
      context.stderr.write(
        `assay: interrupted; the earlier grading still counts. Do it again with: assay regrade ${run.id}\n`,
      )
      return exitCode.interrupted
    }
    await store.completeGrading(grading.id)
    if (changed.size > 0) {
      context.stderr.write(
        `assay: note: ${plural(changed.size, 'case')} (${[...changed].slice(0, 5).join(', ')}) are not in the dataset any more, or ask something else; graded as they were\n`,
      )
    }
    const elapsedMs = context.monotonic() - startedAt
    await printSummary(context, store, { run, gradingId: grading.id, elapsedMs }, one)
    return exitCode.ok
  } finally {
    await store.close()
  }
}

async function readGolden(spec: DatasetSpec, root: string): Promise<Map<string, Case>> {
  const reading = await readDataset(spec, { root })
  if ('problems' in reading) throw new AssayError(reading.problems)
  const golden = new Map<string, Case>()
  for await (const item of reading.dataset.cases()) golden.set(item.id, item)
  return golden
}

/** Today's golden answer where the question is still the same; an answer to another question keeps its own. */
async function* storedTasks(
  store: Store,
  run: Run,
  golden: ReadonlyMap<string, Case>,
  changed: Set<string>,
): AsyncGenerator<Task> {
  for await (const trial of store.trials(run.id)) {
    const today = golden.get(trial.caseId)
    const same = today !== undefined && inputHash(today, run.expose) === inputHash(trial.case, run.expose)
    if (!same) changed.add(trial.caseId)
    yield { case: same ? today : trial.case, repeat: trial.repeat, outcome: trial.outcome }
  }
}
