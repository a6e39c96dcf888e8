import { describe, expect, it } from 'vitest'
import { secondRepeats, withOwnRepeats } from '../../src/commands/aaTarget.ts'
import type { Job } from '../../src/commands/job.ts'
import type { Target } from '../../src/core/target.ts'
import { callContext } from '../support/network.ts'

const context = { ...callContext(), monotonic: () => 0 }
const target: Target = {
  name: 'v1',
  kind: 'function',
  fingerprint: 'f',
  run: async ({ id }, { repeat }) => ({ text: `${id} ${repeat}`, latencyMs: 1 }),
}
const withRepeats = (counts: Record<string, number>): Target => ({ ...target, maxRepeats: (id) => counts[id] ?? 0 })

function job(over: Partial<Job> = {}): Job {
  return {
    eval: { file: 'evals/e.eval.yaml' } as Job['eval'],
    dataset: {} as Job['dataset'],
    target,
    graders: [],
    foresight: { problems: [], notes: [], recorded: 0 },
    repeats: 1,
    selection: {},
    caseIds: new Set(['a', 'b']),
    criticalIds: new Set(),
    cases: async function* () {},
    ...over,
  }
}

describe('the second of two runs', () => {
  it('asks for the repeats after those of the first', async () => {
    const own = withOwnRepeats(job({ repeats: 2 }), { repeats: 2, repeatsFrom: 2 }).target
    const answers = [0, 1].map((repeat) => own.run({ id: 'a', input: '' }, { ...context, repeat }))
    expect((await Promise.all(answers)).map(({ text }) => text)).toEqual(['a 2', 'a 3'])
    expect(own).toMatchObject({ name: 'v1', kind: 'function', fingerprint: 'f' })
  })

  it('starts where the first cannot reach, also with failing critical cases', () => {
    expect(secondRepeats(job({ repeats: 2 }))).toBe(2)
    expect(secondRepeats(job({ criticalIds: new Set(['a']) }))).toBe(3)
    expect(secondRepeats(job({ criticalIds: new Set(['a']), target: withRepeats({ a: 2, b: 2 }) }))).toBe(1)
  })
})

describe('a target with few repeats', () => {
  it('is refused where they do not do for two runs, with what to do', () => {
    const few = () => secondRepeats(job({ repeats: 2, target: withRepeats({ a: 4, b: 3 }) }))
    expect(few).toThrow(
      'evals/e.eval.yaml: target "v1" has 3 repeats of case "b"; two runs of 2 repeats need 4; record',
    )
    expect(() => secondRepeats(job({ target: withRepeats({ a: 1, b: 1 }) }))).toThrow('and too few of 1 other case')
  })

  it('does where cases without any answer are errors in both runs', () => {
    expect(secondRepeats(job({ target: withRepeats({ a: 2 }) }))).toBe(1)
  })

  it('gives each run its own, so that neither takes what is the other one’s', () => {
    const shared = job({ target: withRepeats({ a: 5, b: 3 }) })
    const own = (repeatsFrom?: number) =>
      withOwnRepeats(shared, { repeats: 2, ...(repeatsFrom !== undefined && { repeatsFrom }) }).target.maxRepeats
    expect([own()?.('a'), own(2)?.('a'), own()?.('b'), own(2)?.('b'), own(2)?.('c')]).toEqual([2, 2, 2, 1, 0])
    expect(withOwnRepeats(job(), { repeats: 1 }).target.maxRepeats).toBeUndefined()
  })
})
