import type { Context } from '../core/context.ts'
import { exitCode } from '../core/errors.ts'
import type { Run } from '../core/run.ts'
import { isPartial, targetLabel } from '../core/run.ts'
import { table } from '../reporters/index.ts'
import { formatTime } from '../text/format.ts'
import { printJson } from './print.ts'
import { runJson } from './runOutput.ts'
import { hasStore, withStore } from './storage.ts'

/** `assay runs`: newest first. */
export async function runs(
  context: Context,
  options: { eval?: string; target?: string; limit?: number; json?: boolean },
): Promise<number> {
  if (!(await hasStore(context))) return tellNone(context, options)
  return withStore(context, { readOnly: true }, async (store) => {
    const filter = {
      ...(options.eval === undefined ? {} : { eval: options.eval }),
      ...(options.target === undefined ? {} : { target: options.target }),
    }
    const found = (await store.listRuns(filter)).slice(0, options.limit)
    const rows = await Promise.all(found.map((run) => runJson(store, run.id)))
    if (rows.length === 0) return tellNone(context, options)
    if (options.json === true) printJson(context, { runs: rows })
    else {
      context.stdout.write(
        table(
          found.map((run, index) => ({ run, totals: rows[index]?.totals })),
          [
            { header: 'run', value: ({ run }) => run.id },
            { header: 'eval', value: ({ run }) => run.eval },
            { header: 'target', value: ({ run }) => targetLabel(run.target) },
            { header: 'status', value: ({ run }) => statusOf(run) },
            { header: 'trials', value: ({ totals }) => String(totals?.trials ?? 0), align: 'right' },
            { header: 'errors', value: ({ totals }) => String(totals?.errors ?? 0), align: 'right' },
            { header: 'started (UTC)', value: ({ run }) => formatTime(run.createdAt) },
          ],
          context,
        ),
      )
    }
    return exitCode.ok
  })
}

/** `complete, partial`; `complete, aa` of one of two runs of the same version. */
function statusOf(run: Run): string {
  return [run.status, ...(isPartial(run) ? ['partial'] : []), ...(run.purpose === undefined ? [] : [run.purpose])].join(
    ', ',
  )
}

function tellNone(context: Context, { json }: { json?: boolean }): number {
  if (json === true) printJson(context, { runs: [] })
  else context.stdout.write('No runs yet: assay run\n')
  return exitCode.ok
}
