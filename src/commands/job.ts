import type { Eval, Project } from '../config/index.ts'
import type { Case } from '../core/case.ts'
import type { Problem } from '../core/errors.ts'
import { AssayError } from '../core/errors.ts'
import type { Selection } from '../core/run.ts'
import { isPartial } from '../core/run.ts'
import { nearest } from '../core/suggest.ts'
import type { Target } from '../core/target.ts'
import type { Dataset } from '../datasets/index.ts'
import { readDataset, selectCases } from '../datasets/index.ts'
import { keepSecrets } from './secrets.ts'

/** One eval x one target, with everything open and checked. */
export interface Job {
  eval: Eval
  dataset: Dataset
  target: Target
  repeats: number
  selection: Selection
  /** Ids of all cases of the dataset, and of those chosen by the selection. */
  datasetIds: ReadonlySet<string>
  caseIds: ReadonlySet<string>
  /** Ids of the critical ones among them. */
  criticalIds: ReadonlySet<string>
  cases(): AsyncIterable<Case>
}

export interface JobOptions {
  target?: string[]
  repeats?: number
  limit?: number
  tag?: string[]
}

/**
 * Reads every dataset and opens every target before anything is spent.
 * @throws AssayError with all problems of all of them
 */
export async function prepareJobs(project: Project, options: JobOptions): Promise<Job[]> {
  const problems: Problem[] = []
  const jobs: Job[] = []
  if (options.target !== undefined) problems.push(...unknownTargets(project.evals, options.target))
  for (const one of project.evals) {
    const reading = await readDataset(one.dataset, { root: project.root })
    const targets = await openTargets(one, project, options.target, problems)
    if ('problems' in reading) {
      problems.push(...reading.problems)
      await closeTargets(targets)
      continue
    }
    const selection: Selection = {
      ...(options.limit === undefined ? {} : { limit: options.limit }),
      ...(options.tag === undefined ? {} : { tags: options.tag }),
    }
    const cases = () => selectCases(reading.dataset.cases(), selection)
    const chosen = await chosenIds(reading.dataset, selection)
    if (chosen.caseIds.size === 0)
      problems.push({ file: one.file, message: 'no case has these tags', mend: 'see the tags in the dataset' })
    for (const target of targets) {
      jobs.push({
        eval: one,
        dataset: reading.dataset,
        target,
        repeats: options.repeats ?? one.repeats,
        selection,
        datasetIds: reading.dataset.ids,
        ...chosen,
        cases,
      })
    }
  }
  if (problems.length > 0) {
    await closeTargets(jobs.map((job) => job.target))
    throw new AssayError(problems)
  }
  return jobs
}

export async function closeTargets(targets: readonly Target[]): Promise<void> {
  await Promise.allSettled(targets.map((target) => target.close?.()))
}

async function openTargets(
  one: Eval,
  project: Project,
  wanted: readonly string[] | undefined,
  problems: Problem[],
): Promise<Target[]> {
  const entries = Object.entries(one.targets).filter(([name]) => wanted === undefined || wanted.includes(name))
  if (Object.keys(one.targets).length === 0) {
    problems.push({
      file: one.file,
      message: 'has no target',
      mend: 'add targets: { NAME: ... } to it or to assay.config',
    })
  }
  const opened: Target[] = []
  for (const [name, definition] of entries) {
    try {
      const target = await definition.open({ name, root: project.root, env: project.env })
      opened.push(keepSecrets(target, project))
    } catch (error) {
      if (!(error instanceof AssayError)) throw error
      problems.push(...error.problems)
    }
  }
  return opened
}

function unknownTargets(evals: readonly Eval[], wanted: readonly string[]): Problem[] {
  const known = new Set(evals.flatMap((one) => Object.keys(one.targets)))
  return wanted.flatMap((name) => {
    if (known.has(name)) return []
    const suggestion = nearest(name, known)
    return [
      {
        message: `no eval has a target "${name}"`,
        mend: suggestion === undefined ? `targets are ${[...known].join(', ')}` : `did you mean "${suggestion}"?`,
      },
    ]
  })
}

async function chosenIds(read: Dataset, selection: Selection): Promise<Pick<Job, 'caseIds' | 'criticalIds'>> {
  if (!isPartial({ selection })) return { caseIds: read.ids, criticalIds: read.criticalIds }
  const caseIds = new Set<string>()
  for await (const { id } of selectCases(read.cases(), selection)) caseIds.add(id)
  return { caseIds, criticalIds: read.criticalIds.intersection(caseIds) }
}
