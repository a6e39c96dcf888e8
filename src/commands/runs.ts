import { storePath } from '../config/index.ts'
import type { Context } from '../core/context.ts'
import { exitCode } from '../core/errors.ts'
import { isPartial } from '../core/run.ts'
import { table } from '../reporters/index.ts'
import { openSqliteStore } from '../store/index.ts'
import { runJson } from './runOutput.ts'

/** `assay runs`: newest first. */
export async function runs(
  context: Context,
  options: { eval?: string; target?: string; limit?: number; json?: boolean },
): Promise<number> {
  const { store: path } = await storePath(context)
  const store = await openSqliteStore(path, { readOnly: true })
  try {
    const filter = {
      ...(options.eval === undefined ? {} : { eval: options.eval }),
      ...(options.target === undefined ? {} : { target: options.target }),
    }
    const found = (await store.listRuns(filter)).slice(0, options.limit)
    const rows = await Promise.all(found.map((run) => runJson(store, run.id)))
    if (options.json === true) context.stdout.write(`${JSON.stringify({ runs: rows }, null, 2)}\n`)
    else if (rows.length === 0) context.stdout.write('No runs yet: assay run\n')
    else {
      context.stdout.write(
        table(
          found.map((run, index) => ({ run, totals: rows[index]?.totals })),
          [
            { header: 'run', value: ({ run }) => run.id },
            { header: 'eval', value: ({ run }) => run.eval },
            {
              header: 'target',
              value: ({ run }) =>
                run.target.version === undefined ? run.target.name : `${run.target.name} (${run.target.version})`,
            },
            { header: 'status', value: ({ run }) => `${run.status}${isPartial(run) ? ', partial' : ''}` },
            { header: 'trials', value: ({ totals }) => String(totals?.trials ?? 0), align: 'right' },
            { header: 'errors', value: ({ totals }) => String(totals?.errors ?? 0), align: 'right' },
            { header: 'started (UTC)', value: ({ run }) => run.createdAt.slice(0, 16).replace('T', ' ') },
          ],
          context,
        ),
      )
    }
    return exitCode.ok
  } finally {
    await store.close()
  }
}
