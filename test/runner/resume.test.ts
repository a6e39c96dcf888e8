import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Store } from '../../src/core/store.ts'
import type { Target } from '../../src/core/target.ts'
import { collectKeys, execute, planTasks } from '../../src/runner/index.ts'
import { openSqliteStore } from '../../src/store/index.ts'
import { project } from '../support/project.ts'
import { casesOf, graderOf, half, options, targetOf } from '../support/running.ts'
import { grading, manifest } from '../support/trials.ts'

const graders = [half, graderOf('length', ({ output }) => ({ status: 'scored', score: output.text.length % 2 }))]

async function openStore(): Promise<Store> {
  const store = await openSqliteStore(join(project({}), 'assay.sqlite'))
  onTestFinished(() => store.close())
  return store
}

async function begin(store: Store, runId: string): Promise<void> {
  await store.createRun(manifest({ id: runId }))
  await store.createGrading(
    grading({
      id: `${runId}-grading`,
      runId,
      graders: graders.map(({ name, fingerprint, passAt }) => ({ name, fingerprint, passAt })),
    }),
  )
}

interface Size {
  cases: number
  repeats: number
}

/** Fails on every fifth case, always the same way. */
function answers(onAsked: (name: string) => void): Target {
  return targetOf(async ({ id }, { repeat }) => {
    onAsked(`${id}/${repeat}`)
    if (Number(id.slice(1)) % 5 === 4) throw new Error(`nobody knows ${id}`)
    return { text: `${id} ${'x'.repeat(repeat)}`, latencyMs: repeat }
  })
}

/** Does what is missing of a run, as commands do. */
async function proceed(store: Store, runId: string, size: Size, over: Partial<Parameters<typeof execute>[0]> = {}) {
  const gradingId = `${runId}-grading`
  const stored = await collectKeys(store.trialKeys(runId, gradingId))
  const load = async (caseId: string, repeat: number) => {
    for await (const trial of store.trials(runId, { caseIds: [caseId] }))
      if (trial.repeat === repeat) return trial.outcome
    throw new Error(`${caseId}/${repeat} is not stored`)
  }
  async function* cases() {
    yield* casesOf(size.cases)
  }
  const tasks = planTasks({ cases: cases(), repeats: size.repeats, stored, load })
  return execute(options({ tasks, graders, runId, gradingId, sink: store, concurrency: 3, ...over }))
}

const results = async (store: Store, runId: string) =>
  Array.fromAsync(store.trials(runId, { gradingId: `${runId}-grading` }))

const sizes = fc.record({ cases: fc.integer({ min: 1, max: 9 }), repeats: fc.integer({ min: 1, max: 3 }) })

describe('a run that goes on', () => {
  it('does exactly what is missing, once, whatever is stored', { timeout: 120_000 }, async () => {
    const store = await openStore()
    let round = 0
    const states = fc.array(fc.constantFrom('missing', 'ungraded', 'half graded', 'graded'), {
      minLength: 27,
      maxLength: 27,
    })
    await fc.assert(
      fc.asyncProperty(sizes, states, async (size, state) => {
        round += 1
        const [whole, partial] = [`whole-${round}`, `partial-${round}`]
        for (const runId of [whole, partial]) await begin(store, runId)
        await proceed(store, whole, size, { target: answers(() => {}) })
        const expected = await results(store, whole)
        const missing: string[] = []
        let ungraded = 0
        const writes = expected.flatMap(({ caseId, repeat, case: item, outcome, grades }, index) => {
          const key = { caseId, repeat, case: item }
          const asked = state[index] !== 'missing'
          const kept = Object.entries(grades).slice(
            0,
            state[index] === 'graded' ? 2 : state[index] === 'half graded' ? 1 : 0,
          )
          if (!asked) missing.push(`${caseId}/${repeat}`)
          if (outcome.status === 'ok' && kept.length < 2) ungraded += 1
          return [
            ...(asked ? [store.addTrial({ ...key, runId: partial, outcome })] : []),
            ...(asked && kept.length > 0
              ? [store.addGrades({ ...key, gradingId: `${partial}-grading`, grades: Object.fromEntries(kept) })]
              : []),
          ]
        })
        await store.flush()
        await Promise.all(writes)
        const asked: string[] = []
        const summary = await proceed(store, partial, size, { target: answers((name) => asked.push(name)) })
        expect(asked.toSorted()).toEqual(missing.toSorted())
        expect(summary).toMatchObject({ executed: missing.length, graded: ungraded, stopped: false })
        expect(await results(store, partial)).toEqual(expected)
        expect(await proceed(store, partial, size, { target: answers((name) => asked.push(name)) })).toMatchObject({
          executed: 0,
          graded: 0,
        })
        expect(asked).toHaveLength(missing.length)
      }),
      { numRuns: 30 },
    )
  })

  it('ends as if it had never been stopped, wherever and however it was', { timeout: 120_000 }, async () => {
    const store = await openStore()
    let round = 0
    const stops = fc.array(
      fc.record({ after: fc.nat({ max: 12 }), how: fc.constantFrom('stopping', 'signal', 'deadline') }),
      { maxLength: 4 },
    )
    await fc.assert(
      fc.asyncProperty(sizes, stops, async (size, pauses) => {
        round += 1
        const [whole, torn] = [`whole-${round}`, `torn-${round}`]
        for (const runId of [whole, torn]) await begin(store, runId)
        await proceed(store, whole, size, { target: answers(() => {}) })
        for (const { after, how } of pauses) {
          const controllers = { stopping: new AbortController(), signal: new AbortController() }
          let asked = 0
          const target = answers(() => {
            asked += 1
            if (asked > after && how !== 'deadline') controllers[how].abort()
          })
          await proceed(store, torn, size, {
            target,
            stopping: controllers.stopping.signal,
            signal: controllers.signal.signal,
            monotonic: () => asked,
            ...(how === 'deadline' ? { deadlineAt: after } : {}),
          })
        }
        const asked: string[] = []
        const summary = await proceed(store, torn, size, { target: answers((name) => asked.push(name)) })
        expect(summary.stopped).toBe(false)
        expect(new Set(asked).size).toBe(asked.length)
        expect(await results(store, torn)).toEqual(await results(store, whole))
        expect(await store.totals(torn)).toEqual(await store.totals(whole))
      }),
      { numRuns: 30 },
    )
  })
})
