import { describe, expect, it } from 'vitest'
import { collectKeys, planTasks } from '../../src/runner/index.ts'
import { casesOf } from '../support/running.ts'
import { answered } from '../support/trials.ts'

async function* of<T>(...items: T[]): AsyncGenerator<T> {
  yield* items
}

const nothing = { get: () => undefined, size: 0 }
const unasked = () => Promise.reject(new Error('nothing is to be loaded'))

describe('planTasks', () => {
  it('asks every case in the order of the dataset, as often as is wanted', async () => {
    const repeats = ({ id }: { id: string }) => (id === 'c1' ? 3 : 1)
    const tasks = await Array.fromAsync(
      planTasks({ cases: of(...casesOf(3)), repeats, stored: nothing, load: unasked }),
    )
    expect(tasks.map((task) => [task.case.id, task.repeat])).toEqual([
      ['c0', 0],
      ['c1', 0],
      ['c1', 1],
      ['c1', 2],
      ['c2', 0],
    ])
    expect(tasks.every((task) => !('outcome' in task))).toBe(true)
  })

  it('leaves out what is finished and loads the outcome of what is only to be graded', async () => {
    const stored = await collectKeys(
      of(
        { caseId: 'c0', repeat: 1, graded: true },
        { caseId: 'c1', repeat: 0, graded: false },
        { caseId: '1 c', repeat: 0, graded: true },
      ),
    )
    expect(stored.size).toBe(3)
    expect(stored.get('1 c', 0)).toBe('graded')
    expect(stored.get('c', 1)).toBeUndefined()
    const load = async (caseId: string, repeat: number) => answered(`${caseId}/${repeat}`)
    const [c0, c1] = casesOf(2)
    expect(await Array.fromAsync(planTasks({ cases: of(...casesOf(2)), repeats: 2, stored, load }))).toEqual([
      { case: c0, repeat: 0 },
      { case: c1, repeat: 0, outcome: answered('c1/0') },
      { case: c1, repeat: 1 },
    ])
  })
})
