import { loadProject } from '../config/index.ts'
import type { Context } from '../core/context.ts'
import type { Problem } from '../core/errors.ts'
import { AssayError, exitCode, formatProblem } from '../core/errors.ts'
import { blocks } from '../core/rules.ts'
import { plural } from '../text/format.ts'
import type { Job } from './job.ts'
import { closeTargets, faultsOfParts, notesOf, prepareJobs } from './job.ts'
import { openSession } from './session.ts'

/** `assay check`: every fault of every eval at once; remarks do not fail it. */
export async function check(context: Context, evals: readonly string[]): Promise<number> {
  const session = await openSession(context, evals, { asksNothing: true }, loadProject)
  const { project } = session
  const problems: Problem[] = [...project.problems]
  for (const one of project.evals) {
    try {
      const jobs = await prepareJobs({ ...project, evals: [one] }, {}, session)
      await closeTargets(jobs.map((job) => job.target))
      tell(context, jobs)
    } catch (error) {
      if (!(error instanceof AssayError)) throw error
      problems.push(...error.problems)
    }
  }
  for (const parts of project.broken) problems.push(...(await faultsOfParts(parts, session)))
  await session.close()
  if (problems.length === 0) return exitCode.ok
  const lines = new Set(problems.map(formatProblem))
  for (const line of lines) context.stderr.write(`${line}\n`)
  context.stderr.write(`assay: ${plural(lines.size, 'fault')}\n`)
  return exitCode.usage
}

function tell(context: Context, jobs: readonly Job[]): void {
  const [first] = jobs
  if (first === undefined) return
  const { eval: one, dataset } = first
  const ofSlices = Object.values(one.slices).flatMap((rules) => Object.values(rules))
  const rules = [...Object.values(one.gate), ...Object.values(one.measures), ...ofSlices].filter(blocks).length
  const facts = [
    plural(dataset.size, 'case'),
    plural(jobs.length, 'target'),
    plural(one.graders.length, 'grader'),
    rules === 0 ? 'no blocking rule, so it cannot be gated' : plural(rules, 'blocking rule'),
  ]
  context.stdout.write(`${one.file}: ${one.name}: ${facts.join(', ')}\n`)
  const isForAsking = ([kind, name = '']: readonly string[]) =>
    kind !== 'targets' || one.targets[name]?.usesNetwork === true
  const unset = one.unset.flatMap(({ path, problem }) => (isForAsking(path) ? [formatProblem(problem)] : []))
  for (const note of [...unset, ...jobs.flatMap(notesOf)]) context.stdout.write(`  note: ${note}\n`)
}
