import type { Eval, EvalParts, Project } from '../config/index.ts'
import type { Case } from '../core/case.ts'
import type { Problem } from '../core/errors.ts'
import { AssayError, formatProblem } from '../core/errors.ts'
import type { Grader } from '../core/grade.ts'
import type { Selection } from '../core/run.ts'
import { isPartial } from '../core/run.ts'
import { didYouMean } from '../core/suggest.ts'
import type { Target } from '../core/target.ts'
import type { Dataset } from '../datasets/index.ts'
import { readDataset, selectCases } from '../datasets/index.ts'
import type { Foresight } from './foresight.ts'
import { foresee } from './foresight.ts'
import type { Session } from './session.ts'

/** One eval x one target, with everything open and checked. */
export interface Job {
  eval: Eval
  dataset: Dataset
  target: Target
  /** Those of the eval, with the models that they ask. */
  graders: Grader[]
  /** What asking is going to take. */
  foresight: Foresight
  repeats: number
  selection: Selection
  /** Ids of the cases chosen by the selection. */
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
export async function prepareJobs(project: Project, options: JobOptions, session: Session): Promise<Job[]> {
  const problems: Problem[] = []
  const jobs: Job[] = []
  const tags = new Set<string>()
  const untagged: string[] = []
  if (options.target !== undefined) problems.push(...unknownTargets(project.evals, options.target))
  for (const one of project.evals) {
    const reading = await readDataset(one.dataset, { root: project.root })
    const targets = await openTargets(one, session, options.target, problems)
    const graders = await openGraders(one, session, problems)
    if (Object.keys(one.targets).length === 0) {
      const mend = 'add targets: { NAME: ... } to it or to assay.config'
      problems.push({ file: one.file, message: 'has no target', mend })
    }
    if ('problems' in reading) {
      problems.push(...namedBy(one, reading.problems))
      await closeTargets(targets)
      continue
    }
    for (const tag of reading.dataset.tagCounts.keys()) tags.add(tag)
    const selection: Selection = {
      ...(options.limit === undefined ? {} : { limit: options.limit }),
      ...(options.tag === undefined ? {} : { tags: options.tag }),
    }
    const cases = () => selectCases(reading.dataset.cases(), selection)
    const chosen = await chosenIds(reading.dataset, selection)
    if (chosen.caseIds.size === 0) untagged.push(one.file)
    for (const target of targets) {
      const repeats = options.repeats ?? one.repeats
      const job = { eval: one, dataset: reading.dataset, target, graders, repeats, selection, ...chosen, cases }
      const foresight = await foresee(job, session)
      problems.push(...foresight.problems)
      jobs.push({ ...job, foresight })
    }
  }
  // Only where every dataset was read it is known which tags there are.
  if (problems.length === 0) problems.push(...tagFaults(tags, options.tag ?? [], untagged))
  if (problems.length > 0) {
    await closeTargets(jobs.map((job) => job.target))
    throw new AssayError(session.secrets.cleanAll(problems))
  }
  return jobs
}

/** The faults of an eval's dataset and targets, where other faults keep it from being run. */
export async function faultsOfParts(parts: EvalParts, session: Session): Promise<Problem[]> {
  const problems: Problem[] = []
  if (parts.dataset !== undefined) {
    const reading = await readDataset(parts.dataset, { root: session.project.root })
    if ('problems' in reading) problems.push(...namedBy(parts, reading.problems))
  }
  await closeTargets(await openTargets({ name: parts.file, ...parts }, session, undefined, problems))
  return session.secrets.cleanAll(problems)
}

/** What is not at a line of a file is told with the eval that names the file, or the pattern. */
function namedBy({ file: by }: { file: string }, problems: readonly Problem[]): Problem[] {
  return problems.map((problem) => {
    if (problem.line !== undefined) return problem
    if (problem.file === undefined) return { ...problem, file: by }
    return { ...problem, message: `${problem.message} (named by ${by})` }
  })
}

/** What the target has to say of the cases before anything starts: missing and surplus answers, one line each. */
export function notesOf({ target, dataset, caseIds, repeats, foresight }: Job): string[] {
  const review = target.review?.({ dataset: dataset.ids, chosen: caseIds }, repeats).map(formatProblem) ?? []
  return [...review, ...foresight.notes]
}

export async function closeTargets(targets: readonly Target[]): Promise<void> {
  await Promise.allSettled(targets.map((target) => target.close?.()))
}

async function openTargets(
  one: EvalParts & Pick<Eval, 'name'>,
  session: Session,
  wanted: readonly string[] | undefined,
  problems: Problem[],
): Promise<Target[]> {
  const entries = Object.entries(one.targets).filter(([name]) => wanted === undefined || wanted.includes(name))
  const opened: Target[] = []
  const { project, network } = session
  for (const [name, definition] of entries) {
    const unset = session.unset(one, 'targets', name)
    problems.push(...unset)
    if (unset.length > 0) continue
    try {
      const target = await definition.open({ name, root: project.root, env: project.env, network })
      opened.push(await session.target(one, target, definition.cacheable === true))
    } catch (error) {
      if (!(error instanceof AssayError)) throw error
      problems.push(...namedBy(one, error.problems))
    }
  }
  return opened
}

async function openGraders(one: Eval, session: Session, problems: Problem[]): Promise<Grader[]> {
  try {
    return await session.graders(one)
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    problems.push(...error.problems)
    return one.graders
  }
}

function unknownTargets(evals: readonly Eval[], wanted: readonly string[]): Problem[] {
  const known = new Set(evals.flatMap((one) => Object.keys(one.targets)))
  return wanted.flatMap((name) => {
    if (known.has(name)) return []
    return [
      {
        message: `no eval has a target "${name}"`,
        mend: evals.some((one) => one.name === name)
          ? 'it is an eval: write it before --target'
          : didYouMean(name, known, `targets are ${[...known].join(', ')}`),
      },
    ]
  })
}

/** @param untagged files of evals none of whose cases has one of the tags */
function tagFaults(known: ReadonlySet<string>, wanted: readonly string[], untagged: readonly string[]): Problem[] {
  const unknown = unknownTags(known, wanted)
  if (unknown.length > 0) return unknown
  const message = 'none of its cases has one of these tags'
  return untagged.map((file) => ({ file, message, mend: 'name the evals that are to be run' }))
}

function unknownTags(known: ReadonlySet<string>, wanted: readonly string[]): Problem[] {
  const names = [...known].sort().slice(0, 20).join(', ')
  return wanted.flatMap((tag) =>
    known.has(tag)
      ? []
      : [
          {
            message: `no case has the tag "${tag}"`,
            mend: didYouMean(tag, known, names === '' ? 'no case has tags' : `tags are ${names}`),
          },
        ],
  )
}

async function chosenIds(read: Dataset, selection: Selection): Promise<Pick<Job, 'caseIds' | 'criticalIds'>> {
  if (!isPartial({ selection })) return { caseIds: read.ids, criticalIds: read.criticalIds }
  const caseIds = new Set<string>()
  for await (const { id } of selectCases(read.cases(), selection)) caseIds.add(id)
  return { caseIds, criticalIds: read.criticalIds.intersection(caseIds) }
}
