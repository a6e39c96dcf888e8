import type { Case } from '../core/case.ts'
import type { Problem } from '../core/errors.ts'
import { FailureError } from '../core/failure.ts'
import { asksModels } from '../core/grade.ts'
import { soundOutput } from '../core/sound.ts'
import type { TargetInput } from '../core/target.ts'
import { targetInput } from '../core/target.ts'
import { plural } from '../text/format.ts'
import type { Job } from './job.ts'
import { answerKey, gradeKey } from './recorded.ts'
import type { Session } from './session.ts'
import { noPrice } from './session.ts'

/** What asking is going to take, found by filling in every request before any is sent. */
export interface Foresight {
  /** What keeps it from being asked at all. */
  problems: Problem[]
  notes: string[]
  /** Trials that are answered by what was recorded. */
  recorded: number
  /** Of all trials that have to be asked; absent where the target does not tell. */
  inputTokens?: number
  /** Of one answer. */
  maxOutputTokens?: number
  costOf?(usage: { inputTokens: number; outputTokens: number }): number
}

const examples = 5

/** Looks at every case that is chosen. */
export async function foresee(job: Omit<Job, 'foresight'>, session: Session): Promise<Foresight> {
  const { eval: one, target, repeats } = job
  const found: Foresight = { problems: [], notes: [], recorded: 0 }
  const isRecorded = await recordedIn(job, session)
  found.problems.push(...unrecordable(job, session))
  if (target.estimate === undefined && target.gives === undefined && isRecorded === undefined) return found
  const ungraded = await ungradedIn(job, session)
  const faulty: string[] = []
  const missing: string[] = []
  const given: string[] = []
  for await (const item of job.cases()) {
    const input = targetInput(item, one.expose)
    const asked = Array.from({ length: repeats }, (_, repeat) => repeat).filter(
      (repeat) => isRecorded?.(input, repeat) !== true,
    ).length
    found.recorded += repeats - asked
    if (asked > 0 && session.mode === 'replay') missing.push(item.id)
    ungraded?.look(item, input)
    if (target.gives?.(input.input) === true) given.push(item.id)
    try {
      const estimate = target.estimate?.(input)
      if (estimate === undefined) continue
      const { inputTokens, ...others } = estimate
      if (inputTokens !== undefined) found.inputTokens = (found.inputTokens ?? 0) + inputTokens * asked
      Object.assign(found, others)
    } catch (error) {
      if (!(error instanceof FailureError)) throw error
      faulty.push(`case "${item.id}": ${error.failure.message}`)
    }
  }
  found.problems.push(...faultsOf(job, faulty), ...missingFaults(job, missing), ...(ungraded?.faults() ?? []))
  if (given.length > 0) found.notes.push(`${one.file}: examples of "${target.name}" ask what ${listed(given)} asks too`)
  if (session.budget.limitsCost && session.network.sends && target.asks !== undefined && found.costOf === undefined)
    found.problems.push({ file: one.file, ...noPrice(`targets.${target.name}`) })
  if (session.budget.limitsCost && target.usesNetwork === true && target.asks === undefined)
    found.notes.push(`${one.file}: --max-cost counts of "${target.name}" what its answers tell as costUsd`)
  return found
}

async function recordedIn({ eval: one, target }: Omit<Job, 'foresight'>, session: Session) {
  if (session.mode === 'off' || !session.records(target)) return undefined
  const { answers } = await session.recordings(one, session.mode)
  return (input: Parameters<typeof answerKey>[1], repeat: number) => answers.has(answerKey(target, input, repeat))
}

/** Of a replay: grades by models that were not recorded of the answers that were. */
async function ungradedIn(job: Omit<Job, 'foresight'>, session: Session) {
  const { eval: one, target, graders, repeats } = job
  const asking = graders.filter(asksModels)
  if (session.mode !== 'replay' || asking.length === 0 || !session.records(target)) return undefined
  const { answers, grades } = await session.recordings(one, session.mode)
  const missing = new Map(asking.map(({ name }) => [name, [] as string[]]))
  const look = (item: Case, input: TargetInput) => {
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const output = answers.get(answerKey(target, input, repeat))
      if (output === undefined) continue
      const request = { case: item, output: soundOutput(output) }
      for (const grader of asking) {
        const ids = missing.get(grader.name)
        if (!grades.has(gradeKey(grader, request)) && ids?.at(-1) !== item.id) ids?.push(item.id)
      }
    }
  }
  const faults = () =>
    [...missing].flatMap(([name, ids]) => {
      if (ids.length === 0) return []
      const message = `no grade by "${name}" of the answers of "${target.name}" is recorded for ${listed(ids)}`
      return [{ file: one.file, message, mend: recordThem }]
    })
  return { look, faults }
}

const recordThem = 'record them: assay run --cache record'

function faultsOf({ eval: one, target }: Omit<Job, 'foresight'>, faulty: readonly string[]): Problem[] {
  const [first] = faulty
  if (first === undefined) return []
  const more = faulty.length === 1 ? '' : ` (and ${plural(faulty.length - 1, 'other case')})`
  return [{ file: one.file, message: `target "${target.name}": ${first}${more}` }]
}

function missingFaults({ eval: one, target }: Omit<Job, 'foresight'>, missing: readonly string[]): Problem[] {
  if (missing.length === 0) return []
  const message = `no answer of "${target.name}" is recorded for ${listed(missing)}`
  return [{ file: one.file, message, mend: recordThem }]
}

/** Without a version nobody can tell whether a recorded answer is still what it would say. */
function unrecordable({ eval: one, target }: Omit<Job, 'foresight'>, session: Session): Problem[] {
  if (session.mode === 'off' || target.usesNetwork !== true || session.records(target)) return []
  const message = `--cache: answers of "${target.name}" cannot be recorded, since it has no version`
  return [{ file: one.file, message, mend: 'add version: ..., and change it whenever what answers changes' }]
}

function listed(ids: readonly string[]): string {
  const shown = ids.slice(0, examples).map((id) => `"${id}"`)
  return `${plural(ids.length, 'case')} (${shown.join(', ')}${ids.length > examples ? ', ...' : ''})`
}
