import { describe, expect, it } from 'vitest'
import { caseFacts, trialFacts } from '../../../src/core/facts.ts'
import { inputHash } from '../../../src/core/target.ts'
import { answered, caseNamed, failed, grading, manifest, scores } from '../../support/trials.ts'
import type { FreshStorage } from './support.ts'
import { all, put, started } from './support.ts'

export function gradingsContract(name: string, fresh: FreshStorage): void {
  const connected = async () => (await fresh()).connect()

  describe(`${name}: gradings`, () => {
    it('lists the newest first, with whether they are complete', async () => {
      const store = await started(await connected())
      await store.createGrading(grading({ id: 'grading-2', createdAt: '2025-03-05T00:00:00.000Z' }))
      await store.createRun(manifest({ id: 'run-2' }))
      await store.createGrading(grading({ id: 'grading-3', runId: 'run-2' }))
      await store.completeGrading('grading-1')
      expect(await store.listGradings('run-1')).toEqual([
        { ...grading({ id: 'grading-2', createdAt: '2025-03-05T00:00:00.000Z' }), complete: false },
        { ...grading(), complete: true },
      ])
      await expect(store.completeGrading('nope')).rejects.toThrow('there is no grading "nope"')
    })

    it('appends: each has its own grades of the same outputs', async () => {
      const store = await started(await connected())
      await store.createGrading(grading({ id: 'grading-2' }))
      const item = caseNamed('a')
      await Promise.all(put(store, { item, grades: scores(1) }))
      await store.addGrades({ gradingId: 'grading-2', caseId: 'a', repeat: 0, case: item, grades: scores(0.5) })
      const grades = async (options?: { gradingId: string }) => (await all(store.trials('run-1', options)))[0]?.grades
      expect(await grades({ gradingId: 'grading-1' })).toEqual(scores(1))
      expect(await grades({ gradingId: 'grading-2' })).toEqual(scores(0.5))
      expect(await grades()).toEqual({})
    })

    it('says which trials are graded in it', async () => {
      const store = await started(await connected())
      await store.createGrading(grading({ id: 'grading-2' }))
      await Promise.all([
        ...put(store, { item: caseNamed('all') }),
        ...put(store, { item: caseNamed('error'), outcome: failed() }),
        ...put(store, { item: caseNamed('half'), grades: { tone: { status: 'unscored', reason: 'no text' } } }),
        ...put(store, { item: caseNamed('none'), repeat: 2, grades: {} }),
      ])
      expect(await all(store.trialKeys('run-1', 'grading-1'))).toEqual([
        { caseId: 'all', repeat: 0, graded: true },
        { caseId: 'error', repeat: 0, graded: true },
        { caseId: 'half', repeat: 0, graded: false },
        { caseId: 'none', repeat: 2, graded: false },
      ])
      expect((await all(store.trialKeys('run-1', 'grading-2'))).map(({ graded }) => graded)).toEqual([
        false,
        true,
        false,
        false,
      ])
    })

    it('are of one run', async () => {
      const store = await started(await connected())
      await store.createRun(manifest({ id: 'run-2' }))
      await expect(all(store.trialKeys('run-2', 'grading-1'))).rejects.toThrow('no grading "grading-1" of run "run-2"')
      await expect(all(store.trials('run-2', { gradingId: 'grading-1' }))).rejects.toThrow('no grading "grading-1"')
      await expect(store.gradedRun('run-2', 'grading-1')).rejects.toThrow('no grading "grading-1"')
    })
  })

  describe(`${name}: the graded run`, () => {
    it('has the facts of every trial and case, as those are told elsewhere', async () => {
      const store = await started(await connected())
      const items = [
        caseNamed('a', {
          tags: ['t'],
          cluster: 'c',
          critical: true,
          strict: true,
          metadata: { locale: 'de', secret: 1 },
        }),
        caseNamed('b', { variantOf: 'a' }),
        caseNamed('c'),
      ]
      await Promise.all(
        items.flatMap((item) => [
          ...put(store, {
            item,
            outcome: answered('x', { usage: { inputTokens: 1, outputTokens: 2 }, costUsd: 0.5 }),
            grades: {
              exactMatch: { status: 'scored', score: 0.5, parts: { p: { score: 0.25, n: 4 } }, reason: 'because' },
              tone: { status: 'unscored', reason: 'no text' },
              broken: { status: 'error', error: { code: 'thrown', message: 'm', retryable: false } },
            },
          }),
          ...put(store, { item, repeat: 2, outcome: failed() }),
        ]),
      )
      await store.completeGrading('grading-1')
      const graded = await store.gradedRun('run-1', 'grading-1')
      expect(graded.run).toEqual(await store.getRun('run-1'))
      expect(graded.grading).toEqual({ ...grading(), complete: true })
      const trials = await all(store.trials('run-1', { gradingId: 'grading-1' }))
      expect(graded.cases).toStrictEqual(
        items.map((item) =>
          caseFacts(item, ['locale'], trials.filter(({ caseId }) => caseId === item.id).map(trialFacts)),
        ),
      )
    })

    it('streams the same cases, those with many repeats in one piece', async () => {
      const store = await started(await connected())
      const items = Array.from({ length: 700 }, (_, index) => caseNamed(`case ${String(index).padStart(3, '0')}`))
      await Promise.all(
        items.flatMap((item) => [0, 1, 2].flatMap((repeat) => put(store, { item, repeat, grades: scores(1) }))),
      )
      const streamed = await all(store.caseFacts('run-1', 'grading-1'))
      expect(streamed.map(({ id, trials }) => [id, trials.length])).toEqual(items.map(({ id }) => [id, 3]))
      expect(streamed).toEqual((await store.gradedRun('run-1', 'grading-1')).cases)
      await expect(all(store.caseFacts('run-1', 'nothing'))).rejects.toThrow('no grading "nothing"')
    })

    it('takes what the target saw from the case as it was asked, all else as it was graded', async () => {
      const store = await started(await connected())
      const asked = caseNamed('a', { expected: 'old', tags: ['old'] })
      const regraded = caseNamed('a', { expected: 'new', tags: ['new'], input: 'cannot have been asked' })
      await Promise.all([
        ...put(store, { item: asked, outcome: failed() }),
        ...put(store, { item: asked, repeat: 1, grades: {} }),
      ])
      await store.addGrades({ gradingId: 'grading-1', caseId: 'a', repeat: 1, case: regraded, grades: scores(1) })
      const { cases } = await store.gradedRun('run-1', 'grading-1')
      expect(cases).toMatchObject([
        {
          ...caseFacts(regraded, ['locale'], []),
          inputHash: inputHash(asked, ['locale']),
          trials: [{ repeat: 0 }, { repeat: 1 }],
        },
      ])
      const trials = await all(store.trials('run-1', { gradingId: 'grading-1' }))
      expect(trials.map((trial) => trial.case.expected)).toEqual(['old', 'new'])
      expect((await all(store.trials('run-1'))).map((trial) => trial.case.expected)).toEqual(['old', 'old'])
    })
  })
}
