import type { Case } from '../core/case.ts'
import type { Outcome, TrialKey } from '../core/trial.ts'

/** One trial that is not finished. With `outcome` there is an answer already, and only its grades are missing. */
export interface Task {
  case: Case
  repeat: number
  outcome?: Outcome
}

/** What a run already has, by case and repeat. */
export interface StoredKeys {
  get(caseId: string, repeat: number): 'graded' | 'ungraded' | undefined
  readonly size: number
}

/** Gathers the keys that a store gives of a run. */
export async function collectKeys(keys: AsyncIterable<TrialKey & { graded: boolean }>): Promise<StoredKeys> {
  const states = new Map<string, 'graded' | 'ungraded'>()
  const name = (caseId: string, repeat: number) => `${repeat} ${caseId}`
  for await (const { caseId, repeat, graded } of keys) states.set(name(caseId, repeat), graded ? 'graded' : 'ungraded')
  return { get: (caseId, repeat) => states.get(name(caseId, repeat)), size: states.size }
}

export interface PlanOptions {
  cases: AsyncIterable<Case>
  /** How often each case is asked. */
  repeats: number | ((item: Case) => number)
  stored: StoredKeys
  /** The stored outcome of a trial that lacks grades. */
  load(caseId: string, repeat: number): Promise<Outcome>
}

/** The trials that are missing, case by case in the order of the dataset; what is finished is left out. */
export async function* planTasks({ cases, repeats, stored, load }: PlanOptions): AsyncGenerator<Task> {
  for await (const item of cases) {
    const times = typeof repeats === 'number' ? repeats : repeats(item)
    for (let repeat = 0; repeat < times; repeat += 1) {
      const state = stored.get(item.id, repeat)
      if (state === undefined) yield { case: item, repeat }
      else if (state === 'ungraded') yield { case: item, repeat, outcome: await load(item.id, repeat) }
    }
  }
}
