import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { FailureError } from '../../src/core/failure.ts'
import type { Grade } from '../../src/core/grade.ts'
import type { Progress } from '../../src/runner/index.ts'
import { execute } from '../../src/runner/index.ts'
import { echo, graderOf, Held, half, NotingSink, options, quiet, Tasks, targetOf } from '../support/running.ts'
import { answered, caseNamed, failed } from '../support/trials.ts'

const done = { ok: 1, errors: 0, graded: 1, graderErrors: 0, stopped: false, executed: 1 }

/** What becomes of one trial. */
async function outcomeOf(run: Parameters<typeof targetOf>[0]) {
  const sink = new NotingSink()
  const summary = await execute(options({ tasks: new Tasks(1), target: targetOf(run), sink }))
  return { outcome: sink.trials[0]?.outcome, grades: sink.grades, summary }
}

/** What becomes of its grades. */
async function gradesOf(...graders: Parameters<typeof graderOf>[1][]): Promise<Record<string, Grade> | undefined> {
  const sink = new NotingSink()
  await execute(
    options({
      tasks: new Tasks(1),
      graders: [...graders.map((grade, index) => graderOf(`g${index}`, grade)), half],
      sink,
    }),
  )
  return sink.grades[0]?.grades
}

describe('a trial', () => {
  it('shows the target what it may see, and which repeat it is', async () => {
    const item = caseNamed('a', { tags: ['t'], critical: true, metadata: { locale: 'de', answer: 'A' } })
    const seen: unknown[] = []
    const target = targetOf(async (input, { repeat, monotonic }) => {
      seen.push({ input, repeat, at: monotonic() })
      return { text: '', latencyMs: 0 }
    })
    await execute(
      options({ tasks: new Tasks([{ case: item, repeat: 2 }]), target, expose: ['locale'], monotonic: () => 7 }),
    )
    expect(seen).toEqual([{ input: { id: 'a', input: item.input, metadata: { locale: 'de' } }, repeat: 2, at: 7 }])
  })

  it('shows graders the case and the output', async () => {
    const seen: unknown[] = []
    await gradesOf((request) => {
      seen.push(request)
      return { status: 'unscored', reason: 'none' }
    })
    expect(seen).toEqual([{ case: caseNamed('c0'), output: { text: 'answer to c0', latencyMs: 1 } }])
  })

  it.each([
    [
      'throws',
      () => {
        throw new TypeError('no such model')
      },
      { code: 'thrown', message: 'TypeError: no such model', retryable: false },
    ],
    ['rejects', () => Promise.reject(new Error('gone')), { code: 'thrown', message: 'Error: gone', retryable: false }],
    [
      'says why it failed',
      () => Promise.reject(new FailureError({ code: 'content_filter', message: 'm', retryable: false })),
      { code: 'content_filter', message: 'm', retryable: false },
    ],
    [
      'throws what is no error',
      () => Promise.reject('just text'),
      { code: 'thrown', message: 'just text', retryable: false },
    ],
  ])('of a target that %s is an error outcome, and not graded', async (_, run, error) => {
    const { outcome, grades, summary } = await outcomeOf(run)
    expect(outcome).toEqual({ status: 'error', error })
    expect(grades).toEqual([])
    expect(summary).toEqual({ ...done, ok: 0, errors: 1, graded: 0 })
  })

  it.each([
    [undefined, 'is missing'],
    ['just text', 'an object'],
    [{ latencyMs: 1 }, '"text" is missing'],
    [{ text: 3, latencyMs: 1 }, '"text"'],
    [{ text: 'a', latencyMs: Number.NaN }, '"latencyMs"'],
    [{ text: 'a', latencyMs: Number.POSITIVE_INFINITY }, '"latencyMs"'],
    [{ text: 'a', latencyMs: -1 }, '"latencyMs"'],
    [{ text: 'a', latencyMs: 1, usage: { inputTokens: 0.5 } }, '"usage.inputTokens"'],
    [{ text: 'a', latencyMs: 1, costUsd: 'much' }, '"costUsd"'],
    [{ text: 'a', latencyMs: 1, citations: [{ quote: 'q' }] }, '"citations.0.id"'],
  ])('with the output %o is an error outcome bad_reply', async (output, message) => {
    const { outcome, grades } = await outcomeOf(async () => output)
    expect(outcome).toMatchObject({ status: 'error', error: { code: 'bad_reply', retryable: false } })
    expect(outcome?.status === 'error' && outcome.error.message).toContain(message)
    expect(grades).toEqual([])
  })

  it('takes an output with properties that are undefined or not known', async () => {
    const output = {
      text: 'a',
      latencyMs: 1,
      data: undefined,
      usage: { inputTokens: undefined, outputTokens: 2 },
      raw: 1n,
    }
    const { outcome } = await outcomeOf(async () => ({ ...output, raw: undefined }))
    expect(outcome).toEqual(answered('a', { latencyMs: 1, usage: { outputTokens: 2 } }))
    expect((await outcomeOf(() => ({ text: 'a', latencyMs: 1, raw: 1n }))).outcome).toEqual(
      answered('a', { latencyMs: 1 }),
    )
  })

  it('is graded by all graders, of which a broken one breaks only its own grade', async () => {
    const error = (message: string) => ({ status: 'error', error: { code: 'thrown', message, retryable: false } })
    const grades = await gradesOf(
      () => {
        throw new Error('sync')
      },
      async () => {
        throw new Error('async')
      },
      () => ({ status: 'scored', score: 1.5 }),
      () => ({ status: 'scored', score: 1, parts: { exists: { score: Number.NaN } } }),
      () => undefined,
      () => ({ status: 'scored', score: '1' }),
      () => ({ status: 'scored', score: 1, reason: undefined, extra: 1 }),
    )
    expect(grades).toMatchObject({
      g0: error('Error: sync'),
      g1: error('Error: async'),
      g2: { status: 'error', error: { code: 'bad_score', message: 'score is 1.5; a score lies in 0..1' } },
      g3: { status: 'error', error: { code: 'bad_score', message: 'exists is NaN; a score lies in 0..1' } },
      g4: { status: 'error', error: { code: 'bad_grade' } },
      g5: { status: 'error', error: { code: 'bad_grade', message: expect.stringContaining('"score"') } },
      g6: { status: 'scored', score: 1 },
      half: { status: 'scored', score: 0.5 },
    })
  })

  it('hands the outcome on before it is graded', async () => {
    const sink = new NotingSink()
    const judged = Promise.withResolvers<unknown>()
    const asked = Promise.withResolvers<void>()
    const judge = graderOf('judge', () => {
      asked.resolve()
      return judged.promise
    })
    const executing = execute(options({ tasks: new Tasks(1), graders: [judge], sink }))
    await asked.promise
    expect(sink.trials).toEqual([{ name: 'c0/0', outcome: answered('answer to c0', { latencyMs: 1 }) }])
    expect(sink.grades).toEqual([])
    judged.resolve({ status: 'scored', score: 1 })
    expect(await executing).toEqual(done)
    expect(sink.grades).toEqual([{ name: 'c0/0', grades: { judge: { status: 'scored', score: 1 } } }])
  })

  it('that has an outcome is only graded, without a target', async () => {
    const sink = new NotingSink()
    const tasks = new Tasks([
      { case: caseNamed('a'), repeat: 0, outcome: answered('kept') },
      { case: caseNamed('b'), repeat: 1, outcome: failed() },
    ])
    const { target: _, ...targetless } = options({ tasks, sink })
    expect(await execute(targetless)).toEqual({ ...done, executed: 0, ok: 0 })
    expect(sink.trials).toEqual([])
    expect(sink.grades.map(({ name }) => name)).toEqual(['a/0'])
  })

  it('without an outcome and without a target is a fault of the caller', async () => {
    const { target: _, ...targetless } = options({ tasks: new Tasks(1) })
    await expect(execute(targetless)).rejects.toThrow('no target to ask')
  })
})

describe('many trials', () => {
  it('run as many at a time as is wanted, and are read no further', async () => {
    const held = new Held()
    const tasks = new Tasks(10)
    const executing = execute(options({ tasks, target: held.target, concurrency: 3 }))
    for (let index = 0; index < 10; index += 1) {
      const question = await held.at(index)
      await quiet()
      expect(held.asked.length).toBe(Math.min(10, index + 3))
      expect(tasks.read).toBeLessThanOrEqual(index + 4)
      question.answer()
    }
    expect(await executing).toEqual({ ...done, executed: 10, ok: 10, graded: 10 })
    expect(held.names).toEqual(Array.from({ length: 10 }, (_, index) => `c${index}/0`))
  })

  it('do not wait for a commit, but do not outrun it either', async () => {
    const sink = new NotingSink().hold()
    const executing = execute(options({ tasks: new Tasks(5_000), sink, concurrency: 1 }))
    while (sink.trials.length < 500) await quiet()
    let before = -1
    while (before < sink.trials.length) {
      before = sink.trials.length
      await quiet()
    }
    expect(sink.committed).toBe(0)
    expect(before).toBeLessThanOrEqual(1_001)
    sink.release()
    expect(await executing).toMatchObject({ executed: 5_000, graded: 5_000 })
    expect(sink.committed).toBe(10_000)
  })

  it('are done when all is committed', async () => {
    const sink = new NotingSink().hold()
    sink.flush = () => Promise.resolve()
    let over = false
    const executing = execute(options({ tasks: new Tasks(3), sink })).finally(() => {
      over = true
    })
    while (sink.grades.length < 3) await quiet()
    await quiet()
    expect(over).toBe(false)
    sink.release()
    await executing
    expect(over).toBe(true)
  })

  it('tell of each trial once it is committed', async () => {
    const sink = new NotingSink().hold()
    sink.flush = () => Promise.resolve()
    const events: Progress[] = []
    const target = targetOf(({ id }) => {
      if (id === 'c1') throw new Error('no')
      return { text: id, latencyMs: 4, ...(id === 'c2' ? { costUsd: 0.5 } : {}) }
    })
    const broken = graderOf('broken', () => undefined)
    const executing = execute(
      options({
        tasks: new Tasks(3),
        target,
        graders: [half, broken],
        sink,
        concurrency: 1,
        onProgress: (event) => events.push(event),
      }),
    )
    while (sink.grades.length < 2) await quiet()
    expect(events).toEqual([])
    sink.release()
    expect(await executing).toEqual({ executed: 3, ok: 2, errors: 1, graded: 2, graderErrors: 2, stopped: false })
    expect(events).toHaveLength(3)
    expect(events.toSorted((a, b) => a.finished - b.finished).at(-1)).toMatchObject({
      finished: 3,
      ok: 2,
      errors: 1,
      graderErrors: 2,
    })
    expect(events.flatMap(({ costUsd }) => costUsd ?? [])).toEqual([0.5])
    const failures = events.flatMap((event) => event.failures)
    expect(failures.map(({ grader = 'target', error }) => [grader, error.code]).sort()).toEqual([
      ['broken', 'bad_grade'],
      ['broken', 'bad_grade'],
      ['target', expect.any(String)],
    ])
  })

  it('leave no listener behind, nor more than one at a time for each', async () => {
    const [stopping, signal] = [new AbortController().signal, new AbortController().signal]
    const counts: number[] = []
    const target = targetOf(async (input, context) => {
      counts.push(getEventListeners(signal, 'abort').length)
      return echo.run(input, context)
    })
    await execute(options({ tasks: new Tasks(50), target, stopping, signal, concurrency: 20 }))
    expect(Math.max(...counts)).toBe(1)
    expect([stopping, signal].map((one) => getEventListeners(one, 'abort').length)).toEqual([0, 0])
  })

  it('end with what the tasks failed with, when what was running is committed', async () => {
    const sink = new NotingSink()
    const held = new Held()
    async function* tasks() {
      yield { case: caseNamed('a'), repeat: 0 }
      throw new Error('the dataset is gone')
    }
    const executing = execute(options({ tasks: tasks(), target: held.target, sink }))
    ;(await held.at(0)).answer()
    await expect(executing).rejects.toThrow('the dataset is gone')
    expect(sink.grades.map(({ name }) => name)).toEqual(['a/0'])
  })

  it('stop at once when the sink refuses, with its reason', async () => {
    const sink = new NotingSink()
    const held = new Held()
    const tasks = new Tasks(100)
    const add = sink.addTrial.bind(sink)
    sink.addTrial = (trial) => (trial.caseId === 'c1' ? Promise.reject(new Error('the disk is full')) : add(trial))
    sink.flush = () => Promise.reject(new Error('the store takes nothing more'))
    const executing = execute(options({ tasks, target: held.target, sink, concurrency: 3 }))
    const never = await held.at(0)
    ;(await held.at(1)).answer()
    await expect(executing).rejects.toThrow('the disk is full')
    expect(never.signal.aborted).toBe(true)
    expect(held.asked.length).toBeLessThanOrEqual(4)
    expect(tasks.closed).toBe(true)
    expect(sink.trials).toEqual([])
  })

  it('stop when telling of progress fails', async () => {
    const fails = () => {
      throw new Error('the terminal is gone')
    }
    await expect(execute(options({ tasks: new Tasks(3), onProgress: fails }))).rejects.toThrow('the terminal is gone')
  })
})
