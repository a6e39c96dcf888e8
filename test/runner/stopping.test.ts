import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { RunStop } from '../../src/core/network.ts'
import { execute } from '../../src/runner/index.ts'
import { echo, graderOf, Held, half, NotingSink, options, quiet, Tasks, targetOf } from '../support/running.ts'

const timedOut = (ms: number) => ({ code: 'timeout', message: `took longer than ${ms} ms`, retryable: true })

describe('a timeout', () => {
  it('is an error outcome, tells the target, and does not wait for one that listens to nobody', async () => {
    const held = new Held()
    const sink = new NotingSink()
    const summary = await execute(
      options({ tasks: new Tasks(2), target: held.target, sink, timeoutMs: 1, concurrency: 1 }),
    )
    expect(sink.trials.map(({ outcome }) => outcome)).toEqual([
      { status: 'error', error: timedOut(1) },
      { status: 'error', error: timedOut(1) },
    ])
    expect(held.asked.every(({ signal }) => signal.aborted)).toBe(true)
    expect(summary).toMatchObject({ executed: 2, errors: 2, stopped: false })
    for (const { answer } of held.asked) answer('too late')
    await quiet()
    expect(sink.trials).toHaveLength(2)
  })

  it('is not what a target says when it hears of it', async () => {
    const sink = new NotingSink()
    const target = targetOf(
      (_, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('cancelled')))),
    )
    await execute(options({ tasks: new Tasks(1), target, sink, timeoutMs: 1 }))
    expect(sink.trials[0]?.outcome).toEqual({ status: 'error', error: timedOut(1) })
  })

  it('costs a slow grader its own grade only', async () => {
    const sink = new NotingSink()
    const signals: AbortSignal[] = []
    const slow = graderOf('slow', (_, { signal }) => {
      signals.push(signal)
      return new Promise(() => {})
    })
    const summary = await execute(options({ tasks: new Tasks(1), graders: [slow, half], sink, timeoutMs: 1 }))
    expect(sink.grades[0]?.grades).toEqual({
      slow: { status: 'error', error: timedOut(1) },
      half: { status: 'scored', score: 0.5 },
    })
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
    expect(summary).toMatchObject({ graded: 1, graderErrors: 1 })
  })

  it('is by a clock of its own for each grader: what waits for its turn gives another no more time', async () => {
    const sink = new NotingSink()
    let turn = () => {}
    // Holds the only turn, and never answers.
    const holds = graderOf('holds', (_, { signal }) => {
      signal.addEventListener('abort', () => turn())
      return new Promise(() => {})
    })
    const waits = graderOf('waits', async (_, { offClock }) => {
      await offClock(new Promise<void>((resolve) => (turn = resolve)))
      return { status: 'scored', score: 1 }
    })
    await execute(options({ tasks: new Tasks(1), graders: [holds, waits], sink, timeoutMs: 1 }))
    expect(sink.grades[0]?.grades).toEqual({
      holds: { status: 'error', error: timedOut(1) },
      waits: { status: 'scored', score: 1 },
    })
  })

  it('may be longer than a timer can be', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const held = new Held()
    const executing = execute(options({ tasks: new Tasks(1), target: held.target, timeoutMs: 2 ** 40 }))
    const question = await held.at(0)
    vi.advanceTimersByTime(86_400_000)
    question.answer()
    expect(await executing).toMatchObject({ ok: 1, errors: 0 })
  })
})

describe('stopping', () => {
  it('begins nothing new, and finishes and grades what runs', async () => {
    const held = new Held()
    const sink = new NotingSink()
    const stop = new AbortController()
    const tasks = new Tasks(10)
    const executing = execute(options({ tasks, target: held.target, sink, stopping: stop.signal, concurrency: 3 }))
    const running = await Promise.all([0, 1, 2].map((index) => held.at(index)))
    stop.abort()
    await quiet()
    expect(running.map(({ signal }) => signal.aborted)).toEqual([false, false, false])
    for (const { answer } of running) answer()
    expect(await executing).toEqual({
      executed: 3,
      ok: 3,
      errors: 0,
      graded: 3,
      graderErrors: 0,
      stopped: 'interrupted',
    })
    expect(held.asked).toHaveLength(3)
    expect(sink.grades).toHaveLength(3)
    expect(tasks.read).toBe(4)
    expect(tasks.closed).toBe(true)
  })

  it('still lets what runs time out', async () => {
    const held = new Held()
    const stop = new AbortController()
    const sink = new NotingSink()
    const executing = execute(
      options({ tasks: new Tasks(3), target: held.target, sink, stopping: stop.signal, timeoutMs: 5, concurrency: 1 }),
    )
    await held.at(0)
    stop.abort()
    expect(await executing).toMatchObject({ executed: 1, errors: 1, stopped: 'interrupted' })
  })

  it('is no interruption where nothing was left to do', async () => {
    const held = new Held()
    const stop = new AbortController()
    const executing = execute(options({ tasks: new Tasks(2), target: held.target, stopping: stop.signal }))
    await held.at(1)
    stop.abort()
    for (const { answer } of held.asked) answer()
    expect(await executing).toMatchObject({ executed: 2, stopped: false })
  })

  it('leaves nothing of a trial behind whose grading may cost no more', async () => {
    const sink = new NotingSink()
    const ended: string[] = []
    const stopped = graderOf('stopped', () => {
      throw new RunStop('budget', 'nothing is left')
    })
    const slow = graderOf('slow', async (_, { signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      ended.push('slow')
    })
    const summary = await execute(options({ tasks: new Tasks(1), graders: [stopped, slow], sink, timeoutMs: 1 }))
    expect(ended).toEqual(['slow'])
    expect(summary).toMatchObject({ ok: 1, graded: 0, stopped: 'budget', why: 'nothing is left' })
    expect(sink.trials).toHaveLength(1)
    expect(sink.grades).toEqual([])
  })

  it('happens at the deadline, too', async () => {
    let now = 0
    const target = targetOf((input, context) => {
      now += 10
      return echo.run(input, context)
    })
    const tasks = new Tasks(10)
    const summary = await execute(options({ tasks, target, concurrency: 1, monotonic: () => now, deadlineAt: 30 }))
    expect(summary).toMatchObject({ executed: 3, graded: 3, stopped: 'deadline' })
    expect(tasks.closed).toBe(true)
  })
})

describe('aborting', () => {
  it('ends at once; what was running is missing, not failed', async () => {
    const held = new Held()
    const sink = new NotingSink()
    const [stop, abort] = [new AbortController(), new AbortController()]
    const tasks = new Tasks(10)
    const executing = execute(
      options({ tasks, target: held.target, sink, stopping: stop.signal, signal: abort.signal, concurrency: 2 }),
    )
    ;(await held.at(0)).answer()
    await held.at(2)
    stop.abort()
    abort.abort()
    expect(await executing).toEqual({ executed: 1, ok: 1, errors: 0, graded: 1, graderErrors: 0, stopped: 'aborted' })
    expect(sink.trials.map(({ name }) => name)).toEqual(['c0/0'])
    expect(held.asked.slice(1).every(({ signal }) => signal.aborted)).toBe(true)
    expect(tasks.closed).toBe(true)
  })

  it('leaves the target no time to call it a failure', async () => {
    const sink = new NotingSink()
    const abort = new AbortController()
    const target = targetOf(
      (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('cancelled')))
          abort.abort()
        }),
    )
    expect(await execute(options({ tasks: new Tasks(1), target, sink, signal: abort.signal }))).toMatchObject({
      executed: 0,
      stopped: 'aborted',
    })
    expect(sink.trials).toEqual([])
  })

  it('keeps an answer whose grading it cuts short, without its grades', async () => {
    const sink = new NotingSink()
    const abort = new AbortController()
    const judge = graderOf('judge', () => {
      abort.abort()
      return new Promise(() => {})
    })
    const summary = await execute(options({ tasks: new Tasks(1), graders: [half, judge], sink, signal: abort.signal }))
    expect(summary).toEqual({ executed: 1, ok: 1, errors: 0, graded: 0, graderErrors: 0, stopped: 'aborted' })
    expect(sink.trials).toHaveLength(1)
    expect(sink.grades).toEqual([])
  })

  it('before the beginning asks nothing', async () => {
    const held = new Held()
    const summary = await execute(options({ tasks: new Tasks(3), target: held.target, signal: AbortSignal.abort() }))
    expect(summary).toMatchObject({ executed: 0, stopped: 'aborted' })
    expect(held.asked).toEqual([])
  })
})
