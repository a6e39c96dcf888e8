import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Grade } from '../../../src/core/grade.ts'
import type { Outcome } from '../../../src/core/trial.ts'
import * as arbitrary from '../../support/trials.ts'
import { answered, caseNamed, failed, grading, manifest, scores } from '../../support/trials.ts'
import type { FreshStorage } from './support.ts'
import { all, put, started } from './support.ts'

export function trialsContract(name: string, fresh: FreshStorage): void {
  const connected = async () => (await fresh()).connect()

  describe(`${name}: trials`, () => {
    it('gives back any outcome and any grade exactly', async () => {
      const store = await started(await connected())
      const trials = fc.array(
        fc.tuple(
          arbitrary.outcome,
          fc.dictionary(fc.constantFrom('a', 'b', 'toString'), arbitrary.grade, { noNullPrototype: true }),
        ),
        {
          maxLength: 8,
        },
      )
      let round = 0
      await fc.assert(
        fc.asyncProperty(trials, async (given) => {
          round += 1
          const item = caseNamed(`round ${round}`)
          const written = given.flatMap(([outcome, grades], repeat) => put(store, { item, repeat, outcome, grades }))
          await Promise.all([...written, store.flush()])
          const back = await all(store.trials('run-1', { gradingId: 'grading-1', caseIds: [item.id] }))
          expect(back).toStrictEqual(
            given.map(([outcome, grades], repeat) => ({
              caseId: item.id,
              repeat,
              case: item,
              outcome,
              grades: Object.fromEntries(
                Object.entries(outcome.status === 'ok' ? grades : {}).sort(([a], [b]) => (a < b ? -1 : 1)),
              ),
            })),
          )
        }),
        { numRuns: 60 },
      )
    })

    it('keeps golden examples of any shape', async () => {
      const store = await started(await connected())
      const item = caseNamed('rich', {
        input: { question: 'Où?', history: [{ role: 'user', n: 1.5 }] },
        expected: null,
        sources: [{ id: 'a', text: 'A', title: 'T' }],
        tags: ['x', 'y'],
        cluster: 'c',
        critical: true,
        strict: false,
        metadata: { locale: 'fr', nested: [1, null] },
      })
      await Promise.all(put(store, { item }))
      expect((await all(store.trials('run-1')))[0]?.case).toEqual(item)
    })

    it('orders by case id and repeat, across any number of pages', async () => {
      const store = await started(await connected())
      const ids = [
        'ä',
        'b',
        'a',
        'a b',
        'B',
        '10',
        '9',
        '\u{1f600}',
        '\uff5e',
        ...Array.from({ length: 290 }, (_, index) => `n${index}`),
      ]
      await Promise.all(
        ids.flatMap((id) =>
          [1, 0].flatMap((repeat) => put(store, { item: caseNamed(id), repeat, outcome: answered(id) })),
        ),
      )
      const back = await all(store.trials('run-1', { gradingId: 'grading-1' }))
      const sorted = ids.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      expect(back.map(({ caseId, repeat }) => [caseId, repeat])).toEqual(
        sorted.flatMap((id) => [
          [id, 0],
          [id, 1],
        ]),
      )
      expect(back.every((trial) => trial.outcome.status === 'ok' && trial.outcome.output.text === trial.caseId)).toBe(
        true,
      )
      expect(back.every(({ grades }) => Object.keys(grades).length === 2)).toBe(true)
    })

    it('narrows to the cases asked for', async () => {
      const store = await started(await connected())
      await Promise.all(Array.from({ length: 600 }, (_, index) => put(store, { item: caseNamed(`n${index}`) })).flat())
      const asked = [...Array.from({ length: 500 }, (_, index) => `n${index}`), "no'ne"]
      const ids = (await all(store.trials('run-1', { caseIds: asked }))).map(({ caseId }) => caseId)
      expect(new Set(ids)).toEqual(new Set(asked.slice(0, -1)))
      expect(ids).toHaveLength(500)
      expect(await all(store.trials('run-1', { caseIds: [] }))).toEqual([])
    })

    it('takes in more while it is being read', async () => {
      const store = await started(await connected())
      await Promise.all(Array.from({ length: 300 }, (_, index) => put(store, { item: caseNamed(`b${index}`) })).flat())
      let added = 0
      for await (const _ of store.trials('run-1')) {
        if (added < 3) await Promise.all(put(store, { item: caseNamed(`a${added}`) }))
        added += 1
      }
      expect((await store.totals('run-1')).trials).toBe(303)
    })

    it('has committed what it says it has: another connection sees it', async () => {
      const storage = await fresh()
      const store = await started(await storage.connect())
      const other = await storage.connect()
      for (const id of ['a', 'b', 'c']) {
        await store.addTrial({ runId: 'run-1', caseId: id, repeat: 0, case: caseNamed(id), outcome: answered(id) })
        expect(await all(other.trials('run-1', { caseIds: [id] }))).toHaveLength(1)
      }
    })

    it('commits on flush and on close what is pending', async () => {
      const storage = await fresh()
      const store = await started(await storage.connect())
      const other = await storage.connect()
      const pending = [...put(store, { item: caseNamed('a') })]
      await store.flush()
      expect(await all(other.trials('run-1'))).toHaveLength(1)
      pending.push(...put(store, { item: caseNamed('b') }))
      await store.close()
      expect(await all(other.trials('run-1'))).toHaveLength(2)
      await Promise.all(pending)
    })

    it('commits what is pending before anything is said of its run', async () => {
      const storage = await fresh()
      const store = await started(await storage.connect())
      const other = await storage.connect()
      await Promise.all(put(store, { item: caseNamed('a') }))
      const pending = put(store, { item: caseNamed('b') })
      await store.setRunStatus('run-1', 'complete', '2025-03-01T11:00:00.000Z')
      expect(await all(other.trials('run-1'))).toHaveLength(2)
      await Promise.all(pending)
    })

    it('keeps the first outcome of a trial, and its own grades', async () => {
      const store = await started(await connected())
      const item = caseNamed('a')
      await Promise.all(put(store, { item, outcome: answered('first'), grades: scores(1) }))
      await Promise.all(put(store, { item, outcome: answered('second'), grades: scores(0) }))
      const [trial] = await all(store.trials('run-1', { gradingId: 'grading-1' }))
      expect(trial).toMatchObject({ outcome: answered('first'), grades: scores(1) })
      expect((await store.totals('run-1')).trials).toBe(1)
    })

    it('does not give the grades of an answer to the one that another process was quicker to store', async () => {
      const storage = await fresh()
      const [quick, slow] = [await started(await storage.connect()), await storage.connect()]
      const item = caseNamed('a')
      const key = { caseId: 'a', repeat: 0, case: item }
      await quick.addTrial({ ...key, runId: 'run-1', outcome: answered('quick') })
      await slow.addTrial({ ...key, runId: 'run-1', outcome: answered('slow') })
      await slow.addGrades({ ...key, gradingId: 'grading-1', grades: scores(0) })
      expect((await all(slow.trials('run-1', { gradingId: 'grading-1' })))[0]?.grades).toEqual({})
      await quick.addGrades({ ...key, gradingId: 'grading-1', grades: scores(1) })
      expect(await all(slow.trials('run-1', { gradingId: 'grading-1' }))).toMatchObject([
        { outcome: answered('quick'), grades: scores(1) },
      ])
    })

    it('counts from what is stored', async () => {
      const store = await started(await connected())
      const none = { trials: 0, ok: 0, errors: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 }
      expect(await store.totals('run-1')).toEqual(none)
      const outcomes: Outcome[] = [
        answered('a', { usage: { inputTokens: 3, outputTokens: 5 }, costUsd: 0.25 }),
        answered('b', { usage: { inputTokens: 4 }, costUsd: 0.5 }),
        answered('c'),
        failed(),
      ]
      await Promise.all(outcomes.flatMap((outcome, repeat) => put(store, { item: caseNamed('x'), repeat, outcome })))
      expect(await store.totals('run-1')).toEqual({
        trials: 4,
        ok: 3,
        errors: 1,
        inputTokens: 7,
        outputTokens: 5,
        costUsd: 0.75,
      })
      await store.createRun(manifest({ id: 'run-2' }))
      expect(await store.totals('run-2')).toEqual(none)
    })

    it('tells which models answered, most answers first', async () => {
      const store = await started(await connected())
      expect(await store.answeredBy('run-1')).toEqual([])
      const outcomes = ['b', 'a', 'c', 'a'].map((modelId) => answered('x', { modelId }))
      await Promise.all(
        [...outcomes, answered('no name'), failed()].flatMap((outcome, repeat) =>
          put(store, { item: caseNamed('x'), repeat, outcome }),
        ),
      )
      expect(await store.answeredBy('run-1')).toEqual([
        { modelId: 'a', trials: 2 },
        { modelId: 'b', trials: 1 },
        { modelId: 'c', trials: 1 },
      ])
    })

    it('counts what the models took that graders asked, in one grading', async () => {
      const store = await started(await connected())
      const call = { judge: 'default', modelId: 'j', latencyMs: 5 }
      const priced = { ...call, usage: { inputTokens: 10, outputTokens: 2 }, costUsd: 0.25 }
      const grades: Record<string, Grade> = {
        exactMatch: { status: 'scored', score: 1, calls: [priced, call] },
        tone: { status: 'error', error: { code: 'bad_verdict', message: 'no', retryable: false }, calls: [priced] },
      }
      await Promise.all(put(store, { item: caseNamed('a'), grades }))
      await Promise.all(put(store, { item: caseNamed('b') }))
      const none = { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 }
      const counted = { calls: 3, inputTokens: 20, outputTokens: 4, costUsd: 0.5 }
      expect(await store.judgeTotals('run-1', 'grading-1')).toEqual(counted)
      await store.createGrading(grading({ id: 'grading-2' }))
      expect(await store.judgeTotals('run-1', 'grading-2')).toEqual(none)
      const [trial] = await all(store.trials('run-1', { gradingId: 'grading-1' }))
      expect(trial?.grades).toEqual(grades)
    })

    it('keeps requests as they were sent, and equal ones once', async () => {
      const store = await started(await connected())
      const request = {
        method: 'POST',
        url: 'http://h/v1',
        body: { messages: [{ role: 'user', content: 'x'.repeat(50) }] },
      }
      const outcomes = [answered('a', { request }), answered('b', { request: structuredClone(request) }), answered('c')]
      await Promise.all(outcomes.flatMap((outcome, repeat) => put(store, { item: caseNamed('x'), repeat, outcome })))
      expect((await all(store.trials('run-1'))).map(({ outcome }) => outcome)).toEqual(outcomes)
    })
  })
}
