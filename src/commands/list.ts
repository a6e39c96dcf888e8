import { loadProject } from '../config/index.ts'
import type { Context } from '../core/context.ts'
import { exitCode, formatProblem } from '../core/errors.ts'
import { table } from '../reporters/index.ts'
import { printJson } from './print.ts'

/** `assay list`: the evals of the project; broken ones are told on stderr and make it exit 3. */
export async function list(context: Context, options: { json?: boolean }): Promise<number> {
  const { evals, problems } = await loadProject(context)
  const rows = evals.map((one) => ({
    name: one.name,
    owner: one.owner ?? null,
    description: one.description ?? null,
    file: one.file,
    dataset: one.dataset.files,
    targets: Object.keys(one.targets),
    graders: one.graders.map(({ name }) => name),
    repeats: one.repeats,
    gate: one.gate,
  }))
  if (options.json === true) printJson(context, { evals: rows })
  else if (rows.length > 0) {
    context.stdout.write(
      table(
        rows,
        [
          { header: 'eval', value: (row) => row.name },
          { header: 'owner', value: (row) => row.owner ?? '' },
          { header: 'targets', value: (row) => row.targets.join(' ') },
          { header: 'graders', value: (row) => row.graders.join(' ') },
          { header: 'file', value: (row) => row.file },
        ],
        context,
      ),
    )
  }
  for (const problem of problems) context.stderr.write(`${formatProblem(problem)}\n`)
  return problems.length === 0 ? exitCode.ok : exitCode.usage
}
