import { describe, expect, it } from 'vitest'
import { FailureError } from '../../src/core/failure.ts'
import type { TargetFunction } from '../../src/targets/index.ts'
import { functionTarget } from '../../src/targets/index.ts'
import { callContext } from '../support/network.ts'
import { ask, failureOf, openTarget } from '../support/openTarget.ts'

const open = (answer: TargetFunction) => openTarget(functionTarget(answer), '/')

describe('functionTarget', () => {
  it('takes text, a reply or a promise of either, and measures the time unless it is told', async () => {
    const times = [5, 12]
    const target = await open(async ({ input }) => `re: ${String(input)}`)
    const context = { repeat: 0, ...callContext(), monotonic: () => times.shift() ?? 0 }
    expect(await target.run({ id: 'a', input: 'hi' }, context)).toEqual({ text: 're: hi', latencyMs: 7 })
    const whole = await open((_, { repeat }) => ({
      text: 'x',
      citations: ['d1', { id: 'd2', quote: 'q' }],
      latencyMs: repeat,
    }))
    expect(await ask(whole, 'a', '', { repeat: 3 })).toEqual({
      text: 'x',
      citations: [{ id: 'd1' }, { id: 'd2', quote: 'q' }],
      latencyMs: 3,
    })
  })

  it('keeps the golden case from a function that edits what it is handed', async () => {
    const target = await open(({ sources }) => String(sources?.reverse().map(({ id }) => id)))
    const sources = [
      { id: 'a', text: '' },
      { id: 'b', text: '' },
    ]
    const context = { repeat: 0, ...callContext(), monotonic: () => 0 }
    expect((await target.run({ id: 'c', input: '', sources }, context)).text).toBe('b,a')
    expect(sources.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it.each<[string, TargetFunction, object]>([
    ['a told error', () => ({ error: 'no idea' }), { code: 'target_error', message: 'no idea', retryable: false }],
    [
      'a told failure',
      () => ({ error: { code: 'rate_limit', message: 'slow', retryable: true } }),
      { code: 'rate_limit', message: 'slow', retryable: true },
    ],
    [
      'nothing',
      (() => undefined) as never,
      { code: 'bad_reply', message: 'the reply cannot be used: it must be text or {"text": ...}, not nothing' },
    ],
    [
      'no text',
      (() => ({ answer: 'x' })) as never,
      { code: 'bad_reply', message: 'the reply cannot be used: "text" is missing' },
    ],
    [
      'a wrong type',
      (() => ({ text: 'x', usage: { inputTokens: -1 } })) as never,
      { code: 'bad_reply', message: 'the reply cannot be used: "usage.inputTokens" must be at least 0, not -1' },
    ],
    [
      'a thrown error',
      () => {
        throw new RangeError('too \u001b[31mbig\u001b[0m\n')
      },
      { code: 'thrown', message: 'RangeError: too big', retryable: false },
    ],
    [
      'an error with a code',
      () => {
        throw Object.assign(new Error('later'), { code: 'overloaded', retryable: true })
      },
      { code: 'overloaded', retryable: true },
    ],
    [
      'a status that may pass',
      () => {
        throw Object.assign(new Error('x'), { status: 429 })
      },
      { code: 'thrown', retryable: true },
    ],
    [
      'a status that will not',
      () => {
        throw Object.assign(new Error('x'), { status: 400, code: 'context_length_exceeded' })
      },
      { code: 'context_length_exceeded', retryable: false },
    ],
    [
      'a network error in a cause',
      () => {
        throw new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) })
      },
      { code: 'ECONNRESET', retryable: true },
    ],
    [
      'a failure',
      () => {
        throw new FailureError({ code: 'mine', message: 'm', retryable: true })
      },
      { code: 'mine', message: 'm', retryable: true },
    ],
    [
      'what is no error',
      () => {
        throw 'a string'
      },
      { code: 'thrown', message: 'a string' },
    ],
  ])('makes a failure of %s', async (_, answer, failure) => {
    expect(await failureOf(ask(await open(answer), 'a'))).toMatchObject(failure)
  })

  it('ends at once when it is aborted, even if the function takes no notice', async () => {
    const abort = new AbortController()
    const target = await open(() => {
      queueMicrotask(() => abort.abort(new Error('time is over')))
      return new Promise(() => {})
    })
    await expect(ask(target, 'a', '', { signal: abort.signal })).rejects.toThrow('time is over')
    await expect(ask(target, 'a', '', { signal: abort.signal })).rejects.toThrow('time is over')
  })

  it('is told apart by source and version', async () => {
    const a: TargetFunction = () => 'a'
    const prints = await Promise.all(
      [functionTarget(a), functionTarget(() => 'b'), functionTarget(a, { version: '2' }), functionTarget(a)].map(
        async (definition) => (await openTarget(definition, '/')).fingerprint,
      ),
    )
    expect(new Set(prints).size).toBe(3)
    expect(prints[3]).toBe(prints[0])
  })
})
