import { describe, expect, it } from 'vitest'
import type { GradeFunction } from '../../src/graders/index.ts'
import { grader } from '../../src/graders/index.ts'
import { noModels } from './grading.ts'

const request = { case: { id: 'a', input: 'x' }, output: { text: 'hello', latencyMs: 1 } }
const run = (fn: GradeFunction) => grader('mine', fn).grade(request, noModels)

describe('grader', () => {
  it('takes numbers, booleans and grades, now or later', async () => {
    expect(await run(() => 0.5)).toEqual({ status: 'scored', score: 0.5 })
    expect(await run(() => true)).toEqual({ status: 'scored', score: 1 })
    expect(await run(async ({ output }) => output.text === 'bye')).toEqual({ status: 'scored', score: 0 })
    const grade = { status: 'scored', score: 1, reason: 'fine', parts: { a: { score: 0.5, n: 2 } } } as const
    expect(await run(() => grade)).toEqual(grade)
    expect(await run(() => ({ status: 'unscored', reason: 'no' }))).toEqual({ status: 'unscored', reason: 'no' })
  })

  it.each([2, -0.1, Number.NaN])('takes %d for an error, not a score', async (value) => {
    expect(await run(() => value)).toMatchObject({ status: 'error', error: { code: 'bad_score' } })
  })

  it('takes what is no grade for an error that says so', async () => {
    const wrong = (value: unknown) => run(() => value as number)
    expect(await wrong(undefined)).toMatchObject({
      status: 'error',
      error: {
        code: 'bad_grade',
        message: 'the function must return a number, true or false, or a grade; got undefined',
      },
    })
    expect(await wrong({ score: 1 })).toMatchObject({ status: 'error', error: { code: 'bad_grade' } })
    expect(await wrong({ status: 'scored', score: 'high' })).toMatchObject({
      status: 'error',
      error: { code: 'bad_grade' },
    })
  })

  it('takes a throw for an error, and lets an abort through', async () => {
    expect(await run(() => Promise.reject(new Error('boom')))).toMatchObject({
      status: 'error',
      error: { code: 'thrown', message: 'Error: boom' },
    })
    const abort = AbortSignal.abort(new Error('stop'))
    const slow = grader('mine', (_, { signal }) => signal.throwIfAborted() ?? 1)
    await expect(slow.grade(request, { ...noModels, signal: abort })).rejects.toThrow('stop')
  })

  it('has a fingerprint of name, source and version', () => {
    const fn = () => 1
    const base = grader('a', fn).fingerprint
    expect(grader('a', fn, { passAt: 0.5 }).fingerprint).toBe(base)
    expect(grader('a', () => 0).fingerprint).not.toBe(base)
    expect(grader('b', fn).fingerprint).not.toBe(base)
    expect(grader('a', fn, { version: '2' }).fingerprint).not.toBe(base)
  })

  it('refuses what it cannot use', () => {
    expect(() => grader('a.b', () => 1)).toThrow('without a point')
    expect(() => grader('', () => 1)).toThrow('grader: the name')
    expect(() => grader('a', 5 as unknown as GradeFunction)).toThrow('must be a function')
    expect(() => grader('a', () => 1, { vershun: '1' } as object)).toThrow('did you mean "version"?')
  })
})
