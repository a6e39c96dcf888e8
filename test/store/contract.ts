import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { caseFacts, trialFacts } from '../../src/core/facts.ts'
import type { Grade } from '../../src/core/grade.ts'
import type { Store, StoredTrial } from '../../src/core/store.ts'
import { inputHash } from '../../src/core/target.ts'
import type { Outcome } from '../../src/core/trial.ts'
import * as arbitrary from '../support/trials.ts'
import { answered, caseNamed, failed, grading, manifest, scores } from '../support/trials.ts'

/** Storage that is empty at first and gone after the test. */
export interface Storage {
  /** What writerProcess.ts opens. */
  location: string
  /** Opens it, once more if need be; closed after the test. */
  connect(): Promise<Store>
}

/** What every implementation of the port must do. */
export function storeContract(name: string, fresh: () => Promise<Storage>): void {
  const connected = async () => (await fresh()).connect()

  describe(`${name}: runs`, () => {
    it('gives back what a run was decided to be', async () => {
      const store = await connected()
      await store.createRun(manifest())
      expect(await store.getRun('run-1')).toEqual({ ...manifest(), status: 'running' })
    })

    it('leaves out what a run does not have', async () => {
      const { owner: _, ...ownerless } = manifest({
        selection: {},
        target: { name: 'v', kind: 'function', fingerprint: 'f' },
      })
      const store = await connected()
      await store.createRun(ownerless)
      expect(await store.getRun('run-1')).toStrictEqual({ ...ownerless, status: 'running' })
    })

    it('follows the status, and forgets the end of a run that goes on', async () => {
      const store = await connected()
      await store.createRun(manifest())
      await store.setRunStatus('run-1', 'complete', '2025-03-01T11:00:00.000Z')
      expect(await store.getRun('run-1')).toMatchObject({ status: 'complete', finishedAt: '2025-03-01T11:00:00.000Z' })
      await store.setRunStatus('run-1', 'interrupted')
      const run = await store.getRun('run-1')
      expect(run.status).toBe('interrupted')
      expect(run).not.toHaveProperty('finishedAt')
    })

    it('lists the newest first, equal times by id, and only those asked for', async () => {
      const store = await connected()
      await store.createRun(manifest({ id: 'a', createdAt: '2025-03-02T00:00:00.000Z' }))
      await store.createRun(manifest({ id: 'b', createdAt: '2025-03-03T00:00:00.000Z', eval: 'other' }))
      await store.createRun(manifest({ id: 'c', createdAt: '2025-03-02T00:00:00.000Z' }))
      await store.createRun(
        manifest({
          id: 'd',
          createdAt: '2025-03-01T00:00:00.000Z',
          target: { name: 'v2', kind: 'function', fingerprint: 'g' },
        }),
      )
      await store.setRunStatus('c', 'complete', '2025-03-04T00:00:00.000Z')
      const ids = async (filter: Parameters<Store['listRuns']>[0]) => (await store.listRuns(filter)).map(({ id }) => id)
      expect(await ids({})).toEqual(['b', 'c', 'a', 'd'])
      expect(await ids({ eval: 'support' })).toEqual(['c', 'a', 'd'])
      expect(await ids({ target: 'v2' })).toEqual(['d'])
      expect(await ids({ status: 'running', eval: 'support', target: 'v1' })).toEqual(['a'])
      expect(await ids({ eval: 'none' })).toEqual([])
    })

    it('says in one line that there is no such run, or that there is one already', async () => {
      const store = await connected()
      await store.createRun(manifest())
      await expect(store.createRun(manifest())).rejects.toThrow('there is already a run "run-1"')
      for (const missing of [
        () => store.getRun('nope'),
        () => store.setRunStatus('nope', 'complete'),
        () => store.createGrading(grading({ runId: 'nope' })),
        () => store.gradedRun('nope', 'grading-1'),
        () => store.approveBaseline({ ...baseline, runId: 'nope' }),
      ]) {
        await expect(missing()).rejects.toThrow(/^there is no run "nope" in the store; [^\n]+$/)
      }
    })
  })

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
          await Promise.all(given.flatMap(([outcome, grades], repeat) => put(store, { item, repeat, outcome, grades })))
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
  })

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

  describe(`${name}: baselines`, () => {
    it('lists the newest approval first, of one eval or all', async () => {
      const store = await started(await connected())
      const later = { ...baseline, id: 'b2', approvedAt: '2025-04-02T00:00:00.000Z', reason: 'v2 is "better"\n' }
      const other = { ...baseline, id: 'b3', eval: 'other', approvedAt: '2025-04-03T00:00:00.000Z' }
      for (const record of [later, baseline, other]) await store.approveBaseline(record)
      expect(await store.listBaselines('support')).toEqual([later, baseline])
      expect(await store.listBaselines()).toEqual([other, later, baseline])
      expect(await store.listBaselines('none')).toEqual([])
    })
  })

  describe(`${name}: processes`, { timeout: 120_000 }, () => {
    it('has every trial that was promised before kill -9', async () => {
      const storage = await fresh()
      const { child, lines } = writer(storage.location, 'killed', 1e9)
      for await (const _ of lines.heard(900)) child.kill('SIGKILL')
      await once(child, 'close')
      expect(child.signalCode).toBe('SIGKILL')
      const store = await storage.connect()
      const stored = new Map(
        (await all(store.trials('killed', { gradingId: 'killed-grading' }))).map((trial) => [trial.caseId, trial]),
      )
      expect(lines.all.length).toBeGreaterThanOrEqual(900)
      expect(lines.all.filter((id) => Object.keys(stored.get(id)?.grades ?? {}).length !== 2)).toEqual([])
    })

    it('takes two runs of two processes at once', async () => {
      const storage = await fresh()
      const writers = ['one', 'two'].map((runId) => writer(storage.location, runId, 600))
      await Promise.all(writers.map(({ child }) => once(child, 'close')))
      expect(writers.map(({ child, errors }) => [child.exitCode, errors.join('')])).toEqual([
        [0, ''],
        [0, ''],
      ])
      const store = await storage.connect()
      for (const runId of ['one', 'two']) {
        expect(await store.totals(runId)).toMatchObject({ trials: 600, ok: 600 })
        const keys = await all(store.trialKeys(runId, `${runId}-grading`))
        expect(keys.filter(({ graded }) => graded)).toHaveLength(600)
      }
    })
  })
}

const baseline = {
  id: 'b1',
  eval: 'support',
  runId: 'run-1',
  reason: 'first',
  approvedBy: 'Ada <ada@example.org>',
  approvedAt: '2025-04-01T00:00:00.000Z',
}

async function started(store: Store): Promise<Store> {
  await store.createRun(manifest())
  await store.createGrading(grading())
  return store
}

interface Put {
  item: ReturnType<typeof caseNamed>
  repeat?: number
  outcome?: Outcome
  grades?: Record<string, Grade>
}

/** Stores a trial as the runner does: the outcome, then the grades of an answer, without waiting. */
function put(store: Store, { item, repeat = 0, outcome = answered('yes'), grades = scores(1) }: Put): Promise<void>[] {
  const key = { caseId: item.id, repeat, case: item }
  return [
    store.addTrial({ ...key, runId: 'run-1', outcome }),
    ...(outcome.status === 'ok' ? [store.addGrades({ ...key, gradingId: 'grading-1', grades })] : []),
  ]
}

async function all<T = StoredTrial>(rows: AsyncIterable<T>): Promise<T[]> {
  return Array.fromAsync(rows)
}

/** Lines as they come. */
class Lines {
  readonly all: string[] = []
  readonly #waiting: { count: number; resolve(): void }[] = []

  add(line: string): void {
    this.all.push(line)
    for (const { count, resolve } of this.#waiting) if (this.all.length >= count) resolve()
  }

  /** Yields once, when so many have been heard. */
  async *heard(count: number): AsyncGenerator<void> {
    await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }))
    yield
  }
}

function writer(
  location: string,
  runId: string,
  count: number,
): { child: ChildProcess; lines: Lines; errors: string[] } {
  const script = fileURLToPath(new URL('writerProcess.ts', import.meta.url))
  const child = spawn(process.execPath, [script, location, runId, String(count)], { stdio: ['ignore', 'pipe', 'pipe'] })
  const lines = new Lines()
  const errors: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.add(line))
  child.stderr.on('data', (chunk) => errors.push(String(chunk)))
  return { child, lines, errors }
}
