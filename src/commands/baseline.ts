import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import type { Context } from '../core/context.ts'
import { AssayError, exitCode } from '../core/errors.ts'
import { isPartial } from '../core/run.ts'
import { table } from '../reporters/index.ts'
import { formatTime } from '../text/format.ts'
import { writeBaselineFile } from './baselineFile.ts'
import { printJson } from './print.ts'
import type { SideOptions } from './side.ts'
import { resolveRun } from './side.ts'
import { hasStore, withStore } from './storage.ts'

/** `assay baseline approve`: appended to the record of approvals; the newest of an eval counts. */
export async function approve(
  context: Context,
  reference: string,
  options: SideOptions & { reason: string },
): Promise<number> {
  if (options.reason.trim() === '')
    throw new AssayError({ message: '--reason is empty', mend: 'say in a sentence why this run is good enough' })
  return withStore(context, { create: false }, async (store, { env }) => {
    const { run } = await resolveRun(context, store, reference, options)
    if (run.status !== 'complete')
      throw new AssayError({ message: `run ${run.id} is not complete`, mend: `assay run --resume ${run.id}` })
    if (isPartial(run))
      throw new AssayError({
        message: `run ${run.id} covers only a part of the dataset`,
        mend: 'approve a run made without --limit and --tag',
      })
    const record = {
      id: context.newId(),
      eval: run.eval,
      runId: run.id,
      reason: options.reason.trim(),
      approvedBy: await whoApproves(context.cwd, env),
      approvedAt: context.now().toISOString(),
    }
    await store.approveBaseline(record)
    context.stdout.write(
      `${run.id} (${run.target.name}) is the baseline of ${run.eval} now, approved by ${record.approvedBy}\n`,
    )
    return exitCode.ok
  })
}

/** `assay baseline list` */
export async function list(context: Context, options: SideOptions & { json?: boolean }): Promise<number> {
  if (!(await hasStore(context))) return tellNone(context, options)
  return withStore(context, { readOnly: true }, async (store) => {
    const records = await store.listBaselines(options.eval)
    const targets = new Map((await store.listRuns()).map((run) => [run.id, run.target.name]))
    if (records.length === 0) return tellNone(context, options)
    if (options.json === true) {
      const baselines = records.map((record) => ({ ...record, target: targets.get(record.runId) ?? null }))
      printJson(context, { baselines })
    } else {
      const rows = records.map((record) => ({ ...record, target: targets.get(record.runId) ?? '' }))
      context.stdout.write(
        table(
          rows,
          [
            { header: 'eval', value: (row) => row.eval },
            { header: 'run', value: (row) => row.runId },
            { header: 'target', value: (row) => row.target },
            { header: 'approved (UTC)', value: (row) => formatTime(row.approvedAt) },
            { header: 'by', value: (row) => row.approvedBy },
            { header: 'reason', value: (row) => row.reason },
          ],
          context,
        ),
      )
    }
    return exitCode.ok
  })
}

function tellNone(context: Context, { json }: { json?: boolean }): number {
  if (json === true) printJson(context, { baselines: [] })
  else context.stdout.write('No baseline has been approved yet: assay baseline approve RUN --reason "..."\n')
  return exitCode.ok
}

/** `assay baseline export`: everything a comparison and a report need, so that CI needs no shared store. */
export async function exportFile(
  context: Context,
  file: string,
  options: SideOptions & { run?: string },
): Promise<number> {
  return withStore(context, { readOnly: true }, async (store) => {
    const side = await resolveRun(context, store, options.run ?? 'baseline', options)
    const { run, grading } = await side.graded()
    const approval = (await store.listBaselines(run.eval)).find(({ runId }) => runId === run.id) ?? null
    const { trials } = await store.totals(run.id)
    if (!/\.jsonl?$/.test(file))
      throw new AssayError({
        message: `"${file}" does not end in .jsonl`,
        mend: 'a baseline file is JSON Lines: NAME.jsonl',
      })
    await writeBaselineFile(
      resolve(context.cwd, file),
      { assayBaseline: 1, approval, run, grading, trials },
      store.trials(run.id, { gradingId: grading.id }),
    )
    context.stdout.write(
      `${file}: ${run.eval}, ${run.target.name}, ${trials} trials; compare with: assay gate --against ${file}\n`,
    )
    return exitCode.ok
  })
}

/** CI's actor, else Git's user, else the login name. */
async function whoApproves(cwd: string, env: Context['env']): Promise<string> {
  const actor = env.GITHUB_ACTOR ?? env.GITLAB_USER_LOGIN
  if (actor !== undefined && actor !== '') return actor
  const { execa } = await import('execa')
  const config = async (key: string) =>
    (await execa('git', ['config', key], { cwd, reject: false })).stdout?.trim() ?? ''
  const [name, email] = await Promise.all([config('user.name'), config('user.email')])
  if (name !== '') return email === '' ? name : `${name} <${email}>`
  return env.USER ?? userInfo().username
}
